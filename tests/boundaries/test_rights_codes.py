"""Every address, every reader, GET and POST: the code that `rights.csv` says, and nothing written.

One committed world for all of them: a walk that wrote anything would fail by that alone.
"""

from __future__ import annotations

import pytest

from tests.boundaries import refusing, walk

ROWS = walk.rows()


@pytest.fixture(scope="module")
def world(module_database: str) -> walk.World:
    """Really committed: a report refuses to be read inside another transaction."""
    return walk.World()


@pytest.fixture(scope="module")
def last_seen(world: walk.World) -> dict[str, str]:
    """What the tables held when they were last looked at."""
    return walk.digest()


def walked(reader: str) -> list[walk.Row]:
    """But for the kitchens the administration knows roles, not sides: one officer's walk there is the other's."""
    if reader == "other_officer":
        return [row for row in ROWS if not walk.is_the_same_for_both_sides(row)]
    return ROWS


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("reader", walk.READERS)
def test_the_codes(world: walk.World, last_seen: dict[str, str], reader: str, method: str) -> None:
    expected = {row.address: row.codes[reader] for row in walked(reader) if row.method == method}
    before = dict(last_seen)
    with refusing.drawn_once():
        found = walk.answers(world, reader, method, list(expected))
    last_seen.update(walk.digest())  # each walk answers for itself
    assert found == expected
    # Empty forms write nothing either: each lacks what it needs.
    changed = {table for table, content in last_seen.items() if before[table] != content}
    assert changed == set()
