"""Saving in the administration: no silent overwrite, a sentence for each refusal, nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.db import connection, transaction
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Body, Meeting, Membership, Role, Seat, User
from tests.helpers import person, signed_in
from tests.strangers import AnotherCommittee, another_committee

NAMES = ("display_name_en", "display_name_zh_hant", "display_name_zh_hans")


@pytest.fixture
def tides(db: None) -> AnotherCommittee:
    return another_committee()


@pytest.fixture
def admin(tides: AnotherCommittee) -> Client:
    """Keeps both committees, and so the bodies that either seats."""
    with acting_as_command("test"), transaction.atomic():
        seat = Seat.objects.filter(committee__slug="mhstcc", side__code="mainland")[0]
        Membership.objects.create(user=tides.people[Role.ADMINISTRATOR], seat=seat, role=Role.ADMINISTRATOR)
    return signed_in("tides.administrator")


def form_of(body: Body, **changed: Any) -> dict[str, Any]:
    names = ("code", "abbreviation", "name_en", "name_zh_hant", "name_zh_hans", "place", "web", "standing")
    return {name: getattr(body, name) for name in names} | {
        "parent": body.parent_id or "",
        "sources": ",".join(body.sources),
        "version": body.version,
        **changed,
    }


def change(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def test_the_form_carries_the_version(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    page = admin.get(change(body)).content.decode()
    assert f'<input type="hidden" name="version" value="{body.version}">' in page


def test_a_save_steps_the_version_and_is_told_in_the_history(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    assert admin.post(change(body), form_of(body, name_en="New name")).status_code == 302
    saved = Body.objects.get(pk=body.pk)
    assert (saved.name_en, saved.version) == ("New name", body.version + 1)
    newest = body.history.first()
    assert (newest.actor_name, newest.actor_role, newest.actor_side) == (
        "tides.administrator",
        "administrator",
        "mainland",
    )
    history = admin.get(change(body).replace("change", "history")).content.decode()
    assert "New name" in history
    assert "tides.administrator" in history


@pytest.mark.parametrize("token", [None, "", "x", "-1", "1.5", "99999999999999999999", "１"])
def test_a_missing_or_forged_token_writes_nothing(admin: Client, token: str | None) -> None:
    body = Body.objects.get(code="ITC")
    form = form_of(body, name_en="New name", version=token)
    if token is None:
        del form["version"]
    assert admin.post(change(body), form).status_code == 400
    assert Body.objects.get(pk=body.pk).name_en == body.name_en


def test_a_stale_form_shows_both_texts_and_writes_nothing(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    admin.post(change(body), form_of(body, name_en="First", name_zh_hant="第一"))
    response = admin.post(change(body), form_of(body, name_en="<b>Second</b>", name_zh_hant="第二"))
    assert response.status_code == 409
    changes = {entry["label"]: entry for entry in response.context["changes"]}
    assert [(entry["lang"], entry["theirs"], entry["mine"]) for entry in changes.values()] == [
        ("en", "First", "<b>Second</b>"),
        ("zh-hant", "第一", "第二"),
    ]
    page = response.content.decode()
    assert "&lt;b&gt;Second&lt;/b&gt;" in page
    assert "<b>Second" not in page
    assert Body.objects.get(pk=body.pk).name_en == "First"


def test_control_without_the_trigger_the_first_text_is_lost(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER version_step ON committees_body")
    admin.post(change(body), form_of(body, name_en="First"))
    admin.post(change(body), form_of(body, name_en="Second"))
    assert Body.objects.get(pk=body.pk).name_en == "Second"


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        ({"code": "small"}, 422, "A code is made of capital letters, digits and hyphens."),
        ({"code": ""}, 422, "This field is required."),
        ({"code": "CSTEC"}, 422, "Body with this Code already exists."),
        ({"name_en": "x" * 251}, 422, "Ensure this value has at most 250 characters (it has 251)."),
        (
            {"name_en": "a\0b"},
            422,
            "The text contains characters that cannot be stored. Please type them again.",
        ),
        ({"web": "javascript:alert(1)"}, 422, "Enter a valid URL."),
        ({"place": "moon"}, 422, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_in_the_form(
    admin: Client, changed: dict[str, str], code: int, sentence: str
) -> None:
    body = Body.objects.get(code="ITC")
    response = admin.post(change(body), form_of(body, name_zh_hant="打好的字", **changed))
    page = response.content.decode()
    assert (response.status_code, sentence in page, "打好的字" in page) == (code, True, True)
    assert Body.objects.get(pk=body.pk).name_zh_hant == body.name_zh_hant


def test_a_refusal_of_the_database_keeps_what_was_typed(admin: Client, tides: AnotherCommittee) -> None:
    form = {"committee": tides.committee.pk, "number": 1, "date": "1999-01-02", "place_en": "Typed place"}
    form |= {"mode": "", "place_zh_hant": "", "place_zh_hans": "", "standing": "unverified", "sources": ""}
    response = admin.post("/admin/committees/meeting/add/", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "There is a meeting with this number already." in page
    assert "Typed place" in page
    assert "was added" not in page


def test_what_is_judged_at_commit_is_a_sentence_too(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'late'"
            " USING ERRCODE = '23514', CONSTRAINT = 'history_invariant'; END $$;"
            "CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON committees_body DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION late()"
        )
    response = admin.post(change(body), form_of(body, name_en="New name"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "This would have been saved without its history, so it was not saved." in page
    assert "changed successfully" not in page
    assert Body.objects.get(pk=body.pk).name_en == body.name_en


def test_two_people_at_once_really_committed(own_database: str) -> None:
    first, second = signed_in("admin"), signed_in("admin")
    body = Body.objects.get(code="ITC")
    assert first.post(change(body), form_of(body, name_en="First")).status_code == 302
    assert second.post(change(body), form_of(body, name_en="Second")).status_code == 409
    assert list(Body.history.filter(id=body.pk).values_list("name_en", flat=True))[:2] == [
        "First",
        body.name_en,
    ]


# Deleting


def hidden_fields(page: Any) -> dict[str, str]:
    """What the page of confirmation sends."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    return {name: value for name, value in found if name in ("post", "version")}


def test_what_something_refers_to_stays(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    response = admin.post(change(body).replace("change", "delete"), {"post": "yes", "version": body.version})
    assert response.status_code == 409
    assert "would require deleting the following protected related objects" in response.content.decode()
    assert Body.objects.filter(pk=body.pk).exists()


def test_a_deletion_is_told_in_the_history(admin: Client, tides: AnotherCommittee) -> None:
    meeting = Meeting.objects.get(committee=tides.committee, number=2)
    key = meeting.pk
    page = change(meeting).replace("change", "delete")
    assert admin.post(page, hidden_fields(admin.get(page))).status_code == 302
    newest = Meeting.history.filter(id=key).first()
    assert (newest.history_type, newest.actor_name) == ("-", "tides.administrator")


def test_a_row_that_somebody_changed_meanwhile_is_not_deleted(admin: Client, tides: AnotherCommittee) -> None:
    meeting = Meeting.objects.get(committee=tides.committee, number=2)
    page = change(meeting).replace("change", "delete")
    opened = hidden_fields(admin.get(page))
    with acting_as_command("test"), transaction.atomic():
        meeting.place_en = "Changed meanwhile"
        meeting.save()
    response = admin.post(page, opened)
    assert response.status_code == 409
    assert "so it was not deleted" in response.content.decode()
    assert Meeting.objects.filter(pk=meeting.pk).exists()
    assert not LogEntry.objects.filter(action_flag=DELETION).exists()
    assert admin.post(page, {"post": "yes"}).status_code == 400
    assert admin.post(page, hidden_fields(admin.get(page))).status_code == 302


@pytest.mark.parametrize("model", ["body", "meeting", "user"])
def test_nothing_is_deleted_by_the_dozen(admin: Client, model: str) -> None:
    page = admin.get(f"/admin/committees/{model}/").content.decode()
    assert "delete_selected" not in page
    before = Body.objects.count()
    keys = list(Body.objects.values_list("pk", flat=True))[:2]
    admin.post(
        f"/admin/committees/{model}/", {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    )
    assert Body.objects.count() == before


# History


def test_a_past_state_is_read_and_never_gone_back_to(admin: Client) -> None:
    body = Body.objects.get(code="ITC")
    admin.post(change(body), form_of(body, name_en="New name"))
    body.refresh_from_db()
    past = change(body).replace("change/", f"history/{body.history.last().pk}/")
    assert admin.get(past).status_code == 200
    assert admin.post(past, form_of(body, name_en="Old name")).status_code == 403
    assert Body.objects.get(pk=body.pk).name_en == "New name"


# Accounts


def test_an_administrator_makes_an_account_and_gives_it_a_seat(
    admin: Client, tides: AnotherCommittee
) -> None:
    form = {"username": "new.person", "display_name_en": "New", "language": "zh-hant"}
    words = "four words and a number 7"
    response = admin.post("/admin/committees/user/add/", form | {"password1": words, "password2": words})
    assert response.status_code == 302
    made = person("new.person")
    assert (made.check_password(words), made.is_staff, made.is_superuser) == (True, False, False)
    seat = {"user": made.pk, "seat": tides.seats[1].pk, "role": Role.VIEWER}
    assert admin.post("/admin/committees/membership/add/", seat).status_code == 302
    assert Membership.objects.get(user=made).role == Role.VIEWER
    assert admin.post("/admin/committees/membership/add/", seat).status_code == 409


@pytest.mark.parametrize("words", ["fourteen chars", "new.person1234567", "1234567890123456"])
def test_a_weak_password_is_refused(admin: Client, words: str) -> None:
    form = {"username": "new.person1234567", "password1": words, "password2": words}
    assert admin.post("/admin/committees/user/add/", form).status_code == 422
    assert not User.objects.filter(username="new.person1234567").exists()


def account_form(user: User, admin: Client, **changed: Any) -> dict[str, Any]:
    page = admin.get(change(user)).content.decode()
    token = re.search(r'name="version" value="(\w+)"', page)
    assert token
    names = (
        "username",
        "display_name_en",
        "display_name_zh_hant",
        "display_name_zh_hans",
        "language",
        "theme",
        "email",
    )
    return {name: getattr(user, name) for name in names} | {"is_active": "on", "version": token[1], **changed}


def test_flags_of_django_cannot_be_posted(admin: Client, tides: AnotherCommittee) -> None:
    user = tides.people[Role.VIEWER]
    hash_before = user.password
    posted = {
        "is_staff": "on",
        "is_superuser": "on",
        "password": "x",
        "id": 1,
        "groups": "1",
        "last_login": "2000-01-01",
    }
    form = account_form(user, admin, display_name_en="Vera", **posted)
    assert admin.post(change(user), form).status_code == 302
    user.refresh_from_db()
    assert (user.display_name_en, user.is_staff, user.is_superuser) == ("Vera", False, False)
    assert (user.password, user.last_login) == (hash_before, None)


def test_an_account_has_no_version_and_yet_no_silent_overwrite(
    admin: Client, tides: AnotherCommittee
) -> None:
    user = tides.people[Role.VIEWER]
    first, second = (
        account_form(user, admin, display_name_en="First"),
        account_form(user, admin, display_name_en="Second"),
    )
    assert admin.post(change(user), first).status_code == 302
    response = admin.post(change(user), second)
    assert response.status_code == 409
    assert [(entry["theirs"], entry["mine"]) for entry in response.context["changes"]] == [
        ("First", "Second")
    ]
    user.refresh_from_db()
    assert user.display_name_en == "First"


def test_an_account_is_switched_off_and_never_removed(admin: Client, tides: AnotherCommittee) -> None:
    user = tides.people[Role.VIEWER]
    form = account_form(user, admin)
    del form["is_active"]
    assert admin.post(change(user), form).status_code == 302
    assert admin.post(change(user).replace("change", "delete"), {"post": "yes"}).status_code == 403
    user.refresh_from_db()
    assert user.is_active is False


def test_an_administrator_gives_a_new_password(admin: Client, tides: AnotherCommittee) -> None:
    user = tides.people[Role.VIEWER]
    address = change(user).replace("change", "password")
    words = {"password1": "another long sentence", "password2": "another long sentence", "set-password": "1"}
    assert admin.post(address, {**words, "usable_password": "true", "password1": "x"}).status_code == 422
    assert admin.post(address, {**words, "usable_password": "true"}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("another long sentence")
