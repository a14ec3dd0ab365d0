"""Packs as CSV: in which characters they were saved is told by their headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .child import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, column_letters
from .layout import SheetCode, folded, heads_of
from .pack import BEGINS_A_FORMULA

UTF_8 = "utf-8-sig"
OLDER = ("gb18030", "big5hkscs")  # what spreadsheets of the two sides write when they are not asked
DELIMITERS = (",", ";", "\t")


def cells_of_csv(name: str, content: bytes) -> dict[str, Any]:
    """In the form that `child.py` gives, so that both are read on by the same rules."""
    decoded, loses_letters = _decoded(content)
    rows = _parsed(name, decoded)
    read = []
    for number, row in enumerate(rows, start=1):
        cells = {}
        for place, text in enumerate(row, start=1):
            if text.strip():
                letters = column_letters(place)
                _check_size(name, number, place, text)
                cells[letters] = ["s", text[1:] if _was_escaped(text) else text]
        if cells:
            read.append({"row": number, "hidden": False, "cells": cells})
    sheets = [{"name": name, "rows": read, "merged": []}]
    return {"sheets": sheets, "from_1904": False, "is_csv": True, "loses_letters": loses_letters}


def _was_escaped(text: str) -> bool:
    return text.startswith("'") and text[1:].startswith(BEGINS_A_FORMULA)


def _check_size(name: str, row: int, column: int, text: str) -> None:
    told = {
        "sheet": name[:40],
        "cell": f"{column_letters(column)}{row}",
        "rows": MOST_ROWS,
        "columns": MOST_COLUMNS,
    }
    if row > MOST_ROWS:
        raise ValidationError(_("Sheet “%(sheet)s”, cell %(cell)s: a pack has at most %(rows)d rows.") % told)
    if column > MOST_COLUMNS:
        raise ValidationError(
            _("Sheet “%(sheet)s”, cell %(cell)s: a pack has at most %(columns)d columns.") % told
        )
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(
            _("Sheet “%(sheet)s”, cell %(cell)s: the text is longer than a cell can be.") % told
        )


def _decoded(content: bytes) -> tuple[str, bool]:
    """UTF-8 where it is that; else the one older way in which the headings are ours. Those do not hold every letter."""
    try:
        return content.decode(UTF_8), False
    except UnicodeDecodeError:
        pass
    found: dict[str, int] = {}
    texts = {}
    for encoding in OLDER:
        try:
            texts[encoding] = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        found[encoding] = _known_heads(texts[encoding])
    most = max(found.values(), default=0)
    best = [encoding for encoding, heads in found.items() if heads == most]
    if len(best) == 1:
        return texts[best[0]], True
    if not best:
        raise ValidationError(_("The text cannot be read. Save it as UTF-8, then send it."))
    raise ValidationError(
        _(
            "The text could be GB or Big5, and the headings do not tell which. Save it as “CSV UTF-8”, then send it."
        )
    )


# In the place of letters that it could not hold a spreadsheet wrote "?", also beside or between others.
LOST = re.compile(r"[^\x00-\x7f]\?|\?[^\x00-\x7f]|\?\?")


def is_left_of(stored: str, came: str) -> bool:
    """Whether ``came`` is ``stored`` without the letters that an older way of saving does not hold."""
    was, now = _units(stored), _units(came)
    return len(was) == len(now) and all(
        one == other or (other == ord("?") and one > 0x7F) for one, other in zip(was, now, strict=True)
    )


def _units(text: str) -> memoryview:
    """Of UTF-16, in which spreadsheets count: beyond the first 65,536 a letter is two of them."""
    return memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")


def _known_heads(text: str) -> int:
    heads, first = heads_of(SheetCode.RETURNS), text.partition("\n")[0]
    return max(sum(folded(cell.strip('"\r ')) in heads for cell in first.split(by)) for by in DELIMITERS)


def _parsed(name: str, text: str) -> Iterator[list[str]]:
    heads, first = heads_of(SheetCode.RETURNS), text.partition("\n")[0]
    by = max(
        DELIMITERS, key=lambda mark: sum(folded(cell.strip('"\r ')) in heads for cell in first.split(mark))
    )
    try:  # a row at a time: a file of nothing but line ends would be millions of lists
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)
    except csv.Error:
        raise ValidationError(
            _("“%(name)s” is not a whole CSV file: a quotation mark is opened and not closed.")
            % {"name": name[:100]}
        ) from None
