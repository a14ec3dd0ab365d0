"""Marks of the plan: status as shape, word and colour, and the unit bar whose every cell is one item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from committees.templatetags.paper import glyph
from workplan.charts import bars
from workplan.charts.bars import GLYPHS
from workplan.choices import Status

register = template.Library()


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
    return _bar(
        tuple((str(code), number) for code, number in counts.items()), kind == "plan", get_language() or "en"
    )


@lru_cache(maxsize=512)
def _bar(counts: tuple[tuple[str, int], ...], is_wide: bool, language: str) -> SafeString:
    """``language`` is the active one, as above."""
    picture = bars.unit_bar(dict(counts), is_wide=is_wide)
    if picture is None:
        return SafeString("")
    drawn = picture.on_page("bar bar-plan" if is_wide else "bar", sized=True)
    return mark_safe(drawn)  # noqa: S308 - only counts and our own words are in it
