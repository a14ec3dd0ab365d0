"""A part of a page that is kept for as long as everything it was drawn from stays the same.

Nothing is ever thrown away because of a change: what changed is drawn from other data, so it is another part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_PARTS, MOST_LETTERS = 64, 300_000  # of a process; of a part
_parts = LocMemCache("drawn", {"TIMEOUT": None, "MAX_ENTRIES": MOST_PARTS})


def drawn_from(template: str, context: Mapping[str, Any], *data: Any) -> SafeString:
    """``data`` is all that ``template`` reads out of ``context``; its ``repr`` must tell it whole."""
    told = repr((template, get_language(), data))
    name = hashlib.sha256(told.encode()).hexdigest()
    part = _parts.get(name)
    if part is None:
        part = render_to_string(template, dict(context))
        if len(part) <= MOST_LETTERS:
            _parts.set(name, part)
    return mark_safe(part)  # noqa: S308 - a template made it


def columns_in(row: Model | None) -> dict[str, Any]:
    """All that a query brought of a row, for `drawn_from`; what stands in other tables is not among it."""
    return {name: value for name, value in vars(row).items() if name != "_state"} if row else {}
