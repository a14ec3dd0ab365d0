"""Queries that are put together once a process: Django takes longer to compose nested subqueries than PostgreSQL
to answer them.

    @prepared
    def areas() -> QuerySet: return Area.objects.filter(plan=Given("plan")).annotate(...)

    areas.rows(plan=plan.pk)

The SQL, the joins and the way rows become objects are Django's own and are kept; only values are filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet


class Given(Expression):
    """The place of a value that each call brings."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class Prepared:
    def __init__(self, compose: Callable[[], QuerySet[Any, Any]]) -> None:
        self._compose = compose

    def rows(self, **values: Any) -> list[Any]:
        """What the query finds, as the objects or dictionaries that it would give by itself."""
        asked = self._composed.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: self._filled(values)
        return list(asked)

    @cached_property
    def _composed(self) -> Any:
        return self._compose()

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._composed.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        return compiler, sql, tuple(places)

    def _filled(self, values: dict[str, Any]) -> Any:
        """The kept compiler for the connection of this thread; it knows what to make of the rows."""
        kept, sql, places = self._compiled
        given = tuple(values[place.name] if isinstance(place, Given) else place for place in places)
        compiler = copy(kept)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: (sql, given)
        return compiler


def prepared(compose: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    return Prepared(compose)
