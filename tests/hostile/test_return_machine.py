"""Any order of steps on a return: the model of ten lines, the service and the database always say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.helpers import acting_as_person, at_commit
from tests.workplan.points_of_tests import ask
from tests.workplan.points_of_tests import close as close_point
from tests.workplan.rounds_of_tests import CUT_OFF, DUE, OPENS, nil, open_round, submit, take, the_return
from workplan.choices import OUTSTANDING, OVER, RETURN_STEPS, ReturnAct, ReturnState
from workplan.models import ReportingRound
from workplan.round_permissions import open_points
from workplan.services import returns, rounds
from workplan.services.contributions import Contribution, said_in

PLAIN_STEPS = (ReturnAct.RECALL, ReturnAct.RECEIVE, ReturnAct.SEND_BACK, ReturnAct.ACCEPT, ReturnAct.WAIVE)


class AReturn(RuleBasedStateMachine):
    """What may happen between the opening and the closing of a round, to one return of it."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.state, self.received, self.said = ReturnState.EXPECTED, False, False
        self.now, self.due, self.closed, self.events = OPENS + timedelta(days=4), DUE, False, 0
        self.points: list[bool] = []  # whether each is open

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def opened(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM committees_clockoffset")
        self._set_clock()
        self.place = open_round()

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self._set_clock()

    @precondition(lambda self: self.now <= self.due)
    @rule()
    def it_falls_due(self) -> None:
        self.now = self.due + timedelta(minutes=1)
        self._set_clock()

    @rule(words=st.sampled_from(["", "Seven projects were chosen.", "Eight."]))
    def save(self, words: str) -> None:
        said = Contribution(status="on_track", texts={"narrative_en": words}) if words else Contribution()
        before = self.state
        if self._may(lambda: self._save(said), self._takes() and before in OUTSTANDING):
            if before == ReturnState.EXPECTED and words:
                self.state, self.events = ReturnState.DRAFT, self.events + 1
            self.said = bool(words)

    @rule()
    def submit(self) -> None:
        if self._may(submit, self._takes() and self.state in OUTSTANDING):
            self._stepped(ReturnAct.SUBMIT)
            self.said = True

    @rule()
    def answer_nil(self) -> None:
        if self._may(nil, self._takes() and self.state in OUTSTANDING and not self.said):
            self._stepped(ReturnAct.NIL)

    @precondition(lambda self: any(self.state in RETURN_STEPS[act] for act in PLAIN_STEPS[:-1]))
    @rule(data=st.data())
    def possible_step(self, data: st.DataObject) -> None:
        """Else most runs would end before anything was sent back."""
        possible = [act for act in PLAIN_STEPS[:-1] if self.state in RETURN_STEPS[act]]
        self.step(data.draw(st.sampled_from(possible)))

    @rule(act=st.sampled_from(PLAIN_STEPS))
    def any_step(self, act: ReturnAct) -> None:
        self.step(act)

    def step(self, act: ReturnAct) -> None:
        is_reading = act in (ReturnAct.RECEIVE, ReturnAct.ACCEPT)
        allowed = (is_reading or not self.closed) and self.state in RETURN_STEPS[act]
        if act in (ReturnAct.RECALL, ReturnAct.SEND_BACK):
            allowed = allowed and self._takes()
        if act == ReturnAct.RECALL:
            allowed = allowed and not self.received
        if act == ReturnAct.ACCEPT:
            allowed = allowed and not any(self.points)
        who = "contributor.rgc" if act == ReturnAct.RECALL else "officer.hk"
        if self._may(lambda: take(act, who, reason="A reason."), allowed):
            self._stepped(act)
            self.received = is_reading

    @rule(hours=st.integers(-48, 240))
    def extend(self, hours: int) -> None:
        until = self.due + timedelta(hours=hours)
        allowed = not self.closed and self.state in OUTSTANDING and self.due < until <= CUT_OFF
        if self._may(lambda: self._extend(until), allowed):
            self.due = until

    @precondition(lambda self: sum(self.points) < 2)
    @rule(who=st.sampled_from(["officer.hk", "contributor.rgc"]))
    def raise_a_point(self, who: str) -> None:
        if self._may(lambda: ask(who), not self.closed and self.state not in OVER):
            self.points.append(True)

    @precondition(lambda self: any(self.points))
    @rule(data=st.data())
    def close_a_point(self, data: st.DataObject) -> None:
        point = data.draw(st.integers(1, len(self.points)))
        if self._may(lambda: close_point(point), self.points[point - 1]):
            self.points[point - 1] = False

    @precondition(lambda self: not self.closed and self.now > DUE)
    @rule()
    def close(self) -> None:
        if self._may(self._close, self.now >= CUT_OFF):
            self.closed = True

    @invariant()
    def all_say_the_same(self) -> None:
        here = the_return() if hasattr(self, "place") else None
        if here is None:
            return
        at_commit()
        assert (here.state, here.due_at, here.events.count()) == (self.state, self.due, self.events)
        assert (here.received_at is not None) == self.received
        assert bool(here.narrative_en) == self.said
        assert open_points(here) == [point for point, is_open in enumerate(self.points, 1) if is_open]
        assert ReportingRound.objects.get().is_closed == self.closed

    def _takes(self) -> bool:
        return not self.closed and self.now < CUT_OFF

    def _may(self, call: object, allowed: bool) -> bool:
        """The call is made and must be answered as the model says; what is refused writes nothing."""
        try:
            with transaction.atomic():
                call()  # type: ignore[operator]
        except (ValidationError, DatabaseError):
            assert not allowed
            return False
        assert allowed
        return True

    def _stepped(self, act: ReturnAct) -> None:
        self.state, self.events = RETURN_STEPS[act][self.state], self.events + 1
        event = the_return().events.last()
        assert event is not None
        answers = act in (ReturnAct.SUBMIT, ReturnAct.NIL)
        assert event.late == (answers and self.now >= self.due)
        if act not in (ReturnAct.RECEIVE, ReturnAct.ACCEPT):
            self.received = False

    def _save(self, said: Contribution) -> None:
        here = the_return()
        with acting_as_person("contributor.rgc") as by:
            returns.save_return(contribution=here, said=said, expected_version=here.version, by=by)
        assert said_in(the_return()).columns == said.columns

    def _extend(self, until: object) -> None:
        with acting_as_person("officer.hk") as by:
            rounds.extend(contributions=[the_return()], due_at=until, reason="Asked for.", by=by)  # type: ignore[arg-type]

    def _close(self) -> None:
        place = ReportingRound.objects.get()
        with acting_as_person("secretariat.hk") as by:
            rounds.close_round(place=place, expected_version=place.version, by=by)

    def _set_clock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO committees_clockoffset (id, ahead_by) VALUES (1, %s - clock_timestamp())"
                " ON CONFLICT (id) DO UPDATE SET ahead_by = excluded.ahead_by",
                [self.now],
            )


@pytest.mark.django_db
def test_any_order_of_steps() -> None:
    run_state_machine_as_test(
        AReturn,
        settings=settings(
            max_examples=12,
            stateful_step_count=24,
            deadline=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
