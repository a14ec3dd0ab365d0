"""What can be found, kept beside the texts by the database, and the one folding that compares it."""

import json
import re
from pathlib import Path

from django.db import migrations

from committees.keeping.folding import character_map

RULES = Path(__file__).with_name("search_0007.sql").read_text(encoding="utf-8")
# With CASCADE their triggers go with them.
UNDONE = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.MULTILINE)]


def make_rules(apps, schema_editor):
    """The map is made here, of the tables of the OpenCC that is installed, and then lies in the database."""
    # Copying the texts of many years takes longer than any page may.
    schema_editor.execute("SET LOCAL statement_timeout = 0", None)
    schema_editor.execute(RULES.replace("{character_map}", json.dumps(character_map(), ensure_ascii=False)), None)


def undo_rules(apps, schema_editor):
    for statement in UNDONE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0003_words_of_a_co_chair"),
        ("workplan", "0006_searchtext"),
    ]

    operations = [migrations.RunPython(make_rules, undo_rules)]
