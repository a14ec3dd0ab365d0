"""Refusals on a walk over thousands of addresses: each kind of page is drawn once for a reader."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from committees import refusals

Kind = tuple[Any, ...]


@contextmanager
def drawn_once() -> Iterator[None]:
    """The next refusal of the same kind is answered with what was drawn then, and none is logged with its traceback.

    A kind is everything a refusal's page is made of: who reads, the code, all that is said, and where it stands:
    which committee, under which place of the navigation. Only the address itself, in it, is the first one's.
    """
    pages: dict[Kind, bytes] = {}

    def drawn(
        request: HttpRequest, template: str, context: dict[str, Any], *, status: int, **more: Any
    ) -> HttpResponse:
        kind = _kind(request, template, context)
        if kind not in pages:
            pages[kind] = render(request, template, context, status=status, **more).content
        return HttpResponse(pages[kind], status=status)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusals, "render", drawn)
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def _kind(request: HttpRequest, template: str, context: dict[str, Any]) -> Kind:
    reader = getattr(request, "user", None)
    match = request.resolver_match
    where = (match.kwargs.get("slug"), *match.route.split("/")[:2]) if match else ()
    said = sorted((name, str(value)) for name, value in context.items())
    return getattr(reader, "pk", None), template, refusals.language_of(request), *said, where
