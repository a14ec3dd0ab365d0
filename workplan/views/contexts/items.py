"""The list of action items: views with counts, a filter, one page of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.keeping.trilingual import Wording
from committees.models import Body
from workplan.choices import STATUS_ORDER, Status, TextPart
from workplan.filters import ItemFilter
from workplan.models import ActionItem, CooperationArea, Responsibility, Workplan
from workplan.models.plan import NUMERALS
from workplan.positions import (
    SideStatus,
    StepDate,
    columns_of,
    leads_of_item,
    led_by,
    next_step,
    side_statuses_in,
    statuses_of_sides,
    step_in,
    step_is_due_within,
    wording_in,
)
from workplan.surroundings import SideHere, Surroundings
from workplan.views.contexts.addresses import PlanAddresses, addresses_of
from workplan.views.contexts.changes import reasons_of_position, shortened, text_in

SOON = 30


@dataclass(frozen=True)
class Tally:
    """An area with the counts of the whole plan, whatever the filter says; ``found`` are those it lets through."""

    area: CooperationArea
    counts: dict[str, int]
    total: int
    found: int
    due_soon: int
    of_sides: dict[str, int]

    @property
    def behind(self) -> bool:
        return bool(self.counts[Status.BEHIND_SCHEDULE])


@dataclass(frozen=True)
class View:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Tick:
    status: Status
    count: int
    checked: bool


@dataclass(frozen=True)
class Leads:
    side: SideHere
    bodies: list[dict[str, str]]


@dataclass(frozen=True)
class ListedItem:
    reference: str
    url: str
    area_number: int
    title: Wording
    title_zh_hant: str
    status: Status
    sides: list[SideStatus]
    reason: Wording
    leads: list[Leads]
    next: StepDate | None
    as_at: date | None


@dataclass(frozen=True)
class Group:
    """Rows of one area under its numeral; without one when the list is ordered otherwise."""

    numeral: str
    rows: list[ListedItem]


@dataclass(frozen=True)
class ItemsPage:
    plan: Workplan
    at: PlanAddresses
    here: Surroundings
    asked: QueryDict
    filter: ItemFilter
    tallies: list[Tally]
    rows: list[ListedItem]
    number: int
    last_number: int

    @property
    def total(self) -> int:
        return sum(tally.total for tally in self.tallies)

    @property
    def found(self) -> int:
        return sum(tally.found for tally in self.tallies)

    @property
    def groups(self) -> list[Group]:
        if self.filter.order != "reference":
            return [Group("", self.rows)] if self.rows else []
        return [
            Group(NUMERALS[number - 1], list(rows))
            for number, rows in groupby(self.rows, lambda row: row.area_number)
        ]

    @property
    def fields(self) -> list[BoundField]:
        """Those of the first row; status and `differ` are ticks, the page is a link."""
        return [
            self.filter.form[name] for name in ("q", "area", "side", "body", "due", "quiet", "sort", "size")
        ]

    @property
    def asks_differ(self) -> bool:
        return bool(self.filter.asked_for("differ"))

    @property
    def ticks(self) -> list[Tick]:
        checked = self.filter.asked_for("status", [])
        return [Tick(status, self._count(status), status in checked) for status in STATUS_ORDER]

    @property
    def views(self) -> Iterator[View]:
        yield self._view(_("All"), self.total)
        for side in self.here.own_sides:
            led = sum(tally.of_sides[side.code] for tally in self.tallies)
            yield self._view(_("Led by %(side)s") % {"side": side.name}, led, side=side.code)
        behind, unsaid = Status.BEHIND_SCHEDULE, Status.NO_STATEMENT
        yield self._view(str(behind.label), self._count(behind), status=behind.value)
        yield self._view(str(unsaid.label), self._count(unsaid), status=unsaid.value)
        soon = sum(tally.due_soon for tally in self.tallies)
        label = ngettext("Due within %(days)d day", "Due within %(days)d days", SOON) % {"days": SOON}
        yield self._view(label, soon, due=str(SOON))

    def _view(self, label: str, count: int, **filters: str) -> View:
        asked = {
            key: value for key, value in self.asked.items() if value and key not in ("sort", "size", "page")
        }
        url = self.at.items_with(**filters) if filters else self.at.items
        return View(label, count, url, current=asked == filters and len(self.asked.getlist("status")) < 2)

    def _count(self, status: Status) -> int:
        return sum(tally.counts[status] for tally in self.tallies)

    # Addresses of this list, asked differently.

    def _with(self, *without: str, **changed: Any) -> str:
        asked = self.asked.copy()
        left_out = {*without, *self.filter.form.errors}
        for key in [key for key in asked if key in left_out or not any(asked.getlist(key))]:
            del asked[key]
        for key, value in changed.items():
            asked[key] = str(value)
        return f"{self.at.items}?{asked.urlencode()}"

    @property
    def sort_urls(self) -> dict[str, str]:
        latest = "latest" if self.filter.order == "-latest" else "-latest"
        orders = {"reference": "reference", "status": "status", "due": "due", "latest": latest}
        return {column: self._with(sort=order, page=1) for column, order in orders.items()}

    @property
    def exports(self) -> list[dict[str, str]]:
        """The files that hold what this filter finds, whatever the page."""
        asked = self._with("page", "size").partition("?")[2]
        return [
            {"label": label, "url": f"{self.at.items.removesuffix('/')}.{ending}?{asked}"}
            for label, ending in (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
        ]

    @property
    def pages(self) -> dict[str, str]:
        first = (self.number - 1) * self.filter.page_size + 1
        words = {"first": first, "last": first + len(self.rows) - 1, "found": self.found}
        return {
            "sentence": _("%(first)d to %(last)d of %(found)d") % words,
            "previous_url": self._with(page=self.number - 1) if self.number > 1 else "",
            "next_url": self._with(page=self.number + 1) if self.number < self.last_number else "",
        }


def items_page(plan: Workplan, here: Surroundings, asked: QueryDict) -> ItemsPage:
    at = addresses_of(here.committee.slug, plan.period)
    item_filter = filter_of(plan, here, asked)
    found = item_filter.qs
    tallies = _tallies(plan, here, found)
    pages = Paginator(item_filter.ordered(found), item_filter.page_size)
    vars(pages)["count"] = sum(tally.found for tally in tallies)  # counted already
    page = pages.get_page(item_filter.page_number)
    rows = listed(page.object_list, at, here)
    return ItemsPage(plan, at, here, asked, item_filter, tallies, rows, page.number, pages.num_pages)


def filter_of(plan: Workplan, here: Surroundings, asked: QueryDict) -> ItemFilter:
    return ItemFilter(
        asked,
        items=ActionItem.objects.filter(workplan=plan),
        today=here.today,
        sides=[(side.code, str(side.name)) for side in here.sides],
        bodies=_bodies(plan),
    )


def listed(items: Any, at: PlanAddresses, here: Surroundings) -> list[ListedItem]:
    return [_listed(row, at, here) for row in _rows(items)]


def _bodies(plan: Workplan) -> list[tuple[str, Any]]:
    carrying = Responsibility.objects.filter(item__workplan=plan).values("body")
    bodies = Body.objects.filter(pk__in=carrying).order_by("abbreviation", "code")
    return [(body.code, f"{body.abbreviation} {body.name}") for body in bodies]


def _tallies(plan: Workplan, here: Surroundings, found: Any) -> list[Tally]:
    def led_from(side: SideHere) -> Count:
        items = ActionItem.objects.filter(led_by(frozenset({side.id})), workplan=plan)
        return Count("items", filter=Q(items__in=items.values("pk")))

    due_soon = ActionItem.objects.filter(step_is_due_within(SOON, here.today), workplan=plan)
    areas = CooperationArea.objects.filter(workplan=plan).order_by("number")
    counted = areas.annotate(
        total=Count("items"),
        found=Count("items", filter=Q(items__in=found.order_by().values("pk"))),
        due_soon=Count("items", filter=Q(items__in=due_soon.values("pk"))),
        **{f"n_{status}": Count("items", filter=Q(items__current__status=status)) for status in STATUS_ORDER},
        **{f"led_by_{side.code}": led_from(side) for side in here.own_sides},
    )
    return [
        _tally(area, here)
        for area in counted.defer("agreed_text_en", "agreed_text_zh_hant", "agreed_text_zh_hans")
    ]


def _tally(area: Any, here: Surroundings) -> Tally:
    return Tally(
        area=area,
        counts={str(status): getattr(area, f"n_{status}") for status in STATUS_ORDER},
        total=area.total,
        found=area.found,
        due_soon=area.due_soon,
        of_sides={side.code: getattr(area, f"led_by_{side.code}") for side in here.own_sides},
    )


def _rows(items: Any) -> Any:
    return items.annotate(
        sides=statuses_of_sides(), leads=leads_of_item(), next_step=next_step(), reasons=reasons_of_position()
    ).values(
        "reference",
        "area__number",
        "current__status",
        "current__as_at",
        "sides",
        "leads",
        "next_step",
        "reasons",
        *columns_of("title"),
    )


def _listed(row: dict[str, Any], at: PlanAddresses, here: Surroundings) -> ListedItem:
    status = Status(row["current__status"])
    return ListedItem(
        reference=row["reference"],
        url=at.item(row["reference"]),
        area_number=row["area__number"],
        title=wording_in(row, "title"),
        title_zh_hant=row["title_zh_hant"],
        status=status,
        sides=side_statuses_in(row["sides"]),
        reason=shortened(text_in(row["reasons"] or [], TextPart.REASON)),
        leads=[
            Leads(side, [lead for lead in row["leads"] if lead["side"] == side.code]) for side in here.sides
        ],
        next=step_in(row["next_step"], here.today) if row["next_step"] else None,
        as_at=row["current__as_at"],
    )
