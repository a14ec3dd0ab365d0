"""Writing SVG: numbers, texts, and the frame of a picture that stands by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

PAPER_CSS = Path(__file__).with_name("paper.css")
VARIABLES_CSS = Path(__file__).parents[2] / "static" / "css" / "variables.css"
WIDE_FROM = "\u2e80"  # Chinese characters and their marks are a whole em wide


@dataclass(frozen=True)
class Picture:
    """``drawn`` is what stands inside the svg element; ``label`` says it in words."""

    width: float
    height: float
    label: str
    drawn: str

    @property
    def box(self) -> str:
        return f'viewBox="0 0 {number(self.width)} {number(self.height)}"'

    @property
    def size(self) -> str:
        return f' width="{number(self.width)}" height="{number(self.height)}"'

    def on_page(self, css_class: str, *, sized: bool = False) -> str:
        """As wide as its place, or ``sized``: as large as it is drawn."""
        size = self.size if sized else ""
        return (
            f'<svg class="{css_class}" {self.box}{size} role="img" aria-label={quoteattr(self.label)}>'
            f"{self.drawn}</svg>"
        )

    def on_paper(self, face: str, shapes: str = "") -> str:
        """By itself: its colours, the face of its texts and the ``shapes`` it refers to are inside."""
        css = f'text {{ font-family: "{face}"; }} {_paper_css()}'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {self.box}{self.size}><style>{css}</style>'
            f"{shapes}{self.drawn}</svg>"
        )


@lru_cache(maxsize=1)
def _paper_css() -> str:
    """With the light colours in the place of variables, which programs that draw SVG do not know."""
    # The light values come first; the dark ones repeat their names.
    colours = dict(
        reversed(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})", VARIABLES_CSS.read_text("utf-8")))
    )
    return re.sub(r"var\(--([a-z0-9]+)\)", lambda found: colours[found[1]], PAPER_CSS.read_text("utf-8"))


def number(value: float) -> str:
    """As short as it can be written; never with a decimal comma, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, css_class: str = "", anchor: str = "") -> str:
    named = f' class="{css_class}"' if css_class else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{named} x="{number(x)}" y="{number(y)}"{anchored}>{escape(words)}</text>'


def path(css_class: str, d: str, title: str = "") -> str:
    inside = f"><title>{escape(title)}</title></path>" if title else "/>"
    return f'<path class="{css_class}" d="{d}"{inside}'


def width_of(words: str, size: float = 12.5) -> float:
    """About how wide a text is, in units: enough to keep labels apart."""
    return sum(size if char >= WIDE_FROM else size * 0.56 for char in words)
