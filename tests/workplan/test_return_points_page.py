"""Points on the page of a return, in the list of its round and in the files of what is outstanding."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.helpers import person, signed_in
from tests.workplan.points_of_tests import ASKED, POINTS, answer, ask, close, turns
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.return_pages import PAGE, another_body, banners, form_of
from tests.workplan.rounds_of_tests import nil, open_round, submit, take
from workplan.choices import ReturnPart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
ROUND = "/mhstcc/rounds/1/"

# The page


def raised(client: Client, **typed: str) -> dict[str, str]:
    """What a browser would send of the form that raises a point."""
    (form,) = tree(client.get(PAGE)).xpath(f"//form[@action='{PAGE}points/']")
    return {**dict(form.form_values()), "text": ASKED, **typed}


def answered(client: Client, point: int = 1, **typed: str) -> dict[str, str]:
    (form,) = tree(client.get(PAGE)).xpath(f"//form[@action='{PAGE}points/{point}/answer/']")
    return {**dict(form.form_values()), "text": "Seven.", **typed}


def test_the_body_and_its_office_talk_on_the_page() -> None:
    open_round()
    office, body = signed_in("officer.hk"), signed_in("contributor.rgc")
    sent = office.post(f"{PAGE}points/", raised(office, part="reason"))
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{PAGE}#point-1")
    page = body.get(PAGE)
    assert "Point 1: Reason" in text_of(page, f"{POINTS}//h3")
    assert ASKED in text_of(page, POINTS)
    assert not tree(page).xpath(f"{POINTS}//button[contains(@formaction, 'close')]")
    assert body.post(f"{PAGE}points/1/answer/", answered(body)).status_code == 302
    last = answered(office, text="")
    assert office.post(f"{PAGE}points/1/close/", last).headers["Location"] == f"{PAGE}#point-1"
    page = office.get(PAGE)
    assert "1 point that was closed" in text_of(page, f"{POINTS}/details/summary")
    assert "Seven." in text_of(page, f"{POINTS}/details")
    assert turns() == [(1, 1, "raised"), (1, 2, "answered"), (1, 3, "closed")]


def test_open_ones_are_counted_and_stand_above_the_form_and_beside_their_part() -> None:
    open_round()
    for part in ReturnPart:
        ask(part=part)
    ask()
    page = signed_in("contributor.rgc").get(PAGE)
    assert text_of(page, f"{POINTS}/h2") == "Points 10"
    content = page.content.decode()
    assert content.index('id="part-points"') < content.index("data-keep-draft")
    marks = tree(page).xpath("//form[@data-keep-draft]//h2/a[@class='mark']")
    assert [(mark.getparent().get("id"), mark.text, mark.get("href")) for mark in marks] == [
        ("part-1", "1 open point", "#point-1"),
        ("part-2", "2 open points", "#point-2"),
        ("part-3", "1 open point", "#point-3"),
        ("part-4", "1 open point", "#point-4"),
        ("part-5", "2 open points", "#point-5"),
        ("part-evidence", "1 open point", "#point-7"),
        ("part-7", "1 open point", "#point-8"),
    ]
    submit()
    page = signed_in("officer.hk").get(PAGE)
    assert text_of(page, "//*[@aria-labelledby='part-said']//h3/a[@class='mark']") == "2 open points"


def test_the_other_side_and_another_body_find_no_address() -> None:
    open_round()
    ask()
    for client in (signed_in("officer.mainland"), signed_in("viewer"), signed_in("admin"), another_body()):
        for address in ("", "points/", "points/1/answer/", "points/1/close/"):
            for asked in (client.get, client.post):
                assert asked(f"{PAGE}{address}").status_code == 404 or (asked, address) == (client.post, "")


def test_a_point_nobody_raised_is_not_there_and_a_body_is_told_that_it_does_not_close() -> None:
    open_round()
    ask()
    body = signed_in("contributor.rgc")
    assert body.post(f"{PAGE}points/2/answer/", answered(body)).status_code == 404
    assert body.post(f"{PAGE}points/99999999999/answer/", answered(body)).status_code == 404
    assert body.post(f"{PAGE}points/1/close/", answered(body)).status_code == 403
    assert body.get(f"{PAGE}points/1/close/").headers["Location"] == PAGE


@pytest.mark.parametrize("step", ["points/", "points/1/answer/", "points/1/close/"])
def test_the_same_form_sent_twice_is_one_turn_and_without_its_key_it_is_none_of_ours(step: str) -> None:
    open_round()
    ask()
    office = signed_in("officer.hk")
    form = raised(office) if step == "points/" else answered(office)
    answers = [office.post(f"{PAGE}{step}", form) for _time in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(turns()) == 2
    assert office.post(f"{PAGE}{step}", {**form, "once_key": ""}).status_code == 400


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("points/", {"text": ""}, "This field is required"),
        ("points/", {"part": "heading"}, "not one of the available choices"),
        ("points/", {"text": "x" * 2_001}, "at most 2000 characters"),
        ("points/1/answer/", {"text": " "}, "This field is required"),
        ("points/1/answer/", {"text": "\u200b\u3000\u2060"}, "This field is required"),
        ("points/2/answer/", {"text": "Typed meanwhile."}, "This point is closed"),
        ("points/2/close/", {"text": "Typed meanwhile."}, "This point is closed"),
    ],
)
def test_a_form_that_is_refused_keeps_its_text(step: str, typed: dict[str, str], told: str) -> None:
    open_round()
    ask()
    ask()
    office = signed_in("officer.hk")
    form = (
        raised(office, **typed) if step == "points/" else answered(office, int(step.split("/")[1]), **typed)
    )
    close(2)
    refused = office.post(f"{PAGE}{step}", form)
    assert refused.status_code == (409 if "closed" in told else 422)
    assert told in banners(refused)
    (box,) = tree(refused).xpath("//form[.//*[@aria-invalid]]//textarea | //article[@id='point-2']//textarea")
    assert str(box.text or "").strip() == form["text"].strip()
    assert box.xpath("ancestor::details[@open]") or box.xpath("ancestor::article[@id='point-1']")


@pytest.mark.parametrize("step", ["points/", "points/1/answer/"])
@pytest.mark.parametrize("handed_in", [False, True])
def test_what_was_typed_survives_a_session_that_ended(step: str, handed_in: bool) -> None:
    open_round()
    ask()
    if handed_in:
        submit()
    client = signed_in("contributor.rgc")
    form = raised(client, text="Typed for long.", part="evidence") if step == "points/" else answered(client)
    client.session.flush()
    assert client.post(f"{PAGE}{step}", form).headers["Location"].startswith("/accounts/login/")
    client.force_login(person("contributor.rgc"))
    assert client.get(f"{PAGE}{step}").headers["Location"] == PAGE
    page = client.get(PAGE)
    assert "Your session had ended." in banners(page)
    action = f"{PAGE}points/" if step == "points/" else f"{PAGE}points/1/answer/"
    back = dict(tree(page).xpath(f"//form[@action='{action}']")[0].form_values())
    assert back["text"].removeprefix("\n") == form["text"]
    assert back.get("part") == form.get("part")
    assert bool(tree(page).xpath("//form[@data-keep-draft]")) != handed_in
    assert client.post(f"{PAGE}{step}", back).status_code == 302


def test_what_is_typed_stands_as_text() -> None:
    open_round()
    ask(text="<script>alert(1)</script>\n\nSecond line")
    page = signed_in("contributor.rgc").get(PAGE)
    assert b"<script>alert" not in page.content
    assert "<script>alert(1)</script>" in text_of(page, POINTS)


def test_the_form_of_the_return_is_sent_without_its_points() -> None:
    open_round()
    ask()
    client = signed_in("contributor.rgc")
    assert not {"part", "text", "on_point"} & set(form_of(client.get(PAGE)))


# The list and its files


def test_the_list_marks_them_and_is_asked_for_them() -> None:
    open_round()
    client = signed_in("officer.hk")
    assert "With open points" not in text_of(client.get(ROUND), "//nav[@id='views']")
    ask()
    ask("contributor.rgc")
    ask(reference="II-3")
    close(2)
    page = client.get(f"{ROUND}?points=open&sort=item")
    rows = tree(page).xpath("//table[contains(@class, 'returns')]/tbody/tr")
    marks = [" ".join(row.xpath("td[@class='cell-status']/a")[0].text_content().split()) for row in rows]
    assert marks == ["1 open point", "1 open point"]
    assert "With open points 2" in text_of(page, "//nav[@id='views']")
    assert tree(page).xpath("//select[@name='points']/option[@value='open'][@selected]")
    assert not tree(client.get(f"{ROUND}?q=hetao")).xpath("//td[@class='cell-status']/a")
    assert client.get(f"{ROUND}?points=closed").status_code == 422
    theirs = signed_in("officer.mainland").get(f"{ROUND}?points=open")
    assert "No return is like that." in text_of(theirs)
    assert "open point" not in text_of(theirs, "//table")


def test_the_files_say_how_many_are_open() -> None:
    open_round()
    submit()
    ask()
    ask()
    client = signed_in("officer.hk")
    address = f"{ROUND}outstanding.%s?points=open"
    (row,) = json.loads(client.get(address % "json").content)["returns"]
    assert (row["reference"], row["state"], row["open_points"]) == ("III-2", "submitted", 2)
    text = client.get(address % "csv").content.decode("utf-8-sig")
    head, line = csv.reader(io.StringIO(text))
    assert line[head.index("Open points")] == "2"
    book = openpyxl.load_workbook(io.BytesIO(client.get(address % "xlsx").content))
    assert [row[-1].value for row in book.worksheets[0].iter_rows()] == ["Open points", 2]
    others = json.loads(client.get(f"{ROUND}outstanding.json").content)["returns"]
    assert {row["open_points"] for row in others} == {0}


def test_in_chinese_they_are_opinions_to_be_dealt_with() -> None:
    open_round()
    ask()
    client = in_chinese(signed_in("officer.hk"))
    assert "意見1：進展" in text_of(client.get(PAGE), f"{POINTS}//h3")
    assert "1項待處理意見" in text_of(client.get(ROUND), "//table[contains(@class, 'returns')]")


@pytest.mark.parametrize("many", [1, 12])
def test_they_cost_one_query_however_many_there_are(many: int, django_assert_num_queries: Any) -> None:
    open_round()
    for _time in range(many):
        ask()
        answer(ask("contributor.rgc").point, "officer.hk")
    client = signed_in("officer.hk")
    for address, queries in ((PAGE, 19), (ROUND, 6)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


def test_nil_may_have_open_points_and_is_sent_back_with_them() -> None:
    open_round()
    nil()
    ask(part="whole")
    assert take("send_back", reason="See the point.").state == "returned"
    assert ASKED in text_of(signed_in("contributor.rgc").get(PAGE), POINTS)
