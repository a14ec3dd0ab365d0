"""Files made so that reading one once means reading it a thousand times: each is done with in little time."""

from __future__ import annotations

import contextlib
import os
import time
import zlib
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from tests.hostile import files
from tests.hostile.files import upload
from workplan.uploads import checked

TAG = b"<a b='" + b"x" * 10_000_000 + b"'/>"
PACKED = b"1 0 obj/ObjStm stream\n" + zlib.compress(b"x")


def in_pdf(content: bytes) -> bytes:
    return b"%PDF-1.7\n" + content + b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", lambda: b"a\n" + b"\n" * 30_000 + b"b"),
        ("a.csv", lambda: b"a\t" + b"\t" * 30_000 + b"b"),
        ("a.csv", lambda: b",=|" * 1_500_000),
        ("a.pdf", lambda: in_pdf(b"stream\n#41" * 30_000)),
        ("a.pdf", lambda: in_pdf(PACKED * 2000 + b"\0" * 10_000_000 + b"endstream")),
        (
            "a.docx",
            lambda: files.with_parts(
                files.word(), **{"docProps/app.xml": TAG, "word/noise.bin": os.urandom(150_000)}
            ),
        ),
    ],
    ids=["line ends", "tabs", "cells", "streams", "streams in each other", "one long tag"],
)
def test_a_file_made_to_be_slow_is_read_in_little_time(name: str, content: Callable[[], bytes]) -> None:
    sent, began = upload(name, content()), time.process_time()
    with contextlib.suppress(ValidationError):
        checked(sent)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("cell", "starts"),
    [
        ("=cmd|'/c calc'!A1", True),
        ("a,  \t=cmd|'/c calc'!A1", True),
        ("a\n\n\n @SUM|x!y", True),
        ("a\r=cmd|x!y", True),
        ("=" + "a" * 200 + "|" + "b" * 500 + "!", True),
        ("=" + "a" * 201 + "|b!", False),
        ("=a|" + "b" * 501 + "!", False),
        ("=a\n|b!", False),
        ("=a|b\n!", False),
        ("a=b|c!", False),
        ("=a,=b|c!", True),
    ],
)
def test_where_a_cell_starts_a_program(cell: str, starts: bool) -> None:
    if starts:
        with pytest.raises(ValidationError, match="start a program"):
            checked(upload("a.csv", f"item\n{cell}\n".encode()))
    else:
        checked(upload("a.csv", f"item\n{cell}\n".encode()))
