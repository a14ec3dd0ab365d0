"""The report as PDF/UA: tagged, with its fonts inside, set by typst from the same words as the Word file."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

import justmytype_intl_cjk  # type: ignore[import-untyped]
import typst
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from workplan.reports.facts import ReportFacts
from workplan.reports.told import told
from workplan.reports.writing import paper_of

CONTENT_TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl"
LACKING = "〓"
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
    given["lacking"] = _about_lacking(language) if LACKING in json.dumps(given, ensure_ascii=False) else ""
    written = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=int(facts.built_at.timestamp()),
        sys_inputs={"told": json.dumps(given, ensure_ascii=False)},
    )
    return bytes(written)


def _about_lacking(language: str) -> str:
    with translation.override(language):
        sentence = _(
            "%(sign)s stands for a character that the fonts of this file lack. The Word file has it."
        )
        return sentence % {"sign": LACKING}


def in_glyphs(text: str) -> str:
    """With the sign of East Asian printers for what no font here has: the standard refuses a page with a gap."""
    known = _characters()
    if known.issuperset(text):
        return text
    return "".join(
        char if char in known else "" if unicodedata.category(char) == "Cf" else LACKING for char in text
    )


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """Every character that one of the fonts can draw, and the ends of lines."""
    drawn = {"\n"}
    for file in FONTS.rglob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            drawn.update(map(chr, font.getBestCmap()))
    return frozenset(drawn)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Read once; what is installed on the machine is not looked at, so that every machine sets the same page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
