"""Every address there is, from the resolver."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def every_pattern() -> Iterator[str]:
    """The routes as they are written, prefixes joined: ``<slug:slug>/plans/<period:period>/``."""
    yield from _below(get_resolver(), "")


def _below(resolver: object, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:  # type: ignore[attr-defined]
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _below(entry, route)
