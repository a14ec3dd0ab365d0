"""More time, and letters to those who have not answered: rows that stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from committees.models import Body
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit
from tests.workplan.rounds_of_tests import CUT_OFF, DUE, at, open_round, submit, the_return
from workplan.models import ChaseLetter, Extension, ReportingRound
from workplan.services import rounds

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(days=4)


def extend(
    who: str = "officer.hk", reason: str = "The panel meets on the 27th.", until: datetime = LATER
) -> list[Extension]:
    with acting_as_person(who) as by:
        return rounds.extend(contributions=[the_return()], due_at=until, reason=reason, by=by)


def chase(place: ReportingRound, who: str = "officer.hk", body: str = "RGC") -> ChaseLetter:
    with acting_as_person(who) as by:
        return rounds.chase(
            place=place,
            body=Body.objects.get(code=body),
            side=place.committee.sides.get(code="hong_kong"),
            texts={"en": "Two returns are outstanding."},
            by=by,
        )


def test_an_extension_keeps_the_old_day_and_moves_lateness() -> None:
    open_round()
    (row,) = extend()
    assert (row.due_before, row.due_at, row.recorded_name) == (DUE, LATER, "Liaison officer, Hong Kong side")
    assert the_return().due_at == LATER
    at_commit()
    with at(DUE + timedelta(hours=1)):
        assert submit().events.get().late is False


def test_a_due_day_moves_by_an_extension_and_only_so() -> None:
    open_round()
    here = the_return()
    here.due_at = LATER
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk"), transaction.atomic():
        here.save()
        at_commit()
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "return_due_follows_extensions"


def test_what_an_extension_asks() -> None:
    open_round()
    for until, reason in (
        (DUE, "Same day."),
        (CUT_OFF + timedelta(seconds=1), "Past the cut-off."),
        (LATER, " "),
    ):
        with pytest.raises(ValidationError):
            extend(until=until, reason=reason)
    for who in ("officer.mainland", "contributor.rgc", "viewer"):
        with pytest.raises(PermissionDenied):
            extend(who)
    submit()
    with pytest.raises(ValidationError, match="needs no more time"):
        extend()
    assert not Extension.objects.exists()


def test_a_letter_is_kept_with_what_was_outstanding() -> None:
    opened = open_round()
    first, second = chase(opened), chase(opened)
    assert (first.number, second.number) == (1, 2)
    assert first.references == "II-3, III-2"
    submit()
    assert chase(opened).references == "II-3"


def test_who_owes_nothing_is_not_chased() -> None:
    opened = open_round()
    with pytest.raises(ValidationError, match="owes nothing"):
        chase(opened, body="NSFC")
    with pytest.raises(PermissionDenied):
        chase(opened, "officer.mainland")
