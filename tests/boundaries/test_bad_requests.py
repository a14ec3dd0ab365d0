"""What no browser of ours sends is answered with a page and a code, never with 500; and nothing read stays behind."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from committees import typed_text
from committees.keeping.acting import acting_as_command
from committees.models import Membership, Role, Seat
from tests.helpers import person, signed_in
from tests.strangers import another_committee
from tests.workplan.reading import ITEMS
from tests.workplan.recording import PLAN, RECORD, fields_of, filled, record

pytestmark = pytest.mark.django_db


def test_a_cookie_that_cannot_be_stored() -> None:
    assert Client(HTTP_COOKIE='sessionid="aaaaaaaaaaaa\\000"').get("/accounts/login/").status_code == 400
    assert Client(HTTP_COOKIE='language="\\001"').get("/accounts/login/").status_code == 400


@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "idna", "undefined", "unicode_escape", "big5", "latin-1"]
)
def test_a_charset_that_is_not_ours(charset: str) -> None:
    client = signed_in("officer.hk")
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.generic("POST", RECORD, b"a=b", content_type=kind).status_code == 400
    assert client.get(ITEMS, CONTENT_TYPE=f"text/html; charset={charset}").status_code == 400
    assert client.get(ITEMS, CONTENT_TYPE="text/html; charset=UTF-8").status_code == 200


@pytest.mark.parametrize("following", ["//[", "//evil\u2100.com", "http://[::1", "///\\\\["])
def test_an_address_to_go_on_to_that_nobody_can_take_apart(following: str) -> None:
    assert Client().get("/accounts/login/", {"next": following}).status_code == 200
    answer = Client().post(
        "/accounts/login/", {"login": "viewer", "password": "only-for-tests-4711", "next": following}
    )
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/")


def test_a_year_of_eleven_digits_in_the_administration() -> None:
    answer = signed_in("officer.hk").get("/admin/workplan/milestone/", {"due__year": "99999999999"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/\x01",
        "https://a.example/\ufffe",
        "https://user:word@a.example/",
        "https://a.example/\u202e",
    ],
)
def test_an_address_of_evidence_that_hides_something(address: str) -> None:
    proof = {"evidence-0-title": "A page", "evidence-0-publisher": "A paper", "evidence-0-url": address}
    answer = record(signed_in("officer.hk"), **proof)
    assert answer.status_code == 422
    assert "as the browser shows it" in answer.content.decode() or "valid URL" in answer.content.decode()


def test_a_key_of_somebody_elses_form_says_so_and_keeps_the_text() -> None:
    theirs = filled(signed_in("officer.mainland"))
    signed_in("officer.mainland").post(RECORD, theirs)
    mine = filled(signed_in("officer.hk"), once_key=theirs["once_key"], narrative_en="Typed for an hour")
    answer = signed_in("officer.hk").post(RECORD, mine)
    assert answer.status_code == 422
    assert "sent by somebody else" in answer.content.decode()
    assert "Typed for an hour" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/", f"{PLAN}/III-2/", RECORD, "/mhstcc/plans/2024-25/actions.csv", "/admin/"]
)
def test_nothing_that_was_read_stays_in_the_browser(address: str) -> None:
    """Else "back" shows it after signing out."""
    told = signed_in("officer.hk").get(address).headers["Cache-Control"]
    assert "no-store" in told
    assert "private" in told


def test_a_part_of_a_page_is_not_taken_for_the_page() -> None:
    assert "HX-Request" in signed_in("viewer").get(ITEMS).headers["Vary"]


def test_a_signed_form_of_one_person_does_not_fill_the_disk() -> None:
    client = signed_in("officer.hk")
    form = filled(client)

    kept = 0
    for _post in range(typed_text.MOST_AN_HOUR + 5):
        stranger = Client()
        stranger.post(RECORD, form)
        kept += "typed_text" in stranger.session
    assert kept == typed_text.MOST_AN_HOUR


def test_the_word_of_a_side_is_given_by_who_has_a_seat_that_carries_it() -> None:
    another_committee()
    officer, where = signed_in("officer.hk"), f"{PLAN}/I-4/milestones/1/"

    form = fields_of(officer.get(where)) | {"kind": "reached", "on": "2025-10-01", "precision": "day"}

    with acting_as_command("test"), transaction.atomic():
        seat = Seat.objects.filter(committee__slug="mhstcc", side__code="mainland")[0]
        Membership.objects.create(user=person("officer.hk"), seat=seat, role=Role.VIEWER)
    side = str(seat.side_id)
    assert signed_in("officer.hk").post(where, form | {"side": side}).status_code == 422
