"""The timeline of the plan page, from the rows that the page has already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from committees.keeping.dates import in_words
from committees.keeping.trilingual import reader_language
from workplan.charts.timeline import Known, Mark, Timeline, meeting_mark, milestone_label, tall, wide
from workplan.positions import StepDate


def timeline_of(blocks: Iterable[Any], meetings: Iterable[Any], today: date) -> Timeline:
    """``blocks`` have an area and items with steps; ``meetings`` those before and after the plan's year, if dated."""
    blocks = list(blocks)
    day = in_words(today, reader_language(), style="short")
    return Timeline(
        lanes=tuple(block.area.numeral for block in blocks),
        marks=tuple(
            _mark(block.area.numeral, item.reference, step)
            for block in blocks
            for item in block.items
            for step in item.steps
        ),
        meetings=tuple(
            meeting_mark(meeting.number, meeting.date) for meeting in meetings if meeting and meeting.date
        ),
        now=today,
        now_label=pgettext("on a timeline", "Today, %(day)s") % {"day": day},
    )


def _mark(lane: str, reference: str, step: StepDate) -> Mark:
    at = (
        Known(step.reached_on, step.reached_precision) if step.reached_on else Known(step.due, step.precision)
    )
    return Mark(
        lane=lane,
        label=milestone_label(reference, step.text, at),
        at=at,
        state="reached" if step.is_reached else "late" if step.has_passed else "ahead",
        was=Known(step.agreed, step.agreed_precision) if step.was_moved else None,
    )


def pictures_of(timeline: Timeline) -> tuple[SafeString, SafeString]:
    """For wide pages and paper; for narrow ones."""
    return _drawn(timeline, reader_language())


@lru_cache(maxsize=64)
def _drawn(timeline: Timeline, language: str) -> tuple[SafeString, SafeString]:
    """Until something on it changes it is the same picture. ``language`` is the active one, of its words."""
    return (
        mark_safe(wide(timeline).on_page("timeline timeline-wide")),  # noqa: S308 - texts are escaped in it
        mark_safe(tall(timeline).on_page("timeline timeline-tall")),  # noqa: S308
    )
