"""Closing a round while bodies hand in: what was acknowledged is in its facts, and nothing lands afterwards.

The controls take the lock away from the writers, in the services and in the triggers, and must lose something.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from committees.keeping import clock
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, person, together
from tests.workplan.big_plan import plan_of
from tests.workplan.rounds_of_tests import SAID, open_round
from workplan.models import ReportingRound, Return, Workplan
from workplan.reports.round_facts import RoundFacts, RoundIsOpen, gather
from workplan.services import returns, rounds
from workplan.services.contributions import Signature

ROUNDS, WRITERS = 6, 5
SIGNED = Signature("Commissioner", date(2025, 10, 9), "Letter of 9 October")
Key = tuple[str, str]


def small_plan(size: int) -> Workplan:
    """Really committed, so all of it at once."""
    with transaction.atomic():
        return plan_of(size)


def round_cut_off_in(plan: Workplan, seconds: float) -> ReportingRound:
    cut_off = clock.now() + timedelta(seconds=seconds)
    return open_round(
        workplan=plan,
        opens_at=cut_off - timedelta(days=2),
        due_at=cut_off - timedelta(days=1),
        cut_off_at=cut_off,
    )


def returns_of(place: ReportingRound, how_many: int) -> list[Return]:
    """Of the Hong Kong side; a nil answer of each is handed in below."""
    rows = Return.objects.filter(round=place, side__code="hong_kong").select_related("item", "body", "round")
    return list(rows.order_by("pk")[:how_many])


def hand_in(here: Return, hold_for: float = 0) -> Key:
    """Submit as the body's office does, and commit ``hold_for`` seconds later; the key is the acknowledgement."""
    with acting_as_person("officer.hk") as by, transaction.atomic():
        returns.save_return(contribution=here, said=SAID, expected_version=here.version, by=by)
        time.sleep(hold_for)
    return here.item.reference, here.body.code


def close_as_soon_as_it_may(place: ReportingRound) -> None:
    with acting_as_person("secretariat.hk") as by:
        while True:
            try:
                rounds.close_round(place=place, expected_version=place.version, by=by)
            except ValidationError:
                time.sleep(0.01)
            else:
                return


def facts_of(place: ReportingRound) -> RoundFacts:
    return gather(place, person("officer.hk"))


def said_in(facts: RoundFacts) -> set[Key]:
    return {(row.reference, row.body) for row in facts.returns if row.narrative}


def refused_by_a_rule(outcome: object) -> bool:
    if isinstance(outcome, DatabaseError):
        return refusal_of(outcome) is not None
    return isinstance(outcome, ValidationError)


def cut_off(place: ReportingRound, starts: list[float]) -> tuple[set[Key], set[Key], set[Key]]:
    """Acknowledged; in the facts; and there at the very end, when every writer is through."""
    read: list[RoundFacts] = []

    def writer(here: Return, start: float) -> Callable[[], Key]:
        def run() -> Key:
            time.sleep(start)
            return hand_in(here)

        return run

    def closer() -> None:
        close_as_soon_as_it_may(place)
        read.append(facts_of(place))

    rows = returns_of(place, len(starts))
    *outcomes, closed = together(*map(writer, rows, starts), closer)
    assert closed is None, closed
    acknowledged = {outcome for outcome in outcomes if isinstance(outcome, tuple)}
    assert [each for each in outcomes if not isinstance(each, tuple) and not refused_by_a_rule(each)] == []
    return acknowledged, said_in(read[0]), said_in(facts_of(place))


def test_rounds_cut_off_under_their_writers_lose_nothing_and_take_nothing(own_database: str) -> None:
    plan = small_plan(WRITERS)
    taken = refused = 0
    for number in range(ROUNDS):
        place = round_cut_off_in(plan, 0.35)
        starts = [0.1 * writer + 0.02 * number for writer in range(WRITERS)]
        acknowledged, in_facts, at_the_end = cut_off(place, starts)
        assert acknowledged - in_facts == set(), "acknowledged but missing"
        assert at_the_end - in_facts == set(), "accepted after the close"
        taken, refused = taken + len(acknowledged), refused + WRITERS - len(acknowledged)
    # The cut-off really fell between them.
    assert taken
    assert refused


def slow_writer(place: ReportingRound) -> tuple[Key, RoundFacts, float]:
    """One writes just before the cut-off and commits a second later; the round is closed meanwhile."""
    (here,) = returns_of(place, 1)
    (writing, closing) = threading.Event(), time.monotonic()
    read: list[tuple[RoundFacts, float]] = []

    def writer() -> Key:
        with acting_as_person("officer.hk") as by, transaction.atomic():
            returns.save_return(contribution=here, said=SAID, expected_version=here.version, by=by)
            writing.set()
            time.sleep(1)
        return here.item.reference, here.body.code

    def closer() -> None:
        assert writing.wait(timeout=60)
        close_as_soon_as_it_may(place)
        read.append((facts_of(place), time.monotonic()))

    acknowledged, closed = together(writer, closer)
    assert closed is None, closed
    assert isinstance(acknowledged, tuple), acknowledged
    facts, at = read[0]
    return acknowledged, facts, at - closing


def test_a_writer_that_holds_its_lock_for_a_second_is_in_the_facts(own_database: str) -> None:
    place = round_cut_off_in(small_plan(1), 0.3)
    acknowledged, facts, took = slow_writer(place)
    assert acknowledged in said_in(facts)
    assert took >= 1


def test_control_without_the_hold_the_slow_writer_is_missing(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the service nor the trigger holds the round: it is closed over the writer's head."""
    take_the_hold_away(monkeypatch)
    place = round_cut_off_in(small_plan(1), 0.3)
    acknowledged, facts, _took = slow_writer(place)
    assert acknowledged not in said_in(facts)
    assert acknowledged in said_in(facts_of(place)), "it landed after the close"


@pytest.mark.parametrize("part", ["service", "trigger"])
def test_either_of_the_two_holds_is_enough(
    own_database: str, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    take_the_hold_away(monkeypatch, keep=part)
    acknowledged, facts, _took = slow_writer(round_cut_off_in(small_plan(1), 0.3))
    assert acknowledged in said_in(facts)


def take_the_hold_away(patch: pytest.MonkeyPatch, keep: str = "") -> None:
    if keep != "service":

        def look(place_id: int) -> ReportingRound:
            return ReportingRound.objects.select_related("committee").get(pk=place_id)

        patch.setattr(returns, "hold", look)
        patch.setattr(rounds, "hold_open", look)
    if keep != "trigger":
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'workplan_hold_round'")
            (source,) = cursor.fetchone()
            assert " FOR SHARE" in source
            cursor.execute(
                "CREATE OR REPLACE FUNCTION workplan_hold_round(which bigint) RETURNS workplan_reportinground"
                f" LANGUAGE plpgsql AS $$ {source.replace(' FOR SHARE', '')} $$"
            )


def test_facts_of_an_open_round_are_not_read(own_database: str) -> None:
    with pytest.raises(RoundIsOpen):
        facts_of(round_cut_off_in(small_plan(1), 60))
