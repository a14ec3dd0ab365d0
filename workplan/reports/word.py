"""The report as a Word file. The template comes from the code base; whatever people typed goes in as text."""

from __future__ import annotations

import io
import re
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from committees.keeping.trilingual import Wording
from workplan.choices import Status
from workplan.reports import headings
from workplan.reports.facts import ReportFacts
from workplan.reports.labels import column_labels
from workplan.reports.make_template import TEMPLATE
from workplan.reports.paper import Paper
from workplan.reports.writing import paper_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Latin tongue, Chinese tongue, and the Chinese faces for what moves and for what was agreed.
TONGUES = {
    "en": ("en-GB", "zh-HK", "Microsoft JhengHei", "PMingLiU"),
    "zh-hant": ("en-GB", "zh-HK", "Microsoft JhengHei", "PMingLiU"),
    "zh-hans": ("en-GB", "zh-CN", "Microsoft YaHei", "SimSun"),
}
# Shape and colour stand beside the word, never instead of it.
MARKS = {
    Status.COMPLETED: ("■", "1F4B82"),
    Status.ON_TRACK: ("●", "1C664E"),
    Status.BEHIND_SCHEDULE: ("▲", "855000"),
    Status.NOT_STARTED: ("○", "5A6168"),
    Status.NO_STATEMENT: ("–", "5A6168"),
    Status.WITHDRAWN: ("×", "5A6168"),
}


class WholeTemplate(DocxTemplate):
    """The library mends broken XML by leaving out what follows the break; here it is an error instead."""

    def render_xml_part(self, *args: Any, **kwargs: Any) -> str:
        written: str = super().render_xml_part(*args, **kwargs)
        parse_xml(written)
        return written


def as_word(facts: ReportFacts, language: str) -> bytes:
    paper = paper_of(facts, language)
    with translation.override(language):
        context = {"paper": _told(paper), "t": _plain(_labels(paper))}
    template = WholeTemplate(io.BytesIO(_template()))
    # Sandboxed, so that not even a template changed by hand could do more than fill in words.
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(context, environment, autoescape=True)
    _speak(template.docx, paper, facts)  # `get_docx` would begin again from the template
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _labels(paper: Paper) -> dict[str, str]:
    """The words of the paper that are no facts."""
    page_before, page_between, page_after = _around_page_numbers()
    return {
        "page_before": page_before,
        "page_between": page_between,
        "page_after": page_after,
        "state": _("State"),
        "covers": _("Period"),
        "built": _("Drawn up"),
        "hash": _("Facts hash (SHA-256)"),
        "overall": _("Overall position"),
        "counts": _("Action items by area and status"),
        "area": _("Area"),
        "total": _("Total"),
        "zero": "–",
        "annex_steps": _("Annex A: milestones"),
        "annex_bodies": _("Annex C: bodies named in this report"),
        "opening": pgettext("before a mark", " ["),
        "closing": pgettext("after a mark", "]"),
        **column_labels(),
    }


def _around_page_numbers() -> list[str]:
    """What stands before, between and after the two numbers that Word puts in."""
    sentence = _("Page %(page)s of %(pages)s") % {"page": "\x1f", "pages": "\x1f"}
    return sentence.split("\x1f")


def _told(paper: Paper) -> dict[str, Any]:
    """The paper as plain dictionaries, with what only Word needs beside it."""
    told: dict[str, Any] = _plain(paper)
    told["overall"] = [_whole_references(said) for said in told["overall"]]
    for area, its in zip(paper.areas, told["areas"], strict=True):
        its["heading_mark"] = _mark(area.title)
        for item, row in zip(area.items, its["items"], strict=True):
            for stand, said in zip(item.stands, row["stands"], strict=True):
                said["glyph"], said["colour"] = MARKS[stand.status]
            for tale, said in zip(item.told, row["told"], strict=True):
                heading = pgettext("side and day of a statement", "%(side)s, %(day)s")
                said["heading"] = _plain(heading % {"side": tale.side, "day": tale.day})
            row["next_steps"] = _plain(item.next_steps)
            row["cited"] = [
                _plain(cited) for cited in dict.fromkeys(one.rest or str(one.title) for one in item.sources)
            ]
    for step, row in zip(paper.steps, told["steps"], strict=True):
        row["reached_said"] = _plain(
            step.reached or (_("not reached, date passed") if step.has_passed else _("not yet"))
        )
    return told


def _plain(value: Any) -> Any:
    """Nothing but dictionaries, lists, numbers and escaped text goes into a template."""
    if isinstance(value, Wording):
        return {"text": _for_word(value), "mark": _mark(value)}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return _for_word(value) if isinstance(value, str) else value


def _mark(wording: Wording) -> Markup:
    """Said behind a text that stands in for a missing one."""
    mark = headings.stands_in(wording, translation.get_language() or "en")
    if not mark:
        return Markup("")
    return _for_word(pgettext("before a mark", " [") + mark + pgettext("after a mark", "]"))


def _for_word(text: str) -> Markup:
    """Escaped; and with the marks broken by which the library writes braces, or it would rewrite typed ones."""
    escaped = escape(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Markup(str(escaped).replace("{_", "{&#95;").replace("_}", "&#95;}"))  # noqa: S704 - escaped above


def _whole_references(text: Markup) -> Markup:
    """``IV-2`` is not broken over two lines."""
    unbroken = r'\1</w:t><w:noBreakHyphen/><w:t xml:space="preserve">\2'
    return Markup(re.sub(r"([IVX]+)-(\d+)", unbroken, str(text)))  # noqa: S704 - escaped before


def _speak(document: Any, paper: Paper, facts: ReportFacts) -> None:
    """The language of the document, its Chinese faces and its properties."""
    latin, chinese, sans, serif = TONGUES[paper.language]
    styles = document.styles.element
    for faces in styles.iter(qn("w:rFonts")):
        faces.set(qn("w:eastAsia"), serif if faces.get(qn("w:eastAsia")) == "serif" else sans)
    for spoken in (*styles.iter(qn("w:lang")), *document.settings.element.iter(qn("w:themeFontLang"))):
        spoken.set(qn("w:val"), latin)
        spoken.set(qn("w:eastAsia"), chinese)
    properties = document.core_properties
    properties.title = str(paper.title)
    properties.subject = paper.position_line
    properties.author = properties.last_modified_by = str(paper.committee)
    properties.language = latin if paper.language == "en" else chinese
    properties.created = properties.modified = facts.built_at
    properties.keywords = facts.facts_hash
    properties.revision = 1
