"""What is typed into a return and not saved: kept for its writer alone, offered again, gone once it is saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from committees import typed_text
from tests.helpers import person, signed_in
from tests.workplan.reading import text_of, tree
from tests.workplan.return_pages import (
    PAGE,
    banners,
    box,
    colleague,
    filled,
    form_of,
    send,
)
from tests.workplan.rounds_of_tests import open_round, submit, take, the_return
from workplan.models import ReturnDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
TYPED = "Typed for an hour 打了一小時 <b>"


@pytest.fixture(autouse=True)
def _a_round(db: None) -> None:
    open_round()


def keep(client: Client, **typed: Any) -> HttpResponse:
    return send(client, "draft", filled(client, **{"narrative_en": TYPED, **typed}))


def test_it_is_kept_for_one_person_alone() -> None:
    mine, theirs = signed_in("contributor.rgc"), colleague()
    answer = keep(mine)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("Kept for you alone at ")
    assert the_return().version == 1
    for client in (theirs, signed_in("officer.hk")):
        for address in (PAGE, f"{PAGE}?draft"):
            page = client.get(address)
            assert TYPED not in text_of(page)
            assert "not saved" not in banners(page)
    keep(theirs, narrative_en="Another's words.")
    assert box(mine.get(f"{PAGE}?draft"), "narrative_en") == TYPED


def test_it_is_offered_used_and_gone_after_saving() -> None:
    client = signed_in("contributor.rgc")
    keep(client)
    keep(client, **{"evidence-2-title": "A third piece", "evidence-TOTAL_FORMS": "3"})
    page = client.get(PAGE)
    assert "you typed something that was not saved" in banners(page)
    assert box(page, "narrative_en") == ""
    (use,) = tree(page).xpath("//a[contains(., 'Use what I typed')]/@href")
    used = client.get(f"{PAGE}{use}")
    form = form_of(used)
    assert (form["narrative_en"], form["evidence-2-title"]) == (TYPED, "A third piece")
    assert "It is not saved yet." in banners(used)
    assert send(client, "save", {**form, "evidence-2-publisher": "RGC"}).status_code == 302
    assert not ReturnDraft.objects.exists()
    assert "not saved" not in banners(client.get(PAGE))


def test_it_is_discarded_by_its_writer_and_nobody_else() -> None:
    mine, theirs = signed_in("contributor.rgc"), colleague()
    keep(mine)
    theirs.post(f"{PAGE}draft/discard/")
    assert "not saved" in banners(mine.get(PAGE))
    assert mine.post(f"{PAGE}draft/discard/").headers["Location"] == PAGE
    assert "not saved" not in banners(mine.get(PAGE))


def test_where_somebody_saved_meanwhile_both_texts_are_shown() -> None:
    mine, theirs = signed_in("contributor.rgc"), colleague()
    keep(mine)
    send(theirs, "save", filled(theirs))
    assert "The return was changed since then" in banners(mine.get(PAGE))
    used = mine.get(f"{PAGE}?draft")
    conflict = text_of(used, "//*[@class='conflict']")
    assert "Seven projects were chosen." in conflict
    assert TYPED in conflict
    assert send(mine, "save", form_of(used)).status_code == 302
    assert the_return().narrative_en == TYPED


def test_too_much_is_not_kept() -> None:
    half = "x" * (typed_text.MOST_KEPT // 2 + 1)
    answer = keep(signed_in("contributor.rgc"), narrative_en=half, reason_en=half)
    assert answer.status_code == 413
    assert not ReturnDraft.objects.exists()


def test_what_cannot_be_stored_is_refused_and_is_no_fault_of_ours() -> None:
    assert keep(signed_in("contributor.rgc"), narrative_en="nul \x00 nul").status_code == 400
    assert not ReturnDraft.objects.exists()


def test_after_it_was_handed_in_nothing_is_kept_and_nothing_is_offered() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_en=TYPED)
    other = colleague()
    keep(other)
    submit()
    answer = send(client, "draft", form)
    assert answer.status_code == 409
    assert "What was handed in does not change." in text_of(answer)
    assert "not saved" not in banners(other.get(PAGE))
    take("send_back", reason="How many?")
    assert "not saved" in banners(other.get(PAGE)), "what a colleague had typed is there again"


@pytest.mark.parametrize("step", ["save", "submit", "draft", "more"])
def test_the_text_survives_a_session_that_ended(step: str) -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_en=TYPED)
    client.session.flush()
    answer = send(client, step, form)
    assert answer.headers["Location"].startswith("/accounts/login/")
    client.force_login(person("contributor.rgc"))
    assert client.get(f"{PAGE}{step}/").headers["Location"] == PAGE
    page = client.get(PAGE)
    assert "Your session had ended." in banners(page)
    assert box(page, "narrative_en") == TYPED
    assert the_return().version == 1
    assert send(client, "save", form_of(page)).status_code == 302


def test_it_is_shown_also_where_a_colleague_handed_in_meanwhile() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_en=TYPED)
    client.session.flush()
    send(client, "submit", form)
    submit()
    client.force_login(person("contributor.rgc"))
    page = client.get(PAGE)
    assert not tree(page).xpath("//form[@data-keep-draft]")
    assert TYPED in text_of(page, "//*[@class='conflict']")


def test_somebody_else_at_the_same_browser_does_not_get_it() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_en=TYPED)
    client.session.flush()
    send(client, "save", form)
    client.force_login(person("officer.hk"))
    assert TYPED not in text_of(client.get(PAGE))


def test_the_reason_of_an_office_survives_it_too() -> None:
    submit()
    client = signed_in("officer.hk")
    (typist,) = tree(client.get(PAGE)).xpath(
        "//form[contains(@class, 'return-acts')]/input[@name='typist']/@value"
    )
    client.session.flush()
    client.post(f"{PAGE}send-back/", {"typist": typist, "version": 2, "reason": TYPED})
    client.force_login(person("officer.hk"))
    page = client.get(PAGE)
    assert "Your session had ended." in banners(page)
    assert box(page, "reason") == TYPED
    assert the_return().state == "submitted"


@pytest.mark.parametrize("name", ["step-{}-kind", "reading-{}-value", "evidence-{}-title"])
def test_a_row_of_a_number_nobody_has_is_passed_over(name: str) -> None:
    """Beside what is stored, where both are shown; a number may be too long to be read as one."""
    client = signed_in("contributor.rgc")
    typed = filled(client, narrative_en=TYPED, version="9") | {name.format("9" * 5000): "reached"}
    kept = client.post(f"{PAGE}draft/", urlencode(typed, doseq=True), "application/x-www-form-urlencoded")
    assert kept.status_code == 200
    page = client.get(f"{PAGE}?draft")
    assert page.status_code == 200
    assert TYPED in text_of(page)
