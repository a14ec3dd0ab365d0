"""Giving more time, to the returns that were chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.helpers import signed_in
from tests.workplan.reading import text_of, tree
from tests.workplan.recording import fields_of
from tests.workplan.rounds_of_tests import CUT_OFF, DUE, at, open_round, submit, the_return
from tests.workplan.test_close_round import close
from workplan.models import Extension
from workplan.services import rounds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
EXTEND = "/mhstcc/rounds/1/extend/"
TYPED = {"due_at_0": "2025-10-28", "due_at_1": "12:00", "reason": "The panel meets on the 27th."}


def post(client: Client, *keys: str, **typed: str) -> HttpResponse:
    return client.post(EXTEND, {**fields_of(client.get(EXTEND)), "r": list(keys), **TYPED, **typed})


def ticked(response: Any) -> list[str]:
    return list(tree(response).xpath("//input[@name='r'][@checked]/@value"))


def test_an_officer_gives_more_time_to_those_chosen_on_the_round() -> None:
    open_round()
    client = signed_in("officer.hk")
    assert ticked(client.get(f"{EXTEND}?r=III-2/rgc&r=II-3/rgc&r=I-9/nobody")) == ["II-3/rgc", "III-2/rgc"]
    answer = post(client, "III-2/rgc", "II-3/rgc")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mhstcc/rounds/1/")
    assert {each.due_before for each in Extension.objects.all()} == {DUE}
    assert the_return().due_at.isoformat() == "2025-10-28T04:00:00+00:00"
    assert "extended from 24 Oct 2025" in text_of(client.get(answer.headers["Location"]), "//main")


def test_the_same_form_twice_extends_once() -> None:
    open_round()
    client = signed_in("secretariat.hk")
    form = {**fields_of(client.get(EXTEND)), "r": ["III-2/rgc"], **TYPED}
    assert [client.post(EXTEND, form).status_code for _each in range(2)] == [302, 302]
    assert Extension.objects.count() == 1


@pytest.mark.parametrize("username", ["viewer", "contributor.rgc", "admin"])
def test_only_an_office_may(username: str) -> None:
    open_round()
    assert signed_in(username).get(EXTEND).status_code == 403
    assert signed_in(username).post(EXTEND, TYPED).status_code == 403


def test_the_other_side_neither_sees_nor_extends_them() -> None:
    open_round()
    client = signed_in("officer.mainland")
    keys = tree(client.get(f"{EXTEND}?r=III-2/rgc")).xpath("//input[@name='r']/@value")
    assert "III-2/nsfc" in keys
    assert "III-2/rgc" not in keys
    assert post(client, "III-2/rgc").status_code == 422
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("keys", "typed", "field", "sentence"),
    [
        ([], {}, "r", "at least one"),
        (["III-2/rgc"], {"due_at_0": "2025-10-24"}, "due_at", "ends later"),
        (["III-2/rgc"], {"due_at_0": "2025-11-01"}, "due_at", "after the cut-off"),
        (["III-2/rgc"], {"reason": " "}, "reason", "Say why"),
    ],
)
def test_what_is_refused_is_said_beside_its_field(
    keys: list[str], typed: dict[str, str], field: str, sentence: str
) -> None:
    open_round()
    answer = post(signed_in("officer.hk"), *keys, **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer, f"//*[@id='id_{field}_error']")
    assert ticked(answer) == keys
    assert not Extension.objects.exists()


def test_more_time_that_has_passed_already_is_none() -> None:
    open_round()
    with at(CUT_OFF - timedelta(days=1)):
        answer = post(signed_in("officer.hk"), "III-2/rgc", due_at_0="2025-10-28")
    assert answer.status_code == 422
    assert "would still be late" in text_of(answer, "//*[@id='id_due_at_error']")
    assert not Extension.objects.exists()


def test_one_that_was_answered_meanwhile_stops_all() -> None:
    open_round()
    client = signed_in("officer.hk")
    form = {**fields_of(client.get(EXTEND)), "r": ["III-2/rgc", "II-3/rgc"], **TYPED}
    submit()
    answer = client.post(EXTEND, form)
    assert answer.status_code == 422
    assert "no longer outstanding" in text_of(answer, "//main")
    assert not Extension.objects.exists()


def test_a_closed_round_gives_no_more_time() -> None:
    opened = open_round()
    with at(CUT_OFF):
        close(opened)
        assert signed_in("officer.hk").get(EXTEND).status_code == 409


def test_a_round_that_is_closed_meanwhile_is_refused_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed after the page looked and before the service does."""
    opened = open_round()
    client, extend = signed_in("officer.hk"), rounds.extend

    def late(**given: Any) -> Any:
        close(opened)
        return extend(**given)

    monkeypatch.setattr(rounds, "extend", late)
    form = {**fields_of(client.get(EXTEND)), "r": ["III-2/rgc"], **TYPED}
    with at(CUT_OFF):
        answer = client.post(EXTEND, form)
    assert (answer.status_code, "The round is closed." in text_of(answer, "//main")) == (409, True)
    assert not Extension.objects.exists()
