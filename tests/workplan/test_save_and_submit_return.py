"""A body's form sent, and what its office does with it: what is refused, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.helpers import acting_as_person, signed_in
from tests.kitchens import an_indicator
from tests.workplan.reading import text_of, tree
from tests.workplan.return_pages import (
    LETTER,
    PAGE,
    banners,
    beside,
    box,
    colleague,
    filled,
    form_of,
    send,
)
from tests.workplan.rounds_of_tests import (
    CUT_OFF,
    OPENS,
    at,
    open_round,
    the_return,
)
from tests.workplan.test_close_round import close
from workplan.models import EvidenceFile, ReportingRound, ReturnEvent
from workplan.services.contributions import said_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
HOSTILE = "<script>alert(1)</script> & \"七\" 'x'"


@pytest.fixture(autouse=True)
def _a_round(db: None) -> None:
    open_round()


def a_file(name: str = "letter.txt", content: bytes = b"We report as follows.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")


def test_half_a_form_is_kept_and_nothing_is_handed_in() -> None:
    client = signed_in("contributor.rgc")
    answer = send(client, "save", filled(client, status="", as_at="", signed_by="", narrative_en=HOSTILE))
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    here = the_return()
    assert (here.state, here.status, here.as_at, here.narrative_en) == ("draft", "", None, HOSTILE)
    assert [event.act for event in here.events.all()] == ["begin"]
    page = client.get(PAGE)
    assert "Nothing has been handed in yet." in text_of(page)
    assert box(page, "narrative_en") == HOSTILE
    assert HOSTILE not in page.content.decode()


def test_submitted_it_is_frozen_and_signed() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, signed_by="Commissioner", signed_on="2025-10-09")
    assert send(client, "submit", form).status_code == 302
    event = the_return().events.get()
    assert (event.act, event.signed_by, event.signed_on) == ("submit", "Commissioner", date(2025, 10, 9))
    assert (event.on_behalf, event.source_file) == (False, None)
    answer = send(client, "save", {**form, "version": the_return().version, "narrative_en": "Typed later."})
    assert answer.status_code == 409
    assert "Typed later." in text_of(answer), "what was typed stands beside what was handed in"
    assert the_return().narrative_en == "Seven projects were chosen."


def test_everything_that_is_wrong_is_said_at_once_beside_its_field() -> None:
    client = signed_in("contributor.rgc")
    number = the_return().item.milestones.all()[1].number
    wrong = {
        "status": "behind_schedule",
        "as_at": "2025-13-40",
        "narrative_en": HOSTILE,
        "signed_on": "",
        f"step-{number}-kind": "moved",
        "evidence-0-title": "Results",
        "evidence-1-url": "ftp://nowhere",
    }
    answer = send(client, "submit", filled(client, **wrong))
    assert answer.status_code == 422
    for name in ("as_at", "signed_on", f"step-{number}-on", f"step-{number}-reason", "evidence-0-publisher"):
        assert beside(answer, name), name
        assert tree(answer).xpath(f"//*[@role='alert']//a[@href='#id_{name}']"), name
    assert beside(answer, "evidence-1-url")
    assert box(answer, "narrative_en") == HOSTILE
    assert "<script>alert(1)" not in answer.content.decode()
    form = form_of(answer)
    assert {name: form[name] for name in wrong if name != "narrative_en"} == {
        name: value for name, value in wrong.items() if name != "narrative_en"
    }
    assert the_return().state == "expected"


def test_the_rules_of_a_statement_are_said_beside_their_fields() -> None:
    client = signed_in("contributor.rgc")
    form = filled(
        client, status="behind_schedule", as_at="2025-12-01", narrative_en="", signed_on="2025-10-09"
    )
    answer = send(client, "submit", form)
    assert answer.status_code == 422
    assert beside(answer, "as_at")
    assert "Say in at least one language" in beside(answer, "narrative_en")
    assert "need a reason" in beside(answer, "reason_en")
    nothing = send(client, "submit", filled(client, status="", narrative_en="", signed_on="2025-11-30"))
    assert "A return is signed on a day that has come." in beside(nothing, "signed_on")


@pytest.mark.parametrize("step", ["save", "submit", "nil", "more", "convert", "draft", "recall", "waive"])
def test_a_form_without_its_version_is_none_of_ours(step: str) -> None:
    client = signed_in("officer.hk")
    form = filled(client)
    for version in ({}, {"version": "-1"}, {"version": "1e3"}):
        sent = {name: value for name, value in form.items() if name != "version"} | version
        assert send(client, step, sent).status_code == 400
    assert the_return().version == 1


def test_a_stale_form_shows_both_texts_and_their_difference_and_can_be_sent_again() -> None:
    mine, theirs = signed_in("contributor.rgc"), colleague()
    form = filled(mine, narrative_en="Seven projects were chosen by the panel.")
    send(theirs, "save", filled(theirs))
    answer = send(mine, "submit", form)
    assert answer.status_code == 409
    sides = [text_of(answer, f"(//*[@class='conflict-side'])[{place}]/p[@class='prose']") for place in (1, 2)]
    assert sides == [
        "Seven projects were chosen.",
        "Seven projects were chosen by the panel.",
    ]
    assert "by the panel" in text_of(answer, "//details//ins")
    assert the_return().narrative_en == "Seven projects were chosen."
    assert send(mine, "submit", form_of(answer)).status_code == 302
    assert the_return().narrative_en == "Seven projects were chosen by the panel."


def test_a_stale_form_that_says_the_same_is_told_so() -> None:
    """Two of one body save the same words; the second is not left before a page that says nothing."""
    mine, theirs = signed_in("contributor.rgc"), colleague()
    form = filled(mine)
    send(theirs, "submit", filled(theirs))
    answer = send(mine, "submit", form)
    assert answer.status_code == 409
    assert "This return was changed while you were at it" in banners(answer)


def test_the_same_form_sent_twice_is_answered_twice_and_kept_once() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client)
    for step, act in (("save", "begin"), ("submit", "submit")):
        sent = {**form, "version": the_return().version}
        assert [send(client, step, sent).status_code for _time in range(2)] == [302, 302]
        assert ReturnEvent.objects.filter(act=act).count() == 1


def test_the_same_words_with_another_signature_are_not_said_to_be_kept() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, signed_by="Commissioner")
    assert send(client, "submit", form).status_code == 302
    answer = send(client, "submit", {**form, "signed_by": "Deputy Commissioner"})
    assert answer.status_code == 409
    assert "This return was changed while you were at it" in banners(answer)
    assert ReturnEvent.objects.get(act="submit").signed_by == "Commissioner"


def test_past_the_cut_off_what_was_typed_stays_in_sight() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_en="Typed a minute too late.")
    with at(CUT_OFF):
        answer = send(client, "submit", form)
    assert answer.status_code == 409
    assert "The cut-off has passed" in text_of(answer, "//*[@role='alert']")
    assert box(answer, "narrative_en") == "Typed a minute too late."


@pytest.mark.parametrize("asks", ["the service", "the database"])
@pytest.mark.parametrize(
    ("when", "closed", "sentence"),
    [
        (CUT_OFF, False, "The cut-off has passed; nothing more is handed in."),
        (CUT_OFF, True, "The round is closed."),
        (OPENS - timedelta(minutes=1), False, "The round has not opened yet."),
    ],
)
def test_too_late_or_too_early_is_one_refusal_whoever_says_it(
    monkeypatch: pytest.MonkeyPatch, asks: str, when: datetime, closed: bool, sentence: str
) -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, signed_by="Commissioner", signed_on="2025-10-05", as_at="2025-10-05")
    if asks == "the database":
        for name in ("check_takes_returns", "check_is_open"):
            monkeypatch.setattr(f"workplan.services.returns.round_permissions.{name}", lambda *_a, **_k: None)
    with at(when):
        if closed:
            close(ReportingRound.objects.get())
        answer = send(client, "submit", form)
    assert (answer.status_code, the_return().state) == (409, "expected")
    assert sentence in text_of(answer, "//*[@role='alert']")


# On behalf, and files


def test_on_behalf_the_letter_is_asked_for_at_its_fields_and_then_kept() -> None:
    client = signed_in("officer.hk")
    form = filled(client, signed_by="", source="")
    answer = send(client, "submit", form)
    assert answer.status_code == 422
    for name in ("signed_by", "signed_on", "source", "source_upload"):
        assert beside(answer, name), name
    answer = send(client, "submit", {**form, **LETTER, "narrative_en": "", "source_upload": a_file()})
    assert answer.status_code == 422
    kept = form_of(answer)["source_kept"]
    assert EvidenceFile.objects.get(pk=kept).name == "letter.txt"
    assert send(client, "submit", {**form_of(answer), **LETTER, "narrative_en": "Chosen."}).status_code == 302
    event = the_return().events.get()
    assert (event.on_behalf, event.signed_by, event.source) == (True, LETTER["signed_by"], LETTER["source"])
    assert event.signed_on == date(2025, 10, 8)
    assert str(event.source_file_id) == kept


def test_a_refused_form_does_not_lose_the_evidence_file() -> None:
    client = signed_in("contributor.rgc")
    proof = {"evidence-0-title": "List of projects", "evidence-0-upload": a_file("list.txt", b"Seven.")}
    refused = send(client, "submit", filled(client, status="behind_schedule", **proof))
    assert refused.status_code == 422
    assert "list.txt" in text_of(refused, "//*[@class='evidence-file']")
    form = {**form_of(refused), "evidence-0-publisher": "RGC", "status": "on_track"}
    assert send(client, "submit", form).status_code == 302
    (piece,) = the_return().evidence.all()
    assert (piece.title, piece.file.name, EvidenceFile.objects.count()) == ("List of projects", "list.txt", 1)


def test_a_file_that_is_not_taken_says_why_and_the_text_stays() -> None:
    client = signed_in("contributor.rgc")
    proof = {
        "evidence-0-title": "List",
        "evidence-0-publisher": "RGC",
        "evidence-0-upload": a_file("list.exe", b"MZ\x90\x00"),
    }
    answer = send(client, "save", filled(client, **proof))
    assert answer.status_code == 422
    assert text_of(answer, "//*[@class='evidence-file']/*[@class='error']")
    assert form_of(answer)["evidence-0-title"] == "List"
    assert box(answer, "narrative_en") == "Seven projects were chosen."
    assert the_return().state == "expected"


def test_one_more_row_and_nothing_is_saved() -> None:
    client = signed_in("contributor.rgc")
    answer = send(client, "more", filled(client, **{"evidence-1-title": "Kept"}))
    assert answer.status_code == 200
    assert len(tree(answer).xpath("//fieldset[@class='evidence-row']")) == 3
    assert form_of(answer)["evidence-1-title"] == "Kept"
    assert (the_return().version, box(answer, "narrative_en")) == (1, "Seven projects were chosen.")


# Milestones, indicators, scripts


def test_milestones_and_readings_are_kept_and_shown_again() -> None:
    item = the_return().item
    with acting_as_person("secretariat.hk") as by:
        an_indicator(item, by)
    number = item.milestones.all()[1].number
    client = signed_in("contributor.rgc")
    step = {"kind": "moved", "on": "2025-12-17", "precision": "month", "reason": "Two panels."}
    rows = {f"step-{number}-{name}": value for name, value in step.items()}
    rows |= {"reading-1-value": "12.50", "reading-1-on": "2025-10-08"}
    assert send(client, "save", filled(client, **rows)).status_code == 302
    said = said_in(the_return())
    (moved,), (reading,) = said.milestones, said.readings
    assert (moved.kind, moved.on, moved.precision, moved.reason) == (
        "moved",
        date(2025, 12, 1),
        "month",
        "Two panels.",
    )
    assert (reading.value, reading.on) == (Decimal("12.5"), date(2025, 10, 8))
    shown = form_of(client.get(PAGE))
    assert {name: shown[name] for name in rows} == {
        **rows,
        f"step-{number}-on": "2025-12-01",
        "reading-1-value": "12.5",
    }
    version = the_return().version
    assert send(client, "save", shown).status_code == 302
    assert the_return().version == version, "the form as it was shown says nothing else"
    odd = send(client, "save", {**shown, "reading-1-value": "", f"step-{number}-kind": "reached"})
    assert odd.status_code == 422
    assert beside(odd, "reading-1-value")
    assert beside(odd, f"step-{number}-on")


@pytest.mark.parametrize("button", ["save", "submit"])
@pytest.mark.parametrize("typed", [{"on": "2025-12-01"}, {"reason": "Two panels."}])
def test_what_is_typed_beside_nothing_to_say_is_not_dropped(button: str, typed: dict[str, str]) -> None:
    client = signed_in("contributor.rgc")
    number = the_return().item.milestones.all()[1].number
    rows = {f"step-{number}-{name}": value for name, value in typed.items()}
    signed = {"signed_by": "Commissioner", "signed_on": "2025-10-09"}
    answer = send(client, button, filled(client, **rows, **signed))
    assert answer.status_code == 422
    assert "Say what happened, or clear the date" in beside(answer, f"step-{number}-kind")
    shown = form_of(answer)
    assert {name: shown[name] for name in rows} == rows
    assert the_return().state == "expected"
    mended = send(client, button, {**shown, **dict.fromkeys(rows, "")})
    assert mended.status_code == 302
    assert said_in(the_return()).milestones == []


def test_what_a_conversion_drafted_is_not_saved_before_a_person_ticks_it() -> None:
    client = signed_in("contributor.rgc")
    form = filled(client, narrative_zh_hant="已選出七個項目。", draft="zh-hans")
    drafted = send(client, "convert", form)
    assert drafted.status_code == 200
    assert box(drafted, "narrative_zh_hans") == "已选出七个项目。"
    refused = send(client, "submit", form_of(drafted))
    assert refused.status_code == 422
    assert "tick that you checked it" in text_of(refused, "//*[@role='alert']")
    assert box(refused, "narrative_zh_hans") == "已选出七个项目。"
    assert send(client, "submit", {**form_of(refused), "checked": "zh-hans"}).status_code == 302
    assert the_return().narrative_zh_hans == "已选出七个项目。"
