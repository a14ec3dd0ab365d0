"""The list of action items: each filter by a hit and a miss, views, order, pages, what makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from committees.models import Body
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD, plan_of
from tests.workplan.reading import ITEMS, fallback_marks, in_chinese, listed, text_of, tree
from tests.workplan.recording import record
from workplan.models import ActionItem
from workplan.views.contexts.addresses import addresses_of

pytestmark = pytest.mark.django_db
BIG = f"/mhstcc/plans/{PERIOD}/actions/"


def found(query: str, username: str = "viewer") -> list[str]:
    response = signed_in(username).get(f"{ITEMS}?{query}")
    assert response.status_code == 200
    return listed(response)


@pytest.mark.parametrize("username", ["officer.hk", "viewer", "contributor.rgc", "admin"])
def test_everybody_of_the_committee_reads_it(username: str) -> None:
    assert len(listed(signed_in(username).get(ITEMS))) == 24


def test_people_of_another_committee_do_not_find_it() -> None:
    another_committee()
    assert signed_in("tides.secretariat").get(ITEMS).status_code == 404


def test_nobody_reads_it_without_signing_in() -> None:
    assert Client().get(ITEMS).status_code == 302


@pytest.mark.parametrize(
    ("query", "hit", "miss"),
    [
        ("area=3", "III-2", "IV-1"),
        ("status=no_statement", "III-1", "III-2"),
        ("status=no_statement&status=on_track", "III-2", "VI-1"),
        ("side=mainland&area=3", "III-2", "I-1"),
        ("body=RGC", "III-2", "III-1"),
        ("due=passed", "IV-1", "III-2"),
        ("due=30", "I-1", "II-2"),
        ("due=soon", "IV-1", "II-2"),
        ("quiet=60", "III-2", "VI-1"),
        ("q=hetao", "VII-3", "III-2"),
        ("q=河套", "VII-3", "III-2"),
        ("q=iii-2", "III-2", "III-1"),
    ],
)
def test_each_filter_lets_through_what_it_names(query: str, hit: str, miss: str) -> None:
    references = found(query)
    assert hit in references
    assert miss not in references


def test_words_of_a_statement_are_found() -> None:
    assert found("q=quixotic") == []
    record(signed_in("officer.hk"), narrative_en="A Quixotic attempt.")
    assert found("q=quixotic") == ["III-2"]


def test_sides_that_differ_are_found() -> None:
    assert found("differ=1") == []
    record(signed_in("officer.mainland"), as_at="2025-10-09", status="on_track")
    record(signed_in("officer.hk"), as_at="2025-10-10", status="behind_schedule", reason_en="Late.")
    assert found("differ=1") == ["III-2"]


def test_filters_are_all_asked_at_once() -> None:
    assert found("area=4&due=passed&status=no_statement") == ["IV-1", "IV-2"]
    assert found("area=4&body=RGC&due=passed") == []


def test_a_view_counts_what_it_shows() -> None:
    client = signed_in("officer.hk")
    views = tree(client.get(ITEMS)).xpath("//nav[@id='views']//a")
    assert [view.text_content().rsplit(" ", 1)[0] for view in views] == [
        "All",
        "Led by Hong Kong",
        "Behind schedule",
        "No statement yet",
        "Due within 30 days",
    ]
    for view in views:
        response = client.get(view.get("href"))
        assert len(listed(response)) == int(view.xpath("b")[0].text)
        current = tree(response).xpath("//nav[@id='views']//a[@aria-current]")
        assert [link.get("href") for link in current] == [view.get("href")]


def test_the_order_is_that_of_the_plan() -> None:
    items = ActionItem.objects.filter(workplan__period="2024-25").order_by("area__number", "position")
    assert found("") == [item.reference for item in items]
    headings = tree(signed_in("viewer").get(ITEMS)).xpath("//th[contains(@class, 'area-cell')]")
    assert [heading.text_content().strip() for heading in headings] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
    ]


def test_other_orders_leave_nothing_out_and_show_no_numerals() -> None:
    everything = sorted(found(""))
    for order in ("status", "due", "latest", "-latest"):
        assert sorted(found(f"sort={order}")) == everything
    assert (
        tree(signed_in("viewer").get(f"{ITEMS}?sort=due")).xpath("//th[contains(@class, 'area-cell')]") == []
    )


def test_what_was_never_spoken_of_comes_first_or_last() -> None:
    silent = set(found("status=no_statement"))
    assert set(found("sort=latest")[: len(silent)]) == silent
    assert set(found("sort=-latest")[-len(silent) :]) == silent


def test_pages_follow_each_other_and_keep_the_filter() -> None:
    plan_of(60)
    client = signed_in("viewer")
    seen: list[str] = []
    address = f"{BIG}?size=25&sort=due&side=mainland"
    while address:
        response = client.get(address)
        seen += listed(response)
        links = tree(response).xpath("//nav[@class='pagination']//a[@rel='next']")
        address = links[0].get("href") if links else ""
    assert len(seen) == 60
    assert len(set(seen)) == 60
    assert "51 to 60 of 60" in text_of(response, "//nav[@class='pagination']")


def test_a_page_beyond_the_last_is_the_last() -> None:
    plan_of(30)
    response = signed_in("viewer").get(f"{BIG}?size=25&page=99")
    assert response.status_code == 200
    assert len(listed(response)) == 5


def test_nothing_found_is_said_with_a_way_back() -> None:
    response = signed_in("viewer").get(f"{ITEMS}?q=zzzzz")
    assert response.status_code == 200
    assert "No action item is like that." in text_of(response, "//p[@class='empty']")
    assert tree(response).xpath(f"//p[@class='empty']/a[@href='{ITEMS}']")


@pytest.mark.parametrize(
    "query",
    [
        "status=finished",
        "status=on_track&status='; DROP TABLE",
        "area=9",
        "area=-1",
        "side=moon",
        "body=NOBODY",
        "due=yesterday",
        "quiet=0",
        "differ=perhaps",
        "sort=title_en",
        "size=1000000",
        "page=0",
        "page=1e400",
        "page=two",
        "q=" + "長" * 10_000,
    ],
)
def test_what_is_no_filter_is_answered_with_a_sentence(query: str) -> None:
    response = signed_in("viewer").get(f"{ITEMS}?{query}")
    assert response.status_code == 422
    assert "The filter was not understood" in text_of(response, "//div[@role='alert']")
    assert len(listed(response)) <= 24


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("q=%ff", 400),
        ("q=%ED%A0%80", 400),
        ("q=" + "%25" * 50, 200),
        ("q=%5C", 200),
        ("q=%E2%80%AEabc", 200),
        ("unknown=1", 200),
        ("status=", 200),
        ("q=&area=&side=&body=&due=&quiet=&sort=&size=&page=", 200),
    ],
)
def test_hostile_addresses_never_break_it(query: str, status: int) -> None:
    assert signed_in("viewer").get(f"{ITEMS}?{query}").status_code == status


def test_a_long_text_is_not_repeated_in_every_link() -> None:
    response = signed_in("viewer").get(f"{ITEMS}?q={'x' * 5000}&area=3")
    assert response.content.count(b"x" * 5000) < 6
    assert listed(response) == ["III-1", "III-2"]


def test_typed_text_is_shown_as_text() -> None:
    response = signed_in("viewer").get(ITEMS, {"q": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in response.content


def test_htmx_gets_the_list_alone_with_the_views_beside_it() -> None:
    response = signed_in("viewer").get(f"{ITEMS}?area=3", headers={"HX-Request": "true"})
    assert b"<html" not in response.content
    assert listed(response) == ["III-1", "III-2"]
    assert tree(response).xpath("//nav[@id='views'][@hx-swap-oob='true']")


def test_a_return_through_the_browsers_history_gets_the_whole_page() -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in signed_in("viewer").get(ITEMS, headers=headers).content


def test_a_chinese_list_has_no_mark_of_another_language() -> None:
    response = in_chinese(signed_in("viewer")).get(ITEMS)
    assert fallback_marks(response) == []


def test_addresses_put_together_are_those_of_the_site_map() -> None:
    at = addresses_of("mhstcc", "2024-25")
    where = ["mhstcc", "2024-25", "III-2"]
    assert at.item("III-2") == reverse("item", args=where)
    assert at.record("III-2") == reverse("record", args=where)
    assert at.add_text("III-2", 3, "zh-hant") == reverse("add-text", args=[*where, 3, "zh-hant"])
    assert at.milestone("III-2", 1) == reverse("milestone", args=[*where, 1])


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_it_costs_seven_queries_whatever_its_size(size: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    client.get(BIG)
    for query in ("", "&sort=due&due=soon&q=item&side=hong_kong&quiet=30"):
        with django_assert_num_queries(7):
            response = client.get(f"{BIG}?size=500{query}")
        assert len(listed(response)) == size


def test_the_bodies_offered_are_those_of_the_plan() -> None:
    offered = tree(signed_in("viewer").get(ITEMS)).xpath("//select[@name='body']/option/@value")
    assert "RGC" in offered
    assert len(offered) < Body.objects.count() + 1
