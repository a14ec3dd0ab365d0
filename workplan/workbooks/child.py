"""A workbook read where it can do no harm: a program of its own, run by its path, that knows nothing of ours.

It takes the file from its input, holds itself to limits, and answers with plain JSON: sheets of cells, or why not.
Whoever runs it (`reading.py`) makes sentences of that. It imports the standard library only, so that it starts in a
moment and there is nothing in it to reach.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

MOST_ROWS = 5_000
MOST_COLUMNS = 40
MOST_CHARACTERS = 32_767  # of a cell, by Excel's own limit
MOST_TEXT = 4_000_000  # characters of all cells together
MOST_CELLS = 400_000

CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATES_BY_NUMBER = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# What stands in quotes, brackets or behind a backslash is no part of a date.
NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')

Attributes = dict[str, str]


class Refused(Exception):
    """``why`` is a word that `reading.py` has a sentence for."""

    def __init__(self, why: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(why)
        self.told = {"refused": why, "sheet": sheet, "cell": cell}


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Part:
    """One XML part, read tag by tag; names without their prefix."""

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_definitions
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.buffer_text = True
        with archive.open(name) as part:
            parser.ParseFile(part)

    def _start(self, tag: str, given: Attributes) -> None:
        self.start(tag.rpartition(":")[2], given)

    def _end(self, tag: str) -> None:
        self.end(tag.rpartition(":")[2])

    def start(self, tag: str, given: Attributes) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def _refuse_definitions(*_told: object) -> None:
    raise Refused("damaged")


class _Relations(_Part):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            self.targets[given.get("Id", "")] = given.get("Target", "")
            self.kinds[given.get("Type", "").rpartition("/")[2]] = given.get("Target", "")


class _Book(_Part):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "workbookPr":
            self.from_1904 = given.get("date1904", "") in ("1", "true")
        elif tag == "sheet" and given.get("state") != "veryHidden":
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            self.sheets.append((given.get("name", ""), key))


class _Styles(_Part):
    """Which styles of cells show a number as a date."""

    def __init__(self) -> None:
        self.dates: list[bool] = []
        self.formats: dict[str, bool] = {}
        self.in_cells = False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "numFmt":
            code = NOT_FORMAT.sub("", given.get("formatCode", "")).lower()
            self.formats[given.get("numFmtId", "")] = (
                bool(re.search("[ymdhs]", code)) and "general" not in code
            )
        elif tag == "cellXfs":
            self.in_cells = True
        elif tag == "xf" and self.in_cells:
            number = given.get("numFmtId", "0")
            known = number.isdigit() and int(number) in DATES_BY_NUMBER
            self.dates.append(self.formats.get(number, known))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.in_cells = False


class _Strings(_Part):
    """The texts that cells name by number; readings above the characters are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.said: list[str] = []
        self.length = self.total = 0
        self.in_text = False
        self.in_reading = False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "si":
            self.said, self.length = [], 0
        elif tag == "rPh":
            self.in_reading = True
        elif tag == "t":
            self.in_text = not self.in_reading

    def text(self, text: str) -> None:
        if self.in_text and self.length <= MOST_CHARACTERS:
            self.said.append(text)
            self.length += len(text)
            self.total += len(text)
            if self.total > MOST_TEXT:
                raise Refused("text")

    def end(self, tag: str) -> None:
        if tag == "t":
            self.in_text = False
        elif tag == "rPh":
            self.in_reading = False
        elif tag == "si":
            self.texts.append(_unescaped("".join(self.said)))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class _Sheet(_Part):
    def __init__(
        self, name: str, strings: list[str], dates: list[bool], count: Callable[[int], None]
    ) -> None:
        self.name, self.strings, self.dates, self.count = name, strings, dates, count
        self.rows: list[dict[str, Any]] = []
        self.merged: list[str] = []
        self.row = self.column = 0
        self.hidden = False
        self.cells: dict[str, list[str]] = {}
        self.given: Attributes = {}
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.into: list[str] | None = None

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "row":
            self.row = int(given["r"]) if given.get("r", "").isdigit() else self.row + 1
            self.column, self.cells = 0, {}
            self.hidden = given.get("hidden", "") in ("1", "true")
        elif tag == "c":
            self._begin_cell(given)
        elif tag in ("v", "t"):
            self.into = self.value
        elif tag == "f":
            self.formula = self.into = []
        elif tag == "rPh":
            self.into = None
        elif tag == "mergeCell":
            self.count(1)
            self.merged.append(given.get("ref", ""))

    def _begin_cell(self, given: Attributes) -> None:
        self.given, self.value, self.formula = given, [], None
        place = CELL.fullmatch(given.get("r", f"{column_letters(self.column + 1)}{self.row}"))
        if not place or int(place[2]) != self.row:
            raise Refused("damaged")
        self.column = column_number(place[1])

    def text(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t", "f"):
            self.into = None
        elif tag == "c":
            self._keep_cell()
        elif tag == "row" and self.cells:
            self.rows.append({"row": self.row, "hidden": self.hidden, "cells": self.cells})
            self.cells = {}

    def _keep_cell(self) -> None:
        kind, text = self._said()
        if not text.strip():
            return
        place = f"{column_letters(self.column)}{self.row}"
        if self.row > MOST_ROWS:
            raise Refused("rows", self.name, place)
        if self.column > MOST_COLUMNS:
            raise Refused("columns", self.name, place)
        if len(text) > MOST_CHARACTERS:
            raise Refused("characters", self.name, place)
        self.count(len(text))
        self.cells[column_letters(self.column)] = [kind, text]

    def _said(self) -> tuple[str, str]:
        """Kind and text of a cell: s text, n number, d number shown as a date, i date by ISO, b, e, f formula."""
        if self.formula is not None:
            return "f", "=" + "".join(self.formula)
        value, kind = "".join(self.value), self.given.get("t", "n")
        if kind == "s":
            if value and not (value.isascii() and value.isdigit() and int(value) < len(self.strings)):
                raise Refused("damaged")
            return "s", self.strings[int(value)] if value else ""
        if kind in ("inlineStr", "str"):
            return "s", _unescaped(value)
        if kind == "d":
            return "i", value
        style = self.given.get("s", "")
        is_date = style.isdigit() and int(style) < len(self.dates) and self.dates[int(style)]
        return ("d" if is_date else "n") if kind == "n" else kind[:1], value


class _Count:
    """Of all sheets together."""

    def __init__(self) -> None:
        self.cells = self.text = 0

    def __call__(self, characters: int) -> None:
        self.cells += 1
        self.text += characters
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise Refused("text")


def read(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        top = _relations(archive, "")
        main = _within("", top.kinds.get("officeDocument", ""))
        book = _Book()
        book.read(archive, main)
        beside = _relations(archive, main)
        strings, styles = _Strings(), _Styles()
        for part, kind in ((strings, "sharedStrings"), (styles, "styles")):
            name = _within(main, beside.kinds.get(kind, ""))
            if name in names:
                part.read(archive, name)
        count, sheets = _Count(), []
        for title, key in book.sheets:
            name = _within(main, beside.targets.get(key, ""))
            sheet = _Sheet(title, strings.texts, styles.dates, count)
            sheet.read(archive, name)
            sheets.append({"name": title, "rows": sheet.rows, "merged": sheet.merged})
        return {"sheets": sheets, "from_1904": book.from_1904}


def _relations(archive: zipfile.ZipFile, of: str) -> _Relations:
    folder, name = posixpath.split(of)
    found = _Relations()
    found.read(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return found


def _within(of: str, target: str) -> str:
    """A target is written from the folder of the part that names it, or from the top."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(of), target)).lstrip("/")


def hold_to(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; the time is kept by whoever started this
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue


def main(memory: int, seconds: int) -> None:
    hold_to(memory, seconds)
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as refused:
        answer = refused.told
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over, the file is not one of ours
        # Where memory ends, each library says so in its own way.
        ended = isinstance(error, MemoryError) or "memory" in str(error).lower()
        answer = {"refused": "stopped" if ended else "damaged", "sheet": "", "cell": ""}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
