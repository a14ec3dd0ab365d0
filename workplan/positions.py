"""How things stand now, as columns of a query: current dates of milestones, the sides' statuses, leads.

Pages and filters read through these, so that a list costs the same number of queries for 3 rows and for 300.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from committees.keeping.rows import Rows
from committees.keeping.trilingual import LANGUAGES, Wording, best_wording, column_suffix, reader_language
from workplan.choices import MilestoneEventKind, Precision, ResponsibilityRole, Status
from workplan.models import ItemPosition, Milestone, MilestoneEvent, ProgressUpdate, Responsibility


def columns_of(name: str, path: str = "") -> dict[str, str]:
    """The three columns of a text, for `JSONObject`: ``title_en``, ``title_zh_hant``, ``title_zh_hans``."""
    suffixes = [column_suffix(language) for language in LANGUAGES]
    return {f"{name}_{suffix}": f"{path}{name}_{suffix}" for suffix in suffixes}


def wording_in(row: Mapping[str, Any], name: str, reader: str = "") -> Wording:
    """The reader's wording out of such a row. Whoever asks for ten thousand rows finds out once who reads."""
    reader = reader or reader_language()
    text = row[f"{name}_{column_suffix(reader)}"]
    if text:  # nearly always
        return Wording(text, reader)
    return best_wording({code: row[f"{name}_{column_suffix(code)}"] for code in LANGUAGES}, reader)


def day_in(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def first_day_after(day: date, precision: str) -> date:
    """From this day on a date known to the day, the month or the year has passed."""
    if precision == Precision.YEAR:
        return date(day.year + 1, 1, 1)
    if precision == Precision.MONTH:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=1)


@dataclass(frozen=True)
class StepDate:
    """A milestone's date as it stands: first agreed, now, and whether it passed or was reached."""

    agreed: date
    agreed_precision: str
    due: date
    precision: str
    text: Wording
    reached_on: date | None
    reached_precision: str
    today: date

    @property
    def is_reached(self) -> bool:
        return self.reached_on is not None

    @property
    def was_moved(self) -> bool:
        return (self.due, self.precision) != (self.agreed, self.agreed_precision)

    @property
    def has_passed(self) -> bool:
        return not self.is_reached and first_day_after(self.due, self.precision) <= self.today


def step_in(row: Mapping[str, Any], today: date, reader: str = "") -> StepDate:
    return StepDate(
        agreed=date.fromisoformat(row["due"]),
        agreed_precision=row["precision"],
        due=date.fromisoformat(row["now_due"]),
        precision=row["now_precision"],
        text=wording_in(row, "text", reader),
        reached_on=day_in(row["reached_on"]),
        reached_precision=row["reached_precision"] or Precision.DAY,
        today=today,
    )


STEP_COLUMNS = {
    "due": "due",
    "precision": "precision",
    "now_due": "now_due",
    "now_precision": "now_precision",
    "reached_on": "reached_on",
    "reached_precision": "reached_precision",
    **columns_of("text"),
}


class IsAmong(Func):
    """A value is an element of an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


class _LaterBy(Func):
    """A date and an interval; a date again."""

    arity = 1
    output_field = DateField()

    def __init__(self, column: str, interval: str) -> None:
        super().__init__(F(column), template=f"(%(expressions)s + interval '{interval}')::date")


def steps() -> Any:
    """Query set of milestones with their current dates.

    ``now_due``, ``now_precision``, ``over_on`` (`first_day_after`), ``reached_on``, ``reached_precision``.
    """
    dated = Milestone.objects.annotate(
        now_due=Coalesce(_newest(MilestoneEventKind.MOVED, "on"), F("due")),
        now_precision=Coalesce(_newest(MilestoneEventKind.MOVED, "precision"), F("precision")),
        reached_on=_newest(MilestoneEventKind.REACHED, "on"),
        reached_precision=_newest(MilestoneEventKind.REACHED, "precision"),
    )
    return dated.annotate(
        over_on=Case(
            When(now_precision=Precision.YEAR, then=_LaterBy("now_due", "1 year")),
            When(now_precision=Precision.MONTH, then=_LaterBy("now_due", "1 month")),
            default=_LaterBy("now_due", "1 day"),
        )
    )


def open_steps(**dates: Any) -> Any:
    """Milestones that were not reached and whose dates are such: ``over_on__lte=today`` and the like.

    Not reached is asked as ``NOT EXISTS``: how many rows a missing date leaves, PostgreSQL guesses wrong by far.
    """
    reached = MilestoneEvent.objects.filter(milestone=OuterRef("pk"), kind=MilestoneEventKind.REACHED)
    return steps().filter(~Exists(reached), **dates)


def has_open_step(**dates: date) -> Exists:
    """Items with such a milestone."""
    return Exists(open_steps(item=OuterRef("pk"), **dates))


def step_has_passed(today: date) -> Exists:
    return has_open_step(over_on__lte=today)


def step_is_due_within(days: int, today: date) -> Exists:
    """Still ahead, and nearer than so many days."""
    return has_open_step(over_on__gt=today, now_due__lte=today + timedelta(days=days))


def _newest(kind: MilestoneEventKind, column: str) -> Subquery:
    events = MilestoneEvent.objects.filter(milestone=OuterRef("pk"), kind=kind).order_by("-number")
    return Subquery(events.values(column)[:1])


def steps_of_item() -> Rows:
    """All milestones of an item, by their current date; read with `step_in`."""
    rows = steps().filter(item=OuterRef("pk")).order_by("now_due", "number")
    return Rows(rows.values(row=JSONObject(**STEP_COLUMNS)))


def next_step() -> Subquery:
    """The first milestone of an item that was not reached, as a row for `step_in`, or nothing."""
    rows = steps().filter(item=OuterRef("pk"), reached_on=None).order_by("now_due", "number")
    return Subquery(rows.values(row=JSONObject(**STEP_COLUMNS))[:1])


def next_due() -> Subquery:
    """The current date of that milestone alone, to filter and to sort by."""
    rows = steps().filter(item=OuterRef("pk"), reached_on=None).order_by("now_due", "number")
    return Subquery(rows.values("now_due")[:1], output_field=DateField())


def position_of_item() -> Subquery:
    """Its status and what `statuses_of_sides` says, looked up item by item.

    As a join PostgreSQL reads the positions of all plans for every area: it takes all areas for equally large.
    """
    found = ItemPosition.objects.filter(item=OuterRef("pk"))
    told = JSONObject(status="status", sides=statuses_of_sides("sides_differ", "item"))
    return Subquery(found.values(row=told))


def statuses_of_sides(differ: str = "current__sides_differ", item: str = "pk") -> Case:
    """Where the sides differ, the newest standing status of each; the list is empty elsewhere."""
    newest = (
        ProgressUpdate.objects.filter(item=OuterRef(item), corrected_by=None)
        .order_by("side__order", "-as_at", "-number")
        .distinct("side__order")
    )
    rows = newest.values(row=JSONObject(code="side__code", status="status", **columns_of("name", "side__")))
    return Case(When(**{differ: True}, then=Rows(rows)), default=Value(None))


def leads_of_item() -> Rows:
    rows = (
        Responsibility.objects.filter(item=OuterRef("pk"), role=ResponsibilityRole.LEAD)
        .order_by("side__order", "pk")
        .values(row=JSONObject(side="side__code", code="body__code", abbreviation="body__abbreviation"))
    )
    return Rows(rows)


@dataclass(frozen=True)
class SideNamed:
    code: str
    name: Wording


@dataclass(frozen=True)
class SideStatus:
    side: SideNamed
    status: Status


def side_statuses_in(rows: list[dict[str, Any]] | None) -> list[SideStatus]:
    return [
        SideStatus(SideNamed(row["code"], wording_in(row, "name")), Status(row["status"]))
        for row in rows or []
    ]


def led_by(side_ids: frozenset[int]) -> Q:
    """Items that one of these sides leads."""
    leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD, side__in=side_ids)
    return Q(pk__in=leads.values("item"))
