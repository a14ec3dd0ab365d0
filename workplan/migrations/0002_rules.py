"""What holds between rows of the plan and of its progress, kept by the database."""

import re
from pathlib import Path

from django.db import migrations

from committees.keeping import guards

TRACKED = ("workplan", "cooperationarea", "actionitem", "responsibility", "milestone")
APPEND_ONLY = ("progressupdate", "progressbody", "progresstext", "evidence", "milestoneevent")
RULES = Path(__file__).with_name("rules_0002.sql").read_text(encoding="utf-8")
# With CASCADE their triggers go with them.
UNDONE = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.MULTILINE)]


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0002_guards"),
        ("workplan", "0001_plan_and_progress"),
    ]

    operations = [
        *(operation for model in TRACKED for operation in guards.tracked("workplan", model)),
        *(guards.append_only(f"workplan_{model}") for model in APPEND_ONLY),
        guards.together(
            "workplan_actionitem",
            "area_id, workplan_id",
            "workplan_cooperationarea",
            "id, workplan_id",
            "item_area_of_its_plan",
        ),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], UNDONE),
    ]
