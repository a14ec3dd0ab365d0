"""Bodies: found by name, by place; a body with its seats and what it carries over the years."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Body, Place, User
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD, plan_of
from tests.workplan.reading import fallback_marks, in_chinese, listed, text_of, tree

pytestmark = pytest.mark.django_db


def abbreviations(response: Any) -> list[str]:
    return [link.text_content() for link in tree(response).xpath("//table[contains(@class, 'bodies')]//th/a")]


def found(query: str) -> list[str]:
    response = signed_in("viewer").get(f"/bodies/?{query}")
    assert response.status_code == 200
    return abbreviations(response)


@pytest.mark.parametrize("path", ["/bodies/", "/bodies/itc/"])
def test_readers_of_any_committee_read_them_and_others_do_not(path: str) -> None:
    assert signed_in("viewer").get(path).status_code == 200
    assert Client().get(path).status_code == 302
    another_committee()
    assert signed_in("tides.viewer").get(path).status_code == 200
    User.objects.create(username="newcomer")
    assert signed_in("newcomer").get(path).status_code == 404


def test_all_bodies_stand_under_their_places() -> None:
    response = signed_in("viewer").get("/bodies/")
    assert len(abbreviations(response)) == Body.objects.count()
    headings = [heading.text_content() for heading in tree(response).xpath("//section/h2")]
    assert [heading.rsplit(" ", 1)[0] for heading in headings] == [str(place.label) for place in Place]


def test_bodies_are_found_by_name_abbreviation_and_code_in_any_language() -> None:
    assert "ITC" in found("q=innovation and technology comm")
    assert "ITC" in found("q=創新科技署")
    assert "RGC" in found("q=rgc")
    assert "MOST" not in found("q=rgc")
    assert "NSFC" in found("place=mainland")
    assert "ITC" not in found("place=mainland")


def test_nobody_of_that_name_is_said_with_a_way_back() -> None:
    response = signed_in("viewer").get("/bodies/?q=zzzzz")
    assert "No body is called that." in text_of(response)
    assert tree(response).xpath("//p[@class='empty']/a[@href='/bodies/']")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("place=moon", 422),
        ("q=" + "x" * 10_000, 422),
        ("q=%00", 400),
        ("q=%ff", 400),
        ("q=%25_%5C", 200),
        ("x=1", 200),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(query: str, status: int) -> None:
    response = signed_in("viewer").get(f"/bodies/?{query}")
    assert response.status_code == status
    if status == 422:
        assert "The search was not understood" in text_of(response, "//div[@role='alert']")


def test_a_body_shows_its_seat_and_its_items() -> None:
    response = signed_in("viewer").get("/bodies/rgc/")
    assert "Research Grants Council" in text_of(response, "//h1")
    assert "Hong Kong" in text_of(response, "//section[@aria-labelledby='part-1']")
    assert "III-2" in listed(response)
    assert "III-1" not in listed(response)


def test_a_body_without_a_seat_is_said_to_support_only() -> None:
    assert "It has no seat of its own on the Committee." in text_of(signed_in("viewer").get("/bodies/ugc/"))


def test_items_of_several_years_stand_newest_first() -> None:
    plan_of(7)
    years = tree(signed_in("viewer").get("/bodies/itc/")).xpath("//h3[@class='year']/a")
    assert [year.text for year in years] == [PERIOD, "2024-25"]


def test_a_draft_of_another_committee_is_not_told() -> None:
    strangers = another_committee(adopted=False)
    code = strangers.seats[0].body.code.lower()
    assert listed(signed_in("viewer").get(f"/bodies/{code}/")) == []
    assert listed(signed_in("tides.secretariat").get(f"/bodies/{code}/")) == ["I-1"]
    assert listed(signed_in("tides.viewer").get(f"/bodies/{code}/")) == []


@pytest.mark.parametrize("code", ["nobody", "-", "x" * 300])
def test_a_body_that_is_not_there_is_a_page_that_says_so(code: str) -> None:
    assert signed_in("viewer").get(f"/bodies/{code}/").status_code == 404


def test_chinese_pages_have_no_mark_of_another_language() -> None:
    client = in_chinese(signed_in("viewer"))
    assert fallback_marks(client.get("/bodies/")) == []
    assert fallback_marks(client.get("/bodies/itc/")) == []


@pytest.mark.parametrize("more", [0, 60])
def test_the_list_costs_four_queries_however_many_bodies(more: int, django_assert_num_queries: Any) -> None:
    with acting_as_command("test"):
        for number in range(more):
            Body.objects.create(
                code=f"T{number}", abbreviation=f"T{number}", name_en="Body", place=Place.MACAO
            )
    client = signed_in("viewer")
    client.get("/bodies/")
    with django_assert_num_queries(4):
        client.get("/bodies/")


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_a_body_costs_seven_queries_however_much_it_carries(
    size: int, django_assert_num_queries: Any
) -> None:
    client = signed_in("viewer")
    client.get("/bodies/most/")
    with django_assert_num_queries(7):
        response = client.get("/bodies/most/")
    assert len(listed(response)) > size
