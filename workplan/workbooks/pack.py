"""Writing a return pack: what is said already stands in grey, what a body fills in is open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from committees.keeping.dates import EARLIEST, LATEST

from .layout import (
    CHOICES,
    FRONT,
    SIGNED_BY,
    SIGNED_ON,
    TITLES,
    Column,
    Kind,
    Line,
    Pack,
    SheetCode,
    columns_of,
    label_in,
)
from .lists import A4, LINE, cell_text, lines_needed

HEAD = PatternFill("solid", fgColor="1F3A4D")
GREY = PatternFill("solid", fgColor="EEF0F2")
THIN = Side(style="thin", color="B9C0C6")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
NAME = "Calibri"
BOLD = Font(name=NAME, size=11, bold=True)
TOP = Alignment(vertical="top", horizontal="left", wrap_text=True)
ONE_LINE = Alignment(vertical="top", horizontal="left")
UNLOCKED = Protection(locked=False)
DAY_FORMAT, TEXT_FORMAT, NUMBER_FORMAT = "yyyy-mm-dd", "@", "0.00"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
LISTS = "Lists"
# A spreadsheet takes a text that begins so for a formula; read back, the apostrophe is taken off again.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FRONT_WIDTHS = (28, 72)
WIDEST = 190  # characters across a page of A4


def written_pack(pack: Pack) -> bytes:
    book = Workbook()
    book.properties.title, book.properties.creator = pack.title, pack.author
    book.properties.language = pack.language
    book.properties.created = book.properties.modified = pack.at
    with translation.override(pack.language):
        _front(book.active, pack)
        lists = book.create_sheet(LISTS)
        for place, name in enumerate(CHOICES, start=1):
            _list(book, lists, place, name, pack.language)
        for sheet, title in TITLES.items():
            if pack.lines.get(sheet):
                _table(book.create_sheet(str(title)), sheet, pack)
    book.move_sheet(lists, offset=len(book.sheetnames))
    lists.sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(pack: Pack) -> bytes:
    """The returns alone, with the mark by which Excel knows UTF-8."""
    columns = columns_of(SheetCode.RETURNS, pack.language)
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([str(column.head) for column in columns])
    for line in pack.lines[SheetCode.RETURNS]:
        writer.writerow([_for_csv(_shown(column, line, pack.language)) for column in columns])
    return file.getvalue().encode("utf-8-sig")


def _for_csv(text: str) -> str:
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _shown(column: Column, line: Line, language: str) -> str:
    text = line.cells.get(column.name, "")
    return label_in(column.name, text, language) if column.kind == Kind.CHOICE else text


# The first sheet


def _front(page: Any, pack: Pack) -> None:
    page.title = str(FRONT)
    for place, width in enumerate(FRONT_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    _put(page.cell(1, 1), pack.title, font=Font(name=NAME, size=14, bold=True), alignment=ONE_LINE)
    row = 3
    for label, text in pack.facts:
        _put(page.cell(row, 1), label, font=BOLD)
        _put(page.cell(row, 2), text)
        row += 1
    for asked in (SIGNED_BY, SIGNED_ON):
        _put(page.cell(row, 1), str(asked), font=BOLD)
        cell = _put(page.cell(row, 2), "")
        cell.border, cell.protection = BOX, UNLOCKED
        cell.number_format = TEXT_FORMAT if asked is SIGNED_BY else DAY_FORMAT
        if asked is SIGNED_ON:
            page.add_data_validation(_days(cell.coordinate))
        row += 1
    for block in pack.guidance:
        row += 1
        for line in block:
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            _put(page.cell(row, 1), line)
            page.row_dimensions[row].height = LINE * lines_needed([line], [sum(FRONT_WIDTHS)])
            row += 1
    _set_up(page, across=2, head=0, last=row, first_column=1)


# Tables


def _table(page: Any, sheet: SheetCode, pack: Pack) -> None:
    columns = columns_of(sheet, pack.language)
    widths = [column.width for column in columns]
    for place, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        cell = _put(
            page.cell(1, place), str(column.head), font=Font(name=NAME, size=11, bold=True, color="FFFFFF")
        )
        cell.fill, cell.border = HEAD, BOX
    page.row_dimensions[1].height = LINE * max(
        2, lines_needed([str(column.head) for column in columns], widths)
    )
    for row, line in enumerate(pack.lines[sheet], start=2):
        said = [_shown(column, line, pack.language) for column in columns]
        for place, (column, text) in enumerate(zip(columns, said, strict=True), start=1):
            _fill(page.cell(row, place), column, text, is_open=line.is_open)
        page.row_dimensions[row].height = LINE * max(2, lines_needed(["", *said[1:]], widths))
    last = 1 + len(pack.lines[sheet])
    _offer(page, columns, last)
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    # The reference of a row and the heads stay in sight.
    page.freeze_panes = "C2"
    _set_up(page, across=len(columns), head=1, last=last, first_column=2)
    # So many columns would be too small to read on the width of one page; the reference is on each.
    page.page_setup.fitToWidth = -(-sum(widths) // WIDEST)
    page.print_title_cols = "B:B"


def _fill(cell: Any, column: Column, text: str, *, is_open: bool) -> None:
    if column.kind in (Kind.DAY, Kind.AS_KNOWN) and ISO_DAY.fullmatch(text):
        cell.value, cell.alignment = date.fromisoformat(text), TOP
    elif column.kind == Kind.NUMBER and text:
        cell.value, cell.alignment = float(text), TOP
    else:
        _put(cell, text, alignment=ONE_LINE if column.kind == Kind.KEY else TOP)
    cell.border = BOX
    if column.kind == Kind.KEY:
        cell.font = Font(name=NAME, size=8, color="8A9299")
    if column.is_open and is_open:
        cell.protection = UNLOCKED
    else:
        cell.fill = GREY
    cell.number_format = {
        Kind.DAY: DAY_FORMAT,
        Kind.AS_KNOWN: DAY_FORMAT,
        Kind.NUMBER: NUMBER_FORMAT,
    }.get(column.kind, TEXT_FORMAT)


def _put(cell: Any, text: str, *, font: Any = None, alignment: Any = TOP) -> Any:
    """Always a text, whatever it begins with; an empty cell stays empty."""
    if text:
        cell.value = cell_text(LOOKS_ESCAPED.sub("_x005F_", text))
        cell.data_type = "s"
    cell.alignment = alignment
    if font:
        cell.font = font
    return cell


def _list(book: Any, lists: Any, place: int, name: str, language: str) -> None:
    letter, labels = (
        get_column_letter(place),
        [label_in(name, code, language) for code, _label in CHOICES[name]],
    )
    for row, label in enumerate(labels, start=1):
        _put(lists.cell(row, place), label)
    reaches = f"'{LISTS}'!${letter}$1:${letter}${len(labels)}"
    book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=reaches)


def _offer(page: Any, columns: Sequence[Column], last: int) -> None:
    """List boxes, and days that are days."""
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        cells = f"{letter}2:{letter}{last}"
        if column.kind == Kind.CHOICE:
            box = DataValidation("list", formula1=f"list_{column.name}", allow_blank=True)
            box.showErrorMessage = True
            box.add(cells)
            page.add_data_validation(box)
        elif column.kind == Kind.DAY:
            page.add_data_validation(_days(cells))


def _days(cells: str) -> DataValidation:
    first, last = ((day - date(1899, 12, 30)).days for day in (EARLIEST, LATEST))
    box = DataValidation(
        "date", operator="between", formula1=str(first), formula2=str(last), allow_blank=True
    )
    box.showErrorMessage = True
    box.add(cells)
    return box


def _set_up(page: Any, *, across: int, head: int, last: int, first_column: int) -> None:
    """A4 landscape, as wide as the page, the heads on every page; locked but for what is open, without password."""
    page.page_setup.orientation = "landscape" if head else "portrait"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_area = f"{get_column_letter(first_column)}1:{get_column_letter(across)}{max(last, 1)}"
    if head:
        page.print_title_rows = f"{head}:{head}"
    page.oddFooter.right.text = "&P / &N"
    protection = page.protection
    protection.sheet = True
    # False: not forbidden.
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.sort = protection.autoFilter = False
