"""Lists: sheets of typed cells under a frozen head with filters."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
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


@dataclass(frozen=True, eq=False)
class _Dress:
    font: Any = None
    border: Any = None


PLAIN, HEADING, HEAD, FOOT = _Dress(), _Dress(font=TITLE), _Dress(font=BOLD, border=BELOW), _Dress(font=BOLD)


@dataclass(frozen=True)
class Sheet:
    """``head`` and ``widths`` (in characters) go together; lines of ``above`` stand over the table."""

    title: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Value]]
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
    """Writes a sheet row by row. One cell of each kind is made and filled again for every value of its kind.

    What the library does for each value it is given (two cells, a guess at its type, a look at its style) takes
    twice as long as writing it; so its rows are made here (`_row`).
    """

    def __init__(self, page: Any, formats: dict[str, str]) -> None:
        self.page, self.formats = page, formats
        self.cells: dict[tuple[Any, ...], Any] = {}
        self.dress = PLAIN
        page._values_to_row = self._row  # noqa: SLF001 - there is no other door

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
        for place, line in enumerate(sheet.above, start=1):
            self._make_room(place, [line], [sum(sheet.widths)])
            self.page.merged_cells.add(f"A{place}:{get_column_letter(len(sheet.head))}{place}")
            self._append([line], HEADING if place == 1 else PLAIN)
        self._make_room(head, sheet.head, sheet.widths)
        self._append(sheet.head, HEAD)
        last = head
        for last, row in enumerate(sheet.rows, start=head + 1):
            self._make_room(last, row, sheet.widths)
            self._append(row, PLAIN)
        self.page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.head))}{last}"
        if sheet.foot:
            self._append(sheet.foot, FOOT)

    def _make_room(self, place: int, row: Sequence[Value], widths: Sequence[int]) -> None:
        """Not every program gives text of several lines its room by itself."""
        lines = lines_needed(row, widths)
        if lines > 1:
            self.page.row_dimensions[place].height = LINE * lines

    def _append(self, row: Sequence[Value], dress: _Dress) -> None:
        self.dress = dress
        self.page.append(row)

    def _row(self, values: Sequence[Value], place: int) -> Iterator[Any]:
        for column, value in enumerate(values, start=1):
            if value is None or value == "":
                continue
            kept: Any = value
            if isinstance(value, Day):
                cell, kept = self._cell(self.formats[value.precision], "d", TOP), value.on
            elif isinstance(value, str):
                # A text is a text here also when it begins with "=", never a formula.
                cell, kept = self._cell("General", "s", TOP), cell_text(value)
            else:
                cell = self._cell("General", "n", NUMBER)
            cell.row, cell.column = place, column
            cell._value = kept  # noqa: SLF001 - the setter would guess the type once more
            yield cell

    def _cell(self, number_format: str, data_type: str, alignment: Any) -> Any:
        kind = (number_format, data_type, self.dress)
        cell = self.cells.get(kind)
        if cell is None:
            cell = self.cells[kind] = WriteOnlyCell(self.page)
            cell.number_format, cell.alignment = number_format, alignment
            for name in ("font", "border"):
                if getattr(self.dress, name) is not None:
                    setattr(cell, name, getattr(self.dress, name))
            cell.data_type = data_type
        return cell


def cell_text(text: str) -> str:
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
