"""Who has not answered: what each person sees, filters, order, files, queries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from committees.keeping.acting import acting_as_command
from committees.models import Body
from tests.helpers import acting_as_person, signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD
from tests.workplan.letters import a_letter
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.rounds_of_tests import (
    CUT_OFF,
    DUE,
    OPENS,
    SIGNED,
    at,
    nil,
    open_round,
    submit,
    take,
    the_return,
)
from tests.workplan.test_consolidate_service import consolidate
from workplan.models import Return, Workplan
from workplan.services import returns, rounds
from workplan.services.contributions import Signature

pytestmark = pytest.mark.django_db
PAGE = "/mhstcc/rounds/1/"
OPENS_ON = OPENS.date()
THREE_DAYS_LATE = DUE + timedelta(days=3)


def own(code: str = "hong_kong") -> list[Return]:
    return list(Return.objects.filter(side__code=code).select_related("item", "body"))


def rows(response: Any) -> list[str]:
    """Reference and body of each row, in order."""
    found = tree(response).xpath("//table[contains(@class, 'returns')]/tbody/tr")
    return [
        " ".join(
            " ".join(row.xpath(f"td[@class='{cell}']")[0].text_content().split()).removeprefix("港")
            for cell in ("cell-ref", "cell-body")
        )
        for row in found
    ]


def found(query: str, username: str = "officer.hk") -> list[str]:
    response = signed_in(username).get(f"{PAGE}?{query}")
    assert response.status_code == 200
    return [row.replace("Hong Kong", "").replace("  ", " ") for row in rows(response)]


@contextmanager
def some_answered() -> Iterator[None]:
    """III-2 accepted, II-3 answered late with nothing, one return extended; three days past the due day."""
    open_round()
    submit()
    take("accept")
    with acting_as_person("officer.hk") as by:
        rounds.extend(
            contributions=[the_return("I-4", "DPO")], due_at=CUT_OFF, reason="The panel meets late.", by=by
        )
    with at(DUE + timedelta(days=1)):
        nil(reference="II-3")
    with at(THREE_DAYS_LATE):
        yield


def test_an_office_sees_its_own_side_and_of_the_other_only_the_sums() -> None:
    with some_answered():
        page = signed_in("officer.hk").get(PAGE)
        theirs = signed_in("officer.mainland").get(PAGE)
    assert len(rows(page)) == len(own())
    assert not any("NSFC" in row for row in rows(page))
    assert len(rows(theirs)) == len(own("mainland"))
    both = text_of(theirs, "//table[contains(@class, 'both')]")
    assert f"Hong Kong {len(own())}" in both
    assert not any("RGC" in row for row in rows(theirs))
    assert "Research Grants Council" not in text_of(theirs, "//main")
    assert "nothing to report0" in text_of(theirs, "//table[contains(@class, 'own-states')]")


def test_a_contributor_sees_only_its_own_rows() -> None:
    with some_answered():
        page = signed_in("contributor.rgc").get(PAGE)
    assert {row.split()[-1] for row in rows(page)} == {"RGC"}
    assert "Returns of your body 2" in text_of(page, "//h2")
    assert "Chase letters" not in text_of(page, "//main")


def test_the_list_opens_on_all_and_each_view_counts_what_it_shows() -> None:
    """What waits for the office is apart from what it accepted and has not said yet."""
    with some_answered():
        submit("officer.hk", "III-1", "ITC", signature=Signature("Head", OPENS_ON, "Letter", a_letter()))
        client = signed_in("officer.hk")
        page = client.get(PAGE)
        assert text_of(page, "//section[@aria-labelledby='part-3']/h2") == "3Returns"
        views = tree(page).xpath("//nav[@id='views']//a")
        told = {view.text.strip(): (view.get("href"), int(view.xpath("b")[0].text)) for view in views}
        assert [view.text.strip() for view in views if view.get("aria-current")] == ["All"]
        shown = {label: len(rows(client.get(url))) for label, (url, _count) in told.items()}
    assert shown == {label: count for label, (_url, count) in told.items()}
    assert (shown["For the office to look at"], shown["Accepted, without a statement yet"]) == (1, 1)
    assert shown["All"] == sum(
        shown[label]
        for label in (
            "Not answered",
            "For the office to look at",
            "Accepted, without a statement yet",
            "Settled",
        )
    )


def test_the_sum_of_a_side_says_what_it_counts() -> None:
    """Not all statements of the plan: those that cite a return of this round."""
    open_round()
    for path in ("/mhstcc/rounds/", "/mhstcc/plans/2024-25/"):
        words = text_of(signed_in("viewer").get(path), "//main")
        assert "statements citing returns of this round on 0 of " in words, path
    assert "Items whose statement cites returns of this round" in text_of(
        signed_in("viewer").get(PAGE), "//main"
    )


@pytest.mark.parametrize("username", ["viewer", "admin"])
def test_those_who_read_see_the_public_part(username: str) -> None:
    with some_answered():
        page = signed_in(username).get(PAGE)
    assert rows(page) == []
    assert "Returns are the work of each side" in text_of(page, "//main")
    assert "RGC" not in text_of(page, "//main")
    assert signed_in(username).get(f"{PAGE}outstanding.csv").status_code == 403


def test_another_committee_does_not_find_it() -> None:
    open_round()
    another_committee()
    assert signed_in("tides.secretariat").get(PAGE).status_code == 404


def test_days_late_court_and_extension_of_a_row() -> None:
    with some_answered():
        page = signed_in("officer.hk").get(PAGE)
    text = {
        row: " ".join(line.text_content().split())
        for row, line in zip(
            rows(page), tree(page).xpath("//table[contains(@class, 'returns')]/tbody/tr"), strict=True
        )
    }
    said = {key.split()[0] + key.split()[-1]: value for key, value in text.items()}
    assert "3 days late" in said["III-1ITC"]
    assert "the body17 days, since 10 Oct 2025" in said["III-1ITC"]
    assert "answered 1 day late" in said["II-3RGC"]
    assert "nobody" in said["II-3RGC"]
    assert "not late" in said["I-4DPO"]
    assert "31 Oct 2025extended from 24 Oct 2025" in said["I-4DPO"]
    assert "the liaison office" in said["III-2RGC"]


def test_a_cited_return_lies_in_nobodys_court_and_counts_for_both_sides() -> None:
    with some_answered():
        consolidate(the_return())
        page = signed_in("officer.mainland").get(PAGE)
        mine = signed_in("officer.hk").get(f"{PAGE}?holder=office")
    assert "1 of" in text_of(page, "//table[contains(@class, 'both')]")
    assert rows(mine) == []


@pytest.mark.parametrize(
    ("query", "hit", "miss"),
    [
        ("late=now", "III-1 ITC", "I-4 DPO"),
        ("late=answered", "II-3 RGC", "III-1 ITC"),
        ("holder=body", "III-1 ITC", "III-2 RGC"),
        ("holder=office", "III-2 RGC", "II-3 RGC"),
        ("holder=nobody", "II-3 RGC", "III-2 RGC"),
        ("state=accepted", "III-2 RGC", "II-3 RGC"),
        ("state=accepted&state=nil", "II-3 RGC", "III-1 ITC"),
        ("area=3", "III-1 ITC", "II-3 RGC"),
        ("body=RGC", "II-3 RGC", "III-1 ITC"),
        ("q=資助局", "II-3 RGC", "IV-1 ITC"),
        ("q=hetao", "VII-3 ITIB", "III-1 ITC"),
    ],
)
def test_each_filter_by_a_hit_and_a_miss(query: str, hit: str, miss: str) -> None:
    with some_answered():
        listed = found(query)
    assert hit in listed
    assert miss not in listed


def test_the_order_is_days_late_first_or_as_asked() -> None:
    with some_answered():
        late, by_body, by_item = found(""), found("sort=body"), found("sort=item")
    assert late.index("III-1 ITC") < late.index("II-3 RGC") < late.index("I-4 DPO")
    bodies = [row.split()[-1] for row in by_body]
    assert bodies == [
        row.abbreviation
        for row in Body.objects.order_by("abbreviation")
        for _each in range(bodies.count(row.abbreviation))
    ]
    assert by_item[0].startswith("I-1 ")
    assert sorted(late) == sorted(by_body) == sorted(by_item)


@pytest.mark.parametrize("query", ["state=lost", "area=9", "holder=me", "sort=up", "size=7", "page=0"])
def test_a_filter_that_makes_no_sense_says_so_and_shows_no_file(query: str) -> None:
    open_round()
    client = signed_in("officer.hk")
    assert client.get(f"{PAGE}?{query}").status_code == 422
    assert client.get(f"{PAGE}outstanding.xlsx?{query}").status_code == 422


def test_a_part_of_the_page_for_htmx_is_the_list_alone() -> None:
    open_round()
    answer = signed_in("officer.hk").get(f"{PAGE}?body=RGC", HTTP_HX_REQUEST="true")
    assert "<h1" not in answer.content.decode()
    assert len(rows(answer)) == 2
    assert "HX-Request" in answer.headers["Vary"]


def test_a_page_beyond_the_last_shows_the_last() -> None:
    open_round()
    assert len(found("size=25&page=40")) == len(own()) - 25


def test_the_files_hold_what_is_outstanding_and_honour_the_filter() -> None:
    client = signed_in("officer.hk")
    with some_answered():
        table = list(
            csv.reader(io.StringIO(client.get(f"{PAGE}outstanding.csv").content.decode("utf-8-sig")))
        )
        of_body = json.loads(client.get(f"{PAGE}outstanding.json?body=RGC&state=nil").content)
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}outstanding.xlsx?area=1").content))
        theirs = json.loads(signed_in("contributor.rgc").get(f"{PAGE}outstanding.json").content)
    assert len(table) == 1 + len(own()) - 2
    assert table[0][:4] == ["Ref.", "Action item", "Side", "Body"]
    assert [(row["reference"], row["days_late"]) for row in of_body["returns"]] == [("II-3", 1)]
    sheet = book.worksheets[0]
    assert {row[0].value[:2] for row in sheet.iter_rows(min_row=2)} == {"I-"}
    assert theirs["returns"] == []


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    open_round()
    with acting_as_command("test"):
        body = Body.objects.get(code="RGC")
        body.abbreviation = "=1+1"
        body.save()
    client = signed_in("officer.hk")
    assert "'=1+1" in client.get(f"{PAGE}outstanding.csv?body=RGC").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}outstanding.xlsx?body=RGC").content))
    assert {row[3].data_type for row in book.worksheets[0].iter_rows(min_row=2)} == {"s"}


def test_the_plan_and_the_meeting_lead_to_it() -> None:
    open_round()
    for path in ("/mhstcc/plans/2024-25/", "/mhstcc/meetings/19/", "/mhstcc/"):
        assert tree(signed_in("viewer").get(path)).xpath(f"//main//a[@href='{PAGE}']"), path


def test_the_desk_of_an_office_says_what_waits_and_that_of_a_body_what_it_owes() -> None:
    with some_answered():
        office = text_of(signed_in("officer.hk").get("/"), "//section[@aria-labelledby='round']")
        body = signed_in("contributor.rgc").get("/")
        viewer = signed_in("viewer").get("/")
    assert "1 accepted, for a statement of the side" in office
    assert "The due time has passed; cut off in 4 days." in office
    assert "Your body has answered all that was asked." in text_of(
        body, "//section[@aria-labelledby='round']"
    )
    assert text_of(viewer, "//section[@aria-labelledby='round']") == ""
    assert "both sides" in text_of(viewer, "//section[@aria-labelledby='box-round']")


def test_a_body_finds_its_outstanding_returns_on_its_desk() -> None:
    open_round()
    desk = tree(signed_in("contributor.rgc").get("/"))
    links = desk.xpath("//section[@aria-labelledby='round']//td[@class='cell-ref']/a")
    assert [link.text_content() for link in links] == ["II-3", "III-2"]


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_its_queries_do_not_grow_with_the_returns(size: int, django_assert_num_queries: Any) -> None:
    open_round(workplan=Workplan.objects.get(period=PERIOD))
    for username, queries in (("officer.hk", 6), ("viewer", 4)):
        client = signed_in(username)
        client.get(PAGE)
        with django_assert_num_queries(queries):
            client.get(PAGE)


def test_the_desk_costs_one_query_more_while_a_round_is_open(django_assert_num_queries: Any) -> None:
    open_round()
    client = signed_in("officer.hk")
    client.get("/")
    with django_assert_num_queries(8):
        client.get("/")


def test_in_chinese_it_names_the_bodies() -> None:
    open_round()
    page = in_chinese(signed_in("officer.hk")).get(f"{PAGE}?body=RGC")
    assert "研究資助局" in text_of(page, "//table[contains(@class, 'returns')]")


def test_what_is_handed_in_for_a_body_shows_as_any_other() -> None:
    open_round()
    letter = a_letter()
    with acting_as_person("officer.hk") as by:
        returns.answer_nil(
            contribution=the_return(),
            signature=Signature(SIGNED.name, SIGNED.on, "Letter of 9 October", letter),
            expected_version=the_return().version,
            by=by,
        )
    assert found("state=nil") == ["III-2 RGC"]
