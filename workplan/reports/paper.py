"""The facts in the words of one language: what page, Word and JSON all print, so that they cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from committees.keeping.trilingual import Wording
from workplan.choices import Status


@dataclass(frozen=True)
class Count:
    status: Status
    label: str
    number: int


@dataclass(frozen=True)
class StandsAt:
    """A status as a reader sees it; of a side where the sides differ."""

    status: Status
    label: str
    side: str = ""
    side_code: str = ""


@dataclass(frozen=True)
class Lead:
    side: str
    side_code: str
    bodies: str


@dataclass(frozen=True)
class Told:
    """What one side says has been done in the period, and on which day that stood."""

    side: str
    side_code: str
    number: int
    day: str
    status: Status
    status_label: str
    narrative: Wording
    reason: Wording
    next_step: Wording


@dataclass(frozen=True)
class Cited:
    """A piece of evidence as it is cited; the title may be in another language."""

    title: Wording
    rest: str
    url: str


@dataclass(frozen=True)
class Item:
    reference: str
    title: Wording
    leads: list[Lead]
    supports: str
    target: list[str]
    told: list[Told]
    stands: list[StandsAt]
    sides_differ: bool
    sources: list[Cited]
    as_at: str

    @property
    def next_steps(self) -> list[Told]:
        return [said for said in self.told if said.next_step]


@dataclass(frozen=True)
class Area:
    number: int
    numeral: str
    mark: str
    heading: str
    title: Wording
    agreed_text: Wording
    agreed_label: str
    notes: list[str]
    sentence: str
    items: list[Item]
    counts: list[Count]
    total: int


@dataclass(frozen=True)
class Step:
    reference: str
    text: Wording
    agreed: str
    current: str
    was_moved: bool
    has_passed: bool
    reached: str


@dataclass(frozen=True)
class Change:
    day: str
    reference: str
    side: str
    sentence: str
    text: Wording
    reason: Wording


@dataclass(frozen=True)
class Movement:
    """One kind of change since the last meeting, how many items or milestones, and which."""

    what: str
    number: int
    which: str


@dataclass(frozen=True)
class NamedBody:
    abbreviation: str
    name: Wording
    side: str


@dataclass(frozen=True)
class Paper:
    language: str
    lang: str
    committee: Wording
    title: str
    submitted: str
    occasion: str
    position_line: str
    period: str
    draft: str
    stamp: str
    short_stamp: str
    facts_hash: str
    built: str
    overall: list[str]
    nothing: str
    notes: list[str]
    statuses: list[str]
    counts: list[Count]
    total: int
    movement: list[Movement]
    movement_title: str
    areas: list[Area]
    steps: list[Step]
    changes: list[Change]
    annex_changes: str
    bodies: list[NamedBody]
