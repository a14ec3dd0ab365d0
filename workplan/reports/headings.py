"""What frames a report, in the active language: its title, its period, its position, its stamp."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from committees.keeping.trilingual import Wording
from committees.templatetags.meetings import the_meeting
from committees.templatetags.paper import FALLBACK_MARKS
from workplan.reports.facts import ReportFacts
from workplan.reports.words import day_in_words


def title(facts: ReportFacts) -> str:
    if facts.previous is None:
        return _("Work report to %(meeting)s") % {"meeting": the_meeting(facts.meeting.number)}
    return _("Work report since %(meeting)s") % {"meeting": the_meeting(facts.previous.number)}


def submitted(facts: ReportFacts) -> str:
    return _("Paper for %(meeting)s") % {"meeting": the_meeting(facts.meeting.number)}


def position_line(facts: ReportFacts) -> str:
    return _("Position as at %(day)s") % {"day": day_in_words(facts.position_date)}


def stamp(facts: ReportFacts, digits: int = 64) -> str:
    return _("Draft, position as at %(day)s, facts hash %(hash)s") % {
        "day": day_in_words(facts.position_date),
        "hash": facts.facts_hash[:digits],
    }


def _ends(facts: ReportFacts) -> dict[str, str]:
    start, end = facts.interval.start, facts.interval.end
    return {
        "previous": the_meeting(facts.previous.number) if facts.previous else "",
        "meeting": the_meeting(facts.meeting.number),
        "start": day_in_words(start) if start else "",
        "end": day_in_words(end) if end else "",
        "today": day_in_words(facts.position_date),
    }


def period(facts: ReportFacts) -> str:
    """The interval in a sentence; an end that is not known is said."""
    start, end = facts.interval.start, facts.interval.end
    told = _ends(facts)
    if facts.previous is None:
        return (
            _("No meeting before %(meeting)s is on file, so the period of this report is not known.") % told
        )
    if start and end and facts.position_date < end - timedelta(days=1):
        return _("This report covers the period from %(previous)s on %(start)s to %(today)s.") % told
    if start and end:
        return (
            _("This report covers the period from %(previous)s on %(start)s to %(meeting)s on %(end)s.")
            % told
        )
    if start:
        return (
            _(
                "This report covers the period from %(previous)s on %(start)s to %(meeting)s,"
                " the date of which is not known."
            )
            % told
        )
    if end:
        return (
            _(
                "This report covers the period to %(meeting)s on %(end)s. Its beginning is not known,"
                " because the date of %(previous)s is not on file."
            )
            % told
        )
    return (
        _("The period of this report is not known: neither %(previous)s nor %(meeting)s has a date on file.")
        % told
    )


def nothing_to_report(facts: ReportFacts) -> str:
    """Why there is no area to report on; empty when there is."""
    if facts.areas:
        return ""
    if facts.previous is None:
        return _("No workplan is on file for the time before %(meeting)s.") % {
            "meeting": the_meeting(facts.meeting.number)
        }
    return _("No workplan adopted by %(meeting)s is on file, so there is nothing to report on.") % {
        "meeting": the_meeting(facts.previous.number)
    }


def annex_of_changes(facts: ReportFacts) -> str:
    if facts.previous is None:
        return _("Annex B: Record of changes in the period")
    return _("Annex B: Record of changes since %(meeting)s") % {"meeting": the_meeting(facts.previous.number)}


def stands_in(text: Wording, language: str) -> str:
    """Said of a text that is shown in another language than the paper's."""
    return str(FALLBACK_MARKS[(language, text.language)]) if text.is_fallback else ""


def movement(facts: ReportFacts) -> str:
    if facts.previous is None:
        return _("Changes in the period")
    return _("Changes since %(meeting)s") % {"meeting": the_meeting(facts.previous.number)}


def behind(wording: Wording) -> str:
    """The mark as it stands behind a text that stands in for a missing one; else nothing."""
    if not wording.is_fallback:  # nearly all of the thousands in a report
        return ""
    mark = stands_in(wording, get_language() or "en")
    return pgettext("before a mark", " [") + mark + pgettext("after a mark", "]")


def marked(wording: Wording) -> str:
    return f"{wording}{behind(wording)}"
