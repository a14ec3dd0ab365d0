"""Unit bars: one cell is one item, so that bars are counts and never percentages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from workplan.charts.svg import Picture, number, text, width_of
from workplan.choices import Status

GLYPHS = {
    "completed": "done",
    "on_track": "on",
    "behind_schedule": "behind",
    "not_started": "not",
    "no_statement": "unsaid",
    "withdrawn": "out",
}
BAR_ORDER = tuple(GLYPHS)
# Of returns, for those who see them; and of items, for everybody: whether a statement was released.
RETURN_GLYPHS = {
    "accepted": "done",
    "nil": "nil",
    "waived": "none",
    "submitted": "in",
    "returned": "back",
    "draft": "pen",
    "expected": "unsaid",
}
RELEASE_GLYPHS = {"released": "done", "awaited": "unsaid"}
ALL_GLYPHS = GLYPHS | RETURN_GLYPHS | RELEASE_GLYPHS
HOLLOW = frozenset({"not_started", "no_statement", "withdrawn", "waived", "draft", "expected", "awaited"})
HATCHED = frozenset({"behind_schedule", "returned"})
BARE = frozenset({"on_track", "awaited"})  # the many of a bar stay quiet

MOST_CELLS = 40
GAP = 2
HEIGHT = 18
GLYPH_SIZE = 11
LEAST_GLYPH = 5
PLAN_WIDTH = 612
PLAN_HEIGHT = 30
AREA_WIDTH = 320
WIDEST_CELL = 30
ROW, MARGIN, BY_AREA_WIDTH = 26, 40, 460
SPRITE = Path(__file__).parents[2] / "templates" / "components" / "sprite.html"


def unit_bar(
    counts: Mapping[str, int], *, is_wide: bool = False, labels: Mapping[str, str] | None = None
) -> Picture | None:
    """Of an area; or ``is_wide``, of the whole plan with the counts below. Nothing where there is nothing to count.

    ``labels`` are the words of what is counted, in the order of the bar, where that is not items by status.
    """
    present = [(code, counts.get(code) or 0) for code in labels or BAR_ORDER if counts.get(code)]
    total = sum(count for _code, count in present)
    if not total:
        return None
    if total > MOST_CELLS:
        width, height, drawn = _segments(present, total)
    else:
        width, height, drawn = (_plan_cells if is_wide else _area_cells)(present, total)
    words = labelled(dict(present), labels) if labels else counts_in_words(dict(present))
    return Picture(width, height, words, "".join(drawn))


def labelled(counts: Mapping[str, int], labels: Mapping[str, str]) -> str:
    """``accepted: 3, submitted: 2``."""
    phrases = [_("%(label)s: %(count)d") % {"label": labels[code], "count": counts[code]} for code in counts]
    return pgettext("between counts", ", ").join(phrases)


def by_area(areas: Sequence[tuple[str, Mapping[str, int]]]) -> Picture:
    """A row for each area under its numeral, and below what the shapes mean; for the report."""
    drawn: list[str] = []
    labels: list[str] = []
    for row, (mark, counts) in enumerate(areas):
        y = row * ROW
        drawn.append(text(0, y + 14, mark, "bar-label"))
        labels.append(f"{mark} {counts_in_words(counts)}")
        if bar := unit_bar(counts):
            drawn.append(f'<g transform="translate({MARGIN} {number(y)})">{bar.drawn}</g>')
            drawn.append(text(MARGIN + bar.width + 8, y + 14, str(sum(counts.values()))))
    height = len(areas) * ROW + 14
    legend, foot = _legend(
        [code for code in BAR_ORDER if any(counts.get(code) for _m, counts in areas)], height
    )
    told = {"areas": pgettext("between areas", "; ").join(labels)}
    label = _("Action items by area and status: %(areas)s") % told
    return Picture(BY_AREA_WIDTH, foot, label, "".join(drawn) + legend)


def _legend(codes: Sequence[str], y: float) -> tuple[str, float]:
    x, drawn = 0.0, []
    for code in codes:
        words = str(Status(code).label)
        if x and x + 24 + width_of(words) > BY_AREA_WIDTH:
            x, y = 0.0, y + 22
        drawn.append(
            f'<g transform="translate({number(x)} {number(y)})">{"".join(_cell(code, 0, 18, 16))}</g>'
        )
        drawn.append(text(x + 24, y + 12.5, words))
        x += 44 + width_of(words)
    return "".join(drawn), y + 20


def shapes() -> str:
    """The glyphs and the hatching that the cells refer to, for a picture that stands by itself."""
    sprite = SPRITE.read_text("utf-8")
    return sprite[sprite.index("<defs>") : sprite.rindex("</svg>")]


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
    codes = [code for code, count in present for _each in range(count)]
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
        drawn.append(f'<text class="unit-count" x="{number(x)}" y="{PLAN_HEIGHT + 15}">{count}</text>')
        for _cell_number in range(count):
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
            f'<text class="unit-count-inside unit-count-{code}" x="{number(x + 21)}" y="16.5">{count}</text>'
        )
        x += width + GAP
    return PLAN_WIDTH, 24, drawn


def _cell(code: str, x: float, width: float, height: int) -> Iterator[str]:
    yield _rect(code, x, width, height)
    size = min(GLYPH_SIZE, width - 2)
    if code not in BARE and size >= LEAST_GLYPH:
        yield _unit_glyph(code, x + (width - size) / 2, (height - size) / 2, size)


def _rect(code: str, x: float, width: float, height: int) -> str:
    """A hollow cell is drawn inwards by half its border, so that all cells look equally wide."""
    inset = 0.75 if code in HOLLOW else 0
    # As an attribute: a url(#...) in a stylesheet would point into the stylesheet.
    fill = ' fill="url(#hatch)"' if code in HATCHED else ""
    return (
        f'<rect class="unit-{code}"{fill} x="{number(x + inset)}" y="{number(inset)}"'
        f' width="{number(width - 2 * inset)}" height="{number(height - 2 * inset)}"/>'
    )


def _unit_glyph(code: str, x: float, y: float, size: float = GLYPH_SIZE) -> str:
    side = number(size)
    return (
        f'<svg class="unit-glyph unit-glyph-{code}" x="{number(x)}" y="{number(y)}"'
        f' width="{side}" height="{side}" viewBox="0 0 16 16"><use href="#g-{ALL_GLYPHS[code]}"/></svg>'
    )
