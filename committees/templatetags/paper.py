"""Tags of the paper: glyphs, seals, wordings, dates. Plain functions, cheap enough for rows."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from committees.keeping import dates
from committees.keeping.trilingual import reader_language

register = template.Library()

LANG_TAGS = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
SEALS = {"mainland": "內", "hong_kong": "港"}
SIDE_NAMES = {"mainland": gettext_lazy("Mainland side"), "hong_kong": gettext_lazy("Hong Kong side")}

# (language of the reader, language shown)
FALLBACK_MARKS = {
    ("en", "zh-hant"): gettext_lazy("No English text, Traditional Chinese shown"),
    ("en", "zh-hans"): gettext_lazy("No English text, Simplified Chinese shown"),
    ("zh-hant", "zh-hans"): gettext_lazy("No Traditional Chinese text, Simplified Chinese shown"),
    ("zh-hant", "en"): gettext_lazy("No Traditional Chinese text, English shown"),
    ("zh-hans", "zh-hant"): gettext_lazy("No Simplified Chinese text, Traditional Chinese shown"),
    ("zh-hans", "en"): gettext_lazy("No Simplified Chinese text, English shown"),
}


@register.simple_tag
@lru_cache(maxsize=256)
def glyph(name: str, extra: str = "") -> SafeString:
    """``{% glyph "lock" %}``, ``{% glyph "done" "glyph-completed" %}``: silent beside its word."""
    return format_html(
        '<svg class="glyph{}" aria-hidden="true" focusable="false"><use href="#g-{}"/></svg>',
        f" {extra}" if extra else "",
        name,
    )


@register.simple_tag
@cache
def stylesheets() -> SafeString:
    """The links to all of them: forty addresses that stay the same for as long as a process lives."""
    return mark_safe(render_to_string("components/stylesheets.html"))  # noqa: S308 - a template made it


@register.simple_tag
def seal(side: Any, alone: bool = False) -> SafeString:
    """``{% seal side %}`` beside the side's word; ``alone=True`` says the word to screen readers."""
    code = str(getattr(side, "code", side))
    if code not in SEALS:
        return SafeString("")
    name = getattr(side, "name", None) or SIDE_NAMES[code]
    drawn = f'<span class="seal seal-{code}" lang="zh-Hant" aria-hidden="true"><i>{SEALS[code]}</i></span>'
    spoken = format_html('<span class="visually-hidden">{}</span>', name) if alone else ""
    return mark_safe(drawn + spoken)  # noqa: S308


@register.simple_tag
def wording(value: Any, mark: bool = True) -> SafeString:
    """A text with ``lang`` when it is not the page's language, and a mark when it stands in."""
    text = conditional_escape("" if value is None else value)
    language = getattr(value, "language", None)
    reader = reader_language()
    if not text or not language or language == reader:
        return text
    shown = f'<span lang="{LANG_TAGS.get(language, "")}">{text}</span>'
    if mark and getattr(value, "is_fallback", False):
        shown += _fallback_mark(reader, language)
    return mark_safe(shown)  # noqa: S308


@lru_cache(maxsize=16)
def _fallback_mark(reader: str, shown: str) -> str:
    """In the language of the reader, which is the active one."""
    return format_html(' <span class="mark">{}</span>', FALLBACK_MARKS[reader, shown])


@register.filter
def lang_tag(language: str) -> str:
    """``zh-hant`` as it stands in a ``lang`` attribute: ``zh-Hant``."""
    return LANG_TAGS.get(language, language)


@register.filter
def day(value: date | None, precision: str = "day") -> str:
    """``5 November 2025``, ``2025年11月5日``."""
    return dates.in_words(value, reader_language(), precision) if value else ""


@register.filter
def day_short(value: date | None, precision: str = "day") -> str:
    """``5 Nov 2025`` for tables; Chinese has one form."""
    return dates.in_words(value, reader_language(), precision, "short") if value else ""


@register.filter
def due(value: date | None, precision: str = "day") -> str:
    """A due date as exactly as it is known: ``{{ milestone.due|due:milestone.precision }}``."""
    return day_short(value, precision) if value else gettext("none set")


@register.filter
def clock_time(value: datetime | None) -> str:
    """``10:20``, ``上午10時20分``."""
    return dates.clock(value, reader_language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """``14 October 2025, 10:20``."""
    return dates.moment(value, reader_language()) if value else ""


@register.filter
def moment_short(value: datetime | None) -> str:
    """``14 Oct 2025, 10:20``."""
    return dates.moment(value, reader_language(), "short") if value else ""


@register.filter
def iso(value: date | None) -> str:
    """For ``datetime`` attributes of ``time`` elements."""
    return dates.in_hong_kong(value).isoformat() if value else ""
