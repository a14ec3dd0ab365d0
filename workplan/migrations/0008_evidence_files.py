"""Evidence may be a file; what holds between a file, its side and the statement that cites it."""

import re
import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from committees.keeping import guards

RULES = Path(__file__).with_name("files_0008.sql").read_text(encoding="utf-8")
# With CASCADE their triggers go with them.
UNDONE = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.MULTILINE)]


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0005_more_is_reserved'),
        ('workplan', '0007_search_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('recorded_name', models.CharField(max_length=200, verbose_name='name when recorded')),
                ('recorded_role', models.CharField(blank=True, max_length=40, verbose_name='role when recorded')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='key')),
                ('on_behalf', models.BooleanField(default=False, verbose_name='on behalf')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('pptx', 'PowerPoint'), ('png', 'PNG'), ('jpg', 'JPEG'), ('txt', 'plain text'), ('csv', 'CSV')], max_length=4, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('stored_as', models.CharField(max_length=80, unique=True, verbose_name='name in the store')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.committee', verbose_name='committee')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.side', verbose_name='side')),
            ],
            options={
                'verbose_name': 'evidence file',
                'verbose_name_plural': 'evidence files',
                'ordering': ['-recorded_at'],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='workplan.evidencefile', verbose_name='file'),
        ),
        migrations.AddIndex(
            model_name='evidencefile',
            index=models.Index(fields=['recorded_by', 'sha256'], name='file_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'docx', 'xlsx', 'pptx', 'png', 'jpg', 'txt', 'csv'])), name='file_kind_is_allowed'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 20971520)), name='file_size_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='file_has_checksum'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='file_has_name'),
        ),
        guards.append_only("workplan_evidencefile"),
        guards.together(
            "workplan_evidencefile",
            "side_id, committee_id",
            "committees_side",
            "id, committee_id",
            "file_side_of_its_committee",
        ),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], UNDONE),
    ]
