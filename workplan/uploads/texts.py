"""Plain text and CSV: characters and nothing else, and not the source of a page or a script."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workplan.choices import FileKind

# UTF-8, and what offices of the two sides used before it.
ENCODINGS = ("utf-8-sig", "gb18030", "big5hkscs")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
BEGINS_LIKE_ANOTHER_KIND = re.compile(
    r"\s*(<[!?/a-z]|#!|%pdf|%!ps|\{\\rtf|@echo|mime-version:|begin:|\$\w+\s*=|import\s|function\s)",
    re.IGNORECASE,
)
# A cell that asks a spreadsheet to start a program: =cmd|'/c calc'!A1
# What may stand before a cell is never among the spaces skipped, and what was skipped is not given back: else a file
# of nothing but line ends is read from each of them to the last.
BEGINS_A_FORMULA = re.compile(r"""(?:^|[,;\t\r"'])[^\S\t\r\n]*+[=+\-@]""", re.MULTILINE)
LINE_END = re.compile(r"[\r\n]|$")
MOST_OF_ITS_NAME, MOST_OF_ITS_TOPIC = 200, 500


def check_text(content: bytes, kind: FileKind) -> None:
    text = _decoded(content)
    if BEGINS_LIKE_ANOTHER_KIND.match(text):
        raise ValidationError(_("The file is the source of a page or a script, not plain text."))
    if kind == FileKind.CSV and _starts_a_program(text):
        raise ValidationError(_("A cell of the file would start a program when a spreadsheet opens it."))


def _starts_a_program(text: str) -> bool:
    """``=name|topic!`` in one line. Bars, marks and line ends are each looked for once, however many cells begin."""
    bar = mark = line_end = -1
    for cell in BEGINS_A_FORMULA.finditer(text):
        begins = cell.end()
        if bar < begins and (bar := text.find("|", begins)) < 0:
            return False
        if mark < bar and (mark := text.find("!", bar)) < 0:
            return False
        if bar - begins > MOST_OF_ITS_NAME or mark - bar - 1 > MOST_OF_ITS_TOPIC:
            continue
        if line_end < begins and (found := LINE_END.search(text, begins)):
            line_end = found.start()
        if mark < line_end:
            return True
    return False


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise ValidationError(_("The text cannot be read. Save it as UTF-8, then send it."))
