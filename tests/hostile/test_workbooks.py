"""Workbooks and CSV files that no body should send: no crash, no partial row, and a sentence that names the place.

Each is built here by code from a genuine pack, so that what is wrong is one thing. What is refused as a whole says so
on the form (422, 413); what has a cell is told at its cell, on the page of the comparison.
"""

from __future__ import annotations

import csv
import io
import re
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.helpers import signed_in
from tests.workplan.packs_of_tests import (
    KEPT,
    Filling,
    digest_of_returns,
    filled,
    no_return_written,
    problems,
    problems_of_form,
    rows,
    send,
    taken,
    totals,
)
from tests.workplan.rounds_of_tests import open_round
from workplan.workbooks import reading
from workplan.workbooks.child import column_letters
from workplan.workbooks.layout import SheetCode, columns_of
from workplan.workbooks.values import value_of

pytestmark = pytest.mark.django_db

Made = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet2.xml"  # "Returns"
NAME = "Returns"
MILESTONES = SheetCode.MILESTONES


def refilled(**said: object) -> Made:
    return lambda raw: Filling(raw).fill(said).raw()


def edited(change: Callable[[Filling], object]) -> Made:
    def made(raw: bytes) -> bytes:
        filling = Filling(raw)
        change(filling)
        return filling.raw()

    return made


def repacked(**parts: bytes | Callable[[bytes], bytes] | None) -> Made:
    """The same archive with parts exchanged, added, or (``None``) left out; ``__`` stands for a slash."""
    wanted = {name.replace("__", "/").replace("_DOT_", "."): part for name, part in parts.items()}

    def made(raw: bytes) -> bytes:
        file = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(raw)) as old,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                part = wanted.pop(name, old.read(name)) if name in wanted else old.read(name)
                if part is not None:
                    new.writestr(name, part(old.read(name)) if callable(part) else part)
            for name, part in wanted.items():
                if isinstance(part, bytes):
                    new.writestr(name, part)
        return file.getvalue()

    return made


def sheet(change: Callable[[str], str]) -> Made:
    return repacked(xl__worksheets__sheet2_DOT_xml=lambda part: change(part.decode()).encode())


def merge(filling: Filling) -> None:
    filling.page().merge_cells("J2:J3")


def double(filling: Filling) -> None:
    page = filling.page()
    for place, cell in enumerate(list(page[3]), start=1):
        page.cell(4, place).value = cell.value


def unlabelled(filling: Filling) -> None:
    filling.page().cell(4, 10).value = "A row that somebody typed below the others."


def second_head(filling: Filling) -> None:
    filling.page().cell(1, 23).value = "Answer"


def rename(name: str) -> Callable[[Filling], None]:
    def change(filling: Filling) -> None:
        filling.page().title = name

    return change


def head(column: int, text: str | None) -> Callable[[Filling], None]:
    def change(filling: Filling) -> None:
        filling.page().cell(1, column).value = text

    return change


def no_heads(filling: Filling) -> None:
    filling.page().delete_rows(1)


def csv_of(change: Callable[[str], str] = str, encoding: str = "utf-8-sig") -> Made:
    def made(raw: bytes) -> bytes:
        return change(raw.decode("utf-8-sig")).encode(encoding)

    return made


def typed(column: int, text: str) -> Callable[[str], str]:
    """Into the last row of a CSV file, whose other open cells are empty."""

    def change(plain: str) -> str:
        *above, last = plain.rstrip("\r\n").split("\r\n")
        cells = last.rsplit(",", 16)
        cells[column - 6] = text
        return "\r\n".join([*above, ",".join(cells), ""])

    return change


def renamed_in_rels(raw: bytes) -> bytes:
    return re.sub(rb'Target="[^"]*sheet2.xml"', b'Target="/xl/worksheets/gone.xml"', raw)


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LINKED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"'
    b' Target="file:///share/secret.xlsx" TargetMode="External"/></Relationships>'
)

DAMAGED = "The file is damaged"
INSIDE = "The file holds a macro, a control or another file inside."
TOO_LARGE = "Unpacked, the file is too large."
OTHER = "The ending says xlsx, but the content is something else."

# As a whole: what is sent, under which name, the sentence on the form.
WHOLE: dict[str, tuple[Made, str, str]] = {
    "empty file": (lambda _raw: b"", "pack.xlsx", "The submitted file is empty."),
    "text called xlsx": (lambda _raw: b"Key,Answer\n", "pack.xlsx", OTHER),
    "cut short": (lambda raw: raw[: len(raw) // 2], "pack.xlsx", DAMAGED),
    "rubbish behind": (lambda raw: raw + b"x" * 100, "pack.xlsx", DAMAGED),
    "old kind, or a password": (
        lambda _raw: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "pack.xlsx",
        "protected by a password",
    ),
    "other ending": (lambda raw: raw, "pack.xlsm", "“pack.xlsm” is neither."),
    "no ending": (lambda raw: raw, "pack", "“pack” is neither."),
    "macro": (repacked(xl__vbaProject_DOT_bin=b"x"), "pack.xlsx", INSIDE),
    "embedded file": (repacked(xl__embeddings__oleObject1_DOT_bin=b"x"), "pack.xlsx", INSIDE),
    "external link": (repacked(xl__externalLinks__externalLink1_DOT_xml=b"<x/>"), "pack.xlsx", INSIDE),
    "link to another file": (
        repacked(xl__worksheets___rels__sheet2_DOT_xml_DOT_rels=LINKED),
        "pack.xlsx",
        "The file fetches something from elsewhere",
    ),
    "entities that grow": (sheet(lambda xml: ENTITY % "ha" + xml), "pack.xlsx", DAMAGED),
    "an entity from the disk": (sheet(lambda xml: OUTSIDE + xml), "pack.xlsx", DAMAGED),
    "XML that ends early": (sheet(lambda xml: xml[:-40]), "pack.xlsx", DAMAGED),
    "a bomb of zeros": (repacked(xl__media__a_DOT_png=b"\0" * 20_000_000), "pack.xlsx", TOO_LARGE),
    "many parts": (
        repacked(**{f"xl__x{number}_DOT_xml": b"<x/>" for number in range(250)}),
        "pack.xlsx",
        TOO_LARGE,
    ),
    "a sheet that is not there": (
        repacked(xl___rels__workbook_DOT_xml_DOT_rels=renamed_in_rels),
        "pack.xlsx",
        DAMAGED,
    ),
    "another sheet": (edited(rename("Sheet1")), "pack.xlsx", "The workbook has no sheet “Returns”"),
    "no headings": (edited(no_heads), "pack.xlsx", "Sheet “Returns”, row 1: there is no heading “Key”"),
    "key renamed": (edited(head(1, "No.")), "pack.xlsx", "Sheet “Returns”, row 1: there is no heading “Key”"),
    "a cell in the last column": (
        sheet(lambda xml: xml.replace("</row>", '<c r="XFD1" t="n"><v>1</v></c></row>', 1)),
        "pack.xlsx",
        "Sheet “Returns”, cell XFD1: a pack has at most 40 columns.",
    ),
    "a cell in the last row": (
        sheet(
            lambda xml: xml.replace(
                "</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
            )
        ),
        "pack.xlsx",
        "Sheet “Returns”, cell A1048576: a pack has at most 5000 rows.",
    ),
    "a cell in another row than its own": (
        sheet(lambda xml: xml.replace('r="J3"', 'r="J9"')),
        "pack.xlsx",
        DAMAGED,
    ),
    "a text that is nowhere": (
        sheet(lambda xml: re.sub(r'<c r="J3"[^>]*>.*?</c>', '<c r="J3" t="s"><v>99999</v></c>', xml)),
        "pack.xlsx",
        DAMAGED,
    ),
    "a text longer than a cell": (
        sheet(
            lambda xml: re.sub(
                r'<c r="J3"[^>]*>.*?</c>',
                lambda _found: f'<c r="J3" t="inlineStr"><is><t>{"x" * 33_000}</t></is></c>',
                xml,
            )
        ),
        "pack.xlsx",
        "Sheet “Returns”, cell J3: the text is longer than a cell can be.",
    ),
    "CSV with an open quotation mark": (
        csv_of(typed(10, '"The third')),
        "pack.csv",
        "“pack.csv” is not a whole CSV file",
    ),
    "CSV in no encoding": (lambda raw: raw + b"\xff\xfe\xff\xff", "pack.csv", "The text cannot be read."),
    "CSV that is GB or Big5": (
        lambda raw: csv_of(typed(10, "第三批"), "gbk")(raw),
        "pack.csv",
        "The text could be GB or Big5",
    ),
    "CSV with too many columns": (
        csv_of(lambda plain: plain.rstrip() + "," * 30 + "x\r\n"),
        "pack.csv",
        "Sheet “pack.csv”, cell AZ3: a pack has at most 40 columns.",
    ),
}

# At a cell: what is sent, the sheet, the cell, the sentence.
CELLS: dict[str, tuple[Made, str, str, str]] = {
    "a formula": (refilled(narrative_en="=1+1"), NAME, "J3", "A formula is not read."),
    "an answer of one's own": (refilled(answer="Yes"), NAME, "G3", "“Yes” is not in the list."),
    "a status of one's own": (refilled(status="75%"), NAME, "H3", "“75%” is not in the list."),
    "a day that could be two": (refilled(as_at="10/8/2025"), NAME, "I3", "is not understood as a day"),
    "a day that is none": (refilled(as_at="2025-02-30"), NAME, "I3", "is not understood as a day"),
    "a day out of reach": (refilled(as_at=date(1905, 3, 4)), NAME, "I3", "between the years 1990 and 2100"),
    "a day counted past all calendars": (refilled(as_at=1e12), NAME, "I3", "is not understood as a day"),
    "yes instead of a day": (refilled(as_at=True), NAME, "I3", "is not understood as a day"),
    "an error value": (
        sheet(lambda xml: re.sub(r'<c r="J3"[^>]*>.*?</c>', '<c r="J3" t="e"><v>#REF!</v></c>', xml)),
        NAME,
        "J3",
        "The cell holds the error “#REF!”.",
    ),
    "a text that became a date": (
        refilled(title_1=date(2025, 3, 4)),
        NAME,
        "S3",
        "has made a date of this cell",
    ),
    "a text too long for its place": (
        refilled(narrative_en="x" * 10_001),
        NAME,
        "J3",
        "The text has 10001 characters; there is room for 10000.",
    ),
    "characters that cannot be stored": (
        sheet(
            lambda xml: re.sub(
                r'<c r="J3"[^>]*>.*?</c>', '<c r="J3" t="inlineStr"><is><t>a_xD800_b_x0000_</t></is></c>', xml
            )
        ),
        NAME,
        "J3",
        "characters that cannot be stored",
    ),
    "a title that hides something": (
        refilled(title_1="a\u202eb", publisher_1="RGC"),
        NAME,
        "S3",
        "characters that nobody can see",
    ),
    "an address of another kind": (refilled(url_1="javascript:alert(1)"), NAME, "V3", "Enter a valid URL."),
    "evidence without its title": (refilled(publisher_1="RGC"), NAME, "S3", "Evidence needs a title."),
    "merged cells": (edited(merge), NAME, "J2", "The cell is merged with others."),
    "a row twice": (edited(double), NAME, "A4", "This row stands in cell A3 already; keep one."),
    "a row without a key": (edited(unlabelled), NAME, "A4", "The row has no key"),
    "a key of nobody": (refilled(key="R1.1.0.x"), NAME, "A3", "This key is of no return of this body"),
    "a key that is a number": (refilled(key=17), NAME, "A3", "The row has no key"),
    "a heading twice": (edited(second_head), NAME, "W1", "This heading stands here a second time."),
    "a heading renamed": (edited(head(8, "Status?")), NAME, "A1", "The column “Proposed status” is missing"),
    "a move without a reason": (
        edited(
            lambda filling: filling.fill({"kind": "Moved to another date", "on": "2026"}, sheet=MILESTONES)
        ),
        "Milestones",
        "H2",
        "Say why the date moves.",
    ),
    "an event without a day": (
        edited(lambda filling: filling.fill({"kind": "Reached"}, sheet=MILESTONES)),
        "Milestones",
        "G2",
        "Give the day it was reached, or its new date.",
    ),
    "reached tomorrow": (
        edited(lambda filling: filling.fill({"kind": "Reached", "on": date(2026, 1, 1)}, sheet=MILESTONES)),
        "Milestones",
        "G2",
        "A milestone is reached on a day that has come.",
    ),
    "a day without an event": (
        edited(lambda filling: filling.fill({"on": date(2025, 1, 1)}, sheet=MILESTONES)),
        "Milestones",
        "F2",
        "Choose what happened to the milestone.",
    ),
    "signed on no day": (
        edited(lambda filling: filling.sign(on="soon")),
        "Guidance",
        "B10",
        "is not understood",
    ),
    "signed on a day to come": (
        edited(lambda filling: filling.sign(on=date(2026, 1, 1))),
        "Guidance",
        "B10",
        "A return is signed on a day that has come.",
    ),
}
CELLS_OF_CSV: dict[str, tuple[Made, str, str, str]] = {
    "CSV without a signature": (
        csv_of(typed(7, "Nothing to report")),
        "",
        "",
        "Name who signs for the body.",
    ),
    "CSV with a wrong day": (
        csv_of(typed(9, "soon")),
        "pack.csv",
        "I3",
        "“soon” is not understood as a day.",
    ),
}


@pytest.fixture
def sender(db: None) -> Client:
    open_round()
    return signed_in("contributor.rgc")


def test_there_are_forty_and_more() -> None:
    assert len(WHOLE) + len(CELLS) + len(CELLS_OF_CSV) >= 40


def refuse_each(sender: Client, raw: bytes, plain: bytes) -> Iterator[str]:
    for name, (made, called, sentence) in WHOLE.items():
        with no_return_written(*KEPT):
            answer = send(sender, made(plain if called.endswith(".csv") else raw), called)
        told = " ".join(problems_of_form(answer)) if answer.status_code == 422 else ""
        if answer.status_code != 422 or sentence not in told or "{" in told or "%(" in told:
            yield f"{name}: {answer.status_code} {told}"


def test_a_file_that_cannot_be_taken_is_refused_with_its_place(sender: Client) -> None:
    """One round and one pack for all of them: none writes anything."""
    raw, plain = filled(taken(sender)), taken(sender, ending="csv")
    assert list(refuse_each(sender, raw, plain)) == []


@pytest.mark.parametrize("half", [0, 1])
def test_each_bad_cell_is_told_with_its_sheet_and_cell_and_no_row_is_written(
    sender: Client, half: int
) -> None:
    raw, plain = filled(taken(sender)), taken(sender, ending="csv")
    found = []
    for name, (made, page, cell, sentence) in list({**CELLS, **CELLS_OF_CSV}.items())[half::2]:
        is_csv = name in CELLS_OF_CSV
        with no_return_written(*KEPT):
            answer = send(sender, made(plain if is_csv else raw), "pack.csv" if is_csv else "pack.xlsx")
        if answer.status_code != 302:
            found.append(f"{name}: {answer.status_code} {problems_of_form(answer)}")
        elif not any(told[:2] == (page, cell) and sentence in told[2] for told in problems()):
            found.append(f"{name}: {problems()}")
    assert found == []


class TestReadAllTheSame:
    """What looks odd and is meant well."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    def test_simplified_chinese_as_its_spreadsheets_save_it(self, sender: Client, encoding: str) -> None:
        plain = taken(sender, language="zh-hans", ending="csv")
        send(sender, csv_of(typed(10, "第三批已选出。"), encoding)(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])

    @pytest.mark.parametrize("encoding", ["big5", "big5hkscs"])
    def test_traditional_chinese_as_its_spreadsheets_save_it(self, sender: Client, encoding: str) -> None:
        plain = taken(sender, language="zh-hant", ending="csv")
        send(sender, csv_of(typed(10, "第三批已選出。"), encoding)(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])

    def test_semicolons_apostrophes_trailing_blanks_and_empty_rows(self, sender: Client) -> None:
        plain = typed(10, "'=1+1 is text  ")(taken(sender, ending="csv").decode("utf-8-sig"))
        file = io.StringIO()
        writer = csv.writer(file, delimiter=";")
        writer.writerows([*cells, "", ""] for cells in csv.reader(io.StringIO(plain)))
        send(sender, f"{file.getvalue()}\r\n;;;\r\n".encode(), "pack.csv")
        assert problems() == []
        ((*_place, new),) = [cell[:5] for cell in rows()["III-2"]["cells"]]
        assert new == "=1+1 is text"
        send(sender, refilled(narrative_en="  The third cohort was chosen. \n\n")(filled(taken(sender))))
        assert problems() == []

    def test_days_of_the_other_calendar_of_excel(self, sender: Client) -> None:
        def from_1904(part: bytes) -> bytes:
            return re.sub(rb"<workbookPr(?=[ /])", b'<workbookPr date1904="1"', part)

        raw = repacked(xl__workbook_DOT_xml=from_1904)(filled(taken(sender)))
        answer = send(sender, raw)
        assert answer.status_code == 302, problems_of_form(answer)
        told = {cell: sentence for _sheet, cell, sentence in problems()}
        assert told.get("I3") == "A statement describes a day that has come.", told

    @pytest.mark.parametrize(
        "text",
        [
            "2025-10-08",
            "2025/10/8",
            "2025.10.8",
            "2025年10月8日",
            "8 October 2025",
            "Oct 8, 2025",
            "２０２５-10-08",
        ],
    )
    def test_days_as_people_write_them(self, text: str) -> None:
        column = next(column for column in columns_of(SheetCode.RETURNS, "en") if column.name == "as_at")
        assert value_of(column, "s", text) == "2025-10-08"


class TestLimits:
    def test_a_bomb_is_known_by_its_table_of_contents(self, sender: Client) -> None:
        file = io.BytesIO()
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
        ):
            for _piece in range(400):
                part.write(b"0" * 1_000_000)
        before, most = digest_of_returns(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        answer = send(sender, file.getvalue())
        assert time.perf_counter() - started < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 50 * 1024
        assert answer.status_code == 422
        assert TOO_LARGE in " ".join(problems_of_form(answer))
        assert digest_of_returns() == before

    def test_the_gate_takes_less_than_a_twentieth_of_a_second(self, sender: Client) -> None:
        raw = taken(sender)
        best = 1.0
        for _time in range(5):
            started = time.perf_counter()
            reading.check_before_reading(raw)
            best = min(best, time.perf_counter() - started)
        assert best < 0.05

    def test_a_hundred_thousand_rows_end_at_the_first_too_many(self, sender: Client) -> None:
        row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{0}</t></is></c></row>'
        rows = "".join(row.format(number) for number in range(10, 100_000))
        raw = sheet(lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))(filled(taken(sender)))
        answer = send(sender, raw)
        assert "cell A5001: a pack has at most 5000 rows." in " ".join(problems_of_form(answer))

    @pytest.mark.parametrize("limits", [{"memory": 64 * 1024 * 1024}, {"seconds": 0.001}])
    def test_a_child_that_is_stopped_is_a_sentence(self, sender: Client, limits: dict[str, float]) -> None:
        """The web server's own process reads nothing and goes on."""
        raw = filled(taken(sender))
        row = "".join(
            f'<c r="{column_letters(place)}{{0}}" t="inlineStr"><is><t>{place}{{0}}</t></is></c>'
            for place in range(1, 40)
        )
        rows = "".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(10, 5_000))
        large = sheet(lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))(raw)
        with pytest.raises(ValidationError, match="could not be read within the limits"):
            reading.read_pack("pack.xlsx", large, **limits)  # type: ignore[arg-type]
        assert reading.read_pack("pack.xlsx", raw).problems == []

    def test_larger_than_any_pack(self, sender: Client) -> None:
        answer = send(sender, b"PK\x03\x04" + b"\0" * reading.MOST_BYTES)
        assert answer.status_code == 413
