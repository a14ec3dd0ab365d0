"""A round is closed once, at its cut-off or when all is settled; then nothing lands in it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from committees.permissions import Refused
from committees.refusals import refusal_of
from tests.helpers import acting_as_person
from tests.workplan.rounds_of_tests import CUT_OFF, at, open_round, submit, take
from workplan.models import ReportingRound
from workplan.services import rounds

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


def test_the_office_accepts_between_cut_off_and_closing_but_not_after() -> None:
    opened = open_round()
    submit()
    submit("contributor.rgc", "II-3")
    with at(CUT_OFF):
        assert take("accept").state == "accepted"
        with pytest.raises(ValidationError, match="The cut-off has passed"):
            take("send_back", reference="II-3", reason="Too late for that.")
        close(opened)
        with pytest.raises(ValidationError, match="The round is closed"):
            take("accept", reference="II-3")


@pytest.mark.parametrize("who", ["officer.hk", "viewer", "admin", "contributor.rgc"])
def test_only_the_secretariat_closes_it(who: str) -> None:
    opened = open_round()
    with at(CUT_OFF), pytest.raises(Refused):
        close(opened, who)
