"""Loading beside other people at work, with everything really committed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction

from committees.keeping.acting import Actor, acting_as
from tests.helpers import together
from tests.workplan.plans_of_tests import draft_rows, loaded, nothing_written, written
from workplan.fixture_files.comparing import Outcome
from workplan.models import Workplan


def test_what_is_loaded_passes_every_rule_at_the_commit(own_database: str, tmp_path: Path) -> None:
    rows = draft_rows()
    path = written(tmp_path, rows)
    assert loaded(path).counts() == {Outcome.CREATE: len(rows)}
    with nothing_written():
        assert loaded(path).counts() == {Outcome.SAME: len(rows)}


def test_loads_at_the_same_moment_write_once(own_database: str, tmp_path: Path) -> None:
    rows = draft_rows()
    path = written(tmp_path, rows)
    outcomes = together(*[lambda: loaded(path)] * 4)
    assert [outcome.problems for outcome in outcomes] == [[], [], [], []]
    found = sum((outcome.counts() for outcome in outcomes), Counter())
    assert found == {Outcome.CREATE: len(rows), Outcome.SAME: 3 * len(rows)}
    assert Workplan.objects.get(period="2031-32").history.count() == 1


def test_a_plan_that_somebody_holds_is_told_and_not_waited_for_without_end(
    own_database: str, tmp_path: Path
) -> None:
    path = written(tmp_path, draft_rows())
    loaded(path)

    def load_meanwhile() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        return [str(problem) for problem in loaded(path).problems]

    with acting_as(Actor("Editor", "command")), transaction.atomic():
        Workplan.objects.select_for_update().get(period="2031-32")
        (told,) = together(load_meanwhile)
    assert told == [f"{path}: Somebody else is saving this at the moment. Please send yours again."]


@pytest.mark.parametrize("faulty", [False, True])
def test_nothing_is_left_of_a_load_that_is_refused_or_dry(
    own_database: str, tmp_path: Path, faulty: bool
) -> None:
    rows = draft_rows()
    if faulty:
        rows[-1]["fields"]["role"] = "chief"
    with nothing_written():
        loading = loaded(written(tmp_path, rows), dry_run=not faulty)
    assert bool(loading.problems) is faulty
