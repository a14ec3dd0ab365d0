"""Databases to measure in: made once by the product's own commands, kept, and found again by their names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from workplan.laptop import surroundings
from workplan.laptop.places import PROJECT, CannotGoOn, say, step

FILLED = "filled by benchmarks"  # said of a database when everything is in it


@dataclass(frozen=True)
class Database:
    name: str
    fillings: tuple[tuple[str, ...], ...]  # arguments of `fill_plans`, one tuple a run


# The list, the item and the statements are measured in a plan of 10,000; the report in one of 300 items, which is
# the newest, so that the next meeting's report answers for it.
PLAIN = Database(
    "bench_10000",
    (("--items=10000", "--statements=4"), ("--items=300", "--statements=2", "--first-year=2090")),
)
SMALL = Database("bench_1000", (("--plans=1", "--items=1000", "--statements=1"),))
LARGE = Database("bench_1000000", (("--plans=1000", "--items=1000", "--statements=1"),))


@contextmanager
def server() -> Iterator[str]:
    """The address of a server: that of `DATABASE_URL`, else an embedded one of the measurements' own."""
    given = surroundings.of_a_child().get("DATABASE_URL")
    if given:
        yield given
        return
    from workplan.laptop import database

    with step("database"):
        own = database.Embedded(database.home() / "bench-database")
    with own.in_use() as address:
        yield address


def ready(address: str, wanted: Database) -> dict[str, str]:
    """The surroundings of processes that work in this database, after it was made and filled if need be."""
    children = surroundings.of_a_child() | {"DATABASE_URL": _named(address, wanted.name)}
    with psycopg.connect(_named(address, "postgres"), autocommit=True) as connection:
        if not _is_filled(connection, wanted.name):
            with step(f"filling {wanted.name}"):
                _make(connection, wanted, children)
    # Newer indexes come to an older database too.
    _manage(children, "migrate", "--no-input", "-v0")
    return children


def _make(connection: psycopg.Connection, wanted: Database, children: dict[str, str]) -> None:
    name = sql.Identifier(wanted.name)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    for command in (("migrate", "--no-input", "-v0"), ("createcachetable", "-v0"), ("seed_demo", "-v0")):
        _manage(children, *command)
    for arguments in wanted.fillings:
        say(f"  fill_plans {' '.join(arguments)} ...")
        _manage(children, "fill_plans", "-v0", *arguments)
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(FILLED)))


def _is_filled(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return found is not None and found[0] == FILLED


def _manage(children: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    if subprocess.run(command, env=children, cwd=PROJECT).returncode != 0:
        raise CannotGoOn(f"`manage.py {arguments[0]}` did not succeed; the reason stands above.")


def _named(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
