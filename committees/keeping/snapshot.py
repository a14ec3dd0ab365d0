"""Reading many tables as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class NestedSnapshot(RuntimeError):
    """A snapshot was asked for inside a transaction that has already begun to read."""


@contextmanager
def snapshot() -> Iterator[None]:
    """A ``REPEATABLE READ, READ ONLY`` transaction of its own; refuses to nest (``NestedSnapshot``)."""
    if connection.in_atomic_block:
        raise NestedSnapshot("A report opens its own transaction; close the one around it first.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
