"""Parts of a page that are kept for as long as everything they were drawn from stays the same.

Nothing is ever thrown away because of a change: what changed is drawn from other data, so it is another part.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT, MOST_LETTERS = 64, 300_000  # of a process; of what is kept together
_kept = LocMemCache("drawn", {"TIMEOUT": None, "MAX_ENTRIES": MOST_KEPT})


def drawn_from(
    templates: Mapping[str, str], context: Callable[[], Mapping[str, Any]], *data: Any
) -> dict[str, SafeString]:
    """The ``templates`` drawn, by their names. ``data`` is all that they read out of ``context``, which is asked for
    only where nothing is kept; pickled, ``data`` must be told whole. The same told twice in other bytes is drawn twice.
    """
    told = pickle.dumps((sorted(templates.items()), get_language(), data))
    name = hashlib.sha256(told).hexdigest()
    parts: dict[str, str] | None = _kept.get(name)
    if parts is None:
        read = dict(context())
        parts = {part: render_to_string(template, read) for part, template in templates.items()}
        if sum(map(len, parts.values())) <= MOST_LETTERS:
            _kept.set(name, parts)
    return {part: mark_safe(text) for part, text in parts.items()}  # noqa: S308 - templates made them


def columns_in(row: Model | None) -> dict[str, Any]:
    """All that a query brought of a row, for `drawn_from`; what stands in other tables is not among it."""
    return {name: value for name, value in vars(row).items() if name != "_state"} if row else {}
