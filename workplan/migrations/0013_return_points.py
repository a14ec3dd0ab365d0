"""Points on returns."""

import re
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from committees.keeping import guards

RULES = Path(__file__).with_name("points_0013.sql").read_text(encoding="utf-8")
# With CASCADE their triggers go with them.
UNDONE = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.MULTILINE)]


class Migration(migrations.Migration):

    dependencies = [
        ('workplan', '0012_side_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_name', models.CharField(max_length=200, verbose_name='name when recorded')),
                ('recorded_role', models.CharField(blank=True, max_length=40, verbose_name='role when recorded')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('point', models.PositiveSmallIntegerField(verbose_name='point')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number within the point')),
                ('kind', models.CharField(choices=[('raised', 'raised'), ('answered', 'answered'), ('closed', 'closed')], max_length=8, verbose_name='what was done')),
                ('part', models.CharField(blank=True, choices=[('status', 'Proposed status'), ('narrative', 'Progress'), ('reason', 'Reason'), ('next_step', 'Next step'), ('milestones', 'Milestones'), ('indicators', 'Indicators'), ('evidence', 'Evidence'), ('signature', 'Signature'), ('whole', 'The return as a whole')], max_length=10, verbose_name='part')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='workplan.return', verbose_name='return')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'point on a return',
                'verbose_name_plural': 'points on returns',
                'ordering': ['contribution_id', 'point', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('contribution', 'point', 'number'), name='returnpoint_number_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'raised'), ('number', 1)), models.Q(('kind__in', ('answered', 'closed')), ('number__gt', 1)), _connector='OR'), name='returnpoint_begins_raised'),
                    models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('part__in', ['status', 'narrative', 'reason', 'next_step', 'milestones', 'indicators', 'evidence', 'signature', 'whole'])), models.Q(('number__gt', 1), ('part', '')), _connector='OR'), name='returnpoint_is_on_a_part'),
                    models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('kind', 'closed'), _connector='OR'), name='returnpoint_says_something'),
                ],
            },
        ),
        guards.append_only("workplan_returnpoint"),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], UNDONE),
    ]
