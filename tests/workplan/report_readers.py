"""Readers of the PDF and the Excel file: the tables as a reader's program finds them, by parsers that wrote neither."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import openpyxl
import pdfplumber
import pypdfium2

from committees.keeping import dates
from tests.workplan.reports_of_tests import Found

Node = dict[str, Any]
Texts = dict[tuple[int, int], str]
Table = list[list[list[str]]]


def in_pdf(content: bytes) -> Found:
    """Words without any space: where a line was broken, the space is not in the file."""
    tables = tables_of_pdf(content)
    counts = next(table for table in tables if len(table[0]) == 8)
    items = {}
    for table in tables:
        for row in table[1:]:
            if len(row) == 10:
                items["".join(row[0])] = (_statuses(row[6]), "".join(row[9]))
    return Found([["".join(cell) for cell in row] for row in counts[1:]], items, text_of_pdf(content))


def _statuses(cell: list[str]) -> list[str]:
    """What stands behind each shape; where the sides differ, the name of the next side follows it."""
    stands = re.findall("[■●▲○–×]([^■●▲○–×]+)", "".join(cell))
    return [re.sub("(HongKong|香港)$", "", stand) for stand in stands]


def text_of_pdf(content: bytes) -> str:
    with closing(pypdfium2.PdfDocument(content)) as file:
        pages = [page.get_textpage().get_text_range() for page in file]
    # Where a line ends in a hyphen, this parser has a sign of its own for it.
    return without_spaces("".join(pages)).replace("\ufffe", "-")


def tables_of_pdf(content: bytes) -> list[Table]:
    """Tables by the tags of the file, not by the eye: rows of cells, a cell being the texts in it."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        texts = _texts_by_mark(file)
        return [
            [[_words(cell, texts) for cell in row["children"]] for row in _below(table, "TR")]
            for top in file.structure_tree
            for table in _below(top, "Table")
        ]


def alternatives_of_pdf(content: bytes) -> list[str]:
    """The words that stand for its pictures, in the order of the file."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        return [figure["alt_text"] for top in file.structure_tree for figure in _below(top, "Figure")]


def _texts_by_mark(file: Any) -> Texts:
    """A space that may not be broken has a mark inside the mark; what follows it belongs to the outer one still."""
    found: Texts = defaultdict(str)
    for page in file.pages:
        mark = None
        for char in page.chars:
            mark = None if char["tag"] == "Artifact" else mark if char["mcid"] is None else char["mcid"]
            if mark is not None:
                found[page.page_number, mark] += char["text"]
    return found


def _below(node: Node, kind: str) -> Iterator[Node]:
    if node["type"] == kind:
        yield node
        return
    for child in node.get("children", []):
        yield from _below(child, kind)


def _words(node: Node, texts: Texts) -> list[str]:
    own = [texts[node["page_number"], mark] for mark in node.get("mcids", [])]
    below = [word for child in node.get("children", []) for word in _words(child, texts)]
    return [word for text in (*own, *below) if (word := without_spaces(text))]


def without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def in_excel(content: bytes, language: str) -> Found:
    book = openpyxl.load_workbook(io.BytesIO(content))
    summary, items, *_rest = book.worksheets
    counts = [[_told(cell) for cell in row] for row in rows_below_head(summary)]
    found = {
        row[0].value: (
            [re.split("[:：] ?", line)[-1] for line in row[7].value.split("\n")],
            _told(row[10], language),
        )
        for row in rows_below_head(items)
    }
    text = "\n".join(
        str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
    )
    return Found(counts, found, text)


def rows_below_head(sheet: Any) -> Iterator[Any]:
    """The head is the row that stays in sight."""
    head = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
    yield from sheet.iter_rows(min_row=head + 1)


def _told(cell: Any, language: str = "en") -> str:
    if isinstance(cell.value, datetime):
        return dates.in_words(cell.value.date(), language, style="short")
    return "–" if cell.value == 0 else str(cell.value)
