"""The open round of a plan, where other pages tell of it: on the desk and on the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from committees.permissions import Reader
from workplan.access import sides_handled, visible_returns
from workplan.choices import OUTSTANDING
from workplan.models import ReportingRound
from workplan.round_filters import with_lateness
from workplan.round_sums import OwnSums, is_cited, own_sums
from workplan.surroundings import Surroundings
from workplan.views.contexts.rounds import Clock, ReturnRow, SideSum, clock_of, listed, side_sums, told

MOST_OWED = 15


@dataclass(frozen=True)
class OpenRound:
    """``place`` knows its number and its instants, and no more."""

    place: ReportingRound
    clock: Clock
    url: str
    sums: list[SideSum]


def open_round_in(row: Mapping[str, Any] | None, here: Surroundings) -> OpenRound | None:
    """Out of what a query of plans brought along (`round_sums.open_round_of_plan`)."""
    if row is None:
        return None
    instants = {name: datetime.fromisoformat(row[name]) for name in ("opens_at", "due_at", "cut_off_at")}
    place = ReportingRound(pk=row["id"], committee=here.committee, number=row["number"], **instants)
    url = reverse("round", args=[here.committee.slug, place.number])
    return OpenRound(place, clock_of(place, here.now), url, side_sums(here, row["sums"]))


@dataclass(frozen=True)
class OwnPart:
    """What the reader's own kitchen has to do in the round; ``owed`` are rows only for those who hand in."""

    round: OpenRound
    own: OwnSums
    is_office: bool
    owed: list[ReturnRow]

    @property
    def more(self) -> int:
        return self.own.outstanding - len(self.owed)


def own_part(found: OpenRound | None, here: Surroundings, reader: Reader) -> OwnPart | None:
    """One query for an office, two for a body; nothing for those who see no returns."""
    if found is None:
        return None
    returns = visible_returns(reader).filter(round=found.place.pk)
    own = own_sums(returns, here.now)
    if not own.total:
        return None
    is_office = bool(sides_handled(reader, here.committee.pk))
    return OwnPart(found, own, is_office, [] if is_office else _owed(returns, found.place, here))


def _owed(returns: Any, place: ReportingRound, here: Surroundings) -> list[ReturnRow]:
    outstanding = returns.filter(state__in=OUTSTANDING).annotate(cited=is_cited())
    ordered = with_lateness(outstanding, here.now).order_by(
        "due_at", "item__area__number", "item__position", "pk"
    )
    return listed(list(told(ordered)[:MOST_OWED]), place, here)
