"""Whatever a constraint or a trigger may refuse has its sentence in the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

from committees.refusals import BY_RULE, BY_STATE

MIGRATIONS = Path(__file__).resolve().parents[2] / "workplan/migrations"
RULES = "".join(path.read_text("utf-8") for path in sorted(MIGRATIONS.glob("*.sql")))

# Only ever reached through a foreign key of ours, whose refusal is 23503, or a generated name of Django's.
GENERATED = re.compile(r"(_fk_|_pkey$|_key$|_uniq$|_check$|_not_null$)")


@pytest.mark.django_db
def test_every_named_constraint_and_unique_index_of_ours() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
            " WHERE (relname LIKE 'workplan\\_%%' OR relname LIKE 'committees\\_%%') AND contype IN ('c', 'u', 'f')"
            " UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_class t ON t.oid = x.indrelid WHERE x.indisunique"
            " AND (t.relname LIKE 'workplan\\_%%' OR t.relname LIKE 'committees\\_%%')"
        )
        names = {name for (name,) in cursor.fetchall() if not GENERATED.search(name)}
    assert len(names) > 50
    assert sorted(names - set(BY_RULE)) == []


def test_every_rule_a_trigger_names() -> None:
    named = set(re.findall(r"workplan_refuse\('(\w+)'", RULES)) | set(
        re.findall(r"CONSTRAINT = '(\w+)'", RULES)
    )
    assert len(named) > 20
    assert sorted(named - set(BY_RULE)) == []


def test_no_sentence_without_its_rule() -> None:
    """A rule that is gone takes its sentence with it."""
    known = RULES
    for folder in ("workplan", "committees"):
        root = Path(__file__).resolve().parents[2] / folder
        known += "".join(path.read_text("utf-8") for path in root.rglob("*.py") if path.name != "refusals.py")
        known += "".join(path.read_text("utf-8") for path in root.rglob("*.sql"))
    assert [rule for rule in BY_RULE if rule not in known] == []


def test_states_have_codes_a_page_exists_for() -> None:
    templates = Path(__file__).resolve().parents[2] / "templates/errors"
    codes = {code for code, _sentence in [*BY_STATE.values(), *BY_RULE.values()]}
    assert all((templates / f"{code}.html").exists() for code in codes)
