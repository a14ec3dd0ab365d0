"""What surrounds every page, for anybody, also where something is missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.rounds_of_tests import open_round

SIGN_IN = "/accounts/login/"


def places(response: Any) -> list[str]:
    return [link.text_content().strip() for link in tree(response).xpath("//nav[@class='nav']//a")]


@pytest.mark.django_db
def test_strangers_see_the_day_of_the_demonstration_and_nowhere_to_go(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = Client().get(SIGN_IN)
    assert "today is 10 October 2025 here" in text_of(response, "//aside[@class='demonstration']")
    assert places(response) == []
    assert "2025年10月10日" in text_of(in_chinese(Client()).get(SIGN_IN), "//aside[@class='demonstration']")


@pytest.mark.django_db
def test_outside_a_demonstration_nothing_is_said_and_nothing_asked(
    settings: Any, django_assert_num_queries: Any
) -> None:
    settings.DEMO_MODE = False
    with django_assert_num_queries(0):
        response = Client().get(SIGN_IN)
    assert tree(response).xpath("//aside[@class='demonstration']") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "last"),
    [("viewer", "Bodies"), ("officer.hk", "Administration"), ("admin", "Administration")],
)
def test_the_way_to_the_administration_is_shown_to_those_who_may_enter(username: str, last: str) -> None:
    found = places(signed_in(username).get("/"))
    assert found[:6] == ["My desk", "Plan", "Action items", "Rounds", "Meetings", "Bodies"]
    assert found[-1] == last


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "My desk"),
        ("/mhstcc/plans/2024-25/", "Plan"),
        ("/mhstcc/plans/2024-25/III-2/history/", "Action items"),
        ("/mhstcc/plans/2024-25/actions/", "Action items"),
        ("/mhstcc/rounds/", "Rounds"),
        ("/mhstcc/meetings/18/", "Meetings"),
        ("/bodies/itc/", "Bodies"),
    ],
)
def test_the_place_one_is_in_is_marked(path: str, current: str) -> None:
    marked = tree(signed_in("viewer").get(path)).xpath("//nav[@class='nav']//a[@aria-current='page']")
    assert [link.text_content().strip() for link in marked] == [current]


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["", "packs/", "extend/", "chase/"])
def test_all_of_a_round_lies_under_rounds(folder: str) -> None:
    open_round()
    page = signed_in("officer.hk").get(f"/mhstcc/rounds/1/{folder}")
    (marked,) = tree(page).xpath("//nav[@class='nav']//a[@aria-current='page']")
    assert marked.text_content().strip() == "Rounds"


@pytest.mark.django_db
def test_a_refusal_keeps_the_frame_of_ones_own_committee() -> None:
    another_committee()
    response = signed_in("tides.viewer").get("/mhstcc/")
    assert response.status_code == 404
    assert "Committee on tides" in text_of(response, "//header")
    assert "My desk" in places(response)


@pytest.mark.django_db
def test_the_person_is_called_by_name_and_place_in_the_reader_s_language() -> None:
    menu = "//details[@class='user-menu']/summary"
    assert text_of(signed_in("officer.hk").get("/"), menu) == "Liaison officer, Hong Kong side ITC, Hong Kong"
    assert "香港方聯絡主任" in text_of(in_chinese(signed_in("officer.hk")).get("/"), menu)


def test_without_its_clock_a_page_still_stands(own_database: str) -> None:
    """A database that was not migrated yet."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION keeping_now() RENAME TO keeping_now_gone")
    response = Client().get(SIGN_IN)
    assert response.status_code == 200
    assert text_of(response, "//aside[@class='demonstration']") == "Demonstration."
