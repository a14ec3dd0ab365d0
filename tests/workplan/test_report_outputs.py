"""Page, Word, PDF, Excel and JSON, each read by a real parser, say what the facts say, in three languages."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from lxml.etree import XMLSyntaxError
from markupsafe import Markup

from committees.keeping import dates
from committees.keeping.acting import acting_as_command
from tests.helpers import signed_in
from tests.text.chinese import HALF_WIDTH, WESTERN_DATE, is_simplified
from tests.workplan.plans_of_tests import nothing_written
from tests.workplan.report_readers import in_excel, in_pdf, text_of_pdf, without_spaces
from tests.workplan.reports_of_tests import (
    LANGUAGES,
    REPORT,
    TYPED,
    FileOf,
    Found,
    get,
    in_page,
    in_word,
    set_clock,
    state,
    text_of_word,
    the_meeting,
)
from workplan.choices import Status
from workplan.models import Workplan
from workplan.reports import word
from workplan.reports.facts import ReportFacts, Texts
from workplan.reports.make_template import TEMPLATE, make
from workplan.reports.reading import gather
from workplan.reports.word import as_word
from workplan.reports.writing import paper_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = ("/", ".docx", ".pdf", ".xlsx", ".json")


def expected(facts: ReportFacts, language: str) -> Found:
    """The table and the rows, from the dataclass alone."""
    with translation.override(language):
        rows = [[*_numbers(area.counts), str(len(area.items))] for area in facts.areas]
        rows.append([*_numbers(facts.counts), str(len(facts.items))])
        items = {
            item.reference: (
                [str(said.status.label) for said in item.statements]
                if item.sides_differ
                else [str(item.status.label)],
                dates.in_words(item.as_at, language, style="short") if item.as_at else "–",
            )
            for item in facts.items
        }
    return Found(rows, items, "")


def _numbers(counts: dict[Status, int]) -> list[str]:
    return [str(number) if number else "–" for number in counts.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_word_and_excel_show_the_counts_and_every_item_as_the_facts_say(
    seeded: ReportFacts, language: str
) -> None:
    wanted = expected(seeded, language)
    for found in (
        in_page(get("viewer", language)),
        in_word(get("viewer", language, ".docx").content),
        in_excel(get("viewer", language, ".xlsx").content, language),
    ):
        assert [row[1:] for row in found.counts] == wanted.counts
        assert found.items == wanted.items
        assert len(found.items) == 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_shows_them_too_cell_by_cell_of_its_tagged_tables(seeded: ReportFacts, language: str) -> None:
    wanted = expected(seeded, language)
    found = in_pdf(get("viewer", language, ".pdf").content)
    assert [row[1:] for row in found.counts] == wanted.counts
    assert found.items == {
        reference: (list(map(without_spaces, statuses)), without_spaces(day))
        for reference, (statuses, day) in wanted.items.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_holds_the_facts_and_their_hash(seeded: ReportFacts, language: str) -> None:
    told = json.loads(get("viewer", language, ".json").content)
    assert told["language"] == language
    assert told["counts"]["total"] == {str(status): number for status, number in seeded.counts.items()}
    assert {key: (item["status"], item["as_at"]) for key, item in told["items"].items()} == {
        item.reference: (str(item.status), item.as_at.isoformat() if item.as_at else None)
        for item in seeded.items
    }
    assert told["items"]["II-1"]["sides_differ"] is True
    again = json.dumps(told["facts"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(again.encode()).hexdigest() == told["facts_hash"] == seeded.facts_hash


def test_the_three_languages_differ_in_language_only(seeded: ReportFacts) -> None:
    answers = [
        get("viewer", language, ending) for language in LANGUAGES for ending in ("/", ".docx", ".json")
    ]
    assert {answer.headers.get("X-Facts-Hash", seeded.facts_hash) for answer in answers} == {
        seeded.facts_hash
    }
    facts = {json.dumps(json.loads(answer.content)["facts"]) for answer in answers[2::3]}
    assert len(facts) == 1
    shapes = {
        tuple((len(table.rows), len(table.columns)) for table in Document(io.BytesIO(answer.content)).tables)
        for answer in answers[1::3]
    }
    # The last explains abbreviations, and only English has them.
    assert len({(*shape[:-1], shape[-1][0]) for shape in shapes}) == 1
    assert {shape[-1][1] for shape in shapes} == {2, 3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_output_is_stamped_as_a_draft(seeded: ReportFacts, language: str) -> None:
    with translation.override(language):
        day = dates.in_words(date(2025, 10, 10), language)
    file = get("viewer", language, ".docx").content
    page = in_page(get("viewer", language)).text
    told = json.loads(get("viewer", language, ".json").content)["stamp"]
    assert day in told
    assert seeded.facts_hash in told
    assert told in page
    feet = [section.footer for section in Document(io.BytesIO(file)).sections]
    assert all(seeded.facts_hash[:16] in foot.paragraphs[0].text for foot in feet)
    assert seeded.facts_hash in text_of_word(file)
    assert without_spaces(told) in without_spaces(
        in_excel(get("viewer", language, ".xlsx").content, language).text
    )
    pdf = text_of_pdf(get("viewer", language, ".pdf").content)
    assert seeded.facts_hash in pdf
    assert pdf.count(seeded.facts_hash[:16]) > 10  # on the cover and at the foot of every page


# The Word file


@pytest.mark.parametrize(
    ("language", "latin", "chinese"), [("en", "en-GB", "zh-HK"), ("zh-hans", "en-GB", "zh-CN")]
)
def test_the_word_file_says_its_language_and_names_a_chinese_face(
    file_of: FileOf, language: str, latin: str, chinese: str
) -> None:
    document = Document(io.BytesIO(file_of(".docx", language)))
    (spoken,) = list(document.styles.element.iter(qn("w:lang")))
    assert (spoken.get(qn("w:val")), spoken.get(qn("w:eastAsia"))) == (latin, chinese)
    faces = {fonts.get(qn("w:eastAsia")) for fonts in document.styles.element.iter(qn("w:rFonts"))}
    assert faces == (
        {"Microsoft YaHei", "SimSun"} if language == "zh-hans" else {"Microsoft JhengHei", "PMingLiU"}
    )


def test_the_word_file_has_headings_repeated_heads_whole_rows_and_page_numbers(
    seeded: ReportFacts, file_of: FileOf
) -> None:
    document: Any = Document(io.BytesIO(file_of(".docx", "en")))
    headings = [part.text for part in document.paragraphs if part.style.name == "Heading 1"]
    assert headings == [
        "Overall position",
        *(f"{area.numeral}. {area.title.en}" for area in seeded.areas),
        "Annex A: Milestones",
        "Annex B: Record of changes since the 18th meeting",
        "Annex C: Bodies named in this report",
    ]
    for table in document.tables[1:]:  # the first is that of the cover
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for section in document.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        fields = [part.text.strip() for part in section.footer._element.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]
    texts = [part.text for part in document.paragraphs if part.style.name == "Agreed words"]
    assert texts == [area.agreed.text.en for area in seeded.areas]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_tells_all_that_the_paper_says(
    seeded: ReportFacts, file_of: FileOf, language: str
) -> None:
    paper = paper_of(seeded, language)
    told = text_of_word(file_of(".docx", language))
    for said in (
        paper.title,
        paper.position_line,
        paper.period,
        *paper.overall,
        *paper.notes,
        paper.facts_hash,
    ):
        assert said in told
    for area in paper.areas:
        assert area.sentence in told
        for item in area.items:
            assert all(
                text.narrative in told and text.reason in told and text.next_step in told
                for text in item.told
            )
    assert all(step.text in told for step in paper.steps)
    assert all(change.sentence in told for change in paper.changes)


def test_a_break_in_the_xml_is_an_error_and_loses_nothing_silently(
    seeded: ReportFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "escape", Markup)  # as if escaping had been forgotten
    with pytest.raises(XMLSyntaxError):
        as_word(replace(seeded, committee=Texts(en="A & B")), "en")


def test_references_in_running_text_lead_to_their_rows(seeded: ReportFacts) -> None:
    page = html.fromstring(get("viewer", "en").content.decode())
    links = page.xpath("//section[@aria-labelledby='paper-overall']//a[@class='in-text']")
    assert {link.get("href") for link in links} <= {f"#{row}" for row in page.xpath("//tr/@id")}
    assert "VI-1" in [link.text for link in links]


def test_no_brace_of_the_template_is_left(file_of: FileOf) -> None:
    for language in LANGUAGES:
        for name, content in _parts(file_of(".docx", language)):
            assert not re.search(r"{[{%]|[}%]}", content), name


def test_the_template_is_what_its_script_makes(tmp_path: Any) -> None:
    make(tmp_path / "again.docx")
    assert dict(_parts((tmp_path / "again.docx").read_bytes())) == dict(_parts(TEMPLATE.read_bytes()))


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith(".xml") and not name.startswith("docProps"):
                yield name, file.read(name).decode()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_chinese_report_is_set_as_chinese_is_set(file_of: FileOf, language: str) -> None:
    lines = text_of_word(file_of(".docx", language)).split("\n")
    typed = {"Work goes on.", "A part came late."}  # stand in, with their mark
    said = [line for line in lines if not any(line.startswith(text) for text in typed)]
    assert [line for line in said if WESTERN_DATE.search(line)] == []
    assert [line for line in said if HALF_WIDTH.search(line)] == []
    if language == "zh-hans":
        assert [line for line in said if not is_simplified(line)] == []


def test_a_text_that_stands_in_for_a_missing_one_is_marked(seeded: ReportFacts) -> None:
    lines = text_of_word(as_word(seeded, "zh-hant")).split("\n")
    assert {line for line in lines if line.startswith("Work goes on.")} == {
        "Work goes on.（未有中文，顯示英文）"
    }
    page = html.fromstring(get("viewer", "zh-hant").content.decode())
    marks = page.xpath("//tr[@id='paper-II-1']//*[@class='mark']")
    assert {mark.text_content() for mark in marks} == {"未有中文，顯示英文"}


# Hostile texts


def test_what_is_typed_is_shown_unaltered_and_not_executed(own_database: str) -> None:
    references = [item.reference for item in gather(the_meeting()).items if item.status != Status.COMPLETED]
    typed = dict(zip(references, TYPED, strict=False))
    for reference, text in typed.items():
        state(reference, "behind_schedule", text=f"«{text}»", reason=f"‹{text}›", next_step=f"→{text}←")
    word = Document(io.BytesIO(as_word(gather(the_meeting()), "en")))
    rows = {
        row.cells[0].text: row.cells
        for table in word.tables
        if len(table.columns) == 10
        for row in table.rows
    }
    page = html.fromstring(get("viewer", "en").content.decode())
    told = json.loads(get("viewer", "en", ".json").content)["items"]
    for reference, text in typed.items():
        row = page.xpath(f"//tr[@id='paper-{reference}']")[0].text_content()
        cells = "\n".join(cell.text for cell in rows[reference])
        said = [value for statement in told[reference]["statements"] for value in statement.values()]
        for words in (f"«{text}»", f"‹{text}›", f"→{text}←"):
            assert words in cells
            assert words in row
            assert words in said
    assert page.xpath("//article//script | //article//*[@style or @onclick]") == []


# Who, when, how


def test_a_statement_dated_after_the_meeting_appears_in_no_output(own_database: str) -> None:
    with acting_as_command("test"), transaction.atomic():
        plan = Workplan.objects.get(period="2024-25", committee__slug="mhstcc")
        plan.ends_before = None
        plan.save()
    set_clock(datetime(2025, 11, 20, 4, tzinfo=UTC))
    state("III-2", "withdrawn", as_at=date(2025, 11, 6), text="After the meeting.", reason="All is over.")
    state("III-2", "withdrawn", as_at=date(2025, 11, 4), text="Before the meeting.", reason="Nearly over.")
    for language in LANGUAGES:
        page = in_page(get("viewer", language))
        texts = [
            page.text,
            in_word(get("viewer", language, ".docx").content).text,
            text_of_pdf(get("viewer", language, ".pdf").content),
            in_excel(get("viewer", language, ".xlsx").content, language).text,
            get("viewer", language, ".json").content.decode(),
        ]
        for text in map(without_spaces, texts):
            assert "Beforethemeeting." in text
            assert "Afterthemeeting." not in text
            assert "Allisover." not in text
        assert page.items["III-2"][1] == dates.in_words(date(2025, 11, 4), language, style="short")


def test_opening_a_report_writes_nothing(own_database: str) -> None:
    reader = signed_in("viewer")
    with nothing_written():
        for ending in ENDINGS:
            assert reader.get(REPORT + ending).status_code == 200


def test_files_are_downloads_with_a_name_and_a_kind(seeded: ReportFacts) -> None:
    for ending, kind in (
        (".docx", WORD),
        (".pdf", "application/pdf"),
        (".xlsx", EXCEL),
        (".json", "application/json"),
    ):
        answer = get("viewer", "zh-hant", ending)
        name = f"mhstcc-19-work-report-zh-hant{ending}"
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_without_a_language_the_readers_own_is_taken(seeded: ReportFacts) -> None:
    reader = signed_in("viewer")
    reader.cookies["language"] = "zh-hans"
    assert "zh-hans.docx" in reader.get(f"{REPORT}.docx").headers["Content-Disposition"]
    assert 'class="preview paper" lang="zh-Hans"' in reader.get(f"{REPORT}/").content.decode()
    page = reader.get(f"{REPORT}/", {"lang": "en"}).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert 'class="preview paper" lang="en"' in page
