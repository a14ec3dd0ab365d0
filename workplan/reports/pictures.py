"""The pictures of the report: how the items of each area stand, and the milestones in time; the tables say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from committees.keeping.dates import in_words
from workplan.charts import bars, timeline
from workplan.charts.svg import Picture
from workplan.charts.timeline import Known, Mark, State, Timeline, meeting_mark, milestone_label
from workplan.reports.facts import AreaFacts, ItemFacts, MilestoneFacts, PartialDate, ReportFacts


@dataclass(frozen=True)
class Pictures:
    """``tall`` is the timeline for narrow pages; paper has the wide one alone."""

    by_area: Picture
    timeline: Picture
    tall: Picture


def pictures_of(facts: ReportFacts, language: str) -> Pictures | None:
    """Nothing where there is no item to count."""
    if not facts.items:
        return None
    with translation.override(language):
        told = _timeline(facts, language)
        return Pictures(
            by_area=bars.by_area([(area.numeral, _counts(area)) for area in facts.areas]),
            timeline=timeline.wide(told),
            tall=timeline.tall(told),
        )


def _counts(area: AreaFacts) -> dict[str, int]:
    return {str(status): count for status, count in area.counts.items()}


def _timeline(facts: ReportFacts, language: str) -> Timeline:
    meetings = [meeting for meeting in (facts.previous, facts.meeting) if meeting]
    day = in_words(facts.position_date, language, style="short")
    return Timeline(
        lanes=tuple(area.numeral for area in facts.areas),
        marks=tuple(
            _step(area.numeral, item, step, facts.position_date, language)
            for area in facts.areas
            for item in area.items
            for step in item.milestones
        ),
        meetings=tuple(meeting_mark(meeting.number, meeting.date) for meeting in meetings if meeting.date),
        now=facts.position_date,
        now_label=_("Position as at %(day)s") % {"day": day},
    )


def _step(lane: str, item: ItemFacts, step: MilestoneFacts, now: date, language: str) -> Mark:
    at = _known(step.reached or step.current)
    state: State = "reached" if step.reached else "late" if step.has_passed(now) else "ahead"
    label = milestone_label(item.reference, step.text.wording(language), at)
    return Mark(lane, label, at, state, _known(step.agreed) if step.was_moved else None)


def _known(day: PartialDate) -> Known:
    return Known(day.day, day.precision)
