"""Every address, every reader, GET and POST: the code that `rights.csv` says, and nothing written.

One committed world for all of them: a walk that wrote anything would fail by that alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cloning
from tests.boundaries import refusing, walk

ROWS = walk.rows()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[walk.World]:
    """Really committed: a report refuses to be read inside another transaction."""
    with django_db_blocker.unblock(), cloning.own_copy():
        yield walk.World()


def walked(reader: str) -> list[walk.Row]:
    """But for the kitchens the administration knows roles, not sides: one officer's walk there is the other's."""
    if reader == "other_officer":
        return [row for row in ROWS if not walk.is_the_same_for_both_sides(row)]
    return ROWS


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("reader", walk.READERS)
def test_the_codes(world: walk.World, reader: str, method: str) -> None:
    expected = {row.address: row.codes[reader] for row in walked(reader) if row.method == method}
    before = walk.digest()
    with refusing.drawn_once():
        found = walk.answers(world, reader, method, list(expected))
    assert found == expected
    # Empty forms write nothing either: each lacks what it needs.
    changed = {table for table, content in walk.digest().items() if before[table] != content}
    assert changed == set()
