"""The milestones of an item: agreed, current, reached, and how they came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from committees.keeping.dates import in_words
from committees.keeping.prepared import Given, prepared
from committees.keeping.rows import Rows
from committees.keeping.standing import Standing
from committees.keeping.trilingual import Wording, reader_language
from workplan.choices import Precision
from workplan.models import ActionItem, MilestoneEvent
from workplan.positions import StepDate, columns_of, steps, wording_in
from workplan.views.contexts.people import RECORDED, name_in


@dataclass(frozen=True)
class StepEvent:
    kind: str
    on: date
    precision: str
    reason: Wording
    side: Wording
    name: str
    role: str
    at: datetime

    @property
    def day(self) -> str:
        return in_words(self.on, reader_language(), self.precision)


@dataclass(frozen=True)
class Step:
    number: int
    dates: StepDate
    standing: str
    events: list[StepEvent]

    @property
    def text(self) -> Wording:
        return self.dates.text

    @property
    def standing_in_words(self) -> str:
        return str(Standing(self.standing).label)

    @property
    def last_reason(self) -> Wording | None:
        return next((event.reason for event in reversed(self.events) if event.reason), None)


def steps_of(item: ActionItem, today: date) -> list[Step]:
    """In the order of their current dates: one query."""
    return [_step(row, today) for row in _steps.rows(item=item.pk)]


@prepared
def _steps() -> Any:
    events = MilestoneEvent.objects.filter(milestone=OuterRef("pk")).order_by("number")
    told = {"kind": "kind", "on": "on", "precision": "precision"}
    rows = events.values(
        row=JSONObject(
            **told, **RECORDED, **columns_of("reason"), side=JSONObject(**columns_of("name", "side__"))
        )
    )
    dated = steps().filter(item=Given("item")).annotate(event_rows=Rows(rows))
    return dated.order_by("now_due", "number")


def _step(row: Any, today: date) -> Step:
    dates = StepDate(
        agreed=row.due,
        agreed_precision=row.precision,
        due=row.now_due,
        precision=row.now_precision,
        text=row.text,
        reached_on=row.reached_on,
        reached_precision=row.reached_precision or Precision.DAY,
        today=today,
    )
    return Step(row.number, dates, row.standing, [_event(event) for event in row.event_rows])


def _event(row: dict[str, Any]) -> StepEvent:
    return StepEvent(
        kind=row["kind"],
        on=date.fromisoformat(row["on"]),
        precision=row["precision"],
        reason=wording_in(row, "reason"),
        side=wording_in(row["side"], "name"),
        name=name_in(row),
        role=row["recorded_role"],
        at=datetime.fromisoformat(row["recorded_at"]),
    )
