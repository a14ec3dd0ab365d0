"""The page on which the secretariat opens a round, and the list of rounds."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Meeting
from tests.helpers import signed_in
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.recording import fields_of
from tests.workplan.rounds_of_tests import open_round
from workplan.models import ReportingRound, Return, Workplan

pytestmark = pytest.mark.django_db
OPEN, LIST = "/mhstcc/rounds/open/", "/mhstcc/rounds/"
TYPED = {
    "opens_at_0": "2025-10-10",
    "opens_at_1": "09:00",
    "due_at_0": "2025-10-24",
    "due_at_1": "18:00",
    "cut_off_at_0": "2025-10-31",
    "cut_off_at_1": "18:00",
    "guidance_zh_hant": "請註明數字。",
}


def filled(client: Client, **typed: str) -> dict[str, Any]:
    return {**fields_of(client.get(OPEN)), **TYPED, **typed}


def post(client: Client, **typed: str) -> HttpResponse:
    return client.post(OPEN, filled(client, **typed))


def fault_beside(response: HttpResponse, field: str) -> str:
    return text_of(response, f"//*[@id='id_{field}_error']")


def test_the_secretariat_opens_it_and_sees_who_is_expected() -> None:
    client = signed_in("secretariat.mainland")
    before = client.get(OPEN)
    said = [cell.text_content() for cell in tree(before).xpath("//table//tr[th='2024-25']/td")]
    answer = post(client)
    opened = ReportingRound.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mhstcc/rounds/1/")
    of_sides = [Return.objects.filter(side__code=code).count() for code in ("mainland", "hong_kong")]
    assert said[:3] == [str(number) for number in (*of_sides, sum(of_sides))]
    assert opened.due_at.isoformat() == "2025-10-24T10:00:00+00:00"
    assert opened.guidance_zh_hant == "請註明數字。"


@pytest.mark.parametrize("username", ["officer.hk", "viewer", "contributor.rgc", "admin"])
def test_nobody_else_does_and_the_button_says_why(username: str) -> None:
    client = signed_in(username)
    assert client.get(OPEN).status_code == 403
    assert client.post(OPEN, TYPED).status_code == 403
    assert "Only the secretariat opens and closes" in text_of(client.get(LIST), "//main")
    assert not ReportingRound.objects.exists()


def test_the_same_form_twice_is_one_round_and_one_answer() -> None:
    client = signed_in("secretariat.hk")
    form = filled(client)
    assert client.post(OPEN, form).headers["Location"] == client.post(OPEN, form).headers["Location"]
    assert ReportingRound.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"opens_at_0": "2025-10-24", "opens_at_1": "18:00"}, "due_at", "due after it opens"),
        ({"cut_off_at_0": "2025-10-23"}, "cut_off_at", "not before the due time"),
        ({"cut_off_at_0": "2025-10-09"}, "cut_off_at", "has passed already"),
        ({"opens_at_0": "2025-01-10", "due_at_0": "2025-01-24"}, "due_at", "every return would be late"),
        ({"due_at_0": ""}, "due_at", "Give a day and a time"),
        ({"due_at_0": "9999-10-10"}, "due_at", "between the years"),
        ({"due_at_1": "25:00"}, "due_at", "valid time"),
        ({"meeting": "999999"}, "meeting", "none of the choices"),
        ({"workplan": "x"}, "workplan", "none of the choices"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = post(signed_in("secretariat.hk"), **typed)
    assert answer.status_code == 422
    assert sentence in fault_beside(answer, field)
    assert "請註明數字。" in answer.content.decode()
    assert not ReportingRound.objects.exists()


def test_a_second_round_for_the_meeting_is_refused_beside_the_meeting() -> None:
    open_round()
    answer = post(signed_in("secretariat.mainland"))
    assert answer.status_code == 409
    assert "open already" in fault_beside(answer, "meeting")


def test_a_draft_plan_and_a_meeting_that_was_held_are_not_offered() -> None:
    page = tree(signed_in("secretariat.hk").get(OPEN))
    offered = page.xpath("//select[@name='workplan']/option/text()")
    assert offered == list(
        Workplan.objects.filter(state="adopted").order_by("-period").values_list("period", flat=True)
    )
    assert page.xpath("//select[@name='meeting']/option/text()") == ["19th meeting"]


def test_a_form_without_its_key_is_not_ours() -> None:
    assert signed_in("secretariat.hk").post(OPEN, TYPED).status_code == 400


@pytest.mark.parametrize("username", ["officer.mainland", "viewer", "contributor.rgc"])
def test_the_list_shows_everybody_the_dates_and_the_sums(username: str) -> None:
    open_round()
    found = text_of(signed_in(username).get(LIST), "//table")
    assert "24 Oct 2025" in found
    assert "Due in 14 days." in found
    assert f"returns expected: {Return.objects.filter(side__code='mainland').count()}" in found


@pytest.mark.parametrize("more", [0, 12])
def test_the_list_costs_four_queries_however_many_rounds(more: int, django_assert_num_queries: Any) -> None:
    with acting_as_command("test"):
        first = open_round()
        for number in range(100, 100 + more):
            meeting = Meeting.objects.create(committee=first.committee, number=number)
            open_round(meeting=meeting)
    client = signed_in("viewer")
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)


def test_it_is_told_in_chinese() -> None:
    open_round()
    assert "14天後到期" in text_of(in_chinese(signed_in("viewer")).get(LIST), "//table")
