"""Parts the Word template is built of: styles, tables, fields. Only `make_template` needs them."""

# ruff: noqa: SLF001 - the library has no public names for the elements behind its objects

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

INK, QUIET, RULE, HAIR = "16191C", "464C52", "7D848B", "D3D7DA"
SANS, SERIF = "Arial", "Cambria"

# name: (base, face, size, colour, bold, space before, space after, keep with next)
STYLES: dict[str, tuple[str, str, float, str, bool, float, float, bool]] = {
    "Normal": ("", SANS, 10.5, INK, False, 0, 6, False),
    "Committee": ("Normal", SERIF, 16, INK, True, 70, 90, False),
    "Title": ("Normal", SERIF, 28, INK, True, 0, 10, False),
    "Subtitle": ("Normal", SERIF, 15, INK, False, 0, 6, False),
    "Occasion": ("Normal", SANS, 11.5, QUIET, False, 0, 110, False),
    "Position": ("Normal", SANS, 12, INK, True, 0, 8, True),
    "Heading 1": ("Normal", SERIF, 15, INK, True, 18, 6, True),
    "Heading 2": ("Normal", SERIF, 12.5, INK, True, 14, 4, True),
    "Agreed label": ("Normal", SANS, 8.5, QUIET, False, 0, 2, True),
    "Agreed words": ("Normal", SERIF, 11, INK, False, 0, 8, True),
    "Lead in": ("Normal", SANS, 10, INK, False, 0, 6, True),
    "Note": ("Normal", SANS, 8.5, QUIET, False, 4, 0, False),
    "Cell": ("Normal", SANS, 8, INK, False, 0, 2, False),
    "Cell head": ("Normal", SANS, 7.5, QUIET, False, 0, 2, True),
    "Cell label": ("Normal", SANS, 7.5, QUIET, False, 0, 0, True),
    "Date": ("Cell", SANS, 8, INK, False, 0, 2, False),
    "Reference": ("Cell", SANS, 8, INK, True, 0, 2, False),
    "Number": ("Cell", SANS, 9, INK, False, 0, 2, False),
    "Total": ("Number", SANS, 9, INK, True, 0, 2, False),
    "Status": ("Cell", SANS, 8, INK, True, 0, 2, False),
    "Header": ("Normal", SANS, 8, QUIET, False, 0, 0, False),
    "Footer": ("Normal", SANS, 7.5, QUIET, False, 0, 0, False),
}
CENTRED = ("Committee", "Title", "Subtitle", "Occasion")


def make_styles(document: Any) -> None:
    for name, (base, face, size, colour, bold, before, after, keep) in STYLES.items():
        known = name in [style.name for style in document.styles]
        style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _bare(style)
        if base:
            style.base_style = document.styles[base]
        _face(style, face)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after, spacing.keep_with_next = Pt(before), Pt(after), keep
        spacing.line_spacing = 1.15
        if name in CENTRED:
            spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Number", "Total"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _close(document.styles["Date"])
    words = document.styles["Agreed words"]
    words.paragraph_format.left_indent = Mm(4)
    words.paragraph_format.right_indent = Mm(30)
    _border(words.element.get_or_add_pPr(), "left", "single", 12, 8, INK)


def leave_out_what_nobody_uses(document: Any) -> None:
    """The library's template brings a hundred table styles, a copy of all styles and a picture of itself."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail", "/customXml")):
                del owner.rels[key]


def _bare(style: Any) -> None:
    """Without the frames, colours and spacing that the library's own template gives."""
    for place in ("w:pPr", "w:rPr"):
        for part in style.element.findall(qn(place)):
            level = part.find(qn("w:outlineLvl"))
            style.element.remove(part)
            if level is not None:  # what makes a heading a heading
                style.element.get_or_add_pPr().append(level)


def _close(style: Any) -> None:
    """Without the thin spaces that Word puts beside figures in Chinese: a date stays on one line."""
    properties = style.element.get_or_add_pPr()
    for name in ("autoSpaceDE", "autoSpaceDN"):
        switch = OxmlElement(f"w:{name}")
        switch.set(qn("w:val"), "0")
        properties.insert_element_before(switch, "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _face(style: Any, face: str) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{which}"), face)
    # Stands for the Chinese face of the report's language, which `word.py` puts in.
    fonts.set(qn("w:eastAsia"), "serif" if face == SERIF else "sans")


def settings_of_today(document: Any) -> None:
    """Without this Word opens the file in a compatibility mode."""
    compat = OxmlElement("w:compat")
    mode = OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    before = settings.find(qn("w:rsids"))
    settings.insert(list(settings).index(before), compat) if before is not None else settings.append(compat)


def paragraph(place: Any, style: str, text: str) -> Any:
    """Without a style it is a tag, which leaves nothing behind."""
    added = place.add_paragraph(style=style or "Normal")
    run(added, text)
    return added


def run(place: Any, text: str) -> Any:
    return place.add_run(text)


def page_number(place: Any, field: str) -> None:
    for kind, text in (("begin", ""), ("", field), ("separate", ""), ("text", "1"), ("end", "")):
        piece = run(place, text if kind == "text" else "")._r
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            piece.append(mark)
        elif not kind:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            piece.append(instruction)


def borders_below(place: Any, kind: str, size: int, space: int = 4) -> None:
    _border(place._p.get_or_add_pPr(), "bottom", kind, size, space, INK)


def _border(properties: Any, edge: str, kind: str, size: int, space: int, colour: str) -> None:
    frame = OxmlElement("w:pBdr")
    frame.append(_line(edge, kind, size, colour, space))
    # The order of these properties is fixed by the format.
    properties.insert_element_before(
        frame,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
    )


def _line(edge: str, kind: str, size: int, colour: str, space: int = 0) -> Any:
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", kind), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line


# Tables


def plain_table(document: Any, rows: Sequence[tuple[str, str]], widths: tuple[int, int]) -> None:
    """Labels and what they say, as on the cover."""
    table = _table(document, len(rows), list(widths))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        _fill(row.cells[0], [("Cell label", label)])
        _fill(row.cells[1], [("Cell", value)])
        _whole(row)


def loop_table(
    document: Any,
    loop: str,
    columns: Sequence[tuple[str, list[tuple[str, str]], int]],
    width: int,
    *,
    caption: str,
    foot: Sequence[str] = (),
) -> None:
    """A head that every page repeats, one row for each of the loop, perhaps a row of totals; no row is cut."""
    widths = [given or width - sum(wide for _head, _cell, wide in columns) for _head, _cell, given in columns]
    table = _table(document, 5 if foot else 4, widths)
    head, begin, row, end = table.rows[:4]
    _fill(begin.cells[0], [("", f"{{%tr for {loop} %}}")])
    _fill(end.cells[0], [("", "{%tr endfor %}")])
    for place, (label, cell, _width) in enumerate(columns):
        _fill(head.cells[place], [("Cell head", label)])
        _under(head.cells[place])
        head.cells[place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        _fill(row.cells[place], cell)
        if cell[0][0] == "Number":
            head.cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for place, text in enumerate(foot):
        _fill(table.rows[4].cells[place], [("Total" if place else "Reference", text)])
    for each in table.rows:
        _whole(each)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _describe(table, caption)
    document.add_paragraph(style="Note")  # a table needs something after it


def _table(document: Any, rows: int, widths: list[int]) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)
    frame = OxmlElement("w:tblBorders")
    for edge, size, colour in (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, HAIR)):
        frame.append(_line(edge, "single", size, colour))
    margins = OxmlElement("w:tblCellMar")
    for edge, wide in (("top", 40), ("left", 0), ("bottom", 20), ("right", 100)):
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), str(wide))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(frame)
    layout.addnext(margins)
    return table


def _describe(table: Any, caption: str) -> None:
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), caption)
    table._tbl.tblPr.append(said)


def _under(cell: Any) -> None:
    edges = OxmlElement("w:tcBorders")
    edges.append(_line("bottom", "single", 6, RULE))
    cell._tc.get_or_add_tcPr().append(edges)


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: Any, paragraphs: Sequence[tuple[str, str]]) -> None:
    first, *rest = paragraphs
    for place, (style, text) in enumerate([first, *rest]):
        written = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        written.style = style or "Cell"
        piece = run(written, text)
        if style == "Status":  # its colour is filled in with its word
            colour = OxmlElement("w:color")
            colour.set(qn("w:val"), "{{ stand.colour }}")
            piece._r.get_or_add_rPr().append(colour)
