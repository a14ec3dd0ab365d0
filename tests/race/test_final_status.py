"""What is final stays final, also when a correction of an older statement arrives in the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tests.helpers import signed_in, together
from tests.workplan.recording import PLAN, filled
from tests.workplan.reports_of_tests import state, the_item
from workplan.models import ItemPosition


def test_an_officers_correction_waits_for_a_withdrawal_and_is_then_refused(own_database: str) -> None:
    mine = state("I-3", "on_track", side="hong_kong")
    officer = signed_in("officer.hk")
    where = f"{PLAN}/I-3/progress/{mine.number}/correct/"
    form = filled(officer, where, correction_reason="A word.", status="on_track", number=mine.number + 2)
    written = threading.Event()

    def withdraw() -> None:
        with transaction.atomic():
            state("I-3", "withdrawn", side="mainland")
            written.set()
            _until_somebody_waits()

    def correct() -> int:
        written.wait(10)
        return officer.post(where, form).status_code

    assert together(withdraw, correct) == [None, 403]
    assert ItemPosition.objects.get(item=the_item("I-3")).status == "withdrawn"


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _try in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            # Within a transaction the list of activities is read once unless it is forgotten.
            cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
    pytest.fail("nobody waited for the position")
