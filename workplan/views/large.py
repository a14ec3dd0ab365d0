"""Answers that take much memory: a process makes one at a time, and what it took goes back to the system with it."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from functools import cache, wraps
from threading import Lock
from typing import Any

from django.http import HttpResponse

View = Callable[..., HttpResponse]
_one_at_a_time = Lock()


def cleared_away(view: View) -> View:
    """For a view whose answer is put together from thousands of rows.

    Two at once in one process would be no quicker, for its threads share a processor, and take twice the memory.
    Afterwards the context of a template and the parts of a Word file, which refer to themselves, would stay until the
    collector comes by; and what is free lies between what is not, where the C library keeps it until it is asked.
    """

    @wraps(view)
    def answer(*of: Any, **known: Any) -> HttpResponse:
        with _one_at_a_time:
            response = view(*of, **known)
            gc.collect()
            if trim := _trim():
                trim(0)
        return response

    return answer


@cache
def _trim() -> Callable[[int], int] | None:
    """`malloc_trim` of the GNU C library; other systems have none."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
