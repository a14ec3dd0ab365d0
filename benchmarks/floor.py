"""The floor: a bare program that fetches what a page shows and sends the body our page was captured with.

It asks nobody who they are and puts nothing together; nothing that shows the same data can be much faster. It
runs under the same web server as ours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from psycopg_pool import ConnectionPool

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Floor:
    def __init__(self, database: str, captured: dict[str, Any]) -> None:
        self.known: dict[str, Any] = captured["known"]
        self.pages: dict[str, tuple[list[str], bytes, str]] = {
            path: (page["sql"], bytes.fromhex(page["body"]), page["type"])
            for path, page in captured["pages"].items()
        }
        self.posts: list[str] = captured["posts"]
        self.database = database

    @cached_property
    def pool(self) -> ConnectionPool:
        """Of each worker its own, made at its first request. Statements are prepared at their first use."""
        options = {"autocommit": True, "prepare_threshold": 0, "options": "-c jit=off"}
        return ConnectionPool(self.database, min_size=2, max_size=2, kwargs=options, open=True)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            return self._record(environ, start_response)
        address = environ["PATH_INFO"] + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
        if address not in self.pages:
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        statements, body, kind = self.pages[address]
        with self.pool.connection() as connection:
            for statement in statements:
                connection.execute(statement, self._needed(statement)).fetchall()
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _record(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The rows of one statement in one transaction; the guards of the database are on here too."""
        parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        known = self.known | {"reference": environ["PATH_INFO"].split("/")[-3]}
        with self.pool.connection() as connection, connection.transaction():
            for statement in self.posts:
                connection.execute(statement, known)
        start_response("302 Found", [("Location", environ["PATH_INFO"]), ("Content-Length", "0")])
        return [b""]

    def _needed(self, statement: str) -> dict[str, Any] | None:
        return self.known if "%(" in statement else None


if "FLOOR" in os.environ:  # in the web server's worker; the tests make their own
    application = Floor(os.environ["DATABASE_URL"], json.loads(Path(os.environ["FLOOR"]).read_text()))
