"""The report as a Word file. The template comes from the code base; whatever people typed goes in as text."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from workplan.charts import bars
from workplan.reports.facts import ReportFacts
from workplan.reports.make_template import PORTRAIT, TEMPLATE
from workplan.reports.paper import Paper
from workplan.reports.pictures import Pictures, pictures_of
from workplan.reports.setting import in_pixels
from workplan.reports.told import told
from workplan.reports.writing import paper_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Latin tongue, Chinese tongue, and the Chinese faces for what moves and for what was agreed.
TONGUES = {
    "en": ("en-GB", "zh-HK", "Microsoft JhengHei", "PMingLiU"),
    "zh-hant": ("en-GB", "zh-HK", "Microsoft JhengHei", "PMingLiU"),
    "zh-hans": ("en-GB", "zh-CN", "Microsoft YaHei", "SimSun"),
}
WIDTHS = {"by_area": 72, "timeline": PORTRAIT}  # of the pictures, in millimetres


class WholeTemplate(DocxTemplate):
    """The library mends broken XML by leaving out what follows the break; here it is an error instead.

    It also counts the columns of every row again. Those of our template are fixed.
    """

    def fix_tables(self, xml: str) -> Any:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False))


def as_word(facts: ReportFacts, language: str) -> bytes:
    drawn = pictures_of(facts, language)
    with ThreadPoolExecutor(max_workers=1) as beside:  # another process draws while the words are written
        pixels = beside.submit(_pixels, drawn, language)
        paper = paper_of(facts, language)
        context = _context(paper)
        template = WholeTemplate(io.BytesIO(_template()))
        context["pictures"] = {
            name: InlineImage(template, io.BytesIO(png), width=Mm(WIDTHS[name])) if png else None
            for name, png in pixels.result().items()
        }
    # Sandboxed, so that not even a template changed by hand could do more than fill in words.
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render(context, environment, autoescape=True)
    _describe(template.docx, drawn)
    _speak(template.docx, paper, facts)  # `get_docx` would begin again from the template
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


def _context(paper: Paper) -> dict[str, Any]:
    context = told(paper, _for_word)
    context["paper"]["overall"] = [_whole_references(said) for said in context["paper"]["overall"]]
    for moved in context["paper"]["movement"]:
        moved["which"] = _whole_references(moved["which"])
    return context


def _pixels(drawn: Pictures | None, language: str) -> dict[str, bytes | None]:
    """Because not every program that opens Word files draws SVG."""
    if drawn is None:
        return dict.fromkeys(WIDTHS)
    face = "Noto Sans SC" if language == "zh-hans" else "Noto Sans TC"
    drawings = {
        "by_area": drawn.by_area.on_paper(face, bars.shapes()),
        "timeline": drawn.timeline.on_paper(face),
    }
    pixels = in_pixels([(svg, WIDTHS[name]) for name, svg in drawings.items()])
    return dict(zip(drawings, pixels, strict=True))


def _describe(document: Any, drawn: Pictures | None) -> None:
    """Each picture says in words what it shows; they stand in this order."""
    labels = [drawn.by_area.label, drawn.timeline.label] if drawn else []
    for shown, label in zip(document.element.body.iter(qn("wp:docPr")), labels, strict=False):
        shown.set("descr", label)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


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
