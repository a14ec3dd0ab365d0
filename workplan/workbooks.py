"""Excel files: the one module that knows their layout. Sheets of typed cells under a frozen head with filters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = "9"  # as the format numbers it
MOST_CHARACTERS = 32_767  # of a cell, by Excel's own limit
LETTERS_OF_NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
TOP = Alignment(vertical="top", horizontal="left", wrap_text=True)
NUMBER = Alignment(vertical="top", horizontal="right")
LINE, MOST_LINES = 15, 27  # points; a row is at most 409 points high
BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
BELOW = Border(bottom=Side(style="medium"))
DATE_FORMATS = {
    "en": {"day": "d mmm yyyy", "month": "mmm yyyy", "year": "yyyy"},
    "zh": {"day": 'yyyy"年"m"月"d"日"', "month": 'yyyy"年"m"月"', "year": 'yyyy"年"'},
}


@dataclass(frozen=True)
class Day:
    """A date cell that says only as much as is known; a real date all the same, to sort and to filter by."""

    on: date
    precision: str = "day"


Value = str | int | Day | None


@dataclass(frozen=True)
class Sheet:
    """``head`` and ``widths`` (in characters) go together; lines of ``above`` stand over the table."""

    title: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Value]]
    above: Sequence[str] = ()
    foot: Sequence[Value] = field(default=())


def written(sheets: Iterable[Sheet], language: str, *, title: str, author: str, at: datetime) -> bytes:
    book = Workbook(write_only=True)
    properties = book.properties
    properties.title, properties.creator, properties.language = title, author, language
    # Excel knows no time zones: the time as the offices' clocks show it.
    properties.created = properties.modified = at.replace(tzinfo=None)
    formats = DATE_FORMATS["en" if language == "en" else "zh"]
    for sheet in sheets:
        _Writer(book.create_sheet(_title(sheet.title)), formats).write(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _title(text: str) -> str:
    return text.translate(LETTERS_OF_NO_TITLE)[:31]


class _Writer:
    def __init__(self, page: Any, formats: dict[str, str]) -> None:
        self.page, self.formats = page, formats
        self.styles: dict[tuple[int, ...], Any] = {}

    def write(self, sheet: Sheet) -> None:
        """What stands before the rows of a write-only sheet must be known before the first of them."""
        head = len(sheet.above) + 1
        self.page.freeze_panes = f"B{head + 1}"
        self.page.print_title_rows = f"{head}:{head}"
        self.page.page_setup.orientation = "landscape"
        self.page.page_setup.paperSize = A4
        self.page.page_setup.fitToHeight = 0
        self.page.sheet_properties.pageSetUpPr.fitToPage = True
        for place, width in enumerate(sheet.widths, start=1):
            self.page.column_dimensions[get_column_letter(place)].width = width
        across = sum(sheet.widths)
        for place, line in enumerate(sheet.above, start=1):
            self._make_room(place, [line], [across])
            self.page.merged_cells.add(f"A{place}:{get_column_letter(len(sheet.head))}{place}")
            self.page.append([self._cell(line, TITLE if place == 1 else None, None, TOP)])
        self._make_room(head, sheet.head, sheet.widths)
        self.page.append([self._cell(name, BOLD, BELOW, TOP) for name in sheet.head])
        for place, row in enumerate(sheet.rows, start=head + 1):
            self._make_room(place, row, sheet.widths)
            self.page.append([self._cell(value, alignment=TOP) for value in row])
        last = head + len(sheet.rows)
        self.page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.head))}{last}"
        if sheet.foot:
            self.page.append([self._cell(value, BOLD, None, TOP) for value in sheet.foot])

    def _make_room(self, place: int, row: Sequence[Value], widths: Sequence[int]) -> None:
        """Not every program gives text of several lines its room by itself."""
        lines = lines_needed(row, widths)
        if lines > 1:
            self.page.row_dimensions[place].height = LINE * lines

    def _cell(self, value: Value, font: Any = None, border: Any = None, alignment: Any = None) -> Any:
        cell = WriteOnlyCell(self.page)
        number_format = "General"
        if isinstance(value, Day):
            cell.value, number_format = value.on, self.formats[value.precision]
        elif isinstance(value, str):
            cell.value = _text(value)
            cell.data_type = "s"  # what begins with "=" is a text here, never a formula
        else:
            cell.value = value
            alignment = alignment and NUMBER
        self._style(cell, number_format, font, border, alignment)
        return cell

    def _style(self, cell: Any, *style: Any) -> None:
        """Looked up once for each kind of cell: the library's own way takes as long as all else together."""
        kind = tuple(map(id, style))
        if kind not in self.styles:
            number_format, *rest = style
            cell.number_format = number_format
            for name, part in zip(("font", "border", "alignment"), rest, strict=True):
                if part is not None:
                    setattr(cell, name, part)
            self.styles[kind] = cell._style  # noqa: SLF001 - as the library's own copying of cells does
        cell._style = self.styles[kind]  # noqa: SLF001


def _text(text: str) -> str:
    """Without what XML cannot hold, and no longer than a cell may be."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:MOST_CHARACTERS]


def lines_needed(row: Sequence[Value], widths: Sequence[int]) -> int:
    """How many lines the longest cell of a row takes; a Chinese character is a little wider than two letters."""
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and len(value) * 2 > width:
            needed = sum(
                -(-(len(line) + len(line.encode())) * 11 // 20 // width) or 1 for line in value.split("\n")
            )
            most = max(most, needed)
    return min(most, MOST_LINES)


def lines(parts: Iterable[str]) -> str:
    """Several texts in one cell, each on its own line."""
    return "\n".join(part for part in parts if part)
