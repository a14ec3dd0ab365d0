"""The letter that a pack came with, as a file of its own."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

HERE = Path(__file__).parent
RULES = (HERE / "pack_letters_0015.sql").read_text(encoding="utf-8")
# The function as it was, without the letter.
BEFORE = (HERE / "packs_0011.sql").read_text(encoding="utf-8").partition("\n\nCREATE TRIGGER")[0]
UNDONE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):

    dependencies = [
        ('workplan', '0014_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='packupload',
            name='letter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='packs_that_follow', to='workplan.evidencefile', verbose_name='source letter as a file'),
        ),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], [UNDONE]),
    ]
