"""The report as PDF/UA: tagged, with its fonts inside, set by typst from the same words as the Word file."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from workplan.charts import bars
from workplan.reports.facts import ReportFacts
from workplan.reports.pictures import pictures_of
from workplan.reports.setting import LACKING, in_glyphs, set_in_type
from workplan.reports.told import told
from workplan.reports.writing import paper_of

CONTENT_TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("report.typ")
# The tongue as typst names it, its region, and the face whose Chinese forms are right for it.
TONGUES = {
    "en": ("en", "GB", "Noto Sans TC"),
    "zh-hant": ("zh", "HK", "Noto Sans TC"),
    "zh-hans": ("zh", "CN", "Noto Sans SC"),
}


def as_pdf(facts: ReportFacts, language: str) -> bytes:
    """What people typed goes in as data, never as markup; a picture without words is an error of the standard."""
    tongue, region, face = TONGUES[language]
    given = told(paper_of(facts, language), in_glyphs)
    given["setting"] = {"tongue": tongue, "region": region, "face": face}
    given["pictures"] = _pictures(facts, language)
    given["lacking"] = _about_lacking(language) if LACKING in json.dumps(given, ensure_ascii=False) else ""
    [written] = set_in_type(
        TEMPLATE,
        {"told": json.dumps(given, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(facts.built_at.timestamp()),
    )
    return written


def _pictures(facts: ReportFacts, language: str) -> dict[str, dict[str, str]] | None:
    """As SVG, with the sentence that stands for each."""
    drawn = pictures_of(facts, language)
    if drawn is None:
        return None
    face = TONGUES[language][2]
    return {
        "by_area": {"svg": drawn.by_area.on_paper(face, bars.shapes()), "label": drawn.by_area.label},
        "timeline": {"svg": drawn.timeline.on_paper(face), "label": drawn.timeline.label},
    }


def _about_lacking(language: str) -> str:
    with translation.override(language):
        sentence = _(
            "%(sign)s stands for a character that the fonts of this file lack. The Word file has it."
        )
        return sentence % {"sign": LACKING}
