"""The demonstration opens with a round in mid-flow: every state on a page, each at the instant that is told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from committees.keeping import clock
from workplan.choices import OUTSTANDING, ReturnState
from workplan.models import (
    ChaseLetter,
    Extension,
    Indicator,
    ProgressUpdate,
    ReportingRound,
    Return,
    ReturnPoint,
)
from workplan.models import ReturnEvent as Event

pytestmark = pytest.mark.django_db


def seed() -> ReportingRound:
    call_command("seed_demo_round", stdout=StringIO())
    return ReportingRound.objects.get(committee__slug="mhstcc")


def test_every_state_is_there_and_the_sums_are_right() -> None:
    before, statements = clock.now(), ProgressUpdate.objects.count()
    place = seed()
    states = Counter(place.returns.values_list("state", flat=True))
    assert set(states) == set(ReturnState)
    assert sum(states.values()) == place.expected
    assert (states["accepted"], states["nil"], states["waived"], states["returned"]) == (18, 6, 1, 2)
    for side in ("mainland", "hong_kong"):
        here = set(place.returns.filter(side__code=side).values_list("state", flat=True))
        assert here >= {"accepted", "submitted", "nil", "expected", "returned"}
    # The clock goes on as if nothing had been; nothing else was said.
    assert timedelta(0) <= clock.now() - before < timedelta(minutes=2)
    assert ProgressUpdate.objects.count() == statements


def test_each_thing_was_done_at_its_instant() -> None:
    place = seed()
    told = Event.objects.filter(contribution__round=place)
    assert not told.filter(recorded_at__gte=clock.now()).exists()
    assert not told.filter(recorded_at__lt=place.opens_at).exists()
    late = told.filter(late=True)
    assert late.count() == 3
    assert {event.recorded_at > place.due_at for event in late} == {True}
    assert Extension.objects.count() == 2
    outstanding = place.returns.filter(state__in=OUTSTANDING, due_at__lt=clock.now())
    assert {(clock.today() - clock.day_of(each.due_at)).days for each in outstanding} == {7}
    assert all(each.since <= clock.now() for each in Return.objects.all())


def test_it_says_that_it_is_a_demonstration() -> None:
    place = seed()
    answers = Event.objects.filter(act__in=("submit", "nil"))
    assert {"demonstration" in text for text in answers.values_list("signed_by", flat=True)} == {True}
    assert {event.source_file.name.split("-")[0] for event in answers if event.source_file} == {
        "demonstration"
    }
    assert all("Demonstration" in each.text_en for each in ChaseLetter.objects.all())
    assert set(Indicator.objects.values_list("standing", flat=True)) == {"proposed"}
    assert "Demonstration" in place.guidance_en
    said = ReturnPoint.objects.exclude(text="").values_list("text", flat=True)
    assert all("Demonstration" in text for text in said)


def test_one_point_was_settled_and_two_are_open() -> None:
    returns = seed().returns.prefetch_related("points")
    kinds = {str(each): [turn.kind for turn in each.points.all()] for each in returns if each.points.all()}
    assert kinds == {
        "II-3 RGC": ["raised"],  # for the contributor of the tour to answer
        "I-4 MOST": ["raised", "answered", "closed"],
        "VII-2 DEVB": ["raised"],
    }
    told = ReturnPoint.objects.values_list("recorded_at", flat=True)
    assert max(told) < clock.now() - timedelta(days=1)


def test_given_again_it_changes_nothing() -> None:
    seed()
    seed()
    assert ReportingRound.objects.count() == 1
