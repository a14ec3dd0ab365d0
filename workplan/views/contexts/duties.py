"""What a side owes: silence, dates, languages, differences. Two queries, whatever the plan's size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, Func, IntegerField, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from committees.keeping.rows import Rows
from committees.keeping.trilingual import LANGUAGES, Wording
from workplan.choices import Language, Precision, Status, TextPart
from workplan.filters import quiet_since
from workplan.models import ActionItem, ProgressText, ProgressUpdate, Workplan
from workplan.positions import (
    STEP_COLUMNS,
    SideStatus,
    columns_of,
    first_day_after,
    has_open_step,
    led_by,
    side_statuses_in,
    statuses_of_sides,
    step_in,
    steps,
    wording_in,
)
from workplan.staleness import stale_in
from workplan.views.contexts.addresses import PlanAddresses
from workplan.views.contexts.people import between_names

QUIET_DAYS = 60
SOON_DAYS = 30
MOST_ROWS = 15


@dataclass(frozen=True)
class Duty:
    """One row of the ledger, with one thing to do. ``day`` is the day it hangs on."""

    reference: str
    url: str
    title: Wording
    day: date
    precision: str = Precision.DAY
    note: str = ""
    status: Status | None = None
    sides: tuple[SideStatus, ...] = ()
    todo: str = ""
    todo_url: str = ""


@dataclass(frozen=True)
class Day:
    """Rows that hang on one day, under its distance from today."""

    day: date
    precision: str
    days: int
    late: bool
    rows: list[Duty]


@dataclass(frozen=True)
class Section:
    """``kind`` tells the template its words; ``url`` leads to the whole list; ``late`` counts what is not shown too."""

    kind: str
    duties: list[Duty]
    days: list[Day]
    url: str
    late: int

    @property
    def count(self) -> int:
        return len(self.duties)

    @property
    def more(self) -> int:
        return self.count - sum(len(day.rows) for day in self.days)


def sections_of(
    plan: Workplan, at: PlanAddresses, side_ids: frozenset[int], side_code: str, today: date
) -> list[Section]:
    """Most urgent first: dates, silence, differences, languages."""
    rows = list(_items(plan, side_ids, today))
    due = [duty for row in rows for duty in _steps(row, at, today)]
    silent = [_silence(row, at, plan) for row in rows if row["silent"]]
    differing = [_difference(row, at) for row in rows if row["sides"]]
    wordless = list(_languages(plan, at, side_ids))
    of_side = {"side": side_code}
    return [
        _section("due", due, at.items_with(due="soon", **of_side), today),
        _section("quiet", silent, at.items_with(quiet=QUIET_DAYS, **of_side), today),
        _section("differ", differing, at.items_with(differ=1, **of_side), today),
        _section("languages", wordless, at.items, today),
    ]


def _section(kind: str, duties: Iterable[Duty], url: str, today: date) -> Section:
    ordered = sorted(duties, key=lambda duty: (_last_day(duty.day, duty.precision), duty.precision))
    shown = ordered[:MOST_ROWS]
    days = [
        _day(day, precision, list(rows), today, kind)
        for (day, precision), rows in groupby(shown, key=lambda duty: (duty.day, duty.precision))
    ]
    late = sum(_is_late(duty.day, duty.precision, today, kind) for duty in ordered)
    return Section(kind, ordered, days, url, late)


def _day(day: date, precision: str, rows: list[Duty], today: date, kind: str) -> Day:
    days = abs((_last_day(day, precision) - today).days)
    return Day(day, precision, days, late=_is_late(day, precision, today, kind), rows=rows)


def _is_late(day: date, precision: str, today: date, kind: str) -> bool:
    """As the plan and the report count: a month has passed when it is over."""
    return kind == "due" and _last_day(day, precision) < today


def _last_day(day: date, precision: str) -> date:
    return first_day_after(day, precision) - timedelta(days=1)


def _items(plan: Workplan, side_ids: frozenset[int], today: date) -> Any:
    """Items that one of the sides leads and that ask for something."""
    soon = today + timedelta(days=SOON_DAYS)
    silent = quiet_since(today - timedelta(days=QUIET_DAYS))
    open_steps = steps().filter(item=OuterRef("pk"), reached_on=None, now_due__lte=soon)
    told = JSONObject(number="number", **STEP_COLUMNS)
    return (
        ActionItem.objects.filter(led_by(side_ids), workplan=plan)
        .filter(silent | Q(current__sides_differ=True) | Q(has_open_step(now_due__lte=soon)))
        .annotate(
            silent=silent,
            sides=statuses_of_sides(),
            step_rows=Rows(open_steps.order_by("now_due", "number").values(row=told)),
        )
        .order_by("area__number", "position")
        .values(
            "reference",
            "current__status",
            "current__as_at",
            "silent",
            "sides",
            "step_rows",
            *columns_of("title"),
        )
    )


def _item(row: dict[str, Any], at: PlanAddresses) -> dict[str, Any]:
    reference = row["reference"]
    return {"reference": reference, "url": at.item(reference), "title": wording_in(row, "title")}


def _steps(row: dict[str, Any], at: PlanAddresses, today: date) -> Iterator[Duty]:
    for told in row["step_rows"]:
        step = step_in(told, today)
        yield Duty(
            **_item(row, at),
            day=step.due,
            precision=step.precision,
            note=step.text,
            status=Status(row["current__status"]),
            todo=_("Move, or mark as reached"),
            todo_url=at.milestone(row["reference"], told["number"]),
        )


def _silence(row: dict[str, Any], at: PlanAddresses, plan: Workplan) -> Duty:
    """Counted from the last statement, or from the beginning of the plan."""
    said = row["current__as_at"]
    return Duty(
        **_item(row, at),
        day=said or plan.starts_on,
        status=Status(row["current__status"]),
        todo=_("Record progress"),
        todo_url=at.record(row["reference"]),
    )


def _difference(row: dict[str, Any], at: PlanAddresses) -> Duty:
    return Duty(
        **_item(row, at),
        day=row["current__as_at"],
        sides=tuple(side_statuses_in(row["sides"])),
        todo=_("Record progress"),
        todo_url=at.record(row["reference"]),
    )


class _ArrayLength(Func):
    function = "cardinality"
    output_field = IntegerField()


def _languages(plan: Workplan, at: PlanAddresses, side_ids: frozenset[int]) -> Iterator[Duty]:
    """Standing statements of the sides that do not say the same in all languages."""
    written = (
        ProgressText.objects.filter(update=OuterRef("pk"), part=TextPart.NARRATIVE)
        .order_by("language")
        .distinct("language")
        .values("language")
    )
    said = ("part", "language", "revision", "text", "recorded_at")
    texts = ProgressText.objects.filter(update=OuterRef("pk"))
    statements = (
        ProgressUpdate.objects.filter(item__workplan=plan, side__in=side_ids, corrected_by=None)
        .annotate(written=ArraySubquery(written, output_field=ArrayField(CharField())))
        .alias(languages=_ArrayLength("written"))
        .filter(Q(languages__lt=len(LANGUAGES)) | Exists(texts.filter(revision__gt=1)))
        .annotate(revisions=Rows(texts.values(row=JSONObject(**{name: name for name in said}))))
        .order_by("as_at", "item__area__number", "item__position", "number")
        .values(
            "number",
            "as_at",
            "status",
            "written",
            "revisions",
            "item__reference",
            *columns_of("title", "item__").values(),
        )
    )
    for row in statements:
        reference = row["item__reference"]
        missing = [language for language in LANGUAGES if language not in row["written"]]
        behind = list(dict.fromkeys(stale.language for stale in stale_in(row["revisions"])))
        if not missing and not behind:
            continue
        yield Duty(
            reference=reference,
            url=f"{at.item(reference)}#update-{row['number']}",
            title=wording_in(
                {name: row[path] for name, path in columns_of("title", "item__").items()}, "title"
            ),
            day=row["as_at"],
            note=_language_note(row["number"], missing, behind),
            todo=_("Add the text") if missing else _("Revise the text"),
            todo_url=at.add_text(reference, row["number"], (missing or behind)[0]),
        )


def _language_note(number: int, missing: list[str], behind: list[str]) -> str:
    codes = missing or behind
    sentence = (
        _("Update %(number)d has no text in %(languages)s.")
        if missing
        else _("Update %(number)d was changed; the text in %(languages)s does not follow yet.")
    )
    return sentence % {"number": number, "languages": between_names(Language(code).label for code in codes)}
