"""Bodies: who they are, on which side they sit, what they are responsible for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from committees.access import visible_bodies, visible_committees
from committees.keeping.rows import Rows
from committees.keeping.trilingual import Wording
from committees.models import Body, Place, Seat
from committees.permissions import Reader
from workplan.access import visible_plans
from workplan.choices import ResponsibilityRole, Status
from workplan.models import Responsibility
from workplan.positions import columns_of, wording_in
from workplan.views.contexts.addresses import addresses_of

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class PlaceGroup:
    place: Place
    bodies: list[Any]


@dataclass(frozen=True)
class CarriedItem:
    reference: str
    url: str
    title: Wording
    status: Status
    role: str


@dataclass(frozen=True)
class Year:
    """What a body carries in one plan."""

    slug: str
    period: str
    url: str
    items: list[CarriedItem]


def bodies_found(reader: Reader, words: str, place: str) -> list[PlaceGroup]:
    """By code, abbreviation or name in any language; grouped by place."""
    seats = Seat.objects.filter(
        body=OuterRef("pk"), committee__in=visible_committees(reader), valid_until=None
    )
    sides = seats.order_by("side__order").values(
        row=JSONObject(code="side__code", **columns_of("name", "side__"))
    )
    found = visible_bodies(reader).annotate(seat_rows=Rows(sides))
    if words:
        like = Q(code__icontains=words) | Q(abbreviation__icontains=words)
        for column in columns_of("name"):
            like |= Q(**{f"{column}__icontains": words})
        found = found.filter(like)
    if place:
        found = found.filter(place=place)
    order = [str(each) for each in Place]
    rows = sorted(found.order_by("abbreviation", "code"), key=lambda body: order.index(body.place))
    return [
        PlaceGroup(Place(each), list(bodies)) for each, bodies in groupby(rows, key=lambda body: body.place)
    ]


def years_of(body: Body, reader: Reader) -> list[Year]:
    """Its items over the years, the newest plan first."""
    rows = (
        Responsibility.objects.filter(body=body, item__workplan__in=visible_plans(reader))
        .order_by(
            "-item__workplan__period",
            "item__workplan__committee__slug",
            "item__area__number",
            "item__position",
        )
        .values(
            "role",
            "item__reference",
            "item__current__status",
            "item__workplan__period",
            "item__workplan__committee__slug",
            *columns_of("title", "item__").values(),
        )
    )
    plans = groupby(
        rows, key=lambda row: (row["item__workplan__committee__slug"], row["item__workplan__period"])
    )
    return [_year(slug, period, items) for (slug, period), items in plans]


def _year(slug: str, period: str, rows: Iterable[dict[str, Any]]) -> Year:
    at = addresses_of(slug, period)
    items = [
        CarriedItem(
            reference=row["item__reference"],
            url=at.item(row["item__reference"]),
            title=wording_in(
                {name: row[path] for name, path in columns_of("title", "item__").items()}, "title"
            ),
            status=Status(row["item__current__status"]),
            role=str(ResponsibilityRole(row["role"]).label),
        )
        for row in rows
    ]
    return Year(slug, period, at.plan, items)


def seats_of(body: Body, reader: Reader) -> list[Seat]:
    seats = Seat.objects.filter(body=body, committee__in=visible_committees(reader))
    return list(seats.select_related("committee", "side").order_by("committee__slug", "valid_from", "pk"))
