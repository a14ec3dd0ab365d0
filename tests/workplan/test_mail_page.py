"""The secretariat sees what was sent to people of its side, and acts on what may not have come."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from committees.keeping import clock, once
from committees.keeping.acting import acting_as_command
from committees.models import Committee, Membership, Role
from tests.helpers import at_commit, person, signed_in, together
from tests.strangers import another_committee
from tests.workplan.post_office import TODAY, owing
from tests.workplan.reading import in_chinese, text_of, tree
from workplan.access import visible_mail
from workplan.models import Mail
from workplan.services import mail as letters

MAIL = "/mhstcc/mail/"


def settled(letter: Mail, *states: str, error: str = "") -> Mail:
    for state in states:
        letter.state, letter.error = state, error
        letter.settled_at = clock.now() if state in ("sent", "unknown", "failed") else None
        letter.save()
    return letter


def of_unknown_fate(count: int = 1, side: str = "hong_kong") -> list[Mail]:
    letters.queue_digests(today=TODAY, owing=owing(count, side))
    return [settled(letter, "sending", "unknown") for letter in Mail.objects.order_by("pk")]


def section(page: Any, number: int) -> list[str]:
    rows = tree(page).xpath(f"//section[@aria-labelledby='part-{number}']//tbody/tr")
    return [" ".join(row.text_content().split()) for row in rows]


def button(page: Any, ending: str) -> dict[str, str]:
    """The fields of the first form that is posted to such an address, and that address."""
    form = tree(page).xpath(f"//form[contains(@action, '{ending}')]")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    return {**fields, "action": form.get("action")}


def press(client: Any, given: dict[str, str]) -> Any:
    return client.post(given["action"], {name: value for name, value in given.items() if name != "action"})


@pytest.mark.django_db
def test_what_may_not_have_come_stands_first_and_only_of_the_own_side() -> None:
    letters.queue_digests(today=TODAY, owing=owing(3))
    waiting, failed, unknown = Mail.objects.order_by("pk")
    settled(failed, "failed", error="550 no such person")
    settled(unknown, "sending", "unknown")
    client = signed_in("secretariat.hk")
    page = client.get(MAIL)
    assert [row.split()[0] for row in section(page, 1)] == [
        "gen.3gen.3@bodies.example",
        "gen.2gen.2@bodies.example",
    ]
    assert "550 no such person" in section(page, 1)[1]
    assert "Waiting to be sent" in section(page, 2)[0]
    assert waiting.body not in page.content.decode()
    assert section(signed_in("secretariat.mainland").get(MAIL), 1) == []
    assert tree(client.get("/")).xpath("//a[@href='/mhstcc/mail/']")


@pytest.mark.django_db
def test_a_server_that_was_not_reached_is_told_in_words() -> None:
    letters.queue_digests(today=TODAY, owing=owing(1))
    settled(Mail.objects.get(), "failed", error="ConnectionRefusedError: [Errno 111] Connection refused")
    client = signed_in("secretariat.hk")
    assert "The mail server was not reached (ConnectionRefusedError" in section(client.get(MAIL), 1)[0]
    assert "未能連接郵件伺服器" in section(in_chinese(client).get(MAIL), 1)[0]


@pytest.mark.django_db
def test_sending_again_is_a_new_letter_to_the_address_of_now() -> None:
    (old,) = of_unknown_fate()
    old.to_user.email = "mended@bodies.example"
    old.to_user.save()
    client = signed_in("secretariat.hk")
    page = client.get(MAIL)
    given = button(page, "/again/")
    for _repeat in range(2):
        assert press(client, given).headers["Location"] == MAIL
    new = Mail.objects.get(resend_of=old)
    assert (new.address, new.body, new.state) == ("mended@bodies.example", old.body, "queued")
    assert (new.asked_by, old.address) == (person("secretariat.hk"), "gen.1@bodies.example")
    page = client.get(MAIL)
    assert section(page, 1) == []
    assert "sent again by Secretariat, Hong Kong side" in section(page, 2)[0]
    # Another page of the same list, opened before.
    refused = press(client, {**given, "once_key": once.new_key()})
    assert refused.status_code == 409
    assert "This letter was sent again already." in text_of(refused)


def test_thirty_presses_send_it_again_once(own_database: str) -> None:
    (old,) = of_unknown_fate()
    clients = [signed_in("secretariat.hk") for _press in range(8)]
    together(
        *[
            lambda client=client: client.post(f"{MAIL}{old.pk}/again/", {"once_key": once.new_key()})
            for client in clients
        ]
    )
    assert Mail.objects.filter(resend_of=old).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("states", [[], ["sending"], ["sending", "sent"]])
def test_what_was_sent_or_waits_is_not_sent_again(states: list[str]) -> None:
    letters.queue_digests(today=TODAY, owing=owing(1))
    letter = settled(Mail.objects.get(), *states)
    client = signed_in("secretariat.hk")
    assert "/again/" not in client.get(MAIL).content.decode()
    answer = client.post(f"{MAIL}{letter.pk}/again/", {"once_key": once.new_key()})
    assert answer.status_code == 409
    assert "Only a letter that may not have come is sent again." in text_of(answer)


@pytest.mark.django_db
def test_nobody_who_is_switched_off_is_written_to_again() -> None:
    (letter,) = of_unknown_fate()
    letter.to_user.is_active = False
    letter.to_user.save()
    client = signed_in("secretariat.hk")
    assert "/again/" not in client.get(MAIL).content.decode()
    assert client.post(f"{MAIL}{letter.pk}/again/", {"once_key": once.new_key()}).status_code == 409
    assert Mail.objects.count() == 1


@pytest.mark.django_db
def test_a_person_notes_that_it_came() -> None:
    (letter,) = of_unknown_fate()
    client = signed_in("secretariat.hk")
    given = button(client.get(MAIL), "/received/")
    assert press(client, given).headers["Location"] == MAIL
    letter.refresh_from_db()
    assert (letter.state, letter.settled_by) == ("sent", person("secretariat.hk"))
    assert "It came, says Secretariat, Hong Kong side." in section(client.get(MAIL), 2)[0]
    assert press(client, given).status_code == 409  # a stale page


@pytest.mark.django_db
@pytest.mark.parametrize("states", [["failed"], ["sending", "unknown"]])
def test_what_needs_no_letter_any_more_is_closed_and_kept(states: list[str]) -> None:
    letters.queue_digests(today=TODAY, owing=owing(1))
    letter = settled(Mail.objects.get(), *states, error="550 no such person")
    client = signed_in("secretariat.hk")
    given = button(client.get(MAIL), "/dealt-with/")
    before = clock.now()
    assert press(client, given).headers["Location"] == MAIL
    letter.refresh_from_db()
    assert (letter.state, letter.settled_by) == (states[-1], person("secretariat.hk"))
    assert letter.settled_name == "Secretariat, Hong Kong side"
    assert letter.settled_at
    assert letter.settled_at >= before
    page = client.get(MAIL)
    assert section(page, 1) == []
    assert "no letter that failed or may not have come is left" in text_of(page)
    assert "Dealt with, says Secretariat, Hong Kong side." in section(page, 2)[0]
    assert "550 no such person" in section(page, 2)[0]
    assert "/dealt-with/" not in page.content.decode()
    assert "香港方秘書處已處理此電郵。" in text_of(in_chinese(client).get(MAIL))
    assert press(client, given).status_code == 409  # a stale page
    assert press(client, {**given, "seen": str(letter.version)}).status_code == 409


@pytest.mark.django_db
def test_what_was_sent_or_waits_or_was_sent_again_is_not_closed() -> None:
    letters.queue_digests(today=TODAY, owing=owing(3))
    waiting, sent, again = Mail.objects.order_by("pk")
    settled(sent, "sending", "sent")
    settled(again, "failed")
    client = signed_in("secretariat.hk")
    press(client, button(client.get(MAIL), "/again/"))
    for letter in (waiting, sent, again):
        answer = client.post(f"{MAIL}{letter.pk}/dealt-with/", {"seen": letter.version})
        assert answer.status_code == 409
        assert "This letter has gone on meanwhile." in text_of(answer)
    assert not Mail.objects.exclude(settled_by=None).exists()


@pytest.mark.django_db
def test_the_other_side_finds_nothing_there() -> None:
    (letter,) = of_unknown_fate()
    client = signed_in("secretariat.mainland")
    seen = {"seen": letter.version}
    for action, token in (
        ("again", {"once_key": once.new_key()}),
        ("received", seen),
        ("dealt-with", seen),
    ):
        assert client.post(f"{MAIL}{letter.pk}/{action}/", token).status_code == 404
    assert Mail.objects.get().state == "unknown"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 60])
def test_it_costs_the_same_however_many(count: int, django_assert_num_queries: Any) -> None:
    of_unknown_fate(count)
    at_commit()
    client = signed_in("secretariat.hk")
    with django_assert_num_queries(5):
        client.get(MAIL)


@pytest.mark.django_db
@pytest.mark.parametrize("committee", ["mhstcc", None])
def test_a_letter_of_another_kitchen_of_its_reader_stays_there(committee: str | None) -> None:
    """A person who sits on two committees works in two kitchens; whoever keeps the mail of one reads of that one."""
    reader, tides = person("officer.hk"), another_committee()
    letter = Mail.objects.create(
        to_user=reader,
        kind="digest",
        day=TODAY,
        queued_at=clock.now(),
        committee=Committee.objects.filter(slug=committee).first(),
        subject="Owed",
        body="III-2",
        language="en",
        address="officer@bodies.example",
    )
    with acting_as_command("test"), transaction.atomic():
        Membership.objects.create(user=reader, seat=tides.seats[0], role=Role.CONTRIBUTOR)
    assert letter not in visible_mail(tides.people[Role.SECRETARIAT])
    assert (letter in visible_mail(person("secretariat.hk"))) == (committee is not None)


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["again", "received", "dealt-with"])
def test_after_signing_in_again_a_button_leads_to_the_list(ending: str) -> None:
    (letter,) = of_unknown_fate()
    answer = signed_in("secretariat.hk").get(f"{MAIL}{letter.pk}/{ending}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, MAIL)
    letter.refresh_from_db()
    assert (letter.state, Mail.objects.count()) == ("unknown", 1)
