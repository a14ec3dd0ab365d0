"""What changed in a plan: its newest statements and events of milestones, as columns of the plan's own query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from committees.keeping.clock import day_of
from committees.keeping.rows import Rows, RowsToRead, read
from committees.keeping.trilingual import Wording, best_wording, reader_language
from workplan.choices import NEEDS_REASON, MilestoneEventKind, Status, TextPart
from workplan.models import ActionItem, Milestone, MilestoneEvent, ProgressText, ProgressUpdate
from workplan.positions import IsAmong, columns_of, wording_in
from workplan.views.contexts.addresses import PlanAddresses

SHOWN = 8
LONGEST = {"en": 110, "zh-hant": 48, "zh-hans": 48}


@dataclass(frozen=True)
class Change:
    """A statement, or a milestone that was reached or moved."""

    day: date
    reference: str
    url: str
    kind: str  # "statement", "reached", "moved"
    text: Wording
    status: Status | None = None
    previous_status: Status | None = None
    due: date | None = None
    precision: str = "day"


def texts_of_statement() -> Rows:
    """Newest revision of each part and language of a statement."""
    newest = (
        ProgressText.objects.filter(update=OuterRef("pk"))
        .order_by("part", "language", "-revision")
        .distinct("part", "language")
    )
    return Rows(newest.values(row=JSONObject(part="part", language="language", text="text", origin="origin")))


def reasons_of_position() -> Case:
    """Of an item: why it is behind schedule or withdrawn, in the languages there are."""
    newest = (
        ProgressText.objects.filter(update=OuterRef("current__statement"), part=TextPart.REASON)
        .order_by("language", "-revision")
        .distinct("language")
    )
    rows = newest.values(row=JSONObject(part="part", language="language", text="text"))
    return Case(When(current__status__in=NEEDS_REASON, then=Rows(rows)), default=Value(None))


def _items_of(plan: Any) -> ArraySubquery:
    """The keys as one array, looked up one by one: for a join PostgreSQL takes every plan to be of average size,
    and reads all statements there are when one plan is large."""
    return ArraySubquery(ActionItem.objects.filter(workplan=plan).order_by().values("pk"))


def statements_of_plan() -> RowsToRead:
    before = (
        ProgressUpdate.objects.filter(item=OuterRef("item"), corrected_by=None)
        .filter(Q(as_at__lt=OuterRef("as_at")) | Q(as_at=OuterRef("as_at"), number__lt=OuterRef("number")))
        .newest_first()
    )
    newest = (
        ProgressUpdate.objects.filter(IsAmong("item", _items_of(OuterRef(OuterRef("pk")))), corrected_by=None)
        .annotate(previous=Subquery(before.values("status")[:1]))
        .order_by("-as_at", "-recorded_at", "-pk")[:SHOWN]
    )
    columns = {"as_at": "as_at", "number": "number", "status": "status", "previous": "previous"}
    return RowsToRead(
        newest.values(row=JSONObject(reference="item__reference", texts=texts_of_statement(), **columns))
    )


def events_of_plan() -> RowsToRead:
    milestones = Milestone.objects.filter(IsAmong("item", _items_of(OuterRef(OuterRef(OuterRef("pk"))))))
    among = IsAmong("milestone", ArraySubquery(milestones.order_by().values("pk")))
    newest = MilestoneEvent.objects.filter(among).order_by("-recorded_at", "-pk")
    columns = {"kind": "kind", "on": "on", "precision": "precision", "recorded_at": "recorded_at"}
    return RowsToRead(
        newest.values(
            row=JSONObject(
                reference=F("milestone__item__reference"), **columns, **columns_of("text", "milestone__")
            )
        )[: SHOWN * 4]
    )


def changes_in(statements: str, events: str, at: PlanAddresses) -> list[Change]:
    """The newest of both, by the day they tell of; given as they were sent."""
    found = [*(_statement(row, at) for row in read(statements)), *(_event(row, at) for row in read(events))]
    found.sort(key=lambda change: change.day, reverse=True)
    return found[:SHOWN]


def _statement(row: dict[str, Any], at: PlanAddresses) -> Change:
    previous = Status(row["previous"]) if row["previous"] else None
    return Change(
        day=date.fromisoformat(row["as_at"]),
        reference=row["reference"],
        url=f"{at.item(row['reference'])}#update-{row['number']}",
        kind="statement",
        text=shortened(text_in(row["texts"], TextPart.NARRATIVE)),
        status=Status(row["status"]),
        previous_status=previous if previous != row["status"] else None,
    )


def _event(row: dict[str, Any], at: PlanAddresses) -> Change:
    reached = row["kind"] == MilestoneEventKind.REACHED
    on = date.fromisoformat(row["on"])
    return Change(
        day=on if reached else day_of(datetime.fromisoformat(row["recorded_at"])),
        reference=row["reference"],
        url=f"{at.item(row['reference'])}#milestones",
        kind=row["kind"],
        text=wording_in(row, "text"),
        due=on,
        precision=row["precision"],
    )


def text_in(rows: list[dict[str, Any]], part: str) -> Wording:
    """The reader's wording of one part of a statement."""
    texts = {row["language"]: row["text"] for row in rows if row["part"] == part}
    return best_wording(texts, reader_language())


def shortened(text: Wording) -> Wording:
    """The first sentences, as many as a row has room for."""
    most = LONGEST.get(text.language, 150)
    if len(text) <= most:
        return text
    stop, space = (". ", " ") if text.language == "en" else ("。", "")
    end = text.rfind(stop, 0, most)
    whole = text[:most] if not space else text[: max(text.rfind(space, 0, most), most // 2)]
    short = text[: end + 1] if end > most // 3 else whole.rstrip(" ,;:，；：、") + "…"
    return Wording(short, text.language, is_fallback=text.is_fallback)
