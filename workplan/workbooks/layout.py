"""What stands where in a return pack: its sheets and columns, read and written by the same table.

A pack is known by its headings, in any of the three languages: columns may be moved, rows sorted, sheets put in
another order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import Field, TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.forms import MOST_NARRATIVE
from committees.keeping.trilingual import LANGUAGES, column_suffix
from workplan.choices import STATED, MilestoneEventKind, TextPart
from workplan.models import Return

Words = str | Promise


class Answer(TextChoices):
    """What a body wants done with its return."""

    SUBMIT = "submit", pgettext_lazy("in a pack", "Submit")
    NIL = "nil", pgettext_lazy("in a pack", "Nothing to report")
    DRAFT = "draft", pgettext_lazy("in a pack", "Leave as draft")


CHOICES: dict[str, list[tuple[str, Words]]] = {
    "answer": list(Answer.choices),
    "status": [(status.value, status.label) for status in STATED],
    "kind": [
        (MilestoneEventKind.REACHED.value, pgettext_lazy("in a pack", "Reached")),
        (MilestoneEventKind.MOVED.value, pgettext_lazy("in a pack", "Moved to another date")),
    ],
}


class Kind(StrEnum):
    """How a cell is written, and read again."""

    SHOWN = "shown"  # written, never read
    KEY = "key"
    CHOICE = "choice"
    DAY = "day"
    AS_KNOWN = "as known"  # a day, a month or a year
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"  # a text in which nothing may hide
    ADDRESS = "address"


@dataclass(frozen=True)
class Column:
    name: str
    head: Words
    width: int
    kind: Kind = Kind.SHOWN
    most: int = 0  # characters

    @property
    def is_open(self) -> bool:
        return self.kind not in (Kind.SHOWN, Kind.KEY)


class SheetCode(StrEnum):
    RETURNS = "returns"
    MILESTONES = "milestones"
    INDICATORS = "indicators"


FRONT: Words = pgettext_lazy("sheet of a pack", "Guidance")
TITLES: dict[SheetCode, Words] = {
    SheetCode.RETURNS: pgettext_lazy("sheet of a pack", "Returns"),
    SheetCode.MILESTONES: pgettext_lazy("sheet of a pack", "Milestones"),
    SheetCode.INDICATORS: pgettext_lazy("sheet of a pack", "Indicators"),
}
SIGNED_BY: Words = pgettext_lazy("in a pack", "Signed by (name and post)")
SIGNED_ON: Words = pgettext_lazy("in a pack", "Signed on")

_KEY = Column("key", pgettext_lazy("in a pack", "Key"), 4, Kind.KEY)
_REFERENCE = Column("reference", _("Ref."), 8)


def _texts(language: str) -> Iterable[Column]:
    """The pack's own language first."""
    for part in TextPart:
        for code in (language, *(other for other in LANGUAGES if other != language)):
            name = f"{part}_{column_suffix(code)}"
            yield Column(name, _named(name), 30, Kind.TEXT, MOST_NARRATIVE)


def _named(field_name: str) -> str:
    column = Return._meta.get_field(field_name)
    return str(capfirst(column.verbose_name)) if isinstance(column, Field) else field_name


@cache
def columns_of(sheet: SheetCode, language: str) -> tuple[Column, ...]:
    with translation.override(language):
        return tuple(replace(column, head=str(column.head)) for column in _columns(sheet, language))


def _columns(sheet: SheetCode, language: str) -> Iterable[Column]:
    if sheet == SheetCode.RETURNS:
        yield from (
            _KEY,
            _REFERENCE,
            Column("title", _("Action item"), 24),
            Column("agreed_words", pgettext_lazy("in a pack", "Agreed words"), 34),
            Column("last_text", pgettext_lazy("in a pack", "Last statement"), 36),
            Column("state", pgettext_lazy("in a pack", "State of the return"), 12),
            Column("answer", pgettext_lazy("in a pack", "Answer"), 16, Kind.CHOICE),
            Column("status", _named("status"), 16, Kind.CHOICE),
            Column("as_at", _named("as_at"), 12, Kind.DAY),
            *_texts(language),
            Column("title_1", pgettext_lazy("in a pack", "Evidence, title"), 24, Kind.NAME, 300),
            Column("publisher_1", pgettext_lazy("in a pack", "Evidence, publisher"), 20, Kind.NAME, 200),
            Column("date_1", pgettext_lazy("in a pack", "Evidence, date"), 12, Kind.DAY),
            Column("url_1", pgettext_lazy("in a pack", "Evidence, address"), 24, Kind.ADDRESS, 600),
        )
    elif sheet == SheetCode.MILESTONES:
        yield from (
            _KEY,
            _REFERENCE,
            Column("text", pgettext_lazy("in a pack", "Milestone"), 44),
            Column("planned", pgettext_lazy("in a pack", "Planned date"), 14),
            Column("current", pgettext_lazy("in a pack", "Date now"), 14),
            Column("kind", pgettext_lazy("in a pack", "What happened"), 20, Kind.CHOICE),
            Column("on", pgettext_lazy("in a pack", "Reached on, or new date"), 16, Kind.AS_KNOWN),
            Column("reason", pgettext_lazy("in a pack", "Reason of the new date"), 40, Kind.TEXT, 10_000),
        )
    else:
        yield from (
            _KEY,
            _REFERENCE,
            Column("name", pgettext_lazy("in a pack", "Indicator"), 44),
            Column("baseline", pgettext_lazy("in a pack", "Baseline"), 20),
            Column("target", pgettext_lazy("in a pack", "Target"), 20),
            Column("value", pgettext_lazy("in a pack", "Reading"), 16, Kind.NUMBER),
            Column("on", pgettext_lazy("in a pack", "Day of the reading"), 14, Kind.DAY),
        )


def open_columns(sheet: SheetCode) -> tuple[Column, ...]:
    """In an order that no language changes."""
    return tuple(column for column in columns_of(sheet, "en") if column.is_open)


def folded(text: str) -> str:
    """Headings and choices are the same however they are spaced and cased."""
    return "".join(text.split()).casefold()


@cache
def heads_of(sheet: SheetCode) -> Mapping[str, tuple[str, str]]:
    """Heading in any language -> column, and the first language that calls it so."""
    found: dict[str, tuple[str, str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for column in columns_of(sheet, language):
                found.setdefault(folded(str(column.head)), (column.name, language))
    return found


def in_every_language(words: Words) -> frozenset[str]:
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found.add(folded(str(words)))
    return frozenset(found)


@cache
def labels_of(name: str) -> Mapping[str, str]:
    """Label in any language, and the code itself -> code."""
    found: dict[str, str] = {}
    for code, label in CHOICES[name]:
        found |= dict.fromkeys(in_every_language(label) | {code}, code)
    return found


def label_in(name: str, code: str, language: str) -> str:
    with translation.override(language):
        return next((str(label) for value, label in CHOICES[name] if value == code), "")


@dataclass(frozen=True)
class Line:
    """A row of a sheet: what its cells say, by column. What was handed in is closed."""

    cells: Mapping[str, str]
    is_open: bool = True


@dataclass(frozen=True)
class Pack:
    """Everything one body is given, in one language."""

    language: str
    name: str  # of the file, without ending
    title: str
    author: str
    facts: Sequence[tuple[str, str]]
    guidance: Sequence[Sequence[str]]  # a block of lines for each language
    lines: Mapping[SheetCode, Sequence[Line]] = field(default_factory=dict)
    at: Any = None
