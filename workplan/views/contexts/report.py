"""What the page of a work report shows around the paper itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from committees.models import Committee
from committees.templatetags.meetings import meeting_title
from workplan.reports.facts import ReportFacts
from workplan.reports.labels import paper_labels
from workplan.reports.pictures import pictures_of
from workplan.reports.writing import paper_of
from workplan.views.contexts.addresses import addresses_of
from workplan.views.contexts.crumbs import of_committee

NAMES = {"en": "English", "zh-hant": "繁體", "zh-hans": "简体"}


def report_page(facts: ReportFacts, committee: Committee, language: str) -> dict[str, Any]:
    at = [committee.slug, facts.meeting.number]
    here = reverse("report", args=at)
    with translation.override(language):
        labels = paper_labels()
    return {
        "facts": facts,
        "paper": paper_of(facts, language),
        "t": labels,
        **_pictures(facts, language),
        "at": addresses_of(committee.slug, facts.period) if facts.period else None,
        "tabs": [
            {"lang": code, "name": name, "url": f"{here}?lang={code}", "current": code == language}
            for code, name in NAMES.items()
        ],
        "downloads": [
            {"label": label, "url": f"{reverse(name, args=at)}?lang={language}"}
            for label, name in (
                ("Word", "report-docx"),
                ("PDF", "report-pdf"),
                ("Excel", "report-xlsx"),
                ("JSON", "report-json"),
            )
        ],
        "crumbs": _crumbs(committee, facts.meeting.number),
    }


def _pictures(facts: ReportFacts, language: str) -> dict[str, SafeString]:
    drawn = pictures_of(facts, language)
    if drawn is None:
        return {}
    return {
        "by_area": mark_safe(drawn.by_area.on_page("bar")),  # noqa: S308 - texts are escaped in it
        "timeline": mark_safe(  # noqa: S308
            drawn.timeline.on_page("timeline timeline-wide") + drawn.tall.on_page("timeline timeline-tall")
        ),
    }


def _crumbs(committee: Committee, number: int) -> list[dict[str, str]]:
    return [
        *of_committee(committee),
        {"label": _("Meetings"), "url": reverse("meetings", args=[committee.slug])},
        {"label": meeting_title(number), "url": reverse("meeting", args=[committee.slug, number])},
        {"label": _("Work report"), "url": ""},
    ]
