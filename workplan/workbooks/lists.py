"""Lists: sheets of typed cells under a frozen head with filters."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter, create_temporary_file

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = "9"  # as the format numbers it
MOST_CHARACTERS = 32_767  # of a cell, by Excel's own limit
MARKUP = re.compile(r"[&<>\r]")
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


class _File(WorksheetWriter):
    """A sheet whose rows are given as the text that stands in the file, which is what the library takes longest for."""

    def __init__(self, page: Any, rows: Iterable[str]) -> None:
        self.path = create_temporary_file()
        self.file = Path(self.path).open("wb")  # noqa: SIM115 - `close` ends it
        self.written_rows = rows
        super().__init__(page, out=self.file)

    def write_rows(self) -> None:
        stream: Any = self.xf.send(True)
        with stream.element("sheetData"):
            stream.flush()  # what stands before them
            for row in self.written_rows:
                self.file.write(row.encode())
        self.xf.send(None)

    def close(self) -> None:
        super().close()
        self.file.close()
        self.out = self.path  # where the book looks for it


class _Writer:
    """Writes a sheet row by row. Of the library are the styles, all that stands round the rows, and the book."""

    def __init__(self, page: Any, formats: dict[str, str]) -> None:
        self.page, self.formats = page, formats
        self.styles: dict[tuple[Any, ...], int] = {}
        self.place = 0  # of the row written last
        self.columns: list[str] = []  # their letters

    def write(self, sheet: Sheet) -> None:
        """What stands before the rows of a write-only sheet must be known before the first of them."""
        head = len(sheet.above) + 1
        self.columns = [get_column_letter(place) for place in range(1, len(sheet.head) + 1)]
        self.page.freeze_panes = f"B{head + 1}"
        self.page.print_title_rows = f"{head}:{head}"
        self.page.page_setup.orientation = "landscape"
        self.page.page_setup.paperSize = A4
        self.page.page_setup.fitToHeight = 0
        self.page.sheet_properties.pageSetUpPr.fitToPage = True
        for letters, width in zip(self.columns, sheet.widths, strict=True):
            self.page.column_dimensions[letters].width = width
        self.page._writer = _File(self.page, self._rows(sheet))  # noqa: SLF001 - where the library keeps its own
        self.page._writer.write_top()  # noqa: SLF001
        self.page.close()

    def _rows(self, sheet: Sheet) -> Iterator[str]:
        head, last_column = len(sheet.above) + 1, self.columns[-1]
        for place, line in enumerate(sheet.above, start=1):
            self.page.merged_cells.add(f"A{place}:{last_column}{place}")
            yield self._row([line], [sum(sheet.widths)], HEADING if place == 1 else PLAIN)
        yield self._row(sheet.head, sheet.widths, HEAD)
        for row in sheet.rows:
            yield self._row(row, sheet.widths, PLAIN)
        self.page.auto_filter.ref = f"A{head}:{last_column}{self.place}"
        if sheet.foot:
            yield self._row(sheet.foot, sheet.widths, FOOT)

    def _row(self, values: Sequence[Value], widths: Sequence[int], dress: _Dress) -> str:
        self.place += 1
        # Not every program gives text of several lines its room by itself.
        lines = lines_needed(values, widths)
        room = f' ht="{LINE * lines}" customHeight="1"' if lines > 1 else ""
        cells = "".join(
            self._cell(f"{letters}{self.place}", value, dress)
            for letters, value in zip(self.columns, values, strict=False)
            if value is not None and value != ""
        )
        return f'<row r="{self.place}"{room}>{cells}</row>'

    def _cell(self, where: str, value: str | int | Day, dress: _Dress) -> str:
        if isinstance(value, str):
            # A text is a text here also when it begins with "=", never a formula.
            style, text = self._style("General", TOP, dress), in_xml(cell_text(value))
            kept = ' xml:space="preserve"' if text != text.strip() else ""
            return f'<c r="{where}" s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'
        if isinstance(value, Day):
            style = self._style(self.formats[value.precision], TOP, dress)
            return f'<c r="{where}" s="{style}" t="n"><v>{int(to_excel(value.on))}</v></c>'
        return f'<c r="{where}" s="{self._style("General", NUMBER, dress)}" t="n"><v>{value}</v></c>'

    def _style(self, number_format: str, alignment: Any, dress: _Dress) -> int:
        """Its number in the file; the library makes a style of what a cell is given."""
        kind = (number_format, id(alignment), dress)
        if kind not in self.styles:
            cell = WriteOnlyCell(self.page)
            cell.number_format, cell.alignment = number_format, alignment
            for name in ("font", "border"):
                if getattr(dress, name) is not None:
                    setattr(cell, name, getattr(dress, name))
            self.styles[kind] = cell.style_id
        return self.styles[kind]


def in_xml(text: str) -> str:
    """A reader of XML would make a line feed of a bare carriage return."""
    if MARKUP.search(text) is None:
        return text
    return escape(text, quote=False).replace("\r", "&#13;")


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
