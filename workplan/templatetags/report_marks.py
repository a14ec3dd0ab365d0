"""Marks of the report: references in running text become links to their rows."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

REFERENCE = re.compile(r"[IVX]+-\d+")


@register.filter
def with_references(text: str) -> SafeString:
    """``Item I-4 is ...``: each reference leads to its row in the paper, and is not broken over two lines."""
    escaped = str(conditional_escape(text))
    return mark_safe(REFERENCE.sub(r'<a class="in-text" href="#paper-\g<0>">\g<0></a>', escaped))  # noqa: S308
