"""Packs that no body should send, each made from a genuine one, so that what is wrong is one thing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

from tests.workplan.packs_of_tests import Filling
from workplan.workbooks.layout import SheetCode

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
    "reached on no day": (
        edited(lambda filling: filling.fill({"kind": "Reached", "on": "soon"}, sheet=MILESTONES)),
        "Milestones",
        "G2",
        "is not understood as a day",
    ),
    "no event of the list": (
        edited(lambda filling: filling.fill({"kind": "Perhaps", "on": date(2025, 10, 1)}, sheet=MILESTONES)),
        "Milestones",
        "F2",
        "“Perhaps” is not in the list.",
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
