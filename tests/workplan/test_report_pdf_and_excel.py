"""The PDF and the Excel file for themselves: tags, fonts and language; types, heads and filters; hostile texts."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.workplan.report_readers import (
    alternatives_of_pdf,
    in_excel,
    in_pdf,
    rows_below_head,
    text_of_pdf,
    without_spaces,
)
from tests.workplan.reports_of_tests import LANGUAGES, TYPED, FileOf, state, the_meeting
from workplan.choices import Status
from workplan.reports.excel import as_excel
from workplan.reports.facts import ReportFacts, Texts
from workplan.reports.pdf import as_pdf
from workplan.reports.pictures import pictures_of
from workplan.reports.reading import gather
from workplan.reports.setting import LACKING, in_pixels
from workplan.reports.word import as_word
from workplan.reports.writing import paper_of
from workplan.workbooks import MOST_LINES, lines_needed


@pytest.mark.parametrize(
    ("language", "tongue", "face"),
    [("en", "en-GB", "NotoSansTC"), ("zh-hant", "zh-HK", "NotoSansTC"), ("zh-hans", "zh-CN", "NotoSansSC")],
)
def test_the_pdf_is_tagged_says_its_language_and_holds_its_fonts(
    seeded: ReportFacts, file_of: FileOf, language: str, tongue: str, face: str
) -> None:
    file = PdfReader(io.BytesIO(file_of(".pdf", language)))
    root = file.root_object
    assert root["/Lang"] == tongue
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own true
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    paper = paper_of(seeded, language)
    assert file.metadata is not None
    assert (file.metadata.title, file.metadata.author) == (paper.title, str(paper.committee))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in file.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert all("/FontFile2" in font for font in fonts)
    assert face in {re.sub("^/[A-Z]{6}[+]|-.*$", "", font["/FontName"]) for font in fonts}


def test_the_headings_of_the_pdf_are_those_of_the_paper(seeded: ReportFacts, file_of: FileOf) -> None:
    file = PdfReader(io.BytesIO(file_of(".pdf", "en")))
    titles = [entry["/Title"] for entry in file.outline if not isinstance(entry, list)]
    assert titles == [
        "Overall position",
        *(f"{area.numeral}. {area.title.en}" for area in seeded.areas),
        "Annex A: Milestones",
        "Annex B: Record of changes since the 18th meeting",
        "Annex C: Bodies named in this report",
    ]
    sizes = {tuple(sorted((round(page.mediabox.width), round(page.mediabox.height)))) for page in file.pages}
    assert sizes == {(595, 842)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_tells_all_that_the_paper_says(seeded: ReportFacts, file_of: FileOf, language: str) -> None:
    paper = paper_of(seeded, language)
    told = text_of_pdf(file_of(".pdf", language))
    said = [paper.position_line, paper.period, *paper.overall, *paper.notes]
    said += [area.sentence for area in paper.areas] + [str(area.agreed_text) for area in paper.areas]
    said += [change.sentence for change in paper.changes] + [str(step.text) for step in paper.steps]
    for area in paper.areas:
        for item in area.items:
            said += [
                str(text) for tale in item.told for text in (tale.narrative, tale.reason, tale.next_step)
            ]
    # A page may end inside a text: its head and foot then stand in between.
    missing = [text for text in said if without_spaces(text)[:20] not in told]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_says_in_words_what_it_shows(
    seeded: ReportFacts, file_of: FileOf, language: str
) -> None:
    drawn = pictures_of(seeded, language)
    assert drawn is not None
    labels = [drawn.by_area.label, drawn.timeline.label]
    assert alternatives_of_pdf(file_of(".pdf", language)) == labels
    word = Document(io.BytesIO(file_of(".docx", language)))
    assert [shown.get("descr") for shown in word.element.body.iter(qn("wp:docPr"))] == labels
    assert len(word.inline_shapes) == 2


def test_what_moved_is_what_the_annex_of_changes_tells(seeded: ReportFacts, file_of: FileOf) -> None:
    moved = {row.what: row for row in paper_of(seeded, "en").movement}
    reached = [change for change in seeded.changes if change.kind == "reached"]
    assert moved["Milestones reached"].number == len(reached)
    assert moved["From “On track” to “Completed”"].which == "VI-1"
    for output in (in_pdf(file_of(".pdf", "en")).text, in_excel(file_of(".xlsx", "en"), "en").text):
        for row in moved.values():
            assert without_spaces(row.what) in without_spaces(output)


def test_what_is_typed_is_shown_unaltered_and_not_executed(own_database: str) -> None:
    references = [item.reference for item in gather(the_meeting()).items if item.status != Status.COMPLETED]
    typed = dict(zip(references, (*TYPED, "#emph[x] $a$ `b` \\ *b* @x <y> // c", "=1+1"), strict=False))
    for reference, text in typed.items():
        state(reference, "on_track", text=text, side="mainland")
    facts = gather(the_meeting())
    told = text_of_pdf(as_pdf(facts, "en"))
    items = {
        row[0].value: row
        for row in rows_below_head(openpyxl.load_workbook(io.BytesIO(as_excel(facts, "en"))).worksheets[1])
    }
    for reference, text in typed.items():
        assert text in items[reference][6].value
        if text.isascii():
            assert without_spaces(text) in told
    assert {cell.data_type for row in items.values() for cell in row} <= {"s", "d"}
    assert LACKING in told  # the picture of a scientist


def test_a_character_no_font_has_leaves_a_sign_and_a_sentence(seeded: ReportFacts) -> None:
    plain, rare, lacking = (
        text_of_pdf(as_pdf(replace(seeded, committee=Texts(name)), "en"))
        for name in ("The Committee", "𠮷 Committee", "☃\u200d👩 Committee\x07")
    )
    assert LACKING not in plain
    assert "𠮷Committee" in rare
    assert LACKING not in rare
    assert f"{LACKING}Committee{LACKING}" in lacking
    assert "theWordfilehasit".lower() in lacking.lower()


# Excel


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_typed_dates_frozen_heads_and_filters(
    seeded: ReportFacts, file_of: FileOf, language: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(".xlsx", language)))
    assert len(book.worksheets) == 6
    for sheet in book:
        head = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
        assert sheet.auto_filter.ref.startswith(f"A{head}:")
        assert sheet.print_title_rows == f"${head}:${head}"
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    _summary, items, _movement, steps, changes, _bodies = book.worksheets
    days = [row[10].value.date() for row in rows_below_head(items) if isinstance(row[10].value, datetime)]
    assert days == [item.as_at for item in seeded.items if item.as_at]
    assert [row[2].value.date() for row in rows_below_head(steps)] == [
        step.agreed.day for _item, step in seeded.milestones
    ]
    formats = {
        step.agreed.precision: row[2].number_format
        for row, (_i, step) in zip(rows_below_head(steps), seeded.milestones, strict=True)
    }
    assert formats == (
        {"day": "d mmm yyyy", "month": "mmm yyyy", "year": "yyyy"}
        if language == "en"
        else {"day": 'yyyy"年"m"月"d"日"', "month": 'yyyy"年"m"月"', "year": 'yyyy"年"'}
    )
    assert [row[0].value.date() for row in rows_below_head(changes)] == [
        change.on.day for change in seeded.changes
    ]
    assert book.properties.language == language


def test_rows_are_as_high_as_their_longest_text() -> None:
    assert lines_needed(["I-1", "A short text"], [9, 40]) == 1
    assert lines_needed(["I-1", "x" * 81], [9, 40]) == 3
    assert lines_needed(["I-1", "中" * 41], [9, 40]) == 3
    assert lines_needed(["I-1", "one\n\ntwo lines of text"], [9, 20]) == 3
    assert lines_needed(["x" * 100_000], [10]) == MOST_LINES


def test_setting_a_page_is_left_to_a_process_of_its_own(seeded: ReportFacts) -> None:
    as_pdf(seeded, "en")
    as_word(seeded, "en")
    assert "typst" not in sys.modules  # it would keep hundreds of megabytes of a large report
    with pytest.raises(subprocess.CalledProcessError):
        in_pixels([("<svg", 70)])
