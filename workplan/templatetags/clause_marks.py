"""Marks in an agreed text: whose words these are, which need no item, which no item carries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from workplan.clauses import LETTERS, Span

register = template.Library()


@register.simple_tag
def clauses(spans: tuple[Span, ...], judged: bool = True) -> SafeString:
    """``{% clauses block.spans %}``: the text, its words leading to the rows of the items that carry them.

    ``judged=False`` says nothing of the words without an item: their excuses are known in one language only.
    """
    return _text(spans, judged)


@lru_cache(maxsize=256)
def _text(spans: tuple[Span, ...], judged: bool) -> SafeString:
    return mark_safe("".join(_drawn(spans, judged)))  # noqa: S308


def _drawn(spans: tuple[Span, ...], judged: bool) -> Iterator[str]:
    begun: set[str] = set()
    for span, after in pairwise([*spans, Span("")]):
        if span.carried_by:
            ending = [name for name in span.carried_by if name not in after.carried_by]
            drawn = _carried(span, ending)
            for name in span.carried_by:
                if name not in begun:
                    drawn = format_html('<span id="clause-{}">{}</span>', name, drawn)
            begun.update(span.carried_by)
            yield drawn
        elif judged and span.is_left_out:
            yield format_html('<span class="uncovered">{}</span>', span.text)
        elif judged and span.excused and LETTERS.search(span.text):
            yield format_html('<span class="excused">{}</span>', span.text)
        else:
            yield format_html("{}", span.text)


def _carried(span: Span, ending: list[str]) -> SafeString:
    """Words of one item are the link themselves; where items overlap, each reference is."""
    if len(span.carried_by) == 1:
        (name,) = span.carried_by
        reference = format_html("<sup>{}</sup>", name) if ending else ""
        return format_html(
            '<a class="clause" href="#row-{}"><span>{}</span>{}</a>', name, span.text, reference
        )
    references = format_html_join("", '<sup><a href="#row-{0}">{0}</a></sup>', ((name,) for name in ending))
    return format_html('<span class="clause"><span>{}</span>{}</span>', span.text, references)
