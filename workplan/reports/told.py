"""The paper as plain dictionaries, with its labels: what the templates of Word and PDF are filled from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping.trilingual import Wording
from committees.templatetags.paper import LANG_TAGS
from workplan.choices import Status
from workplan.reports import headings
from workplan.reports.labels import paper_labels
from workplan.reports.paper import Paper

# What a text becomes on its way into a template: escaped for Word, itself for PDF.
Write = Callable[[str], str]

# Shape and colour stand beside the word, never instead of it.
MARKS = {
    Status.COMPLETED: ("■", "1F4B82"),
    Status.ON_TRACK: ("●", "1C664E"),
    Status.BEHIND_SCHEDULE: ("▲", "855000"),
    Status.NOT_STARTED: ("○", "5A6168"),
    Status.NO_STATEMENT: ("–", "5A6168"),
    Status.WITHDRAWN: ("×", "5A6168"),
}


def told(paper: Paper, write: Write = str) -> dict[str, Any]:
    """``paper`` and ``t``, its labels, in the paper's language."""
    with translation.override(paper.language):
        return {"paper": _paper(paper, write), "t": plain(paper_labels(), write)}


def plain(value: Any, write: Write) -> Any:
    """Nothing but dictionaries, lists, numbers and written text goes into a template."""
    if isinstance(value, Wording):
        return {
            "text": write(str(value)),
            "mark": write(headings.behind(value)),
            "lang": LANG_TAGS.get(value.language or "", ""),
        }
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), write) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(held, write) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held, write) for held in value]
    return write(value) if isinstance(value, str) else value


def _paper(paper: Paper, write: Write) -> dict[str, Any]:
    found: dict[str, Any] = plain(paper, write)
    for area, its in zip(paper.areas, found["areas"], strict=True):
        its["heading_mark"] = write(headings.behind(area.title))
        for item, row in zip(area.items, its["items"], strict=True):
            for stand, said in zip(item.stands, row["stands"], strict=True):
                said["glyph"], said["colour"] = MARKS[stand.status]
            for tale, said in zip(item.told, row["told"], strict=True):
                heading = pgettext("side and day of a statement", "%(side)s, %(day)s")
                said["heading"] = write(heading % {"side": tale.side, "day": tale.day})
            row["next_steps"] = plain(item.next_steps, write)
            row["cited"] = [
                write(cited) for cited in dict.fromkeys(one.rest or str(one.title) for one in item.sources)
            ]
    for step, row in zip(paper.steps, found["steps"], strict=True):
        row["reached_said"] = write(
            step.reached or (_("overdue") if step.has_passed else _("not yet reached"))
        )
    return found
