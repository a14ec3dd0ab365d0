"""The page of one return: who finds it, what it shows them, and that it costs the same however much was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.helpers import acting_as_person, signed_in
from tests.kitchens import an_indicator
from tests.workplan.letters import a_letter
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.reports_of_tests import state
from tests.workplan.return_pages import PAGE, another_body, banners, box, form_of
from tests.workplan.rounds_of_tests import CUT_OFF, SAID, SIGNED, at, open_round, submit, take, the_return
from workplan.models import Return
from workplan.services.contributions import OfferedProof, ProposedStep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "form", "letter"),
    [
        ("contributor.rgc", True, False),
        ("officer.hk", True, True),
        ("secretariat.hk", True, True),
        ("officer.mainland", False, False),
        ("viewer", False, False),
        ("admin", False, False),
    ],
)
def test_the_body_and_its_office_find_it_and_nobody_else(who: str, form: bool, letter: bool) -> None:
    open_round()
    page = signed_in(who).get(PAGE)
    assert page.status_code == (200 if form else 404)
    assert bool(tree(page).xpath("//form[@data-keep-draft]")) == form
    assert bool(tree(page).xpath("//input[@name='source_upload']")) == letter
    if form:
        assert bool(form_of(page).get("signed_by")) != letter, "an office does not sign for a body"
        assert bool(form_of(page).get("signed_on")) != letter, "the day of its letter is not today"


def label_of(page: HttpResponse, field: str) -> str:
    return text_of(page, f"//label[@for='{field}']")


def test_a_label_says_for_which_button_a_field_is_needed() -> None:
    open_round()
    page = signed_in("officer.hk").get(PAGE)
    for name in ("signed_by", "signed_on", "source", "source_upload"):
        assert "(needed to hand in)" in label_of(page, f"id_{name}"), name
    assert label_of(page, "id_as_at") == "As at (needed to submit)"
    number = the_return().item.milestones.all()[1].number
    assert label_of(page, f"id_step-{number}-reason") == "Reason (needed when the date moves)"
    assert label_of(page, f"id_step-{number}-on") == "Date (needed when reached or moved)"
    assert label_of(page, f"id_step-{number}-precision").startswith("Precision of the date")
    assert label_of(page, "act_reason") == "Reason (needed to waive)"
    submit()
    assert label_of(signed_in("officer.hk").get(PAGE), "act_reason") == "Reason (needed to send back)"


def test_another_body_of_the_side_does_not_find_it() -> None:
    open_round()
    client = another_body()
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}save/", {"version": 1}).status_code == 404
    assert client.post(f"{PAGE}draft/", {"version": 1}).status_code == 404


def test_it_shows_what_is_asked_what_was_agreed_and_what_was_said_last() -> None:
    open_round(guidance={"en": "Say how many projects.", "zh-hant": "請說明項目數目。"})
    update = state("III-2", "on_track", side="hong_kong", as_at=date(2025, 10, 8))
    page = signed_in("contributor.rgc").get(PAGE)
    assert "Say how many projects." in text_of(page, "//*[@aria-labelledby='asked']")
    assert the_return().item.agreed_words_en in text_of(page, "//*[@aria-labelledby='agreed']")
    assert f"Update {update.number} of the side, as at 8 Oct 2025" in text_of(
        page, "//form[@data-keep-draft]"
    )
    assert update.texts.get(language="en", part="narrative").text in text_of(
        page, "//*[@class='language-row-last'][@lang='en']"
    )
    docket = text_of(page, "//dl[@class='docket']")
    assert "expected" in docket
    assert "With whomthe body, since 10 October 2025" in docket
    assert "請說明項目數目。" in text_of(in_chinese(signed_in("officer.hk")).get(PAGE))


def test_the_neighbours_are_those_the_reader_may_open() -> None:
    open_round()
    for who, expected in (("contributor.rgc", {"II-3 RGC"}), ("officer.hk", {"III-1 ITC", "IV-1 ITC"})):
        client = signed_in(who)
        links = tree(client.get(PAGE)).xpath("//p[contains(@class, 'head-steps')]/a")
        assert {" ".join(link.text_content().split()).strip("‹›←→ ") for link in links} == expected
        assert {client.get(link.get("href")).status_code for link in links} == {200}


def test_who_did_it_and_who_answers_for_it_stand_apart() -> None:
    open_round()
    letter = a_letter()
    submit("officer.hk", signature=replace(SIGNED, source="Letter of 8 October", source_file=letter))
    page = signed_in("contributor.rgc").get(PAGE)
    (entry,) = tree(page).xpath("//ol[@class='return-log']/li")
    actor = " ".join(entry.xpath("span[@class='muted']")[0].text_content().split())
    signatory = " ".join(entry.xpath("p")[0].text_content().split())
    assert signed_name("officer.hk") in actor
    assert "Secretary-General" not in actor
    assert signatory.startswith("On behalf of the body; signed by Secretary-General, 9 Oct 2025")
    assert signed_name("officer.hk") not in signatory
    assert entry.xpath(f".//a[@href='{letter.get_absolute_url()}']")


def signed_name(who: str) -> str:
    with acting_as_person(who) as user:
        return user.name_for_the_record


def test_sent_back_its_reason_stands_above_the_form_and_the_text_is_kept() -> None:
    open_round()
    submit()
    take("send_back", reason="How many <b>projects</b>?")
    page = signed_in("contributor.rgc").get(PAGE)
    assert "Sent back by" in banners(page)
    assert "How many <b>projects</b>?" in banners(page)
    assert box(page, "narrative_en") == SAID.texts["narrative_en"]
    submit()
    assert "Sent back by" not in banners(signed_in("contributor.rgc").get(PAGE))


def test_handed_in_it_is_read_only_and_lies_in_the_offices_court() -> None:
    open_round()
    submit()
    for who in ("contributor.rgc", "officer.hk"):
        page = signed_in(who).get(PAGE)
        assert not tree(page).xpath("//form[@data-keep-draft]")
        assert "The third cohort was chosen." in text_of(page, "//*[@aria-labelledby='part-said']")
        assert "With whomthe liaison office" in text_of(page, "//dl[@class='docket']")
    assert buttons(signed_in("contributor.rgc")) == ["recall/"]
    assert buttons(signed_in("officer.hk")) == ["accept/", "receive/", "recall/", "send-back/"]
    take("receive")
    page = signed_in("contributor.rgc").get(PAGE)
    assert buttons(signed_in("contributor.rgc")) == []
    assert "ask it to send the return back" in text_of(page)


def buttons(client: Client) -> list[str]:
    """What is done to it as a whole."""
    found = tree(client.get(PAGE)).xpath("//form[contains(@class, 'return-acts')]//button/@formaction")
    return [address.removeprefix(PAGE) for address in found]


def test_past_the_cut_off_the_form_is_gone_and_it_says_why() -> None:
    open_round()
    with at(CUT_OFF):
        page = signed_in("contributor.rgc").get(PAGE)
    assert not tree(page).xpath("//form[@data-keep-draft]")
    assert "The cut-off has passed; nothing more is handed in." in banners(page)
    assert "late" in text_of(page, "//dl[@class='docket']")


def test_what_changed_since_the_last_words_is_marked_where_it_is_asked_for() -> None:
    open_round()
    last = state("III-2", "on_track", side="hong_kong", as_at=date(2025, 10, 8))
    before = last.texts.get(language="en", part="narrative").text
    submit(said=replace(SAID, texts={"narrative_en": f"{before} Seven were chosen."}))
    client = signed_in("officer.hk")
    said = "//*[@aria-labelledby='part-said']"
    assert text_of(client.get(PAGE), f"{said}//ins") == ""
    marked = client.get(f"{PAGE}?changes")
    assert "Seven were chosen." in text_of(marked, f"{said}//ins")
    assert text_of(marked, f"{said}//del") == ""


@pytest.mark.parametrize("much", [False, True])
def test_its_queries_do_not_grow_with_what_was_done(much: bool, django_assert_num_queries: Any) -> None:
    open_round()
    here = the_return()
    with acting_as_person("secretariat.hk") as by:
        indicator = an_indicator(here.item, by)
    letter = a_letter("contributor.rgc")
    proofs = [OfferedProof(f"Results {number}", "RGC", file=letter) for number in range(12 if much else 1)]
    said = replace(SAID, evidence=proofs, milestones=[_moved(here)])
    for _time in range(4 if much else 1):
        submit(said=said)
        take("send_back", reason="How many?")
    assert indicator.pk
    for who in ("contributor.rgc", "officer.hk"):
        _asks(django_assert_num_queries, signed_in(who), form=True)
    submit(said=said)
    _asks(django_assert_num_queries, signed_in("officer.hk"), form=False)


QUERIES_OF_THE_FORM, QUERIES_OF_THE_TEXT = 20, 17


def _asks(exactly: Any, client: Client, *, form: bool) -> None:
    client.get(PAGE)
    with exactly(QUERIES_OF_THE_FORM if form else QUERIES_OF_THE_TEXT):
        client.get(PAGE)


def _moved(here: Return) -> ProposedStep:
    return ProposedStep(here.item.milestones.all()[1], "moved", date(2025, 12, 1), reason="Two panels.")
