"""Marks of a round: the state of a return as shape, word and colour, and bars whose every cell is one return."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from committees.templatetags.paper import glyph
from workplan.charts.bars import RETURN_GLYPHS, unit_bar
from workplan.choices import ReturnState
from workplan.round_sums import STATE_ORDER

register = template.Library()

RETURN_LABELS = {str(state): state.label for state in STATE_ORDER}
RELEASE_LABELS = {"released": _("cited by a statement"), "awaited": _("not cited yet")}


@register.simple_tag
def return_state(code: str) -> SafeString:
    """``{% return_state row.state %}``: glyph, word and colour."""
    return _state_tag(str(code), get_language() or "en")


@lru_cache(maxsize=64)
def _state_tag(code: str, language: str) -> SafeString:
    """``language`` is the active one; it only makes the kept tag one per language."""
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        code,
        glyph(RETURN_GLYPHS[code]),
        ReturnState(code).label,
    )


@register.simple_tag(takes_context=True)
def point_mark(context: Context, *parts: str) -> SafeString:
    """``{% point_mark "status" %}`` beside a heading: how many points on that part are open, and the way there."""
    points = context.get("points")
    found = points.on(*parts) if points else []
    if not found:
        return SafeString("")
    words = ngettext("%(number)s open point", "%(number)s open points", len(found))
    return format_html(
        '<a class="mark" href="#point-{}">{}</a>', found[0].number, words % {"number": len(found)}
    )


@register.simple_tag
def return_bar(counts: Mapping[str, int], kind: str = "round") -> SafeString:
    """Returns by state; ``{% return_bar counts "side" %}`` for a narrow one."""
    return _drawn(counts, RETURN_LABELS, is_wide=kind == "round")


@register.simple_tag
def release_bar(counts: Mapping[str, int]) -> SafeString:
    """Items of a side, with and without a released statement that cites a return."""
    return _drawn(counts, RELEASE_LABELS, is_wide=False)


def _drawn(counts: Mapping[str, int], labels: Mapping[str, object], *, is_wide: bool) -> SafeString:
    words = {code: str(label) for code, label in labels.items()}
    picture = unit_bar(counts, is_wide=is_wide, labels=words)
    if picture is None:
        return SafeString("")
    drawn = picture.on_page("bar bar-plan" if is_wide else "bar", sized=True)
    return mark_safe(drawn)  # noqa: S308 - only counts and our own words are in it
