"""Parts that the pages share on which something is said of an item: its status, its texts in three languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from committees.keeping.redline import Part, redline
from workplan.choices import FINAL, ItemKind, Language, Status
from workplan.forms.progress import FEWEST_PROOFS, OTHER_SCRIPT, field_name, languages_for_reader
from workplan.models import ActionItem


@dataclass(frozen=True)
class LanguageRow:
    """One language of one part: what was said last, the field for what is said now, and the difference."""

    language: str
    name: str
    last: str
    field: Any
    changes: Sequence[Part]
    is_drafted: bool
    draft_from: str


@dataclass(frozen=True)
class PartRows:
    part: str
    title: str
    rows: list[LanguageRow]


@dataclass(frozen=True)
class Option:
    status: str
    asks: str
    widget: Any


def _asks(status: str) -> str:
    if not status:
        return _("also for nothing to report")
    return {
        Status.NOT_STARTED: _("no reason asked"),
        Status.ON_TRACK: _("as agreed"),
        Status.BEHIND_SCHEDULE: _("asks for a reason"),
        Status.COMPLETED: _("asks for evidence"),
        Status.WITHDRAWN: _("asks for a reason"),
    }[Status(status)]


def key_in(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def count_in(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else FEWEST_PROOFS


def status_options(form: Any, item: ActionItem, *, is_correction: bool = False) -> list[Option]:
    """What the item may become next; and nothing, where the form lets it be left open."""
    radios = {str(radio.data["value"]): radio for radio in form["status"]}
    final = item.current.status in FINAL and not is_correction
    left_out = {Status.COMPLETED} if item.kind == ItemKind.CONTINUING else set()
    return [
        Option(status, _asks(status), radio)
        for status, radio in radios.items()
        if status not in left_out and (not final or status in ("", item.current.status))
    ]


def part_rows(form: Any, part: str, title: Any, last: Mapping[str, str]) -> PartRows:
    drafted = form["drafted"].value() or []
    rows = []
    for language in languages_for_reader():
        name = field_name(part, language)
        typed = str(form[name].value() or "")
        rows.append(
            LanguageRow(
                language=language,
                name=str(Language(language).label),
                last=last.get(name, ""),
                field=form[name],
                changes=redline(last[name], typed)
                if typed and last.get(name) and typed != last[name]
                else [],
                is_drafted=language in drafted,
                draft_from=OTHER_SCRIPT.get(language, ""),
            )
        )
    return PartRows(part, str(title), rows)
