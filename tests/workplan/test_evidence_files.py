"""Sending a file as evidence: kept before the form is judged, released with the statement, taken away by who may."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from lxml import html

from committees.models import Committee, Side
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit, person, signed_in
from tests.hostile import files
from tests.hostile.files import upload
from tests.strangers import another_committee
from tests.workplan.recording import PLAN, RECORD, fields_of, filled, page_text, record
from tests.workplan.test_correct_statement import address, newest
from workplan.access import visible_files
from workplan.models import Evidence, EvidenceFile, ProgressUpdate
from workplan.services.files import attachable, check_may_attach, keep_file

pytestmark = pytest.mark.django_db
CITED = {"evidence-0-title": "Minutes", "evidence-0-publisher": "Innovation and Technology Commission"}
ITEM = f"{PLAN}/III-2/"


def kept(who: str = "officer.hk", side: str = "hong_kong", sent: UploadedFile | None = None) -> EvidenceFile:
    committee = Committee.objects.get(slug="mhstcc")
    with acting_as_person(who) as by:
        return keep_file(
            upload=sent or upload("minutes.pdf", files.pdf()),
            committee=committee,
            side=Side.objects.get(committee=committee, code=side),
            by=by,
        )


def of(file: EvidenceFile) -> str:
    return file.get_absolute_url()


def code(who: str, file: EvidenceFile) -> int:
    return signed_in(who).get(of(file)).status_code


def recorded_with(client: Client, **sent: Any) -> EvidenceFile:
    """A statement with a file, and the file."""
    answer = record(client, **{**CITED, "evidence-0-upload": upload("minutes.pdf", files.pdf()), **sent})
    assert answer.status_code == 302
    file = newest("III-2", "hong_kong").evidence.get().file
    assert file is not None
    return file


def test_a_file_goes_with_the_statement_and_stands_on_the_page_of_the_item() -> None:
    file = recorded_with(signed_in("officer.hk"))
    assert (file.name, file.kind, file.recorded_by.username) == ("minutes.pdf", "pdf", "officer.hk")
    page = signed_in("viewer").get(ITEM)
    (link,) = html.fromstring(page.content).xpath(f"//a[@href='{of(file)}']")
    assert link.text == "minutes.pdf"
    assert f"PDF, {file.size} bytes, SHA-256 {file.sha256[:12]}…" in page_text(page).replace("\xa0", " ")


def test_three_people_before_and_after_the_release() -> None:
    file = kept()
    assert {who: code(who, file) for who in ("officer.hk", "secretariat.hk")} == {
        "officer.hk": 200,
        "secretariat.hk": 200,
    }
    others = ("officer.mainland", "secretariat.mainland", "viewer", "contributor.rgc", "admin")
    assert {code(who, file) for who in others} == {404}
    anonymous = Client().get(of(file))
    assert anonymous.headers["Location"] == f"/accounts/login/?next={of(file)}"

    record(signed_in("officer.hk"), **{**CITED, "evidence-0-kept": str(file.pk)})
    assert {code(who, file) for who in (*others, "officer.hk")} == {200}
    another_committee()
    assert signed_in("tides.secretariat").get(of(file)).status_code == 404


def test_a_file_of_the_other_kitchen_looks_like_one_that_is_not_there() -> None:
    file, client = kept(), signed_in("officer.mainland")

    def body(key: str) -> bytes:
        answer = client.get(f"/mhstcc/files/{key}/")
        assert answer.status_code == 404
        return re.sub(rb'value="[^"]*"', b"", answer.content.replace(key.encode(), b""))

    assert body(str(file.pk)) == body("00000000-0000-4000-8000-000000000000")
    # Nor does another committee's address lead to it.
    another_committee()
    assert signed_in("officer.hk").get(f"/tides/files/{file.pk}/").status_code == 404


def test_what_the_secretariat_sends_on_behalf_is_not_yet_the_other_sides() -> None:
    file = kept("secretariat.hk", "mainland")
    assert code("secretariat.hk", file) == 200
    assert {code(who, file) for who in ("officer.hk", "officer.mainland", "secretariat.mainland")} == {404}


def test_it_is_saved_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    file = kept(sent=upload("進度 \u202e報告.pdf", files.pdf()))
    with caplog.at_level(logging.INFO, "workplan.files"):
        answer = signed_in("officer.hk").get(of(file))
    content = answer.content
    assert hashlib.sha256(content).hexdigest() == file.sha256
    told = answer.headers
    assert told["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%80%B2")
    assert "%E2%80%AE" not in told["Content-Disposition"]
    assert {name: told[name] for name in HEADERS} == HEADERS | {"Content-Length": str(len(content))}
    assert f"file {file.pk} taken by user {person('officer.hk').pk}" in caplog.text


HEADERS = {
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
    "Content-Length": "",
}


# The form


def row(page: HttpResponse) -> str:
    """The first row of evidence, as it is read."""
    (first, *_others) = html.fromstring(page.content.decode()).xpath(
        "//fieldset[contains(@class,'evidence-row')]"
    )
    return " ".join(first.text_content().replace("\xa0", " ").split())


def test_a_refused_form_keeps_the_file_that_was_chosen() -> None:
    client = signed_in("officer.hk")
    refused = record(
        client, **CITED, **{"evidence-0-upload": upload("minutes.pdf", files.pdf())}, status="behind_schedule"
    )
    assert refused.status_code == 422
    assert "minutes.pdf PDF," in row(refused)
    answer = client.post(RECORD, {**fields_of(refused), "reason_en": "Late."})
    assert answer.status_code == 302
    assert newest("III-2", "hong_kong").evidence.get().file == EvidenceFile.objects.get()


@pytest.mark.parametrize("button", [{"more": "1"}, {"draft": "zh-hans"}])
def test_half_a_form_keeps_it_too(button: dict[str, str]) -> None:
    client = signed_in("officer.hk")
    half = record(client, **{"evidence-0-upload": upload("minutes.pdf", files.pdf()), **button})
    assert half.status_code == 200
    assert fields_of(half)["evidence-0-kept"] == str(EvidenceFile.objects.get().pk)


def test_a_refused_file_says_why_in_its_row_and_loses_nothing() -> None:
    client = signed_in("officer.hk")
    before = ProgressUpdate.objects.count()
    evil = upload("page.pdf", b"<html><script>alert(1)</script></html>")
    refused = record(client, **CITED, **{"evidence-0-upload": evil}, narrative_en="Typed for an hour")
    assert refused.status_code == 422
    assert "page.pdf: The ending says pdf, but the content is something else" in row(refused)
    assert "the reason stands beside it" in page_text(refused)
    assert fields_of(refused)["narrative_en"] == "Typed for an hour"
    assert (ProgressUpdate.objects.count(), EvidenceFile.objects.count()) == (before, 0)
    large = upload("large.txt", b"a" * (20 * 1024 * 1024 + 1))
    assert record(client, **CITED, **{"evidence-0-upload": large}).status_code == 413


def test_one_may_do_without_the_file_or_send_another() -> None:
    client, file = signed_in("officer.hk"), kept()
    chosen = {**CITED, "evidence-0-kept": str(file.pk)}
    record(client, **chosen, **{"evidence-0-without_file": "on"})
    assert newest("III-2", "hong_kong").evidence.get().file is None
    record(client, **chosen, **{"evidence-0-upload": upload("b.txt", b"other")})
    assert newest("III-2", "hong_kong").evidence.get().file.name == "b.txt"  # type: ignore[union-attr]


def test_a_row_with_a_file_and_no_title_asks_for_one() -> None:
    refused = record(signed_in("officer.hk"), **{"evidence-0-upload": upload("a.txt", b"text")})
    assert refused.status_code == 422
    assert "Evidence needs a title" in row(refused)


@pytest.mark.parametrize("key", ["theirs", "colleagues", "00000000-0000-4000-8000-000000000000", "x"])
def test_a_key_that_is_not_ones_own_attaches_nothing(key: str) -> None:
    named = {"theirs": ("officer.mainland", "mainland"), "colleagues": ("secretariat.hk", "hong_kong")}
    key = str(kept(*named[key]).pk) if key in named else key
    before = ProgressUpdate.objects.count()
    refused = record(signed_in("officer.hk"), **CITED, **{"evidence-0-kept": key})
    assert (refused.status_code, ProgressUpdate.objects.count()) == (422, before)
    assert "minutes.pdf" not in page_text(refused)


def test_whoever_goes_round_the_form_attaches_no_file_of_a_colleague() -> None:
    file, by = kept("secretariat.hk"), person("officer.hk")
    with pytest.raises(ValidationError, match="sent yourself"):
        check_may_attach([file], side=file.side, by=by)
    check_may_attach([file], side=file.side, by=person("secretariat.hk"))


def test_a_file_sent_for_the_other_side_is_asked_for_again() -> None:
    file = kept("secretariat.hk", "mainland")
    refused = record(signed_in("secretariat.hk"), **CITED, **{"evidence-0-kept": str(file.pk)})
    assert refused.status_code == 422
    assert "Choose it again for the side you speak for" in page_text(refused)


def test_a_correction_keeps_the_files_of_whoever_sent_them() -> None:
    file = recorded_with(signed_in("officer.hk"))
    old = newest("III-2", "hong_kong")
    answer = record(signed_in("secretariat.hk"), address(old), correction_reason="A wrong day.")
    assert answer.status_code == 302
    new = newest("III-2", "hong_kong")
    assert (new.corrects, new.evidence.get().file) == (old, file)


def test_the_same_file_sent_twice_by_one_person_is_one() -> None:
    assert kept() == kept()
    assert kept("secretariat.hk") != kept()
    assert EvidenceFile.objects.count() == 2


def test_after_an_expired_session_the_text_is_back_and_the_file_is_asked_for() -> None:
    client = signed_in("officer.hk")
    form = filled(client, narrative_en="Typed for an hour", **CITED)
    client.session.flush()
    client.post(RECORD, {**form, "evidence-0-upload": upload("a.txt", b"text")})
    client.force_login(person("officer.hk"))
    page = client.get(RECORD)
    assert (fields_of(page)["narrative_en"], fields_of(page)["evidence-0-title"]) == (
        "Typed for an hour",
        "Minutes",
    )
    assert "Choose your files again" in page_text(page)
    assert EvidenceFile.objects.count() == 0


def test_more_than_25_mib_is_refused_by_what_it_says_of_itself() -> None:
    client = signed_in("officer.hk")
    for size in (25 * 1024 * 1024 + 1, 10 * 1024**3):
        answer = client.generic("POST", RECORD, b"", content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 400
        answer = client.generic(
            "POST", RECORD, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size)
        )
        assert answer.status_code == 413
        assert "Too large to be accepted" in page_text(answer)


# Who, and what the database holds


@pytest.mark.parametrize(
    ("who", "side"),
    [
        ("officer.hk", "mainland"),
        ("viewer", "hong_kong"),
        ("admin", "mainland"),
        ("contributor.rgc", "mainland"),
    ],
)
def test_who_does_not_speak_for_a_side_sends_nothing_for_it(who: str, side: str) -> None:
    with pytest.raises(PermissionDenied):
        kept(who, side)


def test_somebody_who_left_the_office_leaves_the_file_behind() -> None:
    file = kept()
    with acting_as_person("admin"):
        person("officer.hk").memberships.get().delete()
    assert not visible_files(person("officer.hk")).exists()
    assert attachable(
        person("officer.hk"), file.committee_id
    ).exists()  # and the right to record is asked first


def test_a_file_out_of_the_other_kitchen_is_refused_by_the_database() -> None:
    file, statement = kept("officer.mainland", "mainland"), newest("III-2", "hong_kong")
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        Evidence.objects.create(update=statement, number=9, title_en="A", publisher_en="B", file=file)
    assert rule(refused.value) == "evidence_file_of_its_side"


def test_a_file_never_changes_and_is_never_removed() -> None:
    file = kept()
    for change in (lambda: file.delete(), lambda: EvidenceFile.objects.update(name="other.pdf")):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            change()
        assert rule(refused.value) == "append_only"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"size": 0}, "file_size_in_bounds"),
        ({"size": 20 * 1024 * 1024 + 1}, "file_size_in_bounds"),
        ({"sha256": "A" * 64}, "file_has_checksum"),
        ({"kind": "exe"}, "file_kind_is_allowed"),
        ({"name": ""}, "file_has_name"),
        ({"name": "a\u202eb.pdf"}, "file_name_is_plain"),
        ({"name": "a/b.pdf"}, "file_name_is_plain"),
        ({"name": "報" * 70}, "file_name_is_plain"),
        ({"side": "tides"}, "file_side_of_its_committee"),
    ],
)
def test_what_the_database_refuses(changed: dict[str, Any], named: str) -> None:
    if "side" in changed:
        changed = {"side": another_committee().sides[0]}
    columns = {
        field.attname: getattr(file, field.attname) for file in [kept()] for field in file._meta.fields
    }
    given = {**columns, "key": None, "stored_as": "elsewhere", **changed}
    del given["key"]
    if "side" in changed:
        del given["side_id"]
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        EvidenceFile.objects.create(**given)
        at_commit()
    assert rule(refused.value) == named


def rule(error: DatabaseError) -> str:
    refusal = refusal_of(error)
    assert refusal is not None
    return refusal.rule


def test_the_administration_names_only_files_that_one_may_read() -> None:
    file = kept()
    page = "/admin/workplan/evidencefile/"
    assert "minutes.pdf" in page_text(signed_in("officer.hk").get(page))
    assert "minutes.pdf" not in page_text(signed_in("officer.mainland").get(page))
    assert signed_in("officer.mainland").get(f"{page}{file.pk}/change/").status_code == 404


def test_a_store_that_fails_says_so_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workplan.storage.PrivateFolder._save", full)
    with pytest.raises(ValidationError, match="could not be stored"):
        kept()
    refused = record(
        signed_in("officer.hk"),
        **CITED,
        **{"evidence-0-upload": upload("a.txt", b"text")},
        narrative_en="Typed",
    )
    assert (refused.status_code, fields_of(refused)["narrative_en"]) == (422, "Typed")
    assert "could not be stored" in row(refused)


def test_control_a_png_is_drawn_anew_and_its_checksum_is_of_what_is_kept() -> None:
    sent = files.picture()
    file = kept(sent=upload("plan.png", sent + b"behind"))
    content = signed_in("officer.hk").get(of(file)).content
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert b"behind" not in content
