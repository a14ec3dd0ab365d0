"""What demo_progress.yaml tells, recorded as if a person had typed it: through the services, day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from committees.keeping.acting import acting_as
from committees.keeping.standing import Standing
from committees.keeping.trilingual import LANGUAGES, column_suffix
from committees.middleware import actor_of
from committees.models import Body, Side, Source, User
from workplan.choices import Language, Precision, TextPart
from workplan.management.demonstration import COMMITTEE, PERIOD, RECORDER, read
from workplan.models import ActionItem, Milestone, MilestoneEvent, ProgressUpdate
from workplan.services.progress import Proof, Statement, Words, reach_milestone, record_statement

Entry = dict[str, Any]
_PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def is_recorded() -> bool:
    """All of it is recorded in one transaction, so one statement shows that the rest is there too."""
    return ProgressUpdate.objects.filter(recorded_by__username=RECORDER).exists()


def record() -> tuple[int, int]:
    """Record everything; how many statements and how many events of milestones that were."""
    told = read("demo_progress")
    by = User.objects.get(username=RECORDER)
    with transaction.atomic(), acting_as(actor_of(by)):
        recording = _Recording(by)
        for entry in sorted(told["statements"], key=lambda entry: entry["as_at"]):
            recording.state(entry)
        for entry in sorted(told["milestones"], key=lambda entry: entry["date"]):
            recording.reach(entry)
    return len(told["statements"]), len(told["milestones"])


class _Recording:
    """The rows that the entries name, read once."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.sides = {side.code: side for side in Side.objects.filter(committee__slug=COMMITTEE)}
        self.bodies = {body.code: body for body in Body.objects.all()}
        self.sources = {source.key: source for source in Source.objects.all()}
        items = ActionItem.objects.select_related("workplan__committee")
        self.items = {
            item.reference: item
            for item in items.filter(workplan__committee__slug=COMMITTEE, workplan__period=PERIOD)
        }

    def state(self, entry: Entry) -> None:
        item = self.items[entry["item"]]
        statement = Statement(
            side=self.sides[entry["side"]],
            status=entry["status"],
            as_at=entry["as_at"],
            words=words_of(entry),
            bodies=[self.bodies[code] for code in entry["bodies"]],
            evidence=[proof_of(self.sources[key]) for key in entry["sources"]],
            standing=Standing.PROPOSED,
        )
        number = ProgressUpdate.objects.filter(item=item).count() + 1
        record_statement(item=item, statement=statement, expected_number=number, by=self.by)

    def reach(self, entry: Entry) -> None:
        item = self.items[entry["item"]]
        milestone = Milestone.objects.get(item=item, number=entry["number"])
        milestone.item = item
        reach_milestone(
            milestone=milestone,
            side=self.sides[entry["side"]],
            on=entry["date"],
            precision=entry["precision"],
            expected_number=MilestoneEvent.objects.filter(milestone=milestone).count() + 1,
            reasons=entry.get("reason"),
            standing=entry["standing"],
            by=self.by,
        )


def words_of(entry: Entry) -> list[Words]:
    return [
        Words(
            language=language,
            part=part,
            text=text,
            standing="" if language == Language.ENGLISH else Standing.WORKING_TRANSLATION,
        )
        for part in TextPart.values
        for language, text in entry.get(part, {}).items()
    ]


def proof_of(source: Source) -> Proof:
    """A page as it is cited today; a page that may not be followed is named without its address."""
    day, precision = _day_of(source.page_date)
    return Proof(
        titles={code: getattr(source, f"title_{column_suffix(code)}") for code in LANGUAGES},
        publishers={code: getattr(source, f"publisher_{column_suffix(code)}") for code in LANGUAGES},
        date=day,
        precision=precision,
        url=source.link,
    )


def _day_of(page_date: str) -> tuple[date | None, str]:
    """The first day of the year, month or day that a page is dated by."""
    if not page_date:
        return None, Precision.DAY
    year, month, day = (int(part) for part in f"{page_date}-01-01".split("-")[:3])
    return date(year, month, day), _PRECISIONS[len(page_date)]
