"""What a report to a meeting knows: frozen facts in three languages. Page, Word and JSON are made from these alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

from committees.keeping.trilingual import Wording, best_wording
from workplan.choices import STATUS_ORDER, ItemKind, Status
from workplan.positions import first_day_after


@dataclass(frozen=True)
class Texts:
    """One text in three languages; an empty one is missing."""

    en: str = ""
    zh_hant: str = ""
    zh_hans: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.zh_hant or self.zh_hans)

    def wording(self, language: str) -> Wording:
        """In ``language``, else in the nearest other one, which the wording then tells."""
        texts = {"en": self.en, "zh-hant": self.zh_hant, "zh-hans": self.zh_hans}
        return best_wording(texts, language)

    def of(self, language: str) -> str:
        """In this language and no other."""
        return str(getattr(self, language.replace("-", "_")))


@dataclass(frozen=True)
class Said:
    """A text and how far it may be trusted, language by language."""

    text: Texts = field(default_factory=Texts)
    standing: Texts = field(default_factory=Texts)


@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year, as exactly as it is known; stored as its first day."""

    day: date
    precision: str = "day"

    @property
    def is_over_from(self) -> date:
        return first_day_after(self.day, self.precision)


@dataclass(frozen=True)
class SideFacts:
    code: str
    name: Texts


@dataclass(frozen=True)
class BodyFacts:
    code: str
    abbreviation: str
    name: Texts
    side: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    number: int
    date: date | None
    place: Texts


@dataclass(frozen=True)
class Interval:
    """From the day of the last meeting until before the day of this one; an end that is not known is ``None``."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class EvidenceFacts:
    title: Texts
    publisher: Texts
    date: PartialDate | None
    url: str


@dataclass(frozen=True)
class StatementFacts:
    """The newest standing statement of one side on an item in the period."""

    number: int
    side: str
    status: Status
    as_at: date
    bodies: tuple[BodyFacts, ...]
    narrative: Said
    reason: Said
    next_step: Said
    evidence: tuple[EvidenceFacts, ...]
    waiver_reason: str
    standing: str

    @property
    def texts(self) -> tuple[Said, Said, Said]:
        return self.narrative, self.reason, self.next_step


@dataclass(frozen=True)
class MilestoneFacts:
    number: int
    text: Texts
    agreed: PartialDate
    current: PartialDate
    reached: PartialDate | None

    @property
    def was_moved(self) -> bool:
        return self.current != self.agreed

    def has_passed(self, position_date: date) -> bool:
        return self.reached is None and self.current.is_over_from <= position_date


@dataclass(frozen=True)
class ItemFacts:
    reference: str
    title: Texts
    kind: ItemKind
    leads: tuple[BodyFacts, ...]
    supports: tuple[BodyFacts, ...]
    # The newest of each side that spoke, in the order of the sides.
    statements: tuple[StatementFacts, ...]
    statements_in_period: int
    milestones: tuple[MilestoneFacts, ...]

    @cached_property
    def latest(self) -> StatementFacts | None:
        return max(self.statements, key=lambda said: (said.as_at, said.number), default=None)

    @property
    def status(self) -> Status:
        return self.latest.status if self.latest else Status.NO_STATEMENT

    @property
    def as_at(self) -> date | None:
        return self.latest.as_at if self.latest else None

    @property
    def sides_differ(self) -> bool:
        return len({said.status for said in self.statements}) > 1


@dataclass(frozen=True)
class AreaFacts:
    number: int
    numeral: str
    title: Texts
    agreed: Said
    items: tuple[ItemFacts, ...]

    @property
    def counts(self) -> dict[Status, int]:
        return count_statuses(self.items)

    @property
    def milestones(self) -> list[MilestoneFacts]:
        return [milestone for item in self.items for milestone in item.milestones]


@dataclass(frozen=True)
class ChangeFacts:
    """A status that changed (``old_status`` is ``None`` at the first statement), a milestone reached or moved."""

    on: PartialDate
    reference: str
    kind: str  # "status", "reached", "moved"
    side: str
    old_status: Status | None = None
    new_status: Status | None = None
    milestone: Texts = field(default_factory=Texts)
    old_date: PartialDate | None = None
    new_date: PartialDate | None = None
    reason: Texts = field(default_factory=Texts)


@dataclass(frozen=True)
class ReportFacts:
    committee_slug: str
    committee: Texts
    meeting: MeetingFacts
    previous: MeetingFacts | None
    interval: Interval
    position_date: date
    built_at: datetime
    sides: tuple[SideFacts, ...]
    period: str
    plan_title: Texts
    areas: tuple[AreaFacts, ...]
    changes: tuple[ChangeFacts, ...]

    @cached_property
    def items(self) -> tuple[ItemFacts, ...]:
        return tuple(item for area in self.areas for item in area.items)

    @property
    def counts(self) -> dict[Status, int]:
        return count_statuses(self.items)

    def with_status(self, status: Status) -> list[ItemFacts]:
        return [item for item in self.items if item.status == status]

    @cached_property
    def milestones(self) -> tuple[tuple[ItemFacts, MilestoneFacts], ...]:
        return tuple((item, milestone) for item in self.items for milestone in item.milestones)

    @property
    def reached(self) -> list[MilestoneFacts]:
        return [milestone for _item, milestone in self.milestones if milestone.reached]

    @property
    def reached_in_period(self) -> list[MilestoneFacts]:
        """A month or a year that only began before the period may have been reached in it, and counts."""
        start = self.interval.start
        return [
            milestone
            for milestone in self.reached
            if start is None or (milestone.reached and milestone.reached.is_over_from > start)
        ]

    @property
    def period_has_begun(self) -> bool:
        return self.interval.start is None or self.interval.start <= self.position_date

    @cached_property
    def canonical(self) -> str:
        """The facts as one line of JSON that is the same for the same facts; the moment of building is not one."""
        facts = {name: value for name, value in _plain(self).items() if name != "built_at"}
        return json.dumps(facts, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def facts_hash(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def count_statuses(items: Iterable[ItemFacts]) -> dict[Status, int]:
    counted = Counter(item.status for item in items)
    return {status: counted[status] for status in STATUS_ORDER}


def last_day(interval: Interval, today: date) -> date:
    """The day up to which statements are taken: today, or the day before the meeting once that has come."""
    return today if interval.end is None else min(today, interval.end - timedelta(days=1))


@cache
def _columns(kind: Any) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    names = tuple(column.name for column in fields(kind))
    return names, attrgetter(*names)


def _plain(value: Any) -> Any:
    """One level of a fact as JSON knows it; the encoder asks again for what lies below."""
    if isinstance(value, date):
        return value.isoformat()
    kind: Any = type(value)
    names, read = _columns(kind)
    return dict(zip(names, read(value), strict=True))
