"""A pack that came back: the gate, the program that reads its cells, and what they say by row and column."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping.trilingual import reader_language
from workplan.choices import FileKind
from workplan.uploads.office import check_office

from .child import MOST_COLUMNS, MOST_ROWS, column_number
from .csv_files import cells_of_csv
from .layout import (
    FRONT,
    SIGNED_BY,
    SIGNED_ON,
    TITLES,
    Column,
    Kind,
    SheetCode,
    columns_of,
    folded,
    heads_of,
    in_every_language,
)
from .values import value_of

MOST_BYTES = 5 * 1024 * 1024
MOST_PARTS = 200
MOST_MEMORY, MOST_SECONDS = 512 * 1024 * 1024, 20
CHILD = Path(__file__).with_name("child.py")
HEADS_WITHIN = 20  # rows from the top
SIGNER = Column("signed_by", SIGNED_BY, 0, Kind.NAME, 200)
SIGNED_DAY = Column("signed_on", SIGNED_ON, 0, Kind.DAY)


@dataclass(frozen=True)
class Place:
    sheet: str
    cell: str = ""


@dataclass(frozen=True)
class Remark:
    """What is wrong, or only to be known, and where."""

    place: Place
    sentence: str


@dataclass(frozen=True)
class ReadRow:
    """A row with a key: what its open cells say, and where each stands. A cell with a problem is not among them."""

    sheet: SheetCode
    place: Place
    key: str
    values: Mapping[str, str]
    places: Mapping[str, Place]


@dataclass
class ReadPack:
    language: str = ""
    rows: list[ReadRow] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    signed_by: str = ""
    signed_on: str = ""
    front: Place | None = None  # where the name of the signatory is asked
    signed_at: Place | None = None
    loses_letters: bool = False  # it was saved in a way that does not hold every letter


def read_pack(
    name: str, content: bytes, *, memory: int = MOST_MEMORY, seconds: float = MOST_SECONDS
) -> ReadPack:
    """Raises ``ValidationError`` where the file as a whole cannot be taken; else every problem has its cell."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ("xlsx", "csv"):
        raise ValidationError(
            _("Send the pack as .xlsx or .csv; “%(name)s” is neither.") % {"name": name[:100]}
        )
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MiB; no pack is."), code="too_large")
    if ending == "csv":
        return _Reading(cells_of_csv(name, content)).pack
    check_before_reading(content)
    return _Reading(_cells_of(content, memory, seconds)).pack


def check_before_reading(content: bytes) -> None:
    """Of what parts it is made, and that none of them is more than it says; nothing is understood yet."""
    _check_signature(content)
    check_office(content, FileKind.XLSX, most_parts=MOST_PARTS)


def _check_signature(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _(
                "The workbook is protected by a password, or of the old kind .xls. Save it as .xlsx without one."
            )
        )
    if not content.startswith(b"PK\x03\x04"):
        raise ValidationError(
            _("The ending says %(kind)s, but the content is something else.") % {"kind": "xlsx"}
        )


def _cells_of(content: bytes, memory: int, seconds: float) -> dict[str, Any]:
    """What the child says. Whatever becomes of it, this process goes on."""
    command = [sys.executable, "-I", "-S", str(CHILD), str(memory), str(MOST_SECONDS)]
    try:
        # A program of ours, told nothing but its limits.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=seconds, env={}, check=False
        )
        answer = json.loads(done.stdout.decode("utf-8", "surrogatepass")) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {}
    if "sheets" not in answer:
        raise _refusal(answer.get("refused", "stopped"), answer.get("sheet", ""), answer.get("cell", ""))
    return answer


def _refusal(why: str, sheet: str, cell: str) -> ValidationError:
    told = {"sheet": sheet[:40], "cell": cell, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
    sentences = {
        "rows": _("Sheet “%(sheet)s”, cell %(cell)s: a pack has at most %(rows)d rows."),
        "columns": _("Sheet “%(sheet)s”, cell %(cell)s: a pack has at most %(columns)d columns."),
        "characters": _("Sheet “%(sheet)s”, cell %(cell)s: the text is longer than a cell can be."),
        "text": _("The workbook holds more text than any pack."),
        "stopped": _("The workbook could not be read within the limits, so reading it was stopped."),
    }
    damaged = _("The file is damaged, or was not made by an office program. Save it again, then send it.")
    return ValidationError(sentences.get(why, damaged) % told)


class _Reading:
    """From cells to rows."""

    def __init__(self, read: Mapping[str, Any]) -> None:
        self.pack = ReadPack()
        self.pack.loses_letters = bool(read.get("loses_letters"))
        self.from_1904 = bool(read["from_1904"])
        self.keys: dict[tuple[SheetCode, str], Place] = {}
        sheets = {folded(str(sheet["name"])): sheet for sheet in read["sheets"]}
        for code in SheetCode:
            found = next((sheets[name] for name in in_every_language(TITLES[code]) if name in sheets), None)
            if found is None and code == SheetCode.RETURNS and read.get("is_csv"):
                found = read["sheets"][0]
            if found is not None:
                self._sheet(code, found)
            elif code == SheetCode.RETURNS:
                raise self._no_sheet(read)
        front = next((sheets[name] for name in in_every_language(FRONT) if name in sheets), None)
        if front is not None:
            self._front(front)

    def _no_sheet(self, read: Mapping[str, Any]) -> ValidationError:
        there = pgettext("between names", ", ").join(
            _("“%(name)s”") % {"name": str(sheet["name"])[:40]} for sheet in read["sheets"][:8]
        )
        return ValidationError(
            _("The workbook has no sheet “%(title)s”; its sheets are %(there)s.")
            % {"title": TITLES[SheetCode.RETURNS], "there": there or "–"}
        )

    def _sheet(self, code: SheetCode, sheet: Mapping[str, Any]) -> None:
        title = str(sheet["name"])
        head = self._head_row(code, sheet)
        columns = self._columns(code, title, head)
        merged = _merged(sheet["merged"])
        for row in sheet["rows"]:
            if row["row"] > head["row"]:
                self._row(code, title, row, columns, merged)

    def _head_row(self, code: SheetCode, sheet: Mapping[str, Any]) -> Mapping[str, Any]:
        key = _head(code, "key")
        for row in sheet["rows"]:
            if row["row"] > HEADS_WITHIN:
                break
            heads = heads_of(code)
            if any(heads.get(folded(text), ("", ""))[0] == "key" for _kind, text in row["cells"].values()):
                return row
        raise ValidationError(
            _("Sheet “%(sheet)s”, row 1: there is no heading “%(head)s”, by which a pack knows its rows.")
            % {"sheet": str(sheet["name"])[:40], "head": key.head}
        )

    def _columns(self, code: SheetCode, title: str, head: Mapping[str, Any]) -> dict[str, Column]:
        """Letter -> column, of those that are read."""
        heads, languages = heads_of(code), []
        found: dict[str, Column] = {}
        by_name = {column.name: column for column in columns_of(code, "en")}
        for letter, (_kind, text) in head["cells"].items():
            name, language = heads.get(folded(text), ("", ""))
            column = by_name.get(name)
            if column is None:
                continue
            languages.append(language)
            if column.kind == Kind.SHOWN:
                continue
            if column in found.values():
                self._problem(
                    Place(title, f"{letter}{head['row']}"), _("This heading stands here a second time.")
                )
            found[letter] = column
        for column in by_name.values():
            if column.kind != Kind.SHOWN and column not in found.values():
                self._problem(
                    Place(title, f"A{head['row']}"),
                    _("The column “%(head)s” is missing; its heading was renamed or removed.")
                    % {"head": _head(code, column.name).head},
                )
        if code == SheetCode.RETURNS:
            self.pack.language = max(sorted(set(languages)), key=languages.count)
        return found

    def _row(
        self,
        code: SheetCode,
        title: str,
        row: Mapping[str, Any],
        columns: Mapping[str, Column],
        merged: Collection[tuple[int, int]],
    ) -> None:
        number, cells = row["row"], row["cells"]
        letters = {column.name: letter for letter, column in columns.items()}
        places = {name: Place(title, f"{letter}{number}") for name, letter in letters.items()}
        read = {column.name: cells[letter] for letter, column in columns.items() if letter in cells}
        for letter, column in columns.items():
            if (column_number(letter), number) in merged:
                self._problem(
                    places[column.name], _("The cell is merged with others. Undo that, and fill in each.")
                )
                return
        if not read:
            return
        where = places.get("key", Place(title, f"A{number}"))
        if row["hidden"]:
            self._note(where, _("The row is hidden; it was read all the same."))
        kind, key = read.pop("key", ["s", ""])
        if kind == "s" and key.strip():
            self._keyed(code, where, key.strip(), read, columns, places)
        else:
            self._problem(
                where, _("The row has no key, so nobody knows which return is meant. Take a new pack.")
            )

    def _keyed(
        self,
        code: SheetCode,
        where: Place,
        key: str,
        read: Mapping[str, list[str]],
        columns: Mapping[str, Column],
        places: Mapping[str, Place],
    ) -> None:
        earlier = self.keys.setdefault((code, key), where)
        if earlier is not where:
            self._problem(
                where, _("This row stands in cell %(cell)s already; keep one.") % {"cell": earlier.cell}
            )
            return
        values = {}
        for column in columns.values():
            if column.is_open:
                kind, text = read.get(column.name, ["s", ""])
                value = self._value(column, kind, text, places[column.name])
                if value is not None:
                    values[column.name] = value
        self.pack.rows.append(ReadRow(code, where, key, values, places))

    def _value(self, column: Column, kind: str, text: str, place: Place) -> str | None:
        try:
            return value_of(column, kind, text, from_1904=self.from_1904)
        except ValidationError as refused:
            for sentence in refused.messages:
                self._problem(place, sentence)
            return None

    def _front(self, sheet: Mapping[str, Any]) -> None:
        """Who signs stands to the right of its label."""
        title = str(sheet["name"])
        for row in sheet["rows"]:
            label = folded(row["cells"].get("A", ["s", ""])[1])
            for column in (SIGNER, SIGNED_DAY):
                if label in in_every_language(column.head):
                    place = Place(title, f"B{row['row']}")
                    kind, text = row["cells"].get("B", ["s", ""])
                    setattr(self.pack, column.name, self._value(column, kind, text, place) or "")
                    if column is SIGNER:
                        self.pack.front = place
                    else:
                        self.pack.signed_at = place

    def _problem(self, place: Place, sentence: str) -> None:
        self.pack.problems.append(Remark(place, sentence))

    def _note(self, place: Place, sentence: str) -> None:
        self.pack.notes.append(Remark(place, sentence))


def _head(code: SheetCode, name: str) -> Column:
    """As the reader of the page calls it."""
    return next(column for column in columns_of(code, reader_language()) if column.name == name)


AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def _merged(references: Iterable[str]) -> set[tuple[int, int]]:
    """Columns and rows of the cells that are merged, where a pack can have any.

    Areas lie beside each other, so that they have no more cells than the sheet; else asking each row for each area
    would take hours.
    """
    found: set[tuple[int, int]] = set()
    room = MOST_COLUMNS * MOST_ROWS
    for reference in references:
        if area := AREA.fullmatch(reference):
            columns = range(column_number(area[1]), min(column_number(area[3]), MOST_COLUMNS) + 1)
            rows = range(int(area[2]), min(int(area[4]), MOST_ROWS) + 1)
            room -= len(columns) * len(rows)
            if room < 0:
                raise _refusal("damaged", "", "")
            found.update(product(columns, rows))
    return found
