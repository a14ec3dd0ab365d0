"""Somebody else saved first: what is stored beside what was typed, with every difference marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping.dates import in_words
from committees.keeping.redline import Part, redline
from committees.keeping.trilingual import reader_language
from workplan.choices import Language, MilestoneEventKind, ReturnAct, Status
from workplan.forms.progress import PARTS, field_name, languages_for_reader
from workplan.forms.returns import EVIDENCE, READING, STEP
from workplan.models import ReturnEvent

MANY = re.compile(rf"^(?:{STEP}|{READING}|{EVIDENCE})-[0-9]{{1,5}}-")


@dataclass(frozen=True)
class ConflictRow:
    """One thing said, twice. Where both are the same there is no row."""

    label: str
    lang: str
    theirs: str
    mine: str

    @property
    def parts(self) -> Sequence[Part]:
        return redline(self.theirs, self.mine) if self.theirs and self.mine else ()


def conflict_of(stored: QueryDict, typed: QueryDict) -> list[ConflictRow]:
    rows = [ConflictRow(label, lang, read(stored), read(typed)) for label, lang, read in _readers()]
    return [row for row in rows if row.theirs.strip() != row.mine.strip()]


def conflict_of_acts(done: ReturnEvent | None, act: ReturnAct, reason: str) -> list[ConflictRow]:
    """Two of an office acted on one return, or the body while its office did."""
    if done is None:
        return []
    what = ConflictRow(_("What was done"), "", str(done.get_act_display()), str(act.label))
    why = ConflictRow(_("Reason"), "", done.reason, reason)
    return [what, why] if done.reason or reason else [what]


def _readers() -> Iterator[tuple[str, str, Any]]:
    yield _("Proposed status"), "", lambda said: _status(said.get("status", ""))
    yield _("As at"), "", lambda said: _day(said.get("as_at", ""))
    for part, (title, _rows) in PARTS.items():
        for language in languages_for_reader():
            name = field_name(part, language)
            label = f"{title}, {Language(language).label}"
            yield label, language, lambda said, name=name: _lines(said.get(name, ""))
    yield _("Milestones"), "", lambda said: _listed(said, STEP, ("kind", "on", "reason"))
    yield _("Indicators"), "", lambda said: _listed(said, READING, ("value", "on"))
    yield _("Evidence"), "", lambda said: _listed(said, EVIDENCE, ("title", "publisher", "date", "url"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _listed(said: QueryDict, prefix: str, names: Sequence[str]) -> str:
    """One line a row that says anything."""
    numbers = sorted(
        {int(name.split("-")[1]) for name in said if MANY.match(name) and name.startswith(prefix)}
    )
    lines = []
    for number in numbers:
        words = [_word(name, said.get(f"{prefix}-{number}-{name}", "")) for name in names]
        if words[0]:
            lines.append(
                f"{number + (prefix == EVIDENCE)}. "
                + pgettext("between names", ", ").join(filter(None, words))
            )
    return "\n".join(lines)


def _word(name: str, value: str) -> str:
    if name == "kind" and value in MilestoneEventKind:
        return str(MilestoneEventKind(value).label)
    return _day(value) if name in ("on", "date") else value


def _status(value: str) -> str:
    return str(Status(value).label) if value in Status else value


def _day(value: str) -> str:
    try:
        return in_words(date.fromisoformat(value), reader_language())
    except ValueError:
        return value
