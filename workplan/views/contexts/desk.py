"""My desk: what the reader's side owes; for those who only read, how the plan stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from committees.permissions import Reader, may, places_of
from committees.roles import Right
from workplan.access import visible_plans
from workplan.choices import STATUS_ORDER, ResponsibilityRole, WorkplanState
from workplan.models import ActionItem, ItemPosition, Workplan
from workplan.positions import columns_of, wording_in
from workplan.surroundings import SideHere, Surroundings
from workplan.views.contexts.addresses import PlanAddresses, addresses_of
from workplan.views.contexts.changes import Change, changes_in
from workplan.views.contexts.duties import Section, sections_of
from workplan.views.contexts.open_round import OpenRound, OwnPart, open_round_in, own_part
from workplan.views.contexts.plan import ClosingMeeting, closing_in, columns_of_plan, count_sentence

MOST_CARRIED = 30


@dataclass(frozen=True)
class Carried:
    """An item that the reader's own body leads or supports."""

    reference: str
    url: str
    title: Any
    status: str
    role: str


@dataclass(frozen=True)
class Desk:
    here: Surroundings
    plan: Workplan | None
    at: PlanAddresses | None
    side: SideHere | None
    sections: list[Section]
    counts: dict[str, int]
    changes: list[Change]
    closing: ClosingMeeting | None
    carried: list[Carried]
    round: OpenRound | None
    own_part: OwnPart | None
    is_administrator: bool

    @property
    def owes_nothing(self) -> bool:
        return not any(section.count for section in self.sections)

    @property
    def count_sentence(self) -> str:
        return count_sentence(self.counts, self.at) if self.at else ""


def desk_of(here: Surroundings, reader: Reader) -> Desk:
    plan: Any = _newest_plan(here, reader)
    side = next((side for side in here.own_sides if _records_for(reader, here, side)), None)
    at = addresses_of(here.committee.slug, plan.period) if plan else None
    open_round = open_round_in(plan.round_row, here) if plan else None
    sections: list[Section] = []
    if plan and at and side:
        sections = sections_of(plan, at, frozenset({side.id}), side.code, here.today)
    return Desk(
        here=here,
        plan=plan,
        at=at,
        side=side,
        sections=sections,
        counts=_counts(plan) if plan else {},
        changes=changes_in(plan.statement_rows, plan.event_rows, at) if plan and at else [],
        closing=closing_in(plan.closing_row, here.today) if plan else None,
        carried=_carried(plan, at, reader) if plan and at and not side else [],
        round=open_round,
        own_part=own_part(open_round, here, reader),
        is_administrator=may(reader, Right.KEEP_ACCOUNTS, committee_id=here.committee.pk),
    )


def _records_for(reader: Reader, here: Surroundings, side: SideHere) -> bool:
    return may(reader, Right.RECORD, committee_id=here.committee.pk, side_id=side.id) and (
        side.id in here.own_side_ids
    )


def _newest_plan(here: Surroundings, reader: Reader) -> Workplan | None:
    plans = visible_plans(reader).filter(committee=here.committee, state=WorkplanState.ADOPTED)
    return plans.annotate(**columns_of_plan()).order_by("-period").first()


def _counts(plan: Workplan) -> dict[str, int]:
    counted = ItemPosition.objects.filter(item__workplan=plan).aggregate(
        **{str(status): Count("pk", filter=Q(status=status)) for status in STATUS_ORDER}
    )
    return {str(status): counted[str(status)] for status in STATUS_ORDER}


def _carried(plan: Workplan, at: PlanAddresses, reader: Reader) -> list[Carried]:
    bodies = {place.body_id for place in places_of(reader) if place.committee_id == plan.committee_id}
    rows = (
        ActionItem.objects.filter(workplan=plan, responsibilities__body__in=bodies)
        .order_by("area__number", "position", "responsibilities__role")
        .values("reference", "current__status", "responsibilities__role", *columns_of("title"))
    )
    return [
        Carried(
            reference=row["reference"],
            url=at.item(row["reference"]),
            title=wording_in(row, "title"),
            status=row["current__status"],
            role=str(ResponsibilityRole(row["responsibilities__role"]).label),
        )
        for row in rows[:MOST_CARRIED]
    ]
