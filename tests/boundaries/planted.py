"""Two kitchens in one small committee, each full of words that stand nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from committees.keeping.acting import acting_as, acting_as_command
from committees.middleware import actor_of
from committees.models import Body, Membership, Role, Seat, Side, User
from tests.boundaries.crawl import text_columns
from tests.boundaries.walk import call_for_returns
from tests.helpers import person
from tests.kitchens import Mark, an_indicator, ask, everything, state_it, take, work_on
from tests.strangers import AnotherCommittee, another_committee
from workplan.choices import ReturnAct
from workplan.models import ReportingRound, Return
from workplan.packs import packs_of
from workplan.services import returns
from workplan.services.notes import add_note
from workplan.services.packs import Cover, send_pack
from workplan.workbooks.pack import written_pack

# Rows of a side that are for everybody as soon as they are there; any other model of a side is a kitchen.
FOR_EVERYBODY = {"Responsibility", "ProgressUpdate", "MilestoneEvent"}
# Columns of text without a word of their own, each with its reason.
WITHOUT_A_WORD = {
    "recorded_name": "who recorded it, by the name that everybody knows",
    "recorded_role": "a code",
    "references": "made of the references of the plan",
    "sha256": "made of the content; looked for as it is",
    "stored_as": "made of the key; looked for as it is",
}
VALUES = {"mainland": Decimal("7391846.25"), "hong_kong": Decimal("8264913.75")}


def mark_of(side: Side) -> Mark:
    """The words of a side: `keptmainlandnarrativeen`, one for each column."""
    return lambda column: f"{word_of(side)}{column.replace('_', '')}"


def word_of(side: Side) -> str:
    return f"kept{side.code.replace('_', '')}"


def kitchen_models() -> list[Any]:
    """Found, not listed: whatever belongs to a side or to a return, and its history."""
    found = []
    for model in apps.get_app_config("workplan").get_models():
        targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        name = model.__name__.removeprefix("Historical")
        if model is Return or (targets & {Side, Return} and name not in FOR_EVERYBODY):
            found.append(model)
    return found


@dataclass
class Kitchens:
    made: AnotherCommittee
    people: dict[str, User | None]
    officers: list[User]

    def __post_init__(self) -> None:
        self._words = {side: self._planted_by(side) for side in self.made.sides}

    def words(self, side: Side) -> set[str]:
        """Everything of this side that the other must not find; each column of each kitchen has one."""
        return self._words[side]

    def _planted_by(self, side: Side) -> set[str]:
        found = set()
        for model in kitchen_models():
            here = [row for row in model._base_manager.all() if side_of(row) == side]
            for column in text_columns(model):
                said = {str(getattr(row, column.name)) for row in here}
                if column.name in ("sha256", "stored_as") or column.name == "value":
                    found |= said
                elif column.name not in (*WITHOUT_A_WORD, *STAMPS):
                    words = {word for text in said for word in re.findall(rf"{word_of(side)}[a-z]+", text)}
                    assert words, (
                        f"{model.__name__}.{column.name}: plant a word in tests/boundaries/planted.py"
                    )
                    found |= words
        return found | {mark_of(side)("content")}


# What history writes beside the row.
STAMPS = ("actor_name", "actor_role", "actor_side", "history_change_reason")


def side_of(row: Any) -> Side | None:
    return getattr(row, "side", None) or getattr(getattr(row, "contribution", None), "side", None)


def plant() -> Kitchens:
    made = another_committee(more_items=2)
    people = _people(made)
    an_indicator(made.item, made.people[Role.SECRETARIAT])
    place = call_for_returns(made)
    officers = [made.people[Role.LIAISON_OFFICER], made.other_officer]
    for side, officer in zip(made.sides, officers, strict=True):
        mark = mark_of(side)
        first, second, third = place.returns.filter(side=side).order_by("pk")
        state_it(work_on(first, officer, mark, VALUES[side.code]), officer)
        with acting_as(actor_of(officer)):
            take(second, ReturnAct.WAIVE, officer, mark("waiver_reason"))
            said = everything(third, None, Decimal(0), mark)
            returns.save_return(contribution=third, said=said, expected_version=third.version, by=officer)
            third.refresh_from_db()
            typed = {"narrative_en": mark("typed")}
            returns.keep_draft(contribution=third, typed=typed, based_on=third.version, by=officer)
            ask(third, officer, mark, "reason")
            add_note(item=made.item, side=side, text=mark("note"), by=officer)
            _send_pack(place, first, officer, mark)
    return Kitchens(made, people, officers)


def _send_pack(place: ReportingRound, here: Return, officer: User, mark: Mark) -> None:
    (pack,) = packs_of(place, place.returns.filter(body=here.body), {here.body_id: "en"})
    upload = SimpleUploadedFile(f"{mark('pack')}.xlsx", written_pack(pack), content_type="")
    letter = SimpleUploadedFile(
        f"{mark('pack_letter')}.txt", mark("letter_content").encode(), content_type=""
    )
    cover = Cover(mark("pack_source"), mark("pack_signed_by"), date(2025, 10, 9), letter)
    send_pack(upload=upload, place=place, cover=cover, by=officer)


def _people(made: AnotherCommittee) -> dict[str, User | None]:
    """By what they may see: those of the two sides, and those who see neither kitchen."""
    with acting_as_command("two kitchens"), transaction.atomic():
        idle = Body.objects.create(code="TIDES-3", abbreviation="TID3", name_en="Idle", place="mainland")
        seat = Seat.objects.create(committee=made.committee, side=made.sides[0], body=idle)
        return {
            "mainland officer": made.people[Role.LIAISON_OFFICER],
            "mainland secretariat": made.people[Role.SECRETARIAT],
            "mainland contributor": made.people[Role.CONTRIBUTOR],
            "hong_kong officer": made.other_officer,
            "hong_kong secretariat": _seated(made.seats[1], Role.SECRETARIAT),
            "hong_kong contributor": _seated(made.seats[1], Role.CONTRIBUTOR),
            "contributor of another body": _seated(seat, Role.CONTRIBUTOR),
            "viewer": made.people[Role.VIEWER],
            "administrator": made.people[Role.ADMINISTRATOR],
            "stranger": person("secretariat.hk"),
            "anonymous": None,
        }


def _seated(seat: Seat, role: Role) -> User:
    user = User.objects.create(username=f"{seat.body.code.lower()}.{role}")
    Membership.objects.create(user=user, seat=seat, role=role)
    return user
