"""Rounds: how far one is, and who has not answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.keeping import clock
from committees.keeping.trilingual import Wording, reader_language
from committees.permissions import Reader, may
from committees.roles import Right
from workplan.access import sides_handled, visible_returns, visible_rounds
from workplan.choices import HOLDERS, OUTSTANDING, Holder, ReturnState
from workplan.models import ReportingRound, Return
from workplan.positions import columns_of, wording_in
from workplan.round_filters import ReturnFilter, with_lateness
from workplan.round_sums import (
    STATE_ORDER,
    OwnSums,
    PublicSum,
    is_cited,
    open_points,
    own_sums,
    public_sums_in,
    public_sums_of_round,
)
from workplan.surroundings import SideHere, Surroundings

FIELDS = ("q", "area", "body", "holder", "late", "points", "sort", "size")


@dataclass(frozen=True)
class Clock:
    """Where a round stands in its time; ``kind`` tells the template which sentence to use."""

    kind: str
    days: int
    at: datetime


def clock_of(place: ReportingRound, now: datetime) -> Clock:
    if place.closed_at:
        return Clock("closed", 0, place.closed_at)
    for kind, turn in (("ahead", place.opens_at), ("due", place.due_at), ("late", place.cut_off_at)):
        if now < turn:
            return Clock(kind, _days(now, turn), turn)
    return Clock("cut_off", _days(place.cut_off_at, now), place.cut_off_at)


def _days(start: datetime, end: datetime) -> int:
    """By the calendar of Hong Kong."""
    return (clock.day_of(end) - clock.day_of(start)).days


@dataclass(frozen=True)
class SideSum:
    side: SideHere
    sum: PublicSum


@dataclass(frozen=True)
class ListedRound:
    place: ReportingRound
    clock: Clock
    sums: list[SideSum]


def rounds_of(here: Surroundings, reader: Reader, **only: Any) -> list[ListedRound]:
    """Newest first; one query."""
    rounds = visible_rounds(reader).filter(committee=here.committee, **only)
    rows = rounds.select_related("meeting", "workplan").annotate(sums=public_sums_of_round())
    found = []
    for row in rows.order_by("-number"):
        row.committee = here.committee
        found.append(ListedRound(row, clock_of(row, here.now), side_sums(here, row.sums)))
    return found


def side_sums(here: Surroundings, rows: list[dict[str, Any]]) -> list[SideSum]:
    sums = public_sums_in(rows)
    return [SideSum(side, sums[side.code]) for side in here.sides if side.code in sums]


@dataclass(frozen=True)
class View:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Tick:
    state: ReturnState
    count: int
    checked: bool


@dataclass(frozen=True)
class ReturnRow:
    """One return that the reader may see. ``key`` names it where it is chosen."""

    key: str
    url: str
    reference: str
    title: Wording
    body: str
    body_name: Wording
    side: SideHere
    state: ReturnState
    due_at: datetime
    was_due: datetime | None
    late_days: int | None
    answered_at: datetime | None
    holder: Holder
    since: datetime
    held_days: int
    open_points: int

    @property
    def called(self) -> str:
        """The body by its abbreviation in English, which is Latin; by its name in Chinese."""
        return self.body if reader_language() == "en" else self.body_name

    @property
    def is_outstanding(self) -> bool:
        return self.state in OUTSTANDING

    @property
    def is_late(self) -> bool:
        return self.late_days is not None


@dataclass(frozen=True)
class RoundPage:
    place: ReportingRound
    here: Surroundings
    clock: Clock
    sums: list[SideSum]
    own: OwnSums
    handled: frozenset[int]
    may_run: bool
    asked: QueryDict
    filter: ReturnFilter
    rows: list[ReturnRow]
    found: int
    number: int

    @property
    def url(self) -> str:
        return self.place.get_absolute_url()

    @property
    def has_kitchen(self) -> bool:
        """Whether the reader sees returns at all; the others see how far the sides are."""
        return bool(self.own.total)

    @property
    def may_extend(self) -> bool:
        return bool(self.handled) and not self.place.is_closed

    @property
    def choices(self) -> bool:
        return self.may_extend and any(row.is_outstanding for row in self.rows)

    # The list, asked differently.

    @property
    def fields(self) -> list[BoundField]:
        return [self.filter.form[name] for name in FIELDS]

    @property
    def ticks(self) -> list[Tick]:
        checked = self.filter.asked_for("state", [])
        return [Tick(state, self.own.counts[state], state in checked) for state in STATE_ORDER]

    @property
    def views(self) -> Iterator[View]:
        yield self._view(_("All"), self.own.total)
        yield self._view(_("Not answered"), self.own.outstanding, holder=Holder.BODY)
        yield self._view(_("Late"), self.own.late, late="now")
        yield self._view(_("For the office to look at"), self.own.to_look_at, state=ReturnState.SUBMITTED)
        yield self._view(
            _("Accepted, without a statement yet"),
            self.own.to_consolidate,
            state=ReturnState.ACCEPTED,
            holder=Holder.OFFICE,
        )
        settled = self.own.total - self.own.outstanding - self.own.in_our_court
        yield self._view(_("Settled"), settled, holder=Holder.NOBODY)
        if self.own.with_open_points:
            yield self._view(_("With open points"), self.own.with_open_points, points="open")

    def _view(self, label: str, count: int, **filters: str) -> View:
        kept = ("sort", "size", "page")
        asked = {key: value for key, value in self.asked.items() if value and key not in kept}
        url = f"{self.url}?{'&'.join(f'{key}={value}' for key, value in filters.items())}"
        return View(label, count, url if filters else self.url, asked == filters)

    def _with(self, *without: str, **changed: Any) -> str:
        asked = self.asked.copy()
        left_out = {*without, *self.filter.form.errors}
        for key in [key for key in asked if key in left_out or not any(asked.getlist(key))]:
            del asked[key]
        for key, value in changed.items():
            asked[key] = str(value)
        return asked.urlencode()

    @property
    def sort_urls(self) -> dict[str, str]:
        return {order: f"{self.url}?{self._with(sort=order, page=1)}" for order in ("late", "body", "item")}

    @property
    def exports(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        """What can be taken away, and its files."""
        yield _("Take away what is outstanding"), self._files("outstanding")
        if self.own.with_points:
            yield _("Take away the points"), self._files("points")

    def _files(self, what: str) -> list[dict[str, str]]:
        asked = self._with("page", "size")
        return [
            {"label": label, "url": f"{self.url}{what}.{ending}?{asked}"}
            for label, ending in (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
        ]

    @property
    def pages(self) -> dict[str, str]:
        number = self.number
        first = (number - 1) * self.filter.page_size + 1
        words = {"first": first, "last": first + len(self.rows) - 1, "found": self.found}
        return {
            "sentence": _("%(first)d to %(last)d of %(found)d") % words,
            "previous_url": f"{self.url}?{self._with(page=number - 1)}" if number > 1 else "",
            "next_url": f"{self.url}?{self._with(page=number + 1)}" if words["last"] < self.found else "",
        }


def round_page(place: Any, here: Surroundings, reader: Reader, asked: QueryDict) -> RoundPage:
    """``place`` was fetched with its public ``sums``. Two queries more for those who see returns."""
    place.committee = here.committee
    returns = visible_returns(reader).filter(round=place)
    until = place.closed_at or here.now
    own = own_sums(returns, until)
    asked_filter = filter_of(returns, asked, until, own)
    rows, found, number = _page(asked_filter) if own.total else ([], 0, 1)
    return RoundPage(
        place=place,
        here=here,
        clock=clock_of(place, here.now),
        sums=side_sums(here, place.sums),
        own=own,
        handled=sides_handled(reader, place.committee_id),
        may_run=may(reader, Right.RUN_ROUNDS, committee_id=place.committee_id),
        asked=asked,
        filter=asked_filter,
        rows=listed(rows, place, here),
        found=found,
        number=number,
    )


def filter_of(returns: QuerySet[Return], asked: QueryDict, until: datetime, own: OwnSums) -> ReturnFilter:
    return ReturnFilter(
        asked,
        returns=with_lateness(returns.annotate(cited=is_cited()), until),
        until=until,
        bodies=[(row.code, f"{row.abbreviation} {row.name}") for row in own.bodies],
    )


def _page(asked: ReturnFilter) -> tuple[list[dict[str, Any]], int, int]:
    """Rows of the page asked for, of how many, and its number: the last one where there are not so many."""
    size, number = asked.page_size, asked.page_number
    returns = told(asked.ordered(asked.qs).annotate(found=Window(Count("*"))))
    rows = list(returns[(number - 1) * size : number * size])
    if not rows and number > 1:
        number = max(1, -(-asked.qs.count() // size))
        rows = list(returns[(number - 1) * size : number * size])
    return rows, rows[0]["found"] if rows else 0, number


def told(returns: QuerySet[Return]) -> Any:
    """What the list says of each, in one query."""
    columns = [*columns_of("title", "item__").values(), *columns_of("name", "body__").values()]
    plain = ("state", "due_at", "since", "answered_at", "side_id", "cited", "late_by", "open_points")
    joined = ("item__reference", "body__code", "body__abbreviation")
    returns = returns.annotate(open_points=open_points())
    counted = ("found",) if "found" in returns.query.annotations else ()
    return returns.values(*plain, *joined, *columns, *counted)


def listed(rows: list[dict[str, Any]], place: ReportingRound, here: Surroundings) -> list[ReturnRow]:
    sides = {side.id: side for side in here.sides}
    until = place.closed_at or here.now
    url = reverse("round", args=[here.committee.slug, place.number])
    return [_listed(row, place, sides[row["side_id"]], url, until) for row in rows]


def _listed(
    row: dict[str, Any], place: ReportingRound, side: SideHere, url: str, until: datetime
) -> ReturnRow:
    state, code = ReturnState(row["state"]), row["body__code"].lower()
    holder = Holder.NOBODY if row["cited"] else HOLDERS[state]
    end = row["answered_at"] or until
    return ReturnRow(
        key=f"{row['item__reference']}/{code}",
        url=f"{url}returns/{row['item__reference']}/{code}/",
        reference=row["item__reference"],
        title=_wording(row, "title", "item__"),
        body=row["body__abbreviation"],
        body_name=_wording(row, "name", "body__"),
        side=side,
        state=state,
        due_at=row["due_at"],
        was_due=place.due_at if row["due_at"] != place.due_at else None,
        late_days=None if row["late_by"] is None else _days(row["due_at"], end),
        answered_at=row["answered_at"],
        holder=holder,
        since=row["since"],
        held_days=_days(row["since"], until),
        open_points=row["open_points"],
    )


def _wording(row: dict[str, Any], name: str, path: str) -> Wording:
    return wording_in({column: row[where] for column, where in columns_of(name, path).items()}, name)
