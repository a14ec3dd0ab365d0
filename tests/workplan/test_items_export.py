"""The filtered list taken away as Excel, CSV and JSON: the rows of the page, typed, and never a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD
from tests.workplan.plans_of_tests import nothing_written
from tests.workplan.reading import ITEMS, listed, tree
from tests.workplan.recording import record

pytestmark = pytest.mark.django_db
ENDINGS = ("xlsx", "csv", "json")
FILE = ITEMS.removesuffix("/")
QUERIES = (
    "",
    "area=3",
    "status=no_statement&status=on_track&sort=due",
    "side=mainland&sort=-latest",
    "q=河套",
)


def taken(ending: str, query: str = "", name: str = "viewer", language: str = "en", at: str = FILE) -> Any:
    client = signed_in(name)
    client.cookies["language"] = language
    return client.get(f"{at}.{ending}?{query}")


def rows_of(answer: Any, ending: str) -> list[list[Any]]:
    """With their head, as the file's own reader gives them."""
    if ending == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("query", QUERIES)
def test_each_file_holds_what_the_page_finds_in_its_order(query: str) -> None:
    wanted = listed(signed_in("viewer").get(f"{ITEMS}?{query}"))
    assert wanted
    for ending in ("xlsx", "csv"):
        assert [row[0] for row in rows_of(taken(ending, query), ending)[1:]] == wanted
    told = json.loads(taken("json", query).content)
    assert [item["reference"] for item in told["items"]] == wanted


def test_pages_do_not_cut_a_file_and_the_page_links_to_it_with_its_filter() -> None:
    page = tree(signed_in("viewer").get(f"{ITEMS}?area=5&size=25&page=1&sort=due"))
    links = [link.get("href") for link in page.xpath("//*[contains(@class, 'result-line')]//a")]
    assert links == [f"{FILE}.{ending}?area=5&sort=due" for ending in ENDINGS]
    assert len(json.loads(taken("json", "size=25&page=7").content)["items"]) == 24


def test_the_workbook_has_real_dates_and_a_frozen_head() -> None:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(taken("xlsx").content)).worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:K25")
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "I-4")
    assert row[3].value == "Behind schedule"
    assert row[6].value.date() == date(2025, 8, 25)
    assert (row[9].value.date(), row[9].number_format) == (date(2025, 6, 30), "d mmm yyyy")
    month = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "I-2")[9]
    assert (month.value.date(), month.number_format) == (date(2025, 12, 1), "mmm yyyy")


def test_csv_and_json_say_dates_as_exactly_as_they_are_known() -> None:
    days = {row[0]: row[9] for row in rows_of(taken("csv"), "csv")[1:]}
    assert (days["I-4"], days["I-2"], days["II-2"]) == ("2025-06-30", "2025-12", "2026")
    item = next(item for item in json.loads(taken("json").content)["items"] if item["reference"] == "I-4")
    assert (item["status"], item["as_at"], item["next"]["due"]) == (
        "behind_schedule",
        "2025-08-25",
        "2025-06-30",
    )
    assert item["next"]["has_passed"] is True
    assert set(item["leads"]) == {"mainland", "hong_kong"}


@pytest.mark.parametrize(("language", "status"), [("zh-hant", "進度較預期慢"), ("zh-hans", "进度较预期慢")])
def test_words_are_the_readers(language: str, status: str) -> None:
    for ending in ("xlsx", "csv"):
        row = next(row for row in rows_of(taken(ending, language=language), ending) if row[0] == "I-4")
        assert row[3] == status
    answer = taken("json", language=language)
    assert f"mhstcc-2024-25-action-items-{language}.json" in answer.headers["Content-Disposition"]
    assert json.loads(answer.content)["language"] == language


def test_what_looks_like_a_formula_stays_a_text() -> None:
    record(signed_in("officer.hk"), status="behind_schedule", reason_en='=HYPERLINK("http://x","y")')
    reasons = {row[0]: row[5] for row in rows_of(taken("csv"), "csv")}
    assert reasons["III-2"] == """'=HYPERLINK("http://x","y")"""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(taken("xlsx").content)).worksheets
    cell = next(row[5] for row in sheet.iter_rows() if row[0].value == "III-2")
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x","y")', "s")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_filter_that_makes_no_sense_is_422_and_a_sentence(ending: str) -> None:
    for query in ("status=nonsense", "area=9", "q=" + "x" * 201):
        answer = taken(ending, query)
        assert answer.status_code == 422
        assert "The filter was not understood, so nothing was written to a file." in answer.content.decode()
    assert taken(ending, "q=%00").status_code == 400


@pytest.mark.parametrize("ending", ENDINGS)
def test_only_who_reads_the_plan_takes_it_away(ending: str) -> None:
    another_committee()
    assert taken(ending, name="tides.secretariat").status_code == 404
    assert Client().get(f"{FILE}.{ending}").status_code == 302
    assert taken(ending, at="/mhstcc/plans/1999-00/actions").status_code == 404
    reader = signed_in("viewer")
    with nothing_written():
        assert reader.get(f"{FILE}.{ending}").status_code == 200


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_a_file_costs_six_queries_whatever_its_size(size: int, django_assert_num_queries: Any) -> None:
    client = signed_in("viewer")
    client.get(f"/mhstcc/plans/{PERIOD}/actions/")
    for ending in ENDINGS:
        with django_assert_num_queries(6):
            assert client.get(f"/mhstcc/plans/{PERIOD}/actions.{ending}").status_code == 200
