"""What a body says of an item, in one piece, and how it stands in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from committees.keeping.trilingual import LANGUAGES, column_suffix
from workplan.choices import Language, Precision, ReturnPart, TextPart
from workplan.models import (
    EvidenceFile,
    Indicator,
    IndicatorReading,
    Milestone,
    Return,
    ReturnEvidence,
    ReturnMilestone,
)

TEXT_COLUMNS = tuple(f"{part}_{column_suffix(code)}" for part in TextPart for code in LANGUAGES)


@dataclass(frozen=True)
class ProposedStep:
    """A milestone that was reached, or whose date moves."""

    milestone: Milestone
    kind: str
    on: date
    precision: str = Precision.DAY
    reason: str = ""
    language: str = Language.ENGLISH


@dataclass(frozen=True)
class Reading:
    indicator: Indicator
    value: Decimal
    on: date


@dataclass(frozen=True)
class OfferedProof:
    """A piece of evidence in the words it is to be cited by."""

    title: str
    publisher: str
    language: str = Language.ENGLISH
    date: date | None = None
    url: str = ""
    file: EvidenceFile | None = None


@dataclass(frozen=True)
class Contribution:
    """Everything a body says of an item. ``texts`` by column: ``narrative_en``, ``reason_zh_hant`` ..."""

    status: str = ""
    as_at: date | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    milestones: Sequence[ProposedStep] = ()
    readings: Sequence[Reading] = ()
    evidence: Sequence[OfferedProof] = ()

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "as_at": self.as_at,
            **{name: self.texts.get(name, "") for name in TEXT_COLUMNS},
        }

    def has(self, part: str) -> bool:
        return any(self.texts.get(f"{part}_{column_suffix(code)}") for code in LANGUAGES)

    @property
    def parts(self) -> list[ReturnPart]:
        """What it says something of. A day alone describes nothing."""
        said = {
            ReturnPart.STATUS: self.status,
            ReturnPart.NARRATIVE: self.has(TextPart.NARRATIVE),
            ReturnPart.REASON: self.has(TextPart.REASON),
            ReturnPart.NEXT_STEP: self.has(TextPart.NEXT_STEP),
            ReturnPart.MILESTONES: self.milestones,
            ReturnPart.INDICATORS: self.readings,
            ReturnPart.EVIDENCE: self.evidence,
        }
        return [part for part, words in said.items() if words]

    @property
    def is_empty(self) -> bool:
        return not self.parts


@dataclass(frozen=True)
class Signature:
    """Who answers for a return: not always the person at the keyboard."""

    name: str
    on: date
    source: str = ""
    source_file: EvidenceFile | None = None


def said_in(contribution: Return) -> Contribution:
    """What is stored."""
    return Contribution(
        status=contribution.status,
        as_at=contribution.as_at,
        texts={name: getattr(contribution, name) for name in TEXT_COLUMNS},
        milestones=[
            ProposedStep(row.milestone, row.kind, row.on, row.precision, row.reason, row.language)
            for row in contribution.milestones.select_related("milestone")
        ],
        readings=[
            Reading(row.indicator, row.value, row.on)
            for row in contribution.readings.select_related("indicator")
        ],
        evidence=[
            OfferedProof(row.title, row.publisher, row.language, row.date, row.url, row.file)
            for row in contribution.evidence.select_related("file__committee")
        ],
    )


def write(held: Return, said: Contribution) -> bool:
    """Put ``said`` on the row, which the caller saves, and in the rows below it; whether anything differs."""
    differs = False
    for name, value in said.columns.items():
        if getattr(held, name) != value:
            setattr(held, name, value)
            differs = True
    below = (
        (ReturnMilestone, "milestone_id", {each.milestone.pk: _rest(each, "milestone") for each in said.milestones}),
        (IndicatorReading, "indicator_id", {each.indicator.pk: _rest(each, "indicator") for each in said.readings}),
        (ReturnEvidence, "number", {number: _rest(each) for number, each in enumerate(said.evidence, start=1)}),
    )  # fmt: skip
    for each in below:
        differs |= _write_below(held, *each)
    return differs


def _rest(part: Any, key: str = "") -> dict[str, Any]:
    return {column.name: getattr(part, column.name) for column in fields(part) if column.name != key}


def _write_below(held: Return, model: Any, key: str, wanted: Mapping[int, Mapping[str, Any]]) -> bool:
    """Make the rows under a return those ``wanted``; whether anything differed."""
    differs = False
    there = {getattr(row, key): row for row in model.objects.filter(contribution=held).order_by("pk")}
    for gone in there.keys() - wanted.keys():
        there[gone].delete()
        differs = True
    for place, columns in wanted.items():
        row = there.get(place) or model(contribution=held, **{key: place})
        if row.pk is None or any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            row.save()
            differs = True
    return differs
