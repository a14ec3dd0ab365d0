"""Type on paper without anything from the system: the fonts of a package, what they can draw, pictures as pixels."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

import justmytype_intl_cjk  # type: ignore[import-untyped]
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl"
LACKING = "〓"
DOTS_PER_INCH = 220
ONE_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1mm)"""


def in_pixels(svg: str, width: float) -> bytes:
    """A PNG of an SVG so many millimetres wide, for programs that do not draw SVG themselves."""
    drawn = typst.compile(
        ONE_PICTURE,
        font_paths=fonts(),
        format="png",
        ppi=DOTS_PER_INCH,
        sys_inputs={"svg": svg, "width": str(width)},
    )
    assert isinstance(drawn, bytes)  # noqa: S101 - a list only where there are several pages
    return drawn


def in_glyphs(text: str) -> str:
    """With the sign of East Asian printers for what no font here has: the standard refuses a page with a gap."""
    known = _characters()
    if known.issuperset(text):
        return text
    return "".join(
        char if char in known else "" if unicodedata.category(char) == "Cf" else LACKING for char in text
    )


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """Every character that one of the fonts can draw, and the ends of lines."""
    drawn = {"\n"}
    for file in FONTS.rglob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            drawn.update(map(chr, font.getBestCmap()))
    return frozenset(drawn)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Read once; what is installed on the machine is not looked at, so that every machine sets the same page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
