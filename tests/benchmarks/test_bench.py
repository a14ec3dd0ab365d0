"""`make bench`: the floor sends our own body, the figures become a table, the table finds its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from benchmarks import inside, table
from benchmarks.floor import Floor
from benchmarks.measure import Figures, Result
from benchmarks.targets import GROWTH, TARGETS, Target, floor_sql
from tests.helpers import signed_in
from workplan.laptop.places import CannotGoOn

PERIOD = "2024-25"
ITEMS = f"/mhstcc/plans/{PERIOD}/actions/"


def answered(floor: Floor, environ: dict[str, Any]) -> tuple[str, bytes]:
    said: list[str] = []
    body = b"".join(floor(environ, lambda status, _headers: said.append(status)))
    return said[0], body


def of(path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", **more}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plan", "list", "item", "report", "export"])
def test_the_sql_of_every_floor_finds_rows(name: str) -> None:
    known = inside.answer(PERIOD, PERIOD, [], 0)["known"] | {"reference": "III-2"}
    with connection.cursor() as cursor:
        for statement in [*floor_sql("frame"), *floor_sql(name)]:
            cursor.execute(statement, known)
            assert cursor.fetchall()


def test_the_floor_sends_our_body_and_records_what_a_form_records(own_database: None) -> None:
    told = inside.answer(PERIOD, PERIOD, [ITEMS, "/mhstcc/plans/2024-25/nothing/"], 1)
    assert told["queries"] == {ITEMS: 7, "/mhstcc/plans/2024-25/nothing/": None}
    ours = signed_in(inside.READER).get(ITEMS).content
    page = {"sql": [*floor_sql("frame"), *floor_sql("list")], "body": ours.hex(), "type": "text/html"}
    captured = {"known": told["known"], "pages": {ITEMS: page}, "posts": floor_sql("record")}
    floor = Floor(_address(), captured)
    try:
        assert answered(floor, of(ITEMS)) == ("200 OK", ours)
        assert answered(floor, of("/elsewhere/"))[0] == "404 Not Found"
        _both_record(floor, told["posts"][0])
    finally:
        floor.pool.close()


def _both_record(floor: Floor, post: dict[str, Any]) -> None:
    from workplan.models import ProgressUpdate

    path = f"/mhstcc/plans/{PERIOD}/{post['reference']}/progress/"
    statements = ProgressUpdate.objects.filter(item__reference=post["reference"])
    before = statements.count()
    client: Client = signed_in(inside.READER)
    assert client.post(path, post["fields"]).status_code == 302
    length = {"CONTENT_LENGTH": "0", "wsgi.input": _Nothing()}
    assert answered(floor, of(path, "POST", **length))[0] == "302 Found"
    assert statements.count() == before + 2
    assert all(statement.texts.exists() and statement.body_rows.exists() for statement in statements)


class _Nothing:
    def read(self, _length: int) -> bytes:
        return b""


def _address() -> str:
    place = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return make_conninfo(**{name: place[key] for name, key in names.items() if place[key]})


def test_a_table_names_the_goal_that_was_missed() -> None:
    target = Target("list", "item list", ITEMS, goal=8, most_queries=8)
    slow = Figures(p50=[90.0, 99.0, 91.0], rate=[20.0], cpu=[1.5])
    text = table.against_the_floor(
        [Result(target, slow, Figures([10.0], [1200.0], [0.1]), 9)], (1234.0, 123.4)
    )
    assert (
        "| item list | 10.0 | 91.0 | 9.1 | 1,200 | 20.0 | 60.0 | 1.5 | 9 | ≤ 8: missed; ≤ 8 queries: missed |"
        in text
    )
    assert "123 MB" in text


def test_what_replaced_workers_spent_is_not_known() -> None:
    target = Target("list", "item list", ITEMS)
    told = Figures(p50=[90.0], rate=[20.0], cpu=[])
    text = table.against_the_floor(
        [Result(target, told, Figures([10.0], [1200.0], [0.1]), 9)], (1234.0, 123.4)
    )
    assert "| 20.0 | 60.0 | – | 9 |" in text


def test_growth_is_what_a_page_costs_in_the_larger_database_over_the_smaller() -> None:
    target = Target("list", "item list", ITEMS, goal=2)
    small, large = (Result(target, Figures(p50=[value]), Figures(), 8) for value in (10.0, 15.0))
    assert "| item list | 10.0 | 15.0 | 1.5 | 8 | ≤ 2: reached |" in table.growth([small], [large])


def test_the_table_is_written_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("above\n<!-- bench floor -->\nold\n<!-- end of bench floor -->\nbelow\n")
    table.write("floor", "new", page)
    assert page.read_text() == "above\n<!-- bench floor -->\n\nnew\n\n<!-- end of bench floor -->\nbelow\n"
    with pytest.raises(CannotGoOn, match="no place between"):
        table.write("growth", "new", page)


def test_the_readme_has_both_places_and_every_target_its_sql() -> None:
    readme = table.README.read_text(encoding="utf-8")
    for name in ("floor", "growth"):
        assert f"<!-- bench {name} -->" in readme
    assert all(floor_sql(target.floor) for target in TARGETS)
    assert len({target.name for target in TARGETS}) == len(TARGETS)
    assert all(target.goal for target in GROWTH)
