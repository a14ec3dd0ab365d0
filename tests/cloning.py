"""Databases for tests that commit: a copy of the seeded test database, made in a moment and dropped afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fasteners
import psycopg
from django.db import connections
from psycopg import sql

_numbers = itertools.count(1)
_kept: dict[str, str] = {}  # copies of this process, by what was made in them


@contextmanager
def own_copy() -> Iterator[str]:
    """Every thread's next connection goes to a fresh copy; nothing committed there is seen by another test.

    Django's own way, emptying all tables after such a test, would empty the seed too, and the
    append-only tables are not to be emptied.
    """
    with _elsewhere(_copy_of(connections.settings["default"]["NAME"])) as copy:
        try:
            yield copy
        finally:
            connections.close_all()
            _administer(_drop(copy))


@contextmanager
def kept_copy(what: str, make: Callable[[], object]) -> Iterator[None]:
    """The same with a copy of what was seeded, in which `make` commits something dear, once a process.

    Whoever comes leaves it as it was: in a transaction that is rolled back.
    """
    if what not in _kept:
        copy = _copy_of(connections.settings["default"]["TEST"]["NAME"])
        with _elsewhere(copy):
            make()
        _kept[what] = copy
    with _elsewhere(_kept[what]):
        yield


def drop_kept() -> None:
    _administer(*map(_drop, _kept.values()))
    _kept.clear()


def _copy_of(original: str) -> str:
    copy = f"{original}_copy{next(_numbers)}"
    connections.close_all()
    _administer(_end_others(original), _copied(original, copy))
    return copy


@contextmanager
def _elsewhere(database: str) -> Iterator[str]:
    shared = connections.settings["default"]  # one dictionary, read by the connections of all threads
    original = shared["NAME"]
    connections.close_all()
    shared["NAME"] = database
    try:
        yield database
    finally:
        connections.close_all()
        shared["NAME"] = original


@contextmanager
def begun_alike(folder: Path) -> Iterator[None]:
    """Within this block a process makes its test database; of those that share the folder one at a time.

    The first leaves a copy, and Django lets the databases of the others begin as that: their migrations have
    nothing left to do.
    """
    place = connections.settings["default"]
    with _first_copy(folder) as note:
        if note.exists():
            place["TEST"]["TEMPLATE"] = note.read_text()
        yield
        if not note.exists():
            copy = f"{place['NAME']}_copy0"
            _administer(_copied(place["NAME"], copy))
            note.write_text(copy)


def forget_first_copy(folder: Path) -> None:
    """By who left it. A process that begins later makes its database from nothing."""
    copy = f"{connections.settings['default']['NAME']}_copy0"
    with _first_copy(folder) as note:
        if note.exists() and note.read_text() == copy:
            note.unlink()
            _administer(_drop(copy))


@contextmanager
def _first_copy(folder: Path) -> Iterator[Path]:
    with fasteners.InterProcessLock(folder / "first-copy.lock"):
        yield folder / "first-copy"


def drop_leftovers(database: str) -> None:
    """Copies that a killed run left behind; a copy needs its name to be free."""
    with _maintenance() as server:
        pattern = database.replace("\\", r"\\").replace("_", r"\_") + r"\_copy%"
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()
        for (copy,) in found:
            server.execute(_drop(copy))


def _administer(*statements: sql.Composed) -> None:
    with _maintenance() as server:
        for statement in statements:
            server.execute(statement)


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    place = connections.settings["default"]
    return psycopg.connect(
        host=place["HOST"] or None,
        port=place["PORT"] or None,
        user=place["USER"] or None,
        password=place["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _name(database: str) -> sql.Identifier:
    return sql.Identifier(database)


def _copied(database: str, copy: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(_name(copy), _name(database))


def _drop(database: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_name(database))


def _end_others(database: str) -> sql.Composed:
    """A database with connections cannot be copied; a thread of an earlier test may have left one."""
    return sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(
        sql.Literal(database)
    )
