"""Type on paper without anything from the system: the fonts of a package, what they can draw, pictures as pixels."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import justmytype_intl_cjk  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl"
TYPESETTER = Path(__file__).with_name("typesetter.py")
FACES = ("notosanstc", "notosanssc", "notosansjp", "notosanskr")
MOST_SECONDS = 60
LACKING = "〓"
DOTS_PER_INCH = 220
PICTURES = Path(__file__).with_name("pictures.typ")


def set_in_type(source: Path, data: dict[str, str], **how: Any) -> list[bytes]:
    """The files that typst makes of ``source`` with ``data`` as its inputs, in a process of its own.

    What is installed on the machine is not looked at, so that every machine sets the same page. Raises
    ``subprocess.SubprocessError`` with what the program said.
    """
    order = {
        "source": str(source),
        "root": str(source.parent),
        "fonts": str(FONTS),
        "sys_inputs": data,
        **how,
    }
    # A program of ours, told nothing but its order.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(TYPESETTER)],
        input=json.dumps(order).encode(),
        stdout=subprocess.PIPE,
        timeout=MOST_SECONDS,
        env={},
        check=True,
    )
    return [b64decode(file) for file in json.loads(done.stdout)]


def in_pixels(pictures: Sequence[tuple[str, float]]) -> list[bytes]:
    """A PNG of each SVG so many millimetres wide, for programs that do not draw SVG themselves."""
    data = {"pictures": json.dumps([{"svg": svg, "width": width} for svg, width in pictures])}
    return set_in_type(PICTURES, data, format="png", ppi=DOTS_PER_INCH)


def in_glyphs(text: str) -> str:
    """With the sign of East Asian printers for what no font here has: the standard refuses a page with a gap."""
    unknown = set(text) - {"\n"}
    for font in FACES:
        if not unknown:
            return text
        unknown -= _characters(font)
    return "".join(
        char if char not in unknown else "" if unicodedata.category(char) == "Cf" else LACKING
        for char in text
    )


@lru_cache(maxsize=len(FACES))
def _characters(font: str) -> frozenset[str]:
    """What one of the fonts can draw; a tenth of a second each, and the first has nearly all that is written here."""
    with TTFont(next((FONTS / font).glob("*.ttf")), lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))
