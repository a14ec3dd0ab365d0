"""Marks of the plan: status as shape, word and colour, and the unit bar whose every cell is one item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext

from committees.templatetags.paper import glyph
from workplan.choices import Status

register = template.Library()

GLYPHS = {
    "completed": "done",
    "on_track": "on",
    "behind_schedule": "behind",
    "not_started": "not",
    "no_statement": "unsaid",
    "withdrawn": "out",
}
BAR_ORDER = tuple(GLYPHS)
HOLLOW = frozenset({"not_started", "no_statement", "withdrawn"})

MOST_CELLS = 40
GAP = 2
HEIGHT = 18
GLYPH_SIZE = 11
LEAST_GLYPH = 5
PLAN_WIDTH = 612
PLAN_HEIGHT = 30
AREA_WIDTH = 320
WIDEST_CELL = 30


@register.simple_tag
def status(code: str) -> SafeString:
    """``{% status item.status %}``: glyph, word and colour."""
    return _status_tag(str(code) or "no_statement", get_language() or "en")


@lru_cache(maxsize=64)
def _status_tag(code: str, language: str) -> SafeString:
    """``language`` is the active one; it only makes the kept tag one per language."""
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        code,
        glyph(GLYPHS[code]),
        Status(code).label,
    )


@register.simple_tag
def unit_bar(counts: Mapping[str, int], kind: str = "area") -> SafeString:
    """``{% unit_bar counts %}``, or ``{% unit_bar counts "plan" %}`` full width with counts below."""
    present = [(code, counts.get(code) or 0) for code in BAR_ORDER if counts.get(code)]
    total = sum(count for _code, count in present)
    if not total:
        return SafeString("")
    if total > MOST_CELLS:
        width, height, drawn = _segments(present, total)
    elif kind == "plan":
        width, height, drawn = _plan_cells(present, total)
    else:
        width, height, drawn = _area_cells(present, total)
    wide = kind == "plan"
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        "bar bar-plan" if wide else "bar",
        _number(width),
        height,
        _number(width),
        height,
        counts_in_words(dict(present)),
        mark_safe("".join(drawn)),  # noqa: S308
    )


def counts_in_words(counts: Mapping[str, int]) -> str:
    """``3 completed, 17 on track``, in the order of the bar."""
    phrases = [_counted(code, counts[code]) for code in BAR_ORDER if counts.get(code)]
    return pgettext("between counts", ", ").join(phrases)


def _counted(code: str, count: int) -> str:
    phrases = {
        "completed": ngettext("%(count)d completed", "%(count)d completed", count),
        "on_track": ngettext("%(count)d on track", "%(count)d on track", count),
        "behind_schedule": ngettext("%(count)d behind schedule", "%(count)d behind schedule", count),
        "not_started": ngettext("%(count)d not started", "%(count)d not started", count),
        "no_statement": ngettext("%(count)d without a statement", "%(count)d without a statement", count),
        "withdrawn": ngettext("%(count)d withdrawn", "%(count)d withdrawn", count),
    }
    return phrases[code] % {"count": count}


Drawing = tuple[float, int, list[str]]
Counts = list[tuple[str, int]]


def _area_cells(present: Counts, total: int) -> Drawing:
    """Cells of one width in every area, narrower only where an area has many items."""
    cell = min(WIDEST_CELL, (AREA_WIDTH + GAP) / total - GAP)
    codes = [code for code, count in present for _ in range(count)]
    drawn = [
        part for place, code in enumerate(codes) for part in _cell(code, place * (cell + GAP), cell, HEIGHT)
    ]
    return total * (cell + GAP) - GAP, HEIGHT, drawn


def _plan_cells(present: Counts, total: int) -> Drawing:
    """Groups by status a little apart, each with its count under its first cell."""
    between = 5
    cell = min(WIDEST_CELL, (PLAN_WIDTH - (len(present) - 1) * between + GAP) / total - GAP)
    drawn: list[str] = []
    x = 0.0
    for code, count in present:
        drawn.append(f'<text class="unit-count" x="{_number(x)}" y="{PLAN_HEIGHT + 15}">{count}</text>')
        for _ in range(count):
            drawn.extend(_cell(code, x, cell, PLAN_HEIGHT))
            x += cell + GAP
        x += between
    return PLAN_WIDTH, PLAN_HEIGHT + 19, drawn


def _segments(present: Counts, total: int) -> Drawing:
    """Many items: one segment per status, never too narrow for its glyph and its count."""
    least = 52
    spare = PLAN_WIDTH - len(present) * (least + GAP) + GAP
    drawn: list[str] = []
    x = 0.0
    for code, count in present:
        width = least + spare * count / total
        drawn.append(_rect(code, x, width, 24))
        drawn.append(_unit_glyph(code, x + 6, 6.5))
        drawn.append(
            f'<text class="unit-count-inside unit-count-{code}" x="{_number(x + 21)}" y="16.5">{count}</text>'
        )
        x += width + GAP
    return PLAN_WIDTH, 24, drawn


def _cell(code: str, x: float, width: float, height: int) -> Iterator[str]:
    yield _rect(code, x, width, height)
    size = min(GLYPH_SIZE, width - 2)
    if code != "on_track" and size >= LEAST_GLYPH:
        yield _unit_glyph(code, x + (width - size) / 2, (height - size) / 2, size)


def _rect(code: str, x: float, width: float, height: int) -> str:
    """A hollow cell is drawn inwards by half its border, so that all cells look equally wide."""
    inset = 0.75 if code in HOLLOW else 0
    # As an attribute: a url(#...) in a stylesheet would point into the stylesheet.
    fill = ' fill="url(#hatch)"' if code == "behind_schedule" else ""
    return (
        f'<rect class="unit-{code}"{fill} x="{_number(x + inset)}" y="{_number(inset)}"'
        f' width="{_number(width - 2 * inset)}" height="{_number(height - 2 * inset)}"/>'
    )


def _unit_glyph(code: str, x: float, y: float, size: float = GLYPH_SIZE) -> str:
    side = _number(size)
    return (
        f'<svg class="unit-glyph unit-glyph-{code}" x="{_number(x)}" y="{_number(y)}"'
        f' width="{side}" height="{side}" viewBox="0 0 16 16"><use href="#g-{GLYPHS[code]}"/></svg>'
    )


def _number(value: float) -> str:
    """As short as it can be written; never with a decimal comma, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
