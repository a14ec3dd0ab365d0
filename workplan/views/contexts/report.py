"""What the page of a work report shows around the paper itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from committees.models import Committee
from committees.templatetags.meetings import meeting_title
from workplan.reports.facts import ReportFacts
from workplan.reports.labels import column_labels
from workplan.reports.writing import paper_of
from workplan.views.contexts.addresses import addresses_of
from workplan.views.contexts.crumbs import of_committee

NAMES = {"en": "English", "zh-hant": "繁體", "zh-hans": "简体"}


def report_page(facts: ReportFacts, committee: Committee, language: str) -> dict[str, Any]:
    at = [committee.slug, facts.meeting.number]
    here = reverse("report", args=at)
    with translation.override(language):
        labels = column_labels()
    return {
        "facts": facts,
        "paper": paper_of(facts, language),
        "t": labels,
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


def _crumbs(committee: Committee, number: int) -> list[dict[str, str]]:
    return [
        *of_committee(committee),
        {"label": _("Meetings"), "url": reverse("meetings", args=[committee.slug])},
        {"label": meeting_title(number), "url": reverse("meeting", args=[committee.slug, number])},
        {"label": _("Work report"), "url": ""},
    ]
