"""A report reads one moment, while others write. The control reads the same way without the snapshot and is torn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from tests.helpers import acting_as_person
from tests.workplan.reports_of_tests import move, state, the_item, the_meeting
from workplan.models import Milestone
from workplan.reports.facts import ReportFacts
from workplan.reports.reading import gather, read_facts
from workplan.services.progress import Words, add_texts

REPORTS = 60
FIRST = date(2026, 1, 1)


def begin() -> None:
    state("II-1", as_at=date(2025, 9, 1), text="Part 0.")


def one_more(place: int) -> None:
    """In one transaction the statement on II-1 is said anew, and its first milestone moves by as many days."""
    with transaction.atomic():
        said = the_item("II-1").updates.get()
        words = Words("en", "narrative", f"Part {place}.")
        with acting_as_person("officer.mainland") as officer:
            add_texts(update=said, texts=[(words, place + 1)], by=officer)
        move(Milestone.objects.get(item=the_item("II-1"), number=1), FIRST + timedelta(days=place))


def is_torn(facts: ReportFacts) -> bool:
    """The text and the date of the milestone tell of different moments."""
    item = next(item for item in facts.items if item.reference == "II-1")
    place = int(item.statements[0].narrative.text.en.removeprefix("Part ").removesuffix("."))
    step = item.milestones[0]
    return step.current.day != FIRST + timedelta(days=place) if place else step.was_moved


def in_a_thread(call: Callable[[], None]) -> threading.Thread:
    """On a connection of its own; what it writes is committed."""

    def run() -> None:
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def somebody_writes_before_texts_are_read() -> Iterator[None]:
    """Just between two queries of the report, once."""
    written: list[threading.Thread] = []

    def between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "workplan_progresstext"' in sql and not written:
            written.append(in_a_thread(lambda: one_more(1)))
            written[0].join(timeout=20)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield
    assert written


def test_what_is_written_between_two_queries_is_not_seen(own_database: str) -> None:
    begin()
    meeting = the_meeting()
    with somebody_writes_before_texts_are_read():
        facts = gather(meeting)
    assert not is_torn(facts)
    assert "Part 1." not in facts.canonical
    assert "Part 1." in gather(meeting).canonical


def test_control_without_the_snapshot_the_same_reading_is_torn(own_database: str) -> None:
    begin()
    meeting = the_meeting()
    with somebody_writes_before_texts_are_read(), transaction.atomic():
        facts = read_facts(meeting.pk)
    assert is_torn(facts)


def test_no_report_of_sixty_is_torn_while_values_move(own_database: str) -> None:
    begin()
    meeting, stop, written = the_meeting(), threading.Event(), [0]

    def keep_writing() -> None:
        while not stop.is_set():
            one_more(written[0] + 1)
            written[0] += 1

    writer = in_a_thread(keep_writing)
    try:
        reports = [gather(meeting) for _ in range(REPORTS)]
    finally:
        stop.set()
        writer.join(timeout=20)
    assert [facts for facts in reports if is_torn(facts)] == []
    assert len({facts.facts_hash for facts in reports}) > 3, "nothing moved while the reports were drawn up"
