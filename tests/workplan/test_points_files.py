"""The points on returns are taken away as Excel, CSV and JSON, every word of them; the other side's never."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.helpers import acting_as_person, signed_in
from tests.workplan.points_of_tests import ASKED, answer, ask, close
from tests.workplan.reading import in_chinese, tree
from tests.workplan.rounds_of_tests import CUT_OFF, at, open_round, submit, take
from workplan.choices import ReturnAct
from workplan.models import ReportingRound
from workplan.services import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
ROUND = "/mhstcc/rounds/1/"


@pytest.fixture(autouse=True)
def points(db: Any) -> None:
    """On III-2 one that was answered and one that the body raised and the office closed; on II-3 one for the body."""
    open_round()
    submit()
    ask()
    answer()
    ask("contributor.rgc", "evidence", "Is a photograph enough?")
    close(2, text="It is.")
    ask("secretariat.hk", "whole", "Please say more.", reference="II-3")


def listed(who: str = "officer.hk", query: str = "") -> list[dict[str, Any]]:
    return list(json.loads(signed_in(who).get(f"{ROUND}points.json?{query}").content)["points"])


def places(rows: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(row["reference"], row["point"], row["holder"]) for row in rows]


def table(client: Client | None = None) -> list[list[str]]:
    file = (client or signed_in("officer.hk")).get(f"{ROUND}points.csv")
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


def test_each_point_says_what_it_is_about_with_whom_it_lies_and_every_word() -> None:
    rows = listed()
    assert places(rows) == [("II-3", 1, "body"), ("III-2", 1, "office"), ("III-2", 2, "nobody")]
    assert [row["part"] for row in rows] == ["whole", "narrative", "evidence"]
    assert [turn["text"] for turn in rows[1]["turns"]] == [ASKED, "Seven."]
    assert [turn["kind"] for turn in rows[2]["turns"]] == ["raised", "closed"]
    assert [turn["roles"] for turn in rows[1]["turns"]] == [["liaison_officer"], ["contributor"]]


def test_a_table_has_a_row_for_each_word_in_the_order_of_the_plan() -> None:
    head, *rows = table()
    assert head[5:9] == ["Point", "About which part", "With whom", "When"]
    assert [(row[0], row[5], row[9], row[12]) for row in rows] == [
        ("II-3", "1", "raised", "Please say more."),
        ("III-2", "1", "raised", ASKED),
        ("III-2", "1", "answered", "Seven."),
        ("III-2", "2", "raised", "Is a photograph enough?"),
        ("III-2", "2", "closed", "It is."),
    ]
    assert [row[7] for row in rows] == ["the body", *["the liaison office"] * 2, *["nobody"] * 2]


def test_the_workbook_holds_the_same_rows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(signed_in("officer.hk").get(f"{ROUND}points.xlsx").content))
    sheet = book.worksheets[0]
    assert sheet.title == "Points"
    written = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
    of_csv = table()[1:]
    assert [row[:8] + row[9:] for row in written] == [row[:8] + row[9:] for row in of_csv]
    assert [row[8][:10] for row in written] == [row[8] for row in of_csv]
    assert sheet.column_dimensions["I"].width >= 15, "2025年10月10日 in one line"


def test_in_chinese_heads_parts_and_roles_are_chinese() -> None:
    head, *rows = table(in_chinese(signed_in("officer.hk")))
    assert head[5:9] == ["意見編號", "關於哪一部分", "待誰處理", "時間"]
    assert rows[1][6] == "進展"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("points=open", [("II-3", 1), ("III-2", 1)]),
        ("points=body", [("II-3", 1)]),
        ("points=office", [("III-2", 1)]),
        ("area=2", [("II-3", 1)]),
        ("state=submitted", [("III-2", 1), ("III-2", 2)]),
        ("late=now", []),
    ],
)
def test_it_honours_the_filter_of_the_list(query: str, expected: list[tuple[str, int]]) -> None:
    assert [place[:2] for place in places(listed(query=query))] == expected


def test_a_point_that_was_open_when_its_return_was_waived_lies_with_nobody() -> None:
    take(ReturnAct.WAIVE, reference="II-3", reason="Not this year.")
    assert places(listed(query="points=open")) == [("II-3", 1, "nobody"), ("III-2", 1, "office")]
    assert places(listed(query="points=body")) == []


def test_in_a_closed_round_every_open_point_lies_with_the_office() -> None:
    with at(CUT_OFF), acting_as_person("secretariat.hk") as by:
        place = ReportingRound.objects.get()
        rounds.close_round(place=place, expected_version=place.version, by=by)
        assert places(listed(query="points=office")) == [("II-3", 1, "office"), ("III-2", 1, "office")]
        assert places(listed(query="points=body")) == []


def test_a_filter_that_makes_no_sense_gives_no_file() -> None:
    assert signed_in("officer.hk").get(f"{ROUND}points.xlsx?points=mine").status_code == 422


def test_a_body_takes_away_its_own_and_the_other_side_none_of_them() -> None:
    assert len(listed("contributor.rgc")) == 3
    assert listed("officer.mainland") == listed("secretariat.mainland") == []
    assert signed_in("viewer").get(f"{ROUND}points.json").status_code == 403


def test_words_that_look_like_a_formula_stay_words() -> None:
    ask(text="=1+1")
    assert "'=1+1" in [row[12] for row in table()]


def test_the_page_offers_the_files_with_its_filter_once_there_is_a_point() -> None:
    links = f"//a[starts-with(@href, '{ROUND}points.')]/@href"
    page = tree(signed_in("officer.hk").get(f"{ROUND}?area=3&page=1"))
    assert page.xpath(links) == [f"{ROUND}points.{ending}?area=3" for ending in ("xlsx", "csv", "json")]
    assert tree(signed_in("officer.mainland").get(ROUND)).xpath(links) == []


@pytest.mark.parametrize("size", [0, 30])
def test_its_queries_do_not_grow_with_the_points(size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        ask("contributor.rgc" if number % 2 else "officer.hk")
    client = signed_in("officer.hk")
    client.get(f"{ROUND}points.json")
    with django_assert_num_queries(6):
        assert len(json.loads(client.get(f"{ROUND}points.json").content)["points"]) == 3 + size
