"""Heads of the tables and words for what is not there, in the active language; page and Word use the same."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def column_labels() -> dict[str, str]:
    """Heads of the tables and words for what is not there; the page uses the same."""
    return {
        "reference": _("Ref."),
        "item": _("Action item"),
        "leads": _("Lead body (Mainland / Hong Kong)"),
        "supports": _("Supporting bodies"),
        "target": _("Target date"),
        "progress": _("Progress in the period"),
        "status": _("Status"),
        "next_step": _("Next step"),
        "sources": _("Source of the information"),
        "as_at": _("Information as at"),
        "milestone": _("Milestone"),
        "agreed": _("Date in the plan"),
        "current": _("Revised date"),
        "reached": _("Date reached"),
        "date": _("Date"),
        "side": _("Side"),
        "change": pgettext("what changed", "Change"),
        "abbreviation": _("Abbreviation"),
        "body": _("Body"),
        "none": pgettext("no body, no source", "none"),
        "none_set": pgettext("no date", "none set"),
        "no_day": "–",
        "seat": _("Side of the Committee"),
        "no_seat": pgettext("side of a body", "not a member of the Committee"),
        "not_stated": "–",
        "nothing_told": _("No progress reported in this period."),
        "passed": _("overdue"),
        "not_yet": _("not yet reached"),
        "no_steps": _("The workplan has no milestones."),
        "no_changes": _("Nothing has changed in the period."),
        "no_bodies": _("No body is named in this report."),
        "sides_differ": _("Sides differ"),
    }


def paper_labels() -> dict[str, str]:
    """The words of the paper that are no facts."""
    page_before, page_between, page_after = _around_page_numbers()
    return {
        "page_before": page_before,
        "page_between": page_between,
        "page_after": page_after,
        "state": _("Nature of the paper"),
        "covers": _("Period"),
        "built": _("Prepared"),
        "hash": _("Facts hash (SHA-256)"),
        "overall": _("Overall position"),
        "counts": _("Action items by area and status"),
        "area": _("Area"),
        "total": _("Total"),
        "movement": pgettext("what changed", "Change"),
        "number": _("Number"),
        "which": pgettext("which items", "Items"),
        "zero": "–",
        "annex_steps": _("Annex A: Milestones"),
        "annex_bodies": _("Annex C: Bodies named in this report"),
        "opening": pgettext("before a mark", " ["),
        "closing": pgettext("after a mark", "]"),
        **column_labels(),
    }


def _around_page_numbers() -> list[str]:
    """What stands before, between and after the two numbers that the paper puts in."""
    sentence = _("Page %(page)s of %(pages)s") % {"page": "\x1f", "pages": "\x1f"}
    return sentence.split("\x1f")
