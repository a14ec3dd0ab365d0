"""An action item: its words, bodies, milestones, statements, and what the reader may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD
from tests.workplan.reading import PLAN, fallback_marks, in_chinese, text_of, tree
from tests.workplan.recording import fields_of, record
from workplan.models import ActionItem, ProgressUpdate

pytestmark = pytest.mark.django_db
ITEM = f"{PLAN}III-2/"


def cards(response: Any) -> list[str]:
    return [
        " ".join(card.text_content().split()) for card in tree(response).xpath("//ol[@class='updates']/li")
    ]


def correct(client: Client, number: int, **typed: Any) -> Any:
    address = f"{ITEM}progress/{number}/correct/"
    return client.post(address, {**fields_of(client.get(address)), "correction_reason": "A slip.", **typed})


def newest_number() -> int:
    return ProgressUpdate.objects.filter(item__reference="III-2").latest("number").number


@pytest.mark.parametrize("username", ["officer.hk", "viewer", "contributor.rgc", "admin"])
def test_everybody_of_the_committee_reads_it(username: str) -> None:
    response = signed_in(username).get(ITEM)
    assert response.status_code == 200
    assert "Carry out the 2025 NSFC/RGC Joint Research Scheme" in text_of(response, "//h1")


def test_people_of_another_committee_do_not_find_it() -> None:
    another_committee()
    assert signed_in("tides.secretariat").get(ITEM).status_code == 404


def test_nobody_reads_it_without_signing_in() -> None:
    assert Client().get(ITEM).status_code == 302


@pytest.mark.parametrize("reference", ["III-99", "IIII-1", "X-1", "VII-99999999999999999999"])
def test_an_item_that_is_not_there_is_a_page_that_says_so(reference: str) -> None:
    assert signed_in("viewer").get(f"{PLAN}{reference}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_its_words_stand_out_from_those_of_its_area(language: str) -> None:
    client = signed_in("viewer")
    client.cookies["language"] = language
    item = ActionItem.objects.select_related("area").get(workplan__period="2024-25", reference="III-2")
    quote = tree(client.get(ITEM)).xpath("//div[contains(@class, 'quote')]")[0]
    column = language.replace("-", "_")
    assert quote.xpath("p[@lang]")[0].text_content() == getattr(item.area, f"agreed_text_{column}")
    assert "".join(mark.text_content() for mark in quote.xpath(".//mark")) == getattr(
        item, f"agreed_words_{column}"
    )


def test_bodies_stand_by_side_and_role() -> None:
    rows = tree(signed_in("viewer").get(ITEM)).xpath("//table[contains(@class, 'sides')]/tbody/tr")
    assert "NSFC" in rows[0][1].text_content()
    assert "RGC" in rows[0][2].text_content()
    assert "UGC" in rows[2].text_content()  # supports, and sits on neither side


def test_a_new_statement_stands_first_with_its_change_of_status() -> None:
    client = signed_in("officer.hk")
    record(client, as_at="2025-10-10", status="behind_schedule", reason_en="Peer review took longer.")
    response = client.get(ITEM)
    first = cards(response)[0]
    assert "On track →became Behind schedule" in first
    assert "Reason Peer review took longer." in first
    assert "Liaison officer, Hong Kong side" in first
    assert "Peer review took longer." in text_of(response, "//div[@class='state']")


def test_a_corrected_statement_stays_struck_and_folded() -> None:
    client = signed_in("officer.hk")
    record(client, narrative_en="150 projects.")
    wrong = newest_number()
    correct(client, wrong, narrative_en="15 projects.")
    response = client.get(ITEM)
    struck = tree(response).xpath("//li[contains(@class, 'update-corrected')]")
    assert [card.get("id") for card in struck] == [f"update-{wrong}"]
    assert "150 projects." in struck[0].xpath(".//details//p[contains(@class, 'struck')]")[0].text_content()
    assert f"corrected by update {wrong + 1}" in struck[0].text_content()
    assert "A slip." in cards(response)[0]
    assert struck[0].xpath(".//a[contains(@class, 'button')]") == []


def test_who_may_record_has_the_button_and_who_may_not_has_the_reason() -> None:
    may = tree(signed_in("officer.hk").get(ITEM))
    assert may.xpath(f"//div[@class='state']//a[@href='{ITEM}progress/']")
    response = signed_in("viewer").get(ITEM)
    assert tree(response).xpath(f"//a[starts-with(@href, '{ITEM}progress/')]") == []
    assert "Only a liaison office may record progress" in text_of(response, "//div[@class='state']")
    assert tree(response).xpath("//div[@class='state']//span[@aria-disabled='true']")


def test_only_a_side_s_own_office_may_correct_its_statement() -> None:
    record(signed_in("officer.hk"))
    address = f"{ITEM}progress/{newest_number()}/correct/"
    assert tree(signed_in("officer.hk").get(ITEM)).xpath(f"//a[@href='{address}']")
    theirs = signed_in("officer.mainland").get(ITEM)
    assert tree(theirs).xpath(f"//a[@href='{address}']") == []
    assert "Only the liaison office of the side that made a statement" in cards(theirs)[0]


def test_missing_languages_are_offered_to_whoever_may_add_them() -> None:
    record(signed_in("officer.hk"))
    base = f"{ITEM}progress/{newest_number()}/texts/"
    offered = tree(signed_in("officer.hk").get(ITEM)).xpath(f"//a[starts-with(@href, '{base}')]/@href")
    assert offered == [f"{base}zh-hant/", f"{base}zh-hans/"]
    assert tree(signed_in("viewer").get(ITEM)).xpath(f"//a[starts-with(@href, '{base}')]") == []


def test_milestones_may_be_moved_by_the_side_that_leads() -> None:
    path = f"//a[starts-with(@href, '{ITEM}milestones/')]"
    offered = tree(signed_in("officer.mainland").get(ITEM)).xpath(path)
    assert offered[0].text == "Move, or mark as reached"
    refused = signed_in("viewer").get(ITEM)
    assert tree(refused).xpath(path) == []
    assert "may move its milestones" in text_of(refused, "//section[@aria-labelledby='milestones']")


def test_each_side_s_last_word_stands_beside() -> None:
    record(signed_in("officer.hk"), as_at="2025-10-10", status="behind_schedule", reason_en="Late.")
    record(signed_in("officer.mainland"), as_at="2025-10-09", status="on_track")
    response = signed_in("viewer").get(ITEM)
    beside = tree(response).xpath("//section[@aria-labelledby='box-sides']//tr")
    assert [[cell.text_content().strip() for cell in row.xpath("td")] for row in beside] == [
        ["On track", "9 Oct 2025"],
        ["Behind schedule", "10 Oct 2025"],
    ]
    assert "Sides differ" in text_of(response, "//div[@class='state']")


def test_the_neighbours_are_a_click_away_across_areas() -> None:
    page = tree(signed_in("viewer").get(ITEM))
    assert page.xpath("//a[@rel='prev']/@href") == [f"{PLAN}III-1/"]
    assert page.xpath("//a[@rel='next']/@href") == [f"{PLAN}IV-1/"]
    first = tree(signed_in("viewer").get(f"{PLAN}I-1/"))
    assert first.xpath("//a[@rel='prev']") == []
    last = tree(signed_in("viewer").get(f"{PLAN}VII-3/"))
    assert last.xpath("//a[@rel='next']") == []


def test_an_item_without_a_statement_says_so() -> None:
    response = signed_in("viewer").get(f"{PLAN}III-1/")
    assert "Neither side has made a statement." in text_of(response)
    assert cards(response) == []


def test_a_chinese_page_has_no_mark_of_another_language() -> None:
    client = in_chinese(signed_in("viewer"))
    for reference in ("I-2", "III-2", "VI-1", "VII-3"):
        assert fallback_marks(client.get(f"{PLAN}{reference}/")) == []


def test_typed_text_is_shown_as_text() -> None:
    client = signed_in("officer.hk")
    record(client, narrative_en="<script>alert(1)</script>\n\nSecond paragraph.")
    response = client.get(ITEM)
    assert b"<script>alert" not in response.content
    assert "<script>alert(1)</script>" in cards(response)[0]


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_it_costs_the_same_queries_whatever_the_size_of_the_plan(
    size: int, django_assert_num_queries: Any
) -> None:
    client = signed_in("officer.hk")
    client.get(f"/mhstcc/plans/{PERIOD}/I-1/")
    with django_assert_num_queries(9):
        response = client.get(f"/mhstcc/plans/{PERIOD}/I-1/")
    # The strip beside it shows the neighbourhood of a long area.
    strip = tree(response).xpath("//ol[@class='index-items']/li/a")
    assert len(strip) == (14 if size == 300 else 1)
    assert [link.text for link in strip if link.get("aria-current")] == ["I-1"]


@pytest.mark.parametrize("more", [0, 6])
def test_it_costs_the_same_queries_however_many_statements(more: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    for number in range(more):
        record(client, narrative_en=f"Statement {number}.")
    with django_assert_num_queries(9):
        response = client.get(ITEM)
    assert len(cards(response)) >= more
