"""The list of action items: views with counts, a filter, one page of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Q, Window
from django.db.models.functions import JSONObject
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.keeping.prepared import Given, Prepared, prepared
from committees.keeping.rows import Rows
from committees.keeping.trilingual import Wording, reader_language
from committees.models import Body
from workplan.choices import STATUS_ORDER, ResponsibilityRole, Status, TextPart
from workplan.filters import ItemFilter
from workplan.models import ActionItem, CooperationArea, Responsibility, Workplan
from workplan.models.plan import NUMERALS
from workplan.positions import (
    IsAmong,
    SideStatus,
    StepDate,
    columns_of,
    leads_of_item,
    next_step,
    open_steps,
    side_statuses_in,
    statuses_of_sides,
    step_in,
    wording_in,
)
from workplan.surroundings import Surroundings
from workplan.views.contexts.addresses import PlanAddresses, addresses_of
from workplan.views.contexts.changes import reasons_of_position, shortened, text_in
from workplan.views.contexts.people import between_names

SOON = 30
IN_TURN = 1000


@dataclass(frozen=True)
class Tally:
    """An area with the counts of the whole plan, whatever the filter says."""

    area: CooperationArea
    counts: dict[str, int]
    total: int
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
    """The bodies of one side that lead an item, as words: a list has two of these in every row."""

    side: str
    side_code: str
    bodies: str
    codes: list[str]


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
class Slice:
    """Which items one page of the list shows, of how many the filter lets through."""

    ids: list[int]
    found: int
    number: int


@dataclass(frozen=True)
class ItemsPage:
    plan: Workplan
    at: PlanAddresses
    here: Surroundings
    asked: QueryDict
    filter: ItemFilter
    tallies: list[Tally]
    rows: list[ListedItem]
    slice: Slice

    @property
    def total(self) -> int:
        return sum(tally.total for tally in self.tallies)

    @property
    def found(self) -> int:
        """Those that the filter lets through."""
        return self.slice.found

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
        number = self.slice.number
        first = (number - 1) * self.filter.page_size + 1
        words = {"first": first, "last": first + len(self.rows) - 1, "found": self.found}
        return {
            "sentence": _("%(first)d to %(last)d of %(found)d") % words,
            "previous_url": self._with(page=number - 1) if number > 1 else "",
            "next_url": self._with(page=number + 1) if first + len(self.rows) <= self.found else "",
        }


def columns_of_list() -> dict[str, Any]:
    """What the page's one query of the plan brings along: the bodies to choose from."""
    carrying = Responsibility.objects.filter(item__workplan=OuterRef(OuterRef("pk"))).values("body")
    bodies = Body.objects.filter(pk__in=carrying).order_by("abbreviation", "code")
    told = {"code": "code", "abbreviation": "abbreviation", **columns_of("name")}
    return {"body_rows": Rows(bodies.values(row=JSONObject(**told)))}


def items_page(plan: Any, here: Surroundings, asked: QueryDict) -> ItemsPage:
    """``plan`` was fetched with `columns_of_list`."""
    at = addresses_of(here.committee.slug, plan.period)
    item_filter = filter_of(plan, here, asked)
    shown = _slice(item_filter)
    rows = listed(shown.ids, at, here)
    return ItemsPage(plan, at, here, asked, item_filter, _tallies(plan, here), rows, shown)


def filter_of(plan: Any, here: Surroundings, asked: QueryDict) -> ItemFilter:
    """``plan`` was fetched with `columns_of_list`."""
    return ItemFilter(
        asked,
        items=ActionItem.objects.filter(workplan=plan),
        today=here.today,
        sides=[(side.code, str(side.name)) for side in here.sides],
        bodies=[(row["code"], f"{row['abbreviation']} {wording_in(row, 'name')}") for row in plan.body_rows],
    )


def listed(ids: list[int], at: PlanAddresses, here: Surroundings) -> list[ListedItem]:
    """What the list shows of these items, in their order."""
    sides = {side.code: str(side.name) for side in here.sides}
    reader = reader_language()
    found = {row["pk"]: _listed(row, at, sides, here.today, reader) for row in _rows.rows(items=ids)}
    return [found[pk] for pk in ids]


def listed_in_turn(ids: list[int], at: PlanAddresses, here: Surroundings) -> Iterator[ListedItem]:
    """The same for a whole plan, a thousand at a time: a file of ten thousand rows never has them all in memory."""
    for first in range(0, len(ids), IN_TURN):
        yield from listed(ids[first : first + IN_TURN], at, here)


def _slice(item_filter: ItemFilter) -> Slice:
    """The keys alone are found, ordered and counted; what their rows show is fetched for these few."""
    size, number = item_filter.page_size, item_filter.page_number
    found = item_filter.ordered(item_filter.qs).annotate(found=Window(Count("*")))
    rows = list(found.values_list("pk", "found")[(number - 1) * size : number * size])
    if not rows and number > 1:  # beyond the last page
        number = max(1, -(-item_filter.qs.count() // size))
        rows = list(found.values_list("pk", "found")[(number - 1) * size : number * size])
    return Slice([pk for pk, _found in rows], rows[0][1] if rows else 0, number)


def _tallies(plan: Workplan, here: Surroundings) -> list[Tally]:
    counted = _counted(tuple((side.id, side.code) for side in here.own_sides))
    days = {"today": here.today, "soon": here.today + timedelta(days=SOON)}
    return [_tally(area, here) for area in counted.rows(plan=plan.pk, **days)]


@cache
def _counted(sides: tuple[tuple[int, str], ...]) -> Prepared:
    """The areas of a plan with their counts; one query for every set of sides that a reader may sit on."""

    def counting(rows: Any) -> Count:
        return Count("items", filter=Q(items__in=rows.filter(item__workplan=Given("plan")).values("item")))

    def compose() -> Any:
        due_soon = open_steps(over_on__gt=Given("today"), now_due__lte=Given("soon"))
        leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD)
        return (
            CooperationArea.objects.filter(workplan=Given("plan"))
            .order_by("number")
            .annotate(
                total=Count("items"),
                due_soon=counting(due_soon),
                **{
                    f"n_{status}": Count("items", filter=Q(items__current__status=status))
                    for status in STATUS_ORDER
                },
                **{f"led_by_{code}": counting(leads.filter(side=pk)) for pk, code in sides},
            )
            .only("number", "workplan", *columns_of("title"))
        )

    return Prepared(compose)


def _tally(area: Any, here: Surroundings) -> Tally:
    return Tally(
        area=area,
        counts={str(status): getattr(area, f"n_{status}") for status in STATUS_ORDER},
        total=area.total,
        due_soon=area.due_soon,
        of_sides={side.code: getattr(area, f"led_by_{side.code}") for side in here.own_sides},
    )


@prepared
def _rows() -> Any:
    items = ActionItem.objects.filter(IsAmong("pk", Given("items"))).order_by()
    return items.annotate(
        sides=statuses_of_sides(), leads=leads_of_item(), next_step=next_step(), reasons=reasons_of_position()
    ).values(
        "pk",
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


def _leads(code: str, name: str, rows: list[dict[str, str]]) -> Leads:
    return Leads(
        side=name,
        side_code=code,
        bodies=between_names(row["abbreviation"] for row in rows),
        codes=[row["code"] for row in rows],
    )


def _listed(
    row: dict[str, Any], at: PlanAddresses, sides: dict[str, str], today: date, reader: str
) -> ListedItem:
    status = Status(row["current__status"])
    return ListedItem(
        reference=row["reference"],
        url=at.item(row["reference"]),
        area_number=row["area__number"],
        title=wording_in(row, "title", reader),
        title_zh_hant=row["title_zh_hant"],
        status=status,
        sides=side_statuses_in(row["sides"]),
        reason=shortened(text_in(row["reasons"] or [], TextPart.REASON)),
        leads=[
            _leads(code, name, [lead for lead in row["leads"] if lead["side"] == code])
            for code, name in sides.items()
        ],
        next=step_in(row["next_step"], today, reader) if row["next_step"] else None,
        as_at=row["current__as_at"],
    )
