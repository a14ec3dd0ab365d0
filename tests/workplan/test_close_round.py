"""A round is closed once, at its cut-off or when all is settled; then nothing lands in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from committees.permissions import Refused
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit
from tests.workplan.points_of_tests import ask
from tests.workplan.points_of_tests import close as settle
from tests.workplan.rounds_of_tests import CUT_OFF, at, open_round, submit, take
from tests.workplan.test_return_steps import rule_of
from workplan.models import ReportingRound, ReturnEvent
from workplan.services import rounds
from workplan.services.recording import recorded

pytestmark = pytest.mark.django_db


def close(place: ReportingRound, who: str = "secretariat.hk") -> ReportingRound:
    with acting_as_person(who) as by:
        return rounds.close_round(place=place, expected_version=place.version, by=by)


def test_it_closes_at_the_cut_off_and_only_once() -> None:
    opened = open_round()
    with at(CUT_OFF):
        closed = close(opened)
        assert closed.closed_at is not None
        with pytest.raises(ValidationError, match="The round is closed"):
            close(closed)


def test_before_the_cut_off_it_waits_for_what_is_outstanding() -> None:
    opened = open_round()
    with pytest.raises(ValidationError, match="every return is accepted, nil or waived"):
        close(opened)
    opened.closed_at = CUT_OFF
    with pytest.raises(DatabaseError) as refused, acting_as_person("secretariat.hk"), transaction.atomic():
        opened.save()
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "round_closes_at_its_cut_off"


def test_an_office_reads_on_after_the_closing_and_does_nothing_else() -> None:
    """Else what the other side's office had not read by then could never become its statement."""
    opened = open_round()
    submit()
    submit("contributor.rgc", "II-3")
    ask(reference="II-3")
    with at(CUT_OFF):
        assert take("receive").received_at is not None
        with pytest.raises(ValidationError, match="The cut-off has passed"):
            take("send_back", reference="II-3", reason="Too late for that.")
        close(opened)
        assert take("accept").state == "accepted"
        for act in ("recall", "send_back", "waive"):
            who = "contributor.rgc" if act == "recall" else "officer.hk"
            with pytest.raises(ValidationError, match="The round is closed"):
                take(act, who, reference="II-3", reason="Too late for that.")
        with pytest.raises(ValidationError, match="Point 1 is open"):
            take("accept", reference="II-3")
        settle(1, reference="II-3")
        assert take("accept", reference="II-3").state == "accepted"
        at_commit()


@pytest.mark.parametrize("act", ["send_back", "waive", "recall"])
def test_the_database_lets_nothing_else_land_in_it_either(act: str) -> None:
    opened = open_round()
    here = submit()
    with at(CUT_OFF):
        close(opened)
        with (
            pytest.raises(DatabaseError) as refused,
            acting_as_person("officer.hk") as by,
            transaction.atomic(),
        ):
            ReturnEvent.objects.create(
                contribution=here, number=2, act=act, reason="Too late.", **recorded(by)
            )
    assert rule_of(refused) == "round_is_closed"


@pytest.mark.parametrize("hours", [-2, 1])
def test_it_is_closed_at_the_instant_it_is_closed(hours: int) -> None:
    opened = open_round()
    with at(CUT_OFF), acting_as_person("secretariat.hk"):
        opened.closed_at = CUT_OFF + timedelta(hours=hours)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            opened.save()
    assert rule_of(refused) == "round_closes_now"


@pytest.mark.parametrize("who", ["officer.hk", "viewer", "admin", "contributor.rgc"])
def test_only_the_secretariat_closes_it(who: str) -> None:
    opened = open_round()
    with at(CUT_OFF), pytest.raises(Refused):
        close(opened, who)
