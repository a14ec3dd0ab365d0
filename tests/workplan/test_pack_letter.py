"""The letter that a pack came with, as a file of its own: attached to each return that the pack hands in."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from committees.refusals import refusal_of
from tests.helpers import signed_in
from tests.hostile.files import EICAR, upload
from tests.workplan.letters import a_letter
from tests.workplan.packs_of_tests import (
    FILLED,
    LETTER,
    PACKS,
    Filling,
    apply,
    filled,
    no_return_written,
    problems_of_form,
    send,
    sent,
    taken,
)
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.rounds_of_tests import open_round, the_return
from workplan.management.commands.check_files import names_in
from workplan.models import EvidenceFile, PackUpload, ReturnEvent
from workplan.services.files import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
TEXT = b"We report as follows."


@pytest.fixture(autouse=True)
def a_round(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    open_round()


def letter(content: bytes = TEXT, name: str = "letter.txt") -> object:
    return upload(name, content, "text/plain")


def stored() -> set[str]:
    return set(names_in(store()))


def test_it_is_attached_to_every_return_the_pack_hands_in() -> None:
    client = signed_in("officer.hk")
    both = Filling(taken(client)).fill(FILLED).fill({"answer": "Nothing to report"}, "II-3").sign().raw()
    address = sent(client, both, letter=letter())
    assert "letter.txt" in text_of(client.get(address), "//dl[@class='docket']")
    apply(client, address)
    events = ReturnEvent.objects.filter(act__in=("submit", "nil"))
    kept = EvidenceFile.objects.get(name="letter.txt")
    assert [(event.source_file, event.source) for event in events] == [(kept, LETTER)] * 2
    assert PackUpload.objects.get().file != kept
    page = the_return().get_absolute_url()
    assert kept.get_absolute_url() in signed_in("contributor.rgc").get(page).content.decode()
    assert signed_in("contributor.rgc").get(kept.get_absolute_url()).content == TEXT


def test_a_colleague_applies_it_with_the_letter_and_the_other_side_does_not_see_it() -> None:
    client = signed_in("officer.hk")
    address = sent(client, filled(taken(client)), letter=letter())
    where = EvidenceFile.objects.get(name="letter.txt").get_absolute_url()
    assert signed_in("officer.mainland").get(where).status_code == 404
    assert signed_in("viewer").get(where).status_code == 404
    apply(signed_in("secretariat.hk"), address)
    assert the_return().events.get().source_file.name == "letter.txt"


def test_whoever_speaks_for_the_body_is_not_asked_for_it() -> None:
    client = signed_in("contributor.rgc")
    assert not tree(client.get(PACKS)).xpath("//input[@name='letter']")
    apply(client, sent(client, filled(taken(client)), letter=letter()))
    assert the_return().events.get().source_file == PackUpload.objects.get().file


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.exe", TEXT, "The letter as a file: Only these kinds of file can be sent"),
        ("letter.pdf", TEXT, "The letter as a file: The ending says pdf, but the content is something else."),
    ],
)
def test_what_the_gate_refuses_is_said_beside_it_and_leaves_nothing(
    name: str, content: bytes, sentence: str
) -> None:
    client, before = signed_in("officer.hk"), stored()
    raw = filled(taken(client))
    with no_return_written():
        answer = send(client, raw, letter=upload(name, content))
    assert answer.status_code == 422
    (told,) = problems_of_form(answer)
    assert told.startswith(sentence)
    assert text_of(answer, "//div[@id='id_letter_error']")
    assert tree(answer).xpath("//input[@name='source']/@value") == [LETTER]
    assert stored() == before


def test_it_is_scanned_as_the_pack_is(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    scanned: list[bytes] = []
    monkeypatch.setattr("workplan.uploads.gate.scan", scanned.append)
    client = signed_in("officer.hk")
    raw = filled(taken(client))
    sent(client, raw, letter=letter(EICAR))
    assert scanned == [raw, EICAR]


def test_one_too_large_is_413(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workplan.uploads.gate.MOST_BYTES_OF_A_FILE", 100_000)
    client = signed_in("officer.hk")
    assert send(client, filled(taken(client)), letter=letter(b"a" * 100_001)).status_code == 413


def test_a_letter_of_the_other_side_is_refused_by_the_database() -> None:
    client = signed_in("officer.hk")
    sent(client, filled(taken(client)))
    pack = PackUpload.objects.get()
    pack.pk, pack.letter = None, a_letter("officer.mainland", "mainland")
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        pack.save(force_insert=True)
    refusal = refusal_of(refused.value)
    assert refusal
    assert str(refusal.sentence) == "The file of a pack belongs to the side of its body."


def test_the_command_takes_it_too(tmp_path: Path) -> None:
    pack, file = tmp_path / "rgc.xlsx", tmp_path / "letter.txt"
    pack.write_bytes(filled(taken(signed_in("contributor.rgc"))))
    file.write_bytes(TEXT)
    who = ["--by", "officer.hk", "--source", LETTER, "--letter", str(file)]
    before = stored()
    call_command("load_pack", "mhstcc", "1", str(pack), *who, "--dry-run", stdout=StringIO())
    assert stored() == before
    call_command("load_pack", "mhstcc", "1", str(pack), *who, stdout=StringIO())
    assert the_return().events.get().source_file.name == "letter.txt"


def test_the_labels_say_what_is_needed_when() -> None:
    labels = [
        " ".join(label.text_content().split())
        for label in tree(signed_in("officer.hk").get(PACKS)).xpath("//form[@enctype]//label")
    ]
    assert labels == [
        "Workbook that came back",
        "Letter or message",
        "The letter as a file (optional)",
        "Signed by (needed where the workbook does not say it)",
        "Signed on (needed where the workbook does not say it)",
    ]


def test_in_chinese_it_is_offered_as_optional() -> None:
    page = in_chinese(signed_in("officer.hk")).get(PACKS)
    assert text_of(page, "//label[@for='id_letter']") == "函件檔案 （選填）"
    assert "附於表冊所提交的每份匯報表" in text_of(page, "//div[@id='id_letter_helptext']")
