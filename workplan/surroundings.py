"""Where a page stands: the committee in force, its sides, its newest plan and the clock; one query a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, Func, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest

from committees.keeping import clock
from committees.keeping.prepared import Given, prepared
from committees.keeping.rows import Rows
from committees.keeping.trilingual import Wording
from committees.models import Committee, Side
from committees.permissions import Place, places_of
from workplan.choices import WorkplanState
from workplan.models import Workplan
from workplan.positions import columns_of, wording_in

KEPT_AS = "surroundings"


class KeepingNow(Func):
    """The one clock, asked for in a query that is made anyway."""

    function = "keeping_now"
    arity = 0
    output_field = DateTimeField()


@dataclass(frozen=True)
class SideHere:
    id: int
    code: str
    names: dict[str, str]

    @property
    def name(self) -> Wording:
        return wording_in(self.names, "name")


@dataclass(frozen=True)
class Surroundings:
    committee: Committee
    now: datetime
    newest_period: str | None
    sides: tuple[SideHere, ...]
    places: tuple[Place, ...]

    @property
    def today(self) -> date:
        return clock.day_of(self.now)

    @property
    def own_side_ids(self) -> frozenset[int]:
        return frozenset(place.side_id for place in self.places)

    @property
    def own_sides(self) -> tuple[SideHere, ...]:
        return tuple(side for side in self.sides if side.id in self.own_side_ids)

    def side(self, code: str) -> SideHere | None:
        return next((side for side in self.sides if side.code == code), None)


def surroundings(request: HttpRequest, slug: str | None = None) -> Surroundings:
    """Of the committee named in the address, else of the first committee the person sits on; 404 without one."""
    kept: Surroundings | None = getattr(request, KEPT_AS, None)
    if kept is None or (slug and kept.committee.slug != slug):
        kept = _look_around(request, slug)
        setattr(request, KEPT_AS, kept)
    return kept


def _look_around(request: HttpRequest, slug: str | None) -> Surroundings:
    places = places_of(request.user)
    here = [place for place in places if slug in (None, place.committee_slug)]
    if not here:
        raise Http404
    found = _committee.rows(committee=here[0].committee_id)
    if not found:
        raise Http404
    committee = row = found[0]
    return Surroundings(
        committee=committee,
        now=row.now.astimezone(clock.HONG_KONG),
        newest_period=row.newest_period,
        sides=tuple(SideHere(side["id"], side["code"], side) for side in row.side_rows),
        places=tuple(place for place in places if place.committee_id == committee.pk),
    )


@prepared
def _committee() -> Any:
    newest = (
        Workplan.objects.filter(committee=OuterRef("pk"), state=WorkplanState.ADOPTED)
        .order_by("-period")
        .values("period")[:1]
    )
    sides = (
        Side.objects.filter(committee=OuterRef("pk"))
        .order_by("order")
        .values(row=JSONObject(id="id", code="code", **columns_of("name")))
    )
    return Committee.objects.filter(pk=Given("committee")).annotate(
        now=KeepingNow(), newest_period=Subquery(newest), side_rows=Rows(sides)
    )
