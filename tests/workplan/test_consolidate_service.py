"""Accepted returns become the side's statement, which cites them and so releases what they said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from committees.refusals import refusal_of
from tests.helpers import acting_as_person
from tests.workplan.rounds_of_tests import SAID, open_round, submit, take, the_return
from workplan.models import ProgressUpdate, Return
from workplan.services import returns
from workplan.services.contributions import ProposedStep
from workplan.services.progress import Statement, Words, correct_statement

pytestmark = pytest.mark.django_db


def consolidate(here: Return, who: str = "officer.hk", **changes: object) -> ProgressUpdate:
    item = here.item
    statement = Statement(
        side=here.side,
        status="on_track",
        as_at=date(2025, 10, 9),
        words=[Words("en", "narrative", here.narrative_en)],
        bodies=[here.body],
    )
    with acting_as_person(who) as by:
        return returns.consolidate(
            item=item,
            returns=[here],
            statement=statement,
            steps=changes.get("steps", ()),  # type: ignore[arg-type]
            expected_number=item.updates.count() + 1,
            by=by,
        )


def test_the_statement_cites_the_return() -> None:
    open_round()
    submit()
    update = consolidate(take("accept"))
    assert [row.contribution for row in update.cited.all()] == [the_return()]
    assert update.side.code == "hong_kong"


def test_its_correction_is_made_of_the_same_returns() -> None:
    open_round()
    submit()
    update = consolidate(take("accept"))
    said = Statement(
        side=update.side,
        status="behind_schedule",
        as_at=update.as_at,
        words=[Words("en", "narrative", "Put right."), Words("en", "reason", "A panel is late.")],
        bodies=[the_return().body],
    )
    with acting_as_person("officer.hk") as by:
        corrected = correct_statement(
            update=update,
            statement=said,
            reason="A wrong status.",
            expected_number=update.item.updates.count() + 1,
            by=by,
        )
    assert [row.contribution for row in corrected.cited.all()] == [the_return()]


def test_a_milestone_the_body_proposed_becomes_an_event() -> None:
    open_round()
    milestone = the_return().item.milestones.exclude(events__kind="reached").order_by("pk").first()
    assert milestone is not None
    step = ProposedStep(milestone, "reached", date(2025, 10, 7), reason="Seven projects.")
    here = submit(said=replace(SAID, milestones=[step]))
    assert not milestone.events.filter(kind="reached").exists()
    assert here.milestones.get().milestone == milestone
    consolidate(take("accept"), steps=[step])
    event = milestone.events.get(kind="reached")
    assert (event.on, event.reason_en, event.side.code) == (date(2025, 10, 7), "Seven projects.", "hong_kong")


def test_what_was_not_accepted_is_not_cited() -> None:
    open_round()
    here = submit()
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        consolidate(here)
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "cited_return_is_accepted"


def test_the_other_side_does_not_cite_it() -> None:
    open_round()
    submit()
    here = take("accept")
    for who in ("officer.mainland", "viewer", "contributor.rgc"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            consolidate(here, who)
