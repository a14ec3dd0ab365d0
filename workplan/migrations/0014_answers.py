"""What is handed in is judged by the database as well, and the instants on a return are those of its events."""

import re
from pathlib import Path

from django.db import migrations, models

HERE = Path(__file__).parent
RULES = (HERE / "answers_0014.sql").read_text(encoding="utf-8")

# A return used to carry instants of its own, milliseconds beside those of its events. They are set to these, in the
# row and in the newest of its history, which says what the row says.
ALIGNED = """
CREATE TEMPORARY TABLE instants ON COMMIT DROP AS
SELECT r.id, coalesce(began.at, r.since) AS since, answer.at AS answered_at, received.at AS received_at
FROM workplan_return r
LEFT JOIN LATERAL (
    SELECT recorded_at AS at FROM workplan_returnevent
    WHERE contribution_id = r.id AND act <> 'receive' ORDER BY number DESC LIMIT 1
) began ON true
LEFT JOIN LATERAL (
    SELECT recorded_at AS at, number FROM workplan_returnevent
    WHERE contribution_id = r.id AND act IN ('submit', 'nil') AND r.state IN ('submitted', 'nil', 'accepted')
    ORDER BY number DESC LIMIT 1
) answer ON true
LEFT JOIN LATERAL (
    SELECT min(recorded_at) AS at FROM workplan_returnevent
    WHERE contribution_id = r.id AND act IN ('receive', 'accept') AND number > answer.number
) received ON true;
ALTER TABLE workplan_return DISABLE TRIGGER USER;
ALTER TABLE workplan_historicalreturn DISABLE TRIGGER USER;
UPDATE workplan_return r SET since = i.since, answered_at = i.answered_at, received_at = i.received_at
    FROM instants i WHERE i.id = r.id;
UPDATE workplan_historicalreturn h SET since = i.since, answered_at = i.answered_at, received_at = i.received_at
    FROM instants i WHERE h.history_id = (SELECT max(history_id) FROM workplan_historicalreturn n WHERE n.id = i.id);
ALTER TABLE workplan_return ENABLE TRIGGER USER;
ALTER TABLE workplan_historicalreturn ENABLE TRIGGER USER;
"""


def _as_it_was(name: str, told_by: str) -> str:
    """The definition of a function that is replaced here, from the file that made it."""
    found = re.search(rf"^CREATE FUNCTION {name}\(.*?^\$\$;", (HERE / told_by).read_text(encoding="utf-8"), re.M | re.S)
    assert found, name
    return found[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


UNDONE = [
    "DROP TRIGGER round_rules_of_the_instant ON workplan_reportinground",
    *(f"DROP TRIGGER recorded_now ON workplan_{table}" for table in ("packupload", "packstep", "fixtureload", "fixturestep")),
    _as_it_was("workplan_return_step_is_allowed", "rounds_0009.sql"),
    _as_it_was("workplan_return_rules", "rounds_0009.sql"),
    _as_it_was("workplan_return_follows", "rounds_0009.sql"),
    _as_it_was("workplan_returnevent_rules", "rounds_0009.sql"),
    _as_it_was("workplan_returnpoint_rules", "points_0013.sql"),
    *(f"DROP FUNCTION {name}" for name in reversed(re.findall(r"^CREATE FUNCTION (\w+)", RULES, re.M))),
]


class Migration(migrations.Migration):

    dependencies = [("workplan", "0013_return_points")]

    operations = [
        migrations.AddConstraint(
            model_name='packstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['compared', 'applied'])), name='packstep_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='returnevidence',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'zh-hant', 'zh-hans'])), name='returnevidence_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='returnmilestone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['moved', 'reached'])), name='returnmilestone_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='returnmilestone',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'zh-hant', 'zh-hans'])), name='returnmilestone_language_is_known'),
        ),
        migrations.RunSQL([ALIGNED], migrations.RunSQL.noop),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], [[undo, None] for undo in UNDONE]),
    ]
