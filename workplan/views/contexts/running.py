"""What the secretariat sees before it opens or closes a round, and an office before it gives more time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import QueryDict

from committees.keeping import clock, once
from committees.models import Meeting
from committees.permissions import Reader
from workplan.access import sides_handled, visible_plans, visible_returns
from workplan.choices import OUTSTANDING, WorkplanState
from workplan.models import ReportingRound, Return, Workplan
from workplan.round_filters import with_lateness
from workplan.round_sums import OwnSums, is_cited, own_sums
from workplan.services.rounds import leads_to_ask
from workplan.surroundings import SideHere, Surroundings
from workplan.views.contexts.rounds import Clock, ReturnRow, SideSum, clock_of, listed, side_sums, told

MOST_PLANS = 5
MORNING, EVENING = time(9), time(18)


@dataclass(frozen=True)
class Expected:
    """How many returns a round on this plan would ask for, side by side."""

    period: str
    sides: list[tuple[SideHere, int]]
    items: int

    @property
    def total(self) -> int:
        return sum(number for _side, number in self.sides)


@dataclass(frozen=True)
class OpeningPage:
    here: Surroundings
    meetings: QuerySet[Meeting]
    plans: QuerySet[Workplan]
    expected: list[Expected]

    def choices(self) -> dict[str, Any]:
        return {"meetings": self.meetings, "plans": self.plans}

    def initial(self, typed: Mapping[str, Any] | None) -> dict[str, Any]:
        """Opens this morning; the other two are the secretariat's to say, so only their hour is proposed."""
        if typed:
            return {name: typed[name] for name in typed} | _instants(typed) | {"once_key": once.new_key()}
        return {
            "once_key": once.new_key(),
            "opens_at": datetime.combine(self.here.today, MORNING, clock.HONG_KONG),
            "due_at": [None, EVENING],
            "cut_off_at": [None, EVENING],
        }


def _instants(typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """A day and a time come back in their two fields."""
    names = ("opens_at", "due_at", "cut_off_at")
    return {name: _instant(typed, name) for name in names}


def _instant(typed: Mapping[str, Any], name: str) -> list[Any]:
    return [typed.get(f"{name}_0", ""), typed.get(f"{name}_1", "")]


def opening_page(here: Surroundings, reader: Reader) -> OpeningPage:
    """Meetings after the last that was held; adopted plans, newest first, with what each would ask for."""
    held = Meeting.objects.filter(committee=here.committee, date__lt=here.today).aggregate(last=Max("number"))
    meetings = Meeting.objects.filter(committee=here.committee, number__gt=held["last"] or 0)
    adopted = visible_plans(reader).filter(committee=here.committee, state=WorkplanState.ADOPTED)
    plans = adopted.order_by("-period")
    return OpeningPage(
        here=here,
        meetings=meetings.order_by("number"),
        plans=plans,
        expected=_expected(here, list(plans[:MOST_PLANS])),
    )


def _expected(here: Surroundings, plans: list[Workplan]) -> list[Expected]:
    rows = (
        leads_to_ask()
        .filter(item__workplan__in=plans)
        .order_by()
        .values("item__workplan", "side")
        .annotate(number=Count("pk"))
    )
    counted = {(row["item__workplan"], row["side"]): row["number"] for row in rows}
    items = dict(
        leads_to_ask()
        .filter(item__workplan__in=plans)
        .order_by()
        .values("item__workplan")
        .annotate(number=Count("item", distinct=True))
        .values_list("item__workplan", "number")
    )
    return [
        Expected(
            plan.period,
            [(side, counted.get((plan.pk, side.id), 0)) for side in here.sides],
            items.get(plan.pk, 0),
        )
        for plan in plans
    ]


@dataclass(frozen=True)
class ExtendPage:
    """Outstanding returns of the sides whose office one is, by the keys under which they are chosen."""

    place: ReportingRound
    rows: list[ReturnRow]
    returns: dict[str, Return]

    @property
    def keys(self) -> list[str]:
        return list(self.returns)

    def chosen(self, keys: Iterable[str]) -> list[Return]:
        return [self.returns[key] for key in keys]

    def initial(self, asked: list[str], typed: QueryDict | None) -> dict[str, Any]:
        """What came back of a lost session, without what was answered meanwhile; else what was asked for."""
        chosen = typed.getlist("r") if typed else asked
        return {
            "once_key": once.new_key(),
            "r": [key for key in chosen if key in self.returns],
            "due_at": _instant(typed, "due_at") if typed else [None, EVENING],
            "reason": typed.get("reason", "") if typed else "",
        }


def extend_choices(place: ReportingRound, here: Surroundings, reader: Reader) -> ExtendPage:
    handled = sides_handled(reader, place.committee_id)
    owed = Return.objects.filter(round=place, side__in=handled, state__in=OUTSTANDING)
    ordered = _in_order(owed, place, here)
    rows = listed(list(told(ordered)), place, here)
    found = {
        f"{each.item.reference}/{each.body.code.lower()}": each
        for each in owed.select_related("item", "body")
    }
    return ExtendPage(place, rows, {row.key: found[row.key] for row in rows if row.key in found})


def _in_order(returns: QuerySet[Return], place: ReportingRound, here: Surroundings) -> Any:
    known = with_lateness(returns.annotate(cited=is_cited()), place.closed_at or here.now)
    return known.order_by("due_at", "item__area__number", "item__position", "side__order", "pk")


@dataclass(frozen=True)
class ClosingPage:
    place: ReportingRound
    clock: Clock
    sums: list[SideSum]
    own: OwnSums
    outstanding: list[ReturnRow]

    @property
    def is_early(self) -> bool:
        """Before the cut-off the database lets it be closed only when all is settled, on both sides."""
        return self.clock.kind not in ("cut_off", "closed")

    @property
    def has_kitchen(self) -> bool:
        return bool(self.own.total)

    @property
    def waits(self) -> bool:
        return self.is_early and bool(self.own.outstanding or self.own.to_look_at)


def closing_page(place: Any, here: Surroundings, reader: Reader) -> ClosingPage:
    """``place`` was fetched with its public ``sums``."""
    place.committee = here.committee
    returns = visible_returns(reader).filter(round=place)
    owed = _in_order(returns.filter(state__in=OUTSTANDING), place, here)
    return ClosingPage(
        place=place,
        clock=clock_of(place, here.now),
        sums=side_sums(here, place.sums),
        own=own_sums(returns, place.closed_at or here.now),
        outstanding=listed(list(told(owed)), place, here),
    )
