"""Nothing to report, recalling, receiving, sending back, accepting and waiving, by the buttons of a return's page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers import signed_in
from tests.workplan.reading import text_of, tree
from tests.workplan.return_pages import (
    PAGE,
    beside,
    box,
    filled,
    form_of,
    press,
    send,
)
from tests.workplan.rounds_of_tests import (
    SAID,
    nil,
    open_round,
    submit,
    take,
    the_return,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]


@pytest.fixture(autouse=True)
def _a_round(db: None) -> None:
    open_round()


def test_nothing_to_report_is_an_answer_only_when_nothing_is_said() -> None:
    client = signed_in("contributor.rgc")
    said = send(client, "nil", filled(client, signed_on="2025-10-09"))
    assert said.status_code == 422
    alert = text_of(said, "//*[@role='alert']")
    assert "This return says something: Proposed status, Progress. Submit it, or empty these first." in alert
    assert box(said, "narrative_en") == "Seven projects were chosen."
    empty = filled(client, status="", narrative_en="")
    unsigned = send(client, "nil", {**empty, "signed_by": " ", "signed_on": ""})
    assert unsigned.status_code == 422
    assert beside(unsigned, "signed_on")
    assert beside(send(client, "nil", {**empty, "signed_by": " "}), "signed_by")
    assert send(client, "nil", empty).status_code == 302
    here = the_return()
    assert (here.state, here.as_at, here.events.get().act) == ("nil", None, "nil")


def test_a_status_once_chosen_is_taken_back_for_nothing_to_report() -> None:
    """What the office sent back is emptied field by field, as a browser can; the day may stay where it was."""
    submit()
    take("send_back", reason="Is there anything to say?")
    client = signed_in("contributor.rgc")
    page = client.get(PAGE)
    offered = tree(page).xpath("//fieldset[@id='id_status']//input[@type='radio']/@value")
    assert (offered[0], form_of(page)["status"]) == ("", "on_track")
    emptied = {**form_of(page), "narrative_en": ""}
    refused = send(client, "nil", emptied)
    assert refused.status_code == 422
    assert "says something: Proposed status. Submit it" in text_of(refused, "//*[@role='alert']")
    assert send(client, "nil", {**emptied, "status": ""}).status_code == 302
    assert (the_return().state, the_return().status) == ("nil", "")


def test_a_day_alone_says_nothing() -> None:
    """The pack road answers from what is stored; the day that stands there is none of it."""
    client = signed_in("contributor.rgc")
    send(client, "save", filled(client, status="", narrative_en="", as_at="2025-10-08"))
    nil()
    assert (the_return().state, the_return().as_at) == ("nil", date(2025, 10, 8))


def test_a_body_recalls_until_its_office_marks_it_received() -> None:
    submit()
    client = signed_in("contributor.rgc")
    assert press(client, "recall", the_return().version).status_code == 302
    assert box(client.get(PAGE), "narrative_en") == SAID.texts["narrative_en"]
    submit()
    assert press(signed_in("officer.hk"), "receive", the_return().version).status_code == 302
    answer = press(client, "recall", the_return().version)
    assert answer.status_code == 409
    assert "ask it to send the return back" in text_of(answer, "//*[@role='alert']")
    assert the_return().state == "submitted"


def test_sending_back_and_waiving_need_a_reason_and_accepting_does_not() -> None:
    office = signed_in("officer.hk")
    for step in ("waive", "send-back"):
        answer = press(office, step, the_return().version, " ")
        assert answer.status_code == 422
        assert "Say why." in text_of(answer, "//*[@id='act_reason_error']")
        submit() if step == "waive" else None
    assert press(office, "send-back", the_return().version, "How many?").status_code == 302
    here = the_return()
    assert (here.state, here.narrative_en) == ("returned", SAID.texts["narrative_en"])
    submit()
    assert press(office, "accept", the_return().version).status_code == 302
    assert the_return().state == "accepted"
    assert the_return().received_at is not None


def test_a_body_does_none_of_what_its_office_does() -> None:
    submit()
    client = signed_in("contributor.rgc")
    for step in ("receive", "send-back", "accept", "waive"):
        assert press(client, step, the_return().version, "A reason.").status_code == 403
    assert the_return().state == "submitted"


def test_an_office_that_comes_second_sees_what_was_done_and_keeps_its_reason() -> None:
    submit()
    version = the_return().version
    take("accept", "secretariat.hk")
    answer = press(signed_in("officer.hk"), "send-back", version, "How many?")
    assert answer.status_code == 409
    assert "What was done" in text_of(answer, "//*[@class='conflict']")
    assert "How many?" in text_of(answer, "//*[@class='conflict']")
    assert the_return().state == "accepted"
    twice = press(signed_in("secretariat.hk"), "accept", version)
    assert twice.status_code == 302


def test_the_same_reason_sent_twice_is_kept_once_and_another_one_is_not_lost() -> None:
    submit()
    office, version = signed_in("officer.hk"), the_return().version
    answers = [press(office, "send-back", version, "How many?").status_code for _time in range(2)]
    assert answers == [302, 302]
    other = press(office, "send-back", version, "And by whom?")
    assert other.status_code == 409
    assert "And by whom?" in text_of(other, "//*[@class='conflict']")
    assert [event.reason for event in the_return().events.filter(act="send_back")] == ["How many?"]


def test_waived_it_asks_for_nothing_any_more() -> None:
    assert press(signed_in("officer.hk"), "waive", 1, "Reported elsewhere.").status_code == 302
    page = signed_in("contributor.rgc").get(PAGE)
    assert not tree(page).xpath("//form[@data-keep-draft]")
    assert "Reported elsewhere." in text_of(page, "//ol[@class='return-log']")


def test_emptied_after_a_recall_it_is_answered_with_nothing() -> None:
    nil()
    take("recall", "contributor.rgc")
    client = signed_in("contributor.rgc")
    assert send(client, "nil", filled(client, status="", narrative_en="")).status_code == 302
    assert the_return().state == "nil"
