"""The committee, its meetings, and one meeting: what was decided, and the time it looks back on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.keeping.ordinals import in_chinese as chinese_ordinal
from committees.keeping.ordinals import in_english as english_ordinal
from committees.models import Committee, Decision, DecisionKind, Meeting
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.reading import PLAN, fallback_marks, in_chinese, text_of, tree

pytestmark = pytest.mark.django_db
PAGES = ("/mhstcc/", "/mhstcc/meetings/", "/mhstcc/meetings/18/")


@pytest.mark.parametrize("path", PAGES)
def test_readers_read_them_and_strangers_do_not_find_them(path: str) -> None:
    assert signed_in("viewer").get(path).status_code == 200
    assert Client().get(path).status_code == 302
    another_committee()
    assert signed_in("tides.secretariat").get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_chinese_pages_have_no_mark_of_another_language(path: str) -> None:
    assert fallback_marks(in_chinese(signed_in("viewer")).get(path)) == []


def test_the_committee_shows_plans_meetings_and_offices() -> None:
    response = signed_in("viewer").get("/mhstcc/")
    assert tree(response).xpath(f"//a[@href='{PLAN}']")
    assert "Adopted by the 18th meeting." in text_of(response)
    assert "CSTEC" in text_of(response, "//dl[@class='docket']")
    assert "ITC" in text_of(response, "//dl[@class='docket']")


def test_a_draft_is_listed_for_those_who_may_read_it() -> None:
    another_committee(adopted=False)
    assert "No plan is on file." in text_of(signed_in("tides.viewer").get("/tides/"))
    assert "Not adopted yet." in text_of(signed_in("tides.secretariat").get("/tides/"))


def test_meetings_stand_by_number_with_what_is_not_known_in_words() -> None:
    rows = tree(signed_in("viewer").get("/mhstcc/meetings/")).xpath("//tbody/tr")
    assert [row[0].text_content().strip() for row in rows] == [
        f"{english_ordinal(number)} meeting" for number in range(19, 0, -1)
    ]
    assert rows[2][1].text_content() == "not known"  # the date of the 17th
    assert "ahead" in rows[0][1].text_content()


def test_a_decision_is_linked_to_the_plan_it_adopted() -> None:
    response = signed_in("viewer").get("/mhstcc/meetings/18/")
    decided = tree(response).xpath("//ol[@class='decisions']/li")
    assert [row.xpath("b")[0].text for row in decided] == ["Noted", "Approved", "Agreed"]
    assert decided[1].xpath("a/@href") == [PLAN]


def test_a_meeting_ahead_has_decided_nothing_yet() -> None:
    response = signed_in("viewer").get("/mhstcc/meetings/19/")
    assert "It is held in 26 days." in text_of(response)
    assert tree(response).xpath("//ol[@class='decisions']") == []
    assert "To take note of the work report on the plan 2024-25." in text_of(response)
    assert "Co-chairs" not in text_of(response)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (19, "From the 18th meeting on 12 November 2024 up to the day before 5 November 2025."),
        (18, "From the 17th meeting, whose date is not known, up to the day before 12 November 2024."),
        (17, "From the 16th meeting on 16 December 2022 to a day that is not known."),
        (3, "From the 2nd meeting; neither date is known."),
        (1, "It was the first meeting: there was nothing to look back on."),
    ],
)
def test_the_interval_is_told_in_words_with_ends_that_may_be_unknown(number: int, told: str) -> None:
    assert told in text_of(signed_in("viewer").get(f"/mhstcc/meetings/{number}/"))


def test_a_gap_in_the_numbers_is_said() -> None:
    with acting_as_command("test"):
        committee = Committee.objects.get(slug="mhstcc")
        Meeting.objects.create(committee=committee, number=25, date=date(2030, 1, 1))
    assert "The meeting before it is not on file" in text_of(signed_in("viewer").get("/mhstcc/meetings/25/"))


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999", "x"])
def test_a_meeting_that_is_not_there_is_a_page_that_says_so(number: str) -> None:
    assert signed_in("viewer").get(f"/mhstcc/meetings/{number}/").status_code == 404


@pytest.mark.parametrize("more", [0, 30])
@pytest.mark.parametrize(
    ("path", "queries"), [("/mhstcc/", 7), ("/mhstcc/meetings/", 4), ("/mhstcc/meetings/18/", 8)]
)
def test_queries_do_not_grow_with_meetings_and_decisions(
    path: str, queries: int, more: int, django_assert_num_queries: Any
) -> None:
    with acting_as_command("test"):
        eighteenth = Meeting.objects.get(committee__slug="mhstcc", number=18)
        for number in range(100, 100 + more):
            Meeting.objects.create(committee=eighteenth.committee, number=number)
            Decision.objects.create(
                meeting=eighteenth, number=number, kind=DecisionKind.AGREED, text_en="So."
            )
    client = signed_in("viewer")
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (1, "1st", "一"),
        (10, "10th", "十"),
        (11, "11th", "十一"),
        (20, "20th", "二十"),
        (22, "22nd", "二十二"),
    ],
)
def test_ordinals(number: int, english: str, chinese: str) -> None:
    assert (english_ordinal(number), chinese_ordinal(number)) == (english, chinese)


def test_a_meeting_is_called_in_the_reader_s_language() -> None:
    assert text_of(in_chinese(signed_in("viewer")).get("/mhstcc/meetings/18/"), "//h1") == "第十八次會議"
