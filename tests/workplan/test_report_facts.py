"""The facts of the report to a meeting: which statements count, what follows from them, at which price."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from committees.keeping.acting import acting_as_command
from committees.models import ClockOffset, Decision, Meeting
from tests.helpers import acting_as_person
from tests.workplan.big_plan import MANY
from tests.workplan.plans_of_tests import nothing_written
from tests.workplan.reports_of_tests import facts_of, move, set_clock, state, the_item, the_meeting
from workplan.choices import STATUS_ORDER, Status
from workplan.models import ItemPosition, Milestone, MilestoneEvent, ProgressUpdate, Workplan
from workplan.reports.facts import ItemFacts, ReportFacts
from workplan.reports.reading import gather, read_facts
from workplan.services.progress import Statement, Words, add_texts, correct_statement

QUERIES = 14


def facts_now(number: int = 19) -> ReportFacts:
    """Within a test's transaction, where a snapshot could not be opened."""
    return read_facts(the_meeting(number).pk)


def item_of(facts: ReportFacts, reference: str) -> ItemFacts:
    return next(item for item in facts.items if item.reference == reference)


def with_an_open_end() -> None:
    """A plan whose year has no end yet takes statements beyond the meeting."""
    with acting_as_command("test"):
        plan = Workplan.objects.get(period="2024-25", committee__slug="mhstcc")
        plan.ends_before = None
        plan.save()


# What counts


@pytest.mark.django_db
def test_every_item_stands_as_its_position_says() -> None:
    positions = ItemPosition.objects.filter(item__workplan__period="2024-25")
    kept = {row.item.reference: (row.status, row.as_at, row.sides_differ) for row in positions}
    told = {item.reference: (item.status, item.as_at, item.sides_differ) for item in facts_now().items}
    assert told == kept
    assert len(told) == 24


@pytest.mark.django_db
def test_the_table_adds_up() -> None:
    facts = facts_now()
    counted = Counter(
        ItemPosition.objects.filter(item__workplan__period="2024-25").values_list("status", flat=True)
    )
    assert facts.counts == {status: counted[status] for status in STATUS_ORDER}
    for status in STATUS_ORDER:
        assert facts.counts[status] == sum(area.counts[status] for area in facts.areas)


@pytest.mark.django_db
def test_the_day_of_the_last_meeting_is_in_and_the_day_of_this_one_is_not() -> None:
    with_an_open_end()
    set_clock(datetime(2025, 11, 6, 4, tzinfo=UTC))
    state("II-1", as_at=date(2024, 11, 12), text="On the first day.")
    assert item_of(facts_now(), "II-1").as_at == date(2024, 11, 12)
    state("II-1", "withdrawn", as_at=date(2025, 11, 4), text="On the last day.")
    assert item_of(facts_now(), "II-1").status == Status.WITHDRAWN
    state("III-1", as_at=date(2025, 11, 5), text="On the day of the meeting.")
    assert item_of(facts_now(), "III-1").status == Status.NO_STATEMENT
    assert "On the day of the meeting." not in facts_now().canonical


@pytest.mark.django_db
def test_the_position_is_that_of_today_and_of_the_day_before_once_the_meeting_is_over() -> None:
    assert facts_now().position_date == date(2025, 10, 10)
    set_clock(datetime(2025, 12, 24, 4, tzinfo=UTC))
    assert facts_now().position_date == date(2025, 11, 4)


@pytest.mark.django_db
def test_a_corrected_statement_is_not_told_and_its_correction_is() -> None:
    wrong = state("II-1", "behind_schedule", as_at=date(2025, 9, 1), text="This was wrong.")
    correct(wrong)
    facts = facts_now()
    told = item_of(facts, "II-1")
    assert (told.status, told.as_at, told.statements_in_period) == (Status.ON_TRACK, date(2025, 8, 31), 1)
    assert "This was wrong." not in facts.canonical


def correct(wrong: ProgressUpdate) -> None:
    with acting_as_person("secretariat.mainland") as secretary:
        correct_statement(
            update=wrong,
            statement=Statement(
                side=wrong.side,
                status=Status.ON_TRACK,
                as_at=date(2025, 8, 31),
                words=[Words("en", "narrative", "This is right.")],
                bodies=list(wrong.bodies.all()),
            ),
            reason="A slip.",
            expected_number=wrong.number + 1,
            by=secretary,
        )


@pytest.mark.django_db
def test_where_the_sides_differ_both_are_told_and_the_newest_gives_the_status() -> None:
    state("II-1", "on_track", side="hong_kong", as_at=date(2025, 10, 9), text="As the one sees it.")
    state("II-1", "behind_schedule", side="mainland", as_at=date(2025, 10, 8), text="As the other sees it.")
    told = item_of(facts_now(), "II-1")
    assert told.sides_differ
    assert told.status == Status.ON_TRACK
    assert [(said.side, said.status) for said in told.statements] == [
        ("mainland", Status.BEHIND_SCHEDULE),
        ("hong_kong", Status.ON_TRACK),
    ]
    assert told.statements[0].reason.text.en == "A part came late."


@pytest.mark.django_db
def test_the_newest_revision_of_a_text_is_told() -> None:
    said = state("II-1", text="As it was first said.")
    with acting_as_person("officer.mainland") as officer:
        add_texts(
            update=said,
            texts=[(Words("en", "narrative", "Said better."), 2), (Words("zh-hant", "narrative", "補充"), 1)],
            by=officer,
        )
    narrative = item_of(facts_now(), "II-1").statements[0].narrative.text
    assert (narrative.en, narrative.zh_hant, narrative.zh_hans) == ("Said better.", "補充", "")


# Milestones and changes


@pytest.mark.django_db
def test_milestones_are_told_as_agreed_moved_and_reached() -> None:
    facts = facts_now()
    events = MilestoneEvent.objects.filter(milestone__item__workplan__period="2024-25")
    assert len(facts.milestones) == Milestone.objects.filter(item__workplan__period="2024-25").count()
    assert len(facts.reached) == events.filter(kind="reached").count() == len(facts.reached_in_period)
    milestone = Milestone.objects.get(item=the_item("II-1"), number=1)
    move(milestone, date(2026, 3, 1), "A hall is missing.")
    told = item_of(facts_now(), "II-1").milestones[0]
    assert (told.agreed.day, told.current.day, told.was_moved) == (milestone.due, date(2026, 3, 1), True)


@pytest.mark.django_db
def test_changes_stand_in_the_order_of_their_days() -> None:
    state("II-1", "on_track", as_at=date(2025, 3, 1))
    state("II-1", "behind_schedule", as_at=date(2025, 4, 1))
    state("II-1", "behind_schedule", as_at=date(2025, 5, 1))
    move(Milestone.objects.get(item=the_item("II-1"), number=1), date(2026, 3, 1))
    facts = facts_now()
    over = [change.on.is_over_from for change in facts.changes]
    assert over == sorted(over)
    told = [
        (change.kind, change.old_status, change.new_status)
        for change in facts.changes
        if change.reference == "II-1"
    ]
    assert told == [
        ("status", None, Status.ON_TRACK),
        ("status", Status.ON_TRACK, Status.BEHIND_SCHEDULE),
        ("moved", None, None),
    ]


@pytest.mark.django_db
def test_what_moves_after_the_meeting_belongs_to_the_next_report() -> None:
    set_clock(datetime(2025, 11, 5, 4, tzinfo=UTC))
    move(Milestone.objects.get(item=the_item("II-1"), number=1), date(2026, 3, 1))
    facts = facts_now()
    assert not item_of(facts, "II-1").milestones[0].was_moved
    assert "moved" not in {change.kind for change in facts.changes}


# Meetings of which little is known


@pytest.mark.django_db
def test_an_end_that_is_not_known_is_left_open() -> None:
    facts = facts_now(18)
    assert (facts.interval.start, facts.interval.end, facts.areas) == (None, date(2024, 11, 12), ())
    assert facts_now(17).interval.end is None
    assert facts_now(1).previous is None


@pytest.mark.django_db
def test_a_meeting_without_a_date_takes_all_that_is_said_until_today() -> None:
    with acting_as_command("test"):
        meeting = the_meeting()
        meeting.date = None
        meeting.save()
    facts = facts_now()
    assert facts.position_date == date(2025, 10, 10)
    assert facts.counts[Status.COMPLETED] == 1


@pytest.mark.django_db
def test_the_plan_is_the_one_that_the_last_meeting_adopted() -> None:
    with acting_as_command("test"):
        meeting = the_meeting()
        Meeting.objects.create(committee=meeting.committee, number=20)
        Decision.objects.create(meeting=meeting, number=80, kind="noted", text_en="Noted.")
    assert facts_now().period == "2024-25"
    assert facts_now(20).areas == ()


# The hash


@pytest.mark.django_db
def test_the_hash_is_that_of_the_facts_and_of_nothing_else() -> None:
    first = facts_now()
    assert first.facts_hash == hashlib.sha256(first.canonical.encode()).hexdigest()
    assert first.facts_hash == facts_now().facts_hash
    assert replace(first, built_at=datetime(2031, 1, 1, tzinfo=UTC)).facts_hash == first.facts_hash
    state("II-1")
    assert facts_now().facts_hash != first.facts_hash


def test_the_canonical_text_is_json_with_plain_dates() -> None:
    told = json.loads(facts_of("on_track").canonical)
    assert told["interval"] == {"start": "2024-11-12", "end": "2025-11-05"}
    assert "built_at" not in told


def test_facts_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        facts_of("on_track").period = "2031-32"  # type: ignore[misc]


# The price


@pytest.mark.django_db
@pytest.mark.parametrize("size", [7, MANY], indirect=True)
def test_queries_are_as_many_for_few_items_as_for_many(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = the_meeting()
    with django_assert_num_queries(QUERIES):
        facts = read_facts(meeting.pk)
    assert len(facts.items) == size


def test_drawing_up_a_report_writes_nothing(own_database: str) -> None:
    with nothing_written():
        gather(the_meeting())
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")  # the snapshot left nothing behind
        assert cursor.fetchone() == ("off",)
    assert ClockOffset.objects.exists()
