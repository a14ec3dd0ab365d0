"""A letter to a body that owes: ready in three languages, kept as it was written, seen by the office alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.helpers import acting_as_person, person, signed_in
from tests.text.chinese import HALF_WIDTH, is_simplified
from tests.workplan.reading import text_of, tree
from tests.workplan.recording import fields_of
from tests.workplan.rounds_of_tests import CUT_OFF, DUE, OPENS, at, nil, open_round, submit, take, the_return
from tests.workplan.test_close_round import close
from workplan.models import ChaseLetter
from workplan.services import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
CHASE = "/mhstcc/rounds/1/chase/"
LETTER = f"{CHASE}rgc/"


def ready(client: Client) -> dict[str, Any]:
    return fields_of(client.get(LETTER))


def keep(client: Client, **typed: str) -> HttpResponse:
    return client.post(LETTER, {**ready(client), **typed})


def test_the_letter_says_what_is_outstanding_in_three_languages() -> None:
    open_round()
    with acting_as_person("officer.hk") as by:
        rounds.extend(contributions=[the_return()], due_at=CUT_OFF, reason="The panel meets late.", by=by)
    with at(DUE + timedelta(days=3)):
        letter = ready(signed_in("officer.hk"))
    english = letter["text_en"]
    for words in (
        "Research Grants Council",
        "27 October 2025",
        "1. II-3 Continue to increase support",
        "(due 24 October 2025, 18:00, 3 days late)",
        "(due time extended to 31 October 2025, 18:00)",
        "cut off on 31 October 2025, 18:00",
        "Liaison office of the Hong Kong side\nInnovation and Technology Commission",
    ):
        assert words in english
    assert "2025年10月24日下午6時，逾期3天" in letter["text_zh_hant"]
    assert "第十九次會議將於2025年11月5日舉行" in letter["text_zh_hant"]
    assert "2025年10月24日下午6时，逾期3天" in letter["text_zh_hans"]
    assert is_simplified(letter["text_zh_hans"])
    for text in (letter["text_zh_hant"], letter["text_zh_hans"]):
        assert not HALF_WIDTH.search(text.replace("\n", ""))


def test_what_was_sent_back_is_not_said_to_be_missing() -> None:
    """It came, and went back for a reason, which stands in the language it was written in."""
    open_round()
    nil(reference="II-3")
    with at(OPENS + timedelta(days=5)):
        take("send_back", reference="II-3", reason="Please say how many.\nAnd where.")
    with at(DUE + timedelta(days=3)):
        letter = ready(signed_in("officer.hk"))
    english = letter["text_en"]
    missing, returned = english.split(
        "The following return was received and was returned to you for amendment."
    )
    assert "the following return has not been received:\n\n1. III-2 " in missing
    assert "3 days late" in missing
    assert "II-3" not in missing.replace("III-3", "")
    assert "2. II-3 Continue to increase support" in returned
    days = "handed in on 10 October 2025; returned to you for amendment on 11 October 2025"
    assert f"({days}; due 24 October 2025, 18:00)\nReason: Please say how many. And where.\n" in returned
    assert "late" not in returned
    for text, words in (
        (letter["text_zh_hant"], "2025年10月10日提交；2025年10月11日退回貴單位修改"),
        (letter["text_zh_hans"], "2025年10月10日提交；2025年10月11日退回贵单位修改"),
    ):
        assert words in text
        assert "原因：Please say how many. And where." in text
    submit()
    with at(DUE + timedelta(days=3)):
        assert "has not been received" not in ready(signed_in("officer.hk"))["text_en"]


def test_what_was_recalled_is_said_to_have_come_and_is_late_again() -> None:
    open_round()
    submit()
    with at(OPENS + timedelta(days=5)):
        take("recall", who="contributor.rgc")
    with at(DUE + timedelta(days=3)):
        letter = ready(signed_in("officer.hk"))
    missing, recalled = letter["text_en"].split("The following return was handed in and was recalled by your")
    assert "III-2" not in missing
    days = (
        "handed in on 10 October 2025; recalled on 11 October 2025; due 24 October 2025, 18:00, 3 days late"
    )
    assert f"2. III-2 Carry out the 2025 NSFC/RGC Joint Research Scheme ({days})" in recalled
    assert "2025年10月10日提交；2025年10月11日撤回" in letter["text_zh_hant"]
    assert is_simplified(letter["text_zh_hans"])


def test_the_letter_agrees_with_itself_in_chinese() -> None:
    """The workbook is sent apart, as the English says; and one word is written one way."""
    open_round()
    letter = ready(signed_in("officer.hk"))
    assert "另行送交貴單位的匯報工作簿" in letter["text_zh_hant"]
    assert "另行发送给贵单位的汇报工作簿" in letter["text_zh_hans"]
    for text in (letter["text_zh_hant"], letter["text_zh_hans"]):
        assert not {"毋須", "毋须", "不必", "隨附", "随附"} & {text[at : at + 2] for at in range(len(text))}


def test_before_it_is_late_it_asks_for_the_due_time() -> None:
    open_round()
    assert "by the due time" in ready(signed_in("officer.hk"))["text_en"]
    assert "late" not in ready(signed_in("officer.hk"))["text_en"]


def test_it_is_kept_as_it_was_written_and_its_page_can_be_copied() -> None:
    open_round()
    client = signed_in("officer.hk")
    answer = keep(client, text_en="Please answer.\n\nThank you.", text_zh_hans="")
    assert answer.headers["Location"] == f"{LETTER}1/"
    page = client.get(answer.headers["Location"])
    assert "Nothing was sent: send it in your usual way" in text_of(page, "//main")
    assert "this page sends nothing" in text_of(page, "//main")
    assert tree(page).xpath("//article/@lang") == ["en", "zh-Hant"]
    kept = ChaseLetter.objects.get()
    assert kept.text_en == "Please answer.\n\nThank you."
    assert (kept.references, kept.text_zh_hans) == ("II-3, III-2", "")


def test_all_the_staff_of_the_side_see_it_and_nobody_else() -> None:
    open_round()
    keep(signed_in("officer.hk"), text_en="Between us.")
    log = text_of(signed_in("secretariat.hk").get(CHASE), "//main")
    assert "Letter 1 10 Oct 2025" in log
    assert "Liaison officer, Hong Kong side" in log
    assert "Between us." in text_of(signed_in("secretariat.hk").get(f"{LETTER}1/"), "//article")
    for username, code in (
        ("officer.mainland", 404),
        ("contributor.rgc", 403),
        ("viewer", 403),
        ("admin", 403),
    ):
        for address in (LETTER, f"{LETTER}1/"):
            assert signed_in(username).get(address).status_code == code, (username, address)
    assert "Research Grants Council" not in text_of(signed_in("officer.mainland").get(CHASE), "//main")
    assert signed_in("viewer").get(CHASE).status_code == 403


def test_the_same_form_twice_is_one_letter() -> None:
    open_round()
    client = signed_in("officer.hk")
    form = ready(client)
    first, second = (client.post(LETTER, form).headers["Location"] for _each in range(2))
    assert first == second
    assert ChaseLetter.objects.count() == 1


def test_an_empty_letter_is_refused_and_so_is_one_to_a_body_that_answered() -> None:
    open_round()
    client = signed_in("officer.hk")
    empty = keep(client, text_en="", text_zh_hant=" ", text_zh_hans="")
    assert empty.status_code == 422
    assert "at least one language" in text_of(empty, "//*[@role='alert']")
    form = ready(client)
    submit()
    nil(reference="II-3")
    late = client.post(LETTER, form | {"text_en": "Typed for an hour."})
    assert late.status_code == 409
    assert "owes nothing" in text_of(late, "//*[@role='alert']")
    assert "Typed for an hour." in late.content.decode()
    assert "owes nothing" in text_of(client.get(LETTER), "//main")
    assert not ChaseLetter.objects.exists()


def test_who_owes_the_longest_comes_first_and_letters_to_those_who_answered_stay() -> None:
    open_round()
    client = signed_in("officer.hk")
    keep(client)
    with acting_as_person("officer.hk") as by:
        rounds.extend(
            contributions=[the_return("I-4", "DPO")], due_at=CUT_OFF, reason="The panel meets late.", by=by
        )
    with at(DUE + timedelta(days=2)):
        nil(reference="II-3")
        submit()
        page = client.get(CHASE)
    names = [name.text_content() for name in tree(page).xpath("//section[contains(@class, 'debtor')]/div/h2")]
    assert names[-1] == "Digital Policy Office"
    assert "Research Grants Council" not in names
    assert "2 days late" in text_of(page, "//section[contains(@class, 'debtor-late')][1]")
    assert "II-3, III-2" in text_of(page, "//section[@aria-labelledby='older']")


def test_a_closed_round_is_not_chased_but_its_letters_are_read() -> None:
    opened = open_round()
    client = signed_in("officer.hk")
    keep(client)
    with at(CUT_OFF):
        close(opened)
        assert client.get(LETTER).status_code == 409
        assert client.get(f"{LETTER}1/").status_code == 200
        assert not tree(client.get(CHASE)).xpath("//a[@class='button button-small']")
    with at(CUT_OFF + timedelta(days=30)):
        assert "7 days late" in text_of(client.get(CHASE), "//main"), "as on the day it was closed"


@pytest.mark.parametrize("address", [f"{CHASE}nobody/", f"{LETTER}9/", "/mhstcc/rounds/9/chase/"])
def test_what_is_not_there(address: str) -> None:
    open_round()
    assert signed_in("officer.hk").get(address).status_code == 404


def test_what_was_typed_survives_the_end_of_the_session() -> None:
    open_round()
    client = signed_in("officer.hk")
    form = ready(client) | {"text_en": "Typed for an hour."}
    client.session.flush()
    assert client.post(LETTER, form).headers["Location"].startswith("/accounts/login/")
    client.force_login(person("officer.hk"))
    page = client.get(LETTER)
    assert "Your session had ended" in text_of(page, "//main")
    assert fields_of(page)["text_en"] == "Typed for an hour."
