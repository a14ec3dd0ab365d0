"""A date far from this work is a slip of the keyboard: refused on every way in, so that no page has to bear it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from committees.keeping.acting import acting_as_command
from committees.models import Meeting, Seat
from committees.refusals import refusal_of
from tests.helpers import signed_in
from tests.workplan.recording import PLAN, fields_of, page_text, record
from workplan.models import ActionItem, Evidence

pytestmark = pytest.mark.django_db
FAR = ("0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31")
SENTENCE = "A date lies between the years 1990 and 2100."


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("kind", ["moved", "reached"])
def test_a_milestone(kind: str, day: str) -> None:
    officer, where = signed_in("officer.hk"), f"{PLAN}/I-4/milestones/1/"
    typed = {"kind": kind, "on": day, "precision": "day", "reason_en": "Typed in haste."}
    answer = officer.post(where, {**fields_of(officer.get(where)), **typed})
    assert answer.status_code == 422
    assert SENTENCE in page_text(answer)
    assert "Typed in haste." in answer.content.decode()
    assert signed_in("viewer").get(f"{PLAN}/").status_code == 200


@pytest.mark.parametrize("day", FAR)
def test_a_piece_of_evidence_and_the_day_of_a_statement(day: str) -> None:
    officer = signed_in("officer.hk")
    proof = {"evidence-0-title": "A page", "evidence-0-publisher": "A paper", "evidence-0-date": day}
    assert record(officer, **proof).status_code == 422
    assert record(officer, as_at=day).status_code == 422


@pytest.mark.parametrize("day", FAR)
def test_a_meeting_in_the_administration(day: str) -> None:
    meeting = Meeting.objects.get(committee__slug="mhstcc", number=19)
    meeting.date = date.fromisoformat(day)
    with pytest.raises(ValidationError, match=SENTENCE):
        meeting.full_clean()


@pytest.mark.parametrize(
    ("model", "column"),
    [(Meeting, "date"), (Evidence, "date"), (Seat, "valid_until")],
    ids=["meeting", "proof", "seat"],
)
def test_the_database_refuses_it_whoever_asks(model: Any, column: str) -> None:
    row = model.objects.order_by("pk").last()
    row.pk, row._state.adding = None, True
    row.number = 99
    setattr(row, column, date(9999, 1, 1))
    with pytest.raises(IntegrityError) as refused, acting_as_command("test"), transaction.atomic():
        row.save()
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert (refusal.status, str(refusal.sentence)) == (422, SENTENCE)
    assert ActionItem.objects.exists()
