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
STARTS_A_PROGRAM = re.compile(r"""(?:^|[,;\t"'])\s*[=+\-@][^\r\n|]{0,200}\|[^\r\n!]{0,500}!""", re.MULTILINE)


def check_text(content: bytes, kind: FileKind) -> None:
    text = _decoded(content)
    if BEGINS_LIKE_ANOTHER_KIND.match(text):
        raise ValidationError(_("The file is the source of a page or a script, not plain text."))
    if kind == FileKind.CSV and STARTS_A_PROGRAM.search(text):
        raise ValidationError(_("A cell of the file would start a program when a spreadsheet opens it."))


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise ValidationError(_("The text cannot be read. Save it as UTF-8, then send it."))
