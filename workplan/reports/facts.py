"""What a report says, read in one snapshot into frozen rows. Page, Word and JSON are made from nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from committees.keeping.trilingual import LANGUAGES, Wording, best_wording, column_suffix
from workplan.choices import STATUS_ORDER, Status


@dataclass(frozen=True)
class Texts:
    """One text in three languages, any of them empty."""

    en: str = ""
    zh_hant: str = ""
    zh_hans: str = ""

    @classmethod
    def of(cls, row: Any, name: str) -> Texts:
        """The three columns of a row: ``title_en``, ``title_zh_hant``, ``title_zh_hans``."""
        return cls(*(getattr(row, f"{name}_{column_suffix(language)}") for language in LANGUAGES))

    def __bool__(self) -> bool:
        return any((self.en, self.zh_hant, self.zh_hans))

    def read_in(self, language: str) -> Wording:
        return best_wording({code: getattr(self, column_suffix(code)) for code in LANGUAGES}, language)


@dataclass(frozen=True)
class SideFacts:
    code: str
    name: Texts


@dataclass(frozen=True)
class MeetingFacts:
    number: int
    date: date | None
    place: Texts


@dataclass(frozen=True)
class BodyFacts:
    code: str
    abbreviation: str
    name: Texts
    side: str  # code, empty without a seat


@dataclass(frozen=True)
class EvidenceFacts:
    title: Texts
    publisher: Texts
    date: date | None
    precision: str
    url: str


@dataclass(frozen=True)
class StatementFacts:
    number: int
    side: str
    status: str
    as_at: date
    standing: str
    narrative: Texts
    reason: Texts
    next_step: Texts
    evidence: tuple[EvidenceFacts, ...]


@dataclass(frozen=True)
class MilestoneFacts:
    text: Texts
    agreed: date
    agreed_precision: str
    current: date
    current_precision: str
    reached: date | None
    reached_precision: str
    standing: str

    @property
    def was_moved(self) -> bool:
        return (self.agreed, self.agreed_precision) != (self.current, self.current_precision)


@dataclass(frozen=True)
class ItemFacts:
    reference: str
    title: Texts
    kind: str
    status: str
    as_at: date | None
    sides_differ: bool
    # The newest statement; of both sides where they differ.
    statements: tuple[StatementFacts, ...]
    leads: tuple[BodyFacts, ...]
    supporting: tuple[BodyFacts, ...]
    milestones: tuple[MilestoneFacts, ...]

    @property
    def next_milestone(self) -> MilestoneFacts | None:
        ahead = [milestone for milestone in self.milestones if not milestone.reached]
        return min(ahead, key=lambda milestone: milestone.current, default=None)


@dataclass(frozen=True)
class AreaFacts:
    number: int
    numeral: str
    title: Texts
    agreed_text: Texts
    text_standing: Texts  # by language
    items: tuple[ItemFacts, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        return counted(self.items)


@dataclass(frozen=True)
class ChangeFacts:
    """One thing that happened in the interval: a status that changed, a milestone moved or reached."""

    on: date
    precision: str
    reference: str
    kind: str  # status, moved, reached
    side: str
    before: str
    after: str
    milestone: Texts
    to: date | None
    reason: Texts


@dataclass(frozen=True)
class ReportFacts:
    committee: Texts
    slug: str
    period: str
    plan_title: Texts
    meeting: MeetingFacts
    previous: MeetingFacts | None
    # Statements describe days of [interval_start, interval_end); an end that is not known is none.
    interval_start: date | None
    interval_end: date | None
    position_on: date
    built_at: datetime
    sides: tuple[SideFacts, ...]
    areas: tuple[AreaFacts, ...]
    changes: tuple[ChangeFacts, ...]

    @cached_property
    def items(self) -> tuple[ItemFacts, ...]:
        return tuple(item for area in self.areas for item in area.items)

    @cached_property
    def counts(self) -> dict[str, int]:
        return counted(self.items)

    @property
    def milestones(self) -> tuple[MilestoneFacts, ...]:
        return tuple(milestone for item in self.items for milestone in item.milestones)

    @property
    def milestones_reached(self) -> int:
        return sum(milestone.reached is not None for milestone in self.milestones)

    def side_name(self, code: str) -> Texts:
        return next((side.name for side in self.sides if side.code == code), Texts())

    def as_data(self) -> dict[str, Any]:
        """Everything, as plain data in a stable order; dates in ISO 8601."""
        data = json.loads(json.dumps(asdict(self), default=_iso, ensure_ascii=False))
        data["counts"] = self.counts
        for area, facts in zip(data["areas"], self.areas, strict=True):
            area["counts"] = facts.counts
        return {"facts_hash": self.facts_hash, **data}

    @cached_property
    def facts_hash(self) -> str:
        """SHA-256 over all facts but the instant they were read: the same facts have the same hash."""
        facts = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "built_at"}
        plain = {name: _plain(value) for name, value in facts.items()}
        canonical = json.dumps(plain, default=_iso, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def counted(items: tuple[ItemFacts, ...]) -> dict[str, int]:
    """By status, in the order of every table; statuses nobody has count 0."""
    return {status.value: sum(item.status == status for item in items) for status in STATUS_ORDER}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no fact: {value!r}")


NO_STATEMENT = Status.NO_STATEMENT.value
