"""Packs that were sent, and what became of them."""

import re
from pathlib import Path

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from committees.keeping import guards

RULES = Path(__file__).with_name("packs_0011.sql").read_text(encoding="utf-8")
# With CASCADE their triggers go with them.
UNDONE = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.MULTILINE)]


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0005_more_is_reserved'),
        ('workplan', '0010_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PackUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_name', models.CharField(max_length=200, verbose_name='name when recorded')),
                ('recorded_role', models.CharField(blank=True, max_length=40, verbose_name='role when recorded')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source letter')),
                ('signed_by', models.CharField(blank=True, max_length=200, verbose_name='signed by')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.body', verbose_name='body')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='workplan.evidencefile', verbose_name='evidence file')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='workplan.reportinground', verbose_name='round')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.side', verbose_name='side')),
            ],
            options={
                'verbose_name': 'sent pack',
                'verbose_name_plural': 'sent packs',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PackStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_name', models.CharField(max_length=200, verbose_name='name when recorded')),
                ('recorded_role', models.CharField(blank=True, max_length=40, verbose_name='role when recorded')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('compared', 'Compared'), ('applied', 'Applied')], max_length=8, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hant', '繁體中文'), ('zh-hans', '简体中文')], max_length=7, verbose_name='language')),
                ('totals', models.JSONField(verbose_name='totals')),
                ('details', models.JSONField(verbose_name='details')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='workplan.packupload', verbose_name='sent pack')),
            ],
            options={
                'verbose_name': 'step of a sent pack',
                'verbose_name_plural': 'steps of sent packs',
                'ordering': ['upload_id', 'number'],
            },
        ),
        migrations.AddConstraint(
            model_name='packupload',
            constraint=models.CheckConstraint(condition=models.Q(('signed_on__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('signed_on', None), _connector='OR'), name='pack_signed_on_in_reach', violation_error_message='A date lies between the years 1990 and 2100.'),
        ),
        migrations.AddConstraint(
            model_name='packstep',
            constraint=models.UniqueConstraint(fields=('upload', 'number'), name='packstep_number_once'),
        ),
        migrations.AddConstraint(
            model_name='packstep',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'applied')), fields=('upload',), name='pack_applied_once'),
        ),
        *(guards.append_only(f"workplan_{model}") for model in ("packupload", "packstep")),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], UNDONE),
    ]
