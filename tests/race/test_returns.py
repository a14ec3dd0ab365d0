"""Several at one return, and several returns at once: one wins, nobody loses what they typed, nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.helpers import acting_as_person, signed_in, together
from tests.race.test_final_status import _until_somebody_waits
from tests.workplan.letters import a_letter
from tests.workplan.points_of_tests import ask, close
from tests.workplan.reading import text_of
from tests.workplan.return_pages import LETTER, PAGE, filled, send
from tests.workplan.rounds_of_tests import DUE, SAID, open_round, submit, take, the_return
from workplan.models import Extension, Return, ReturnEvent, ReturnPoint
from workplan.services import returns, rounds

PAIRS = 10


def test_thirty_identical_submits_are_one_event_and_thirty_identical_answers(own_database: str) -> None:
    open_round()
    form = filled(signed_in("contributor.rgc"))
    clients = [signed_in("contributor.rgc") for _ in range(30)]
    answers = together(*(lambda c=c: send(c, "submit", form) for c in clients))
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, PAGE)] * 30
    assert ReturnEvent.objects.filter(act="submit").count() == 1
    assert the_return().version == 2


def test_of_two_officers_one_wins_and_the_other_sees_both_texts(own_database: str) -> None:
    open_round()
    clients = [signed_in("officer.hk"), signed_in("secretariat.hk")]
    letter = {**LETTER, "source_kept": str(a_letter().pk)}
    forms = [filled(client, narrative_en=f"Said by {n}", **letter) for n, client in enumerate(clients)]
    answers = together(*(lambda c=c, f=f: send(c, "submit", f) for c, f in zip(clients, forms, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = text_of(next(answer for answer in answers if answer.status_code == 409), "//*[@class='conflict']")
    assert "Said by 0" in lost
    assert "Said by 1" in lost
    assert ReturnEvent.objects.filter(act="submit").count() == 1


def test_overtaken_by_a_colleague_and_wrong_in_itself_it_is_answered_all_the_same(own_database: str) -> None:
    """It waits for the colleague's lock and then is refused at a field; both texts are shown."""
    open_round()
    client, written = signed_in("contributor.rgc"), threading.Event()
    form = filled(client, status="behind_schedule", narrative_en="Typed meanwhile.")
    here = the_return()

    def save() -> None:
        with acting_as_person("officer.hk") as by, transaction.atomic():
            returns.save_return(contribution=here, said=SAID, expected_version=here.version, by=by)
            written.set()
            _until_somebody_waits()

    def submit() -> tuple[int, str]:
        assert written.wait(10)
        answer = send(client, "submit", form)
        return answer.status_code, text_of(answer, "//*[@class='conflict']")

    saved, answered = together(save, submit)
    assert saved is None, saved
    status, both = answered
    assert status == 409
    assert "Typed meanwhile." in both
    assert SAID.texts["narrative_en"] in both


# More time for several at once


def two_returns() -> list[Return]:
    return [the_return(reference) for reference in ("II-3", "III-2")]


def extend(rows: list[Return], hours: int) -> None:
    with acting_as_person("officer.hk") as by:
        rounds.extend(
            contributions=rows, due_at=DUE + timedelta(hours=hours), reason="The panel meets late.", by=by
        )


def test_more_time_for_the_same_returns_in_opposite_order_locks_nobody_out(own_database: str) -> None:
    """The later of a pair may end no later than the earlier did, so each pair grants one or both; none deadlocks."""
    open_round()
    one, other = two_returns()
    for pair in range(PAIRS):
        calls = [([one, other], 2 * pair + 1), ([other, one], 2 * pair + 2)]
        outcomes = together(*(lambda rows=rows, hours=hours: extend(rows, hours) for rows, hours in calls))
        assert [each for each in outcomes if isinstance(each, OperationalError)] == []
        assert None in outcomes
    assert Extension.objects.filter(contribution=one).count() >= PAIRS


def test_they_are_locked_in_one_order(own_database: str) -> None:
    """What the pairs above rest on; without it the order is the planner's, and the control below is what may happen."""
    open_round()
    with CaptureQueriesContext(connection) as asked:
        extend(two_returns()[::-1], 1)
    told = [query["sql"] or "" for query in asked]  # of a prepared query nothing is told
    (locking,) = [sql for sql in told if 'FROM "workplan_return" ' in sql and "FOR UPDATE" in sql]
    assert locking.endswith('ORDER BY "workplan_return"."id" ASC FOR UPDATE')


def test_control_locked_one_by_one_in_opposite_order_they_deadlock(own_database: str) -> None:
    open_round()
    keys = [row.pk for row in two_returns()]
    both_hold_one = threading.Barrier(2)

    def lock(first: int, second: int) -> Callable[[], None]:
        def run() -> None:
            with transaction.atomic():
                Return.objects.select_for_update().get(pk=first)
                both_hold_one.wait(10)
                Return.objects.select_for_update().get(pk=second)

        return run

    outcomes = together(lock(*keys), lock(*keys[::-1]))
    (refused,) = [each for each in outcomes if each is not None]
    with pytest.raises(OperationalError, match="deadlock detected"):
        raise refused


def test_of_raising_a_point_and_accepting_at_the_same_moment_one_waits_and_loses(own_database: str) -> None:
    """Either the point is there and the return is not accepted, or the other way round."""
    open_round()
    submit()
    for _pair in range(PAIRS):
        before = ReturnPoint.objects.count()
        outcomes = together(ask, lambda: take("accept"))
        assert [type(each) for each in outcomes if isinstance(each, Exception)] == [ValidationError]
        is_accepted = the_return().state == "accepted"
        assert ReturnPoint.objects.count() == before + (not is_accepted)
        if is_accepted:
            return
        close(ReturnPoint.objects.order_by("-point")[0].point)
