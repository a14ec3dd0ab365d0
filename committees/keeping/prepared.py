"""Queries that are put together once a process: Django takes longer to compose nested subqueries than PostgreSQL
to answer them. PostgreSQL keeps them too: it plans such a query for as long as it then works on it, and does so
once a connection (`prepare_threshold` in the settings).

    @prepared
    def areas() -> QuerySet: return Area.objects.filter(plan=Given("plan")).annotate(...)

    areas.rows(plan=plan.pk)

The SQL, the joins and the way rows become objects are Django's own and are kept; only values are filled in.
Constants stand in the SQL itself, where the planner sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from psycopg import Cursor


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
        with _values_sent_apart():
            return list(asked)

    @cached_property
    def _composed(self) -> Any:
        return self._compose()

    @cached_property
    def _compiled(self) -> tuple[Any, str, list[str]]:
        compiler = self._composed.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        written = tuple("%s" if isinstance(place, Given) else _literal(place) for place in places)
        given = [place.name for place in places if isinstance(place, Given)]
        return compiler, sql.replace("%%", "%%%%") % written, given

    def _filled(self, values: dict[str, Any]) -> Any:
        """The kept compiler for the connection of this thread; it knows what to make of the rows."""
        kept, sql, names = self._compiled
        given = tuple(values[name] for name in names)
        compiler = copy(kept)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_kwargs: (sql, given)
        return compiler


def _literal(constant: Any) -> str:
    """As it stands in a query that still takes values."""
    operations: Any = connections[DEFAULT_DB_ALIAS].ops
    return str(operations.compose_sql("%s", [constant])).replace("%", "%%")


@contextmanager
def _values_sent_apart() -> Iterator[None]:
    """Only a query whose text stays the same is kept by PostgreSQL; Django's cursors write the values into it."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    connection: Any = wrapper.connection
    usual, connection.cursor_factory = connection.cursor_factory, Cursor
    try:
        yield
    finally:
        connection.cursor_factory = usual


def prepared(compose: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    return Prepared(compose)
