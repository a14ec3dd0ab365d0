"""Closing a round, and the facts that can be read from then on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.helpers import signed_in
from tests.workplan.reading import text_of, tree
from tests.workplan.rounds_of_tests import CUT_OFF, at, nil, open_round, submit, take, the_return
from tests.workplan.test_close_round import close
from workplan.models import ReportingRound, Return

CLOSE, FACTS, PAGE = (f"/mhstcc/rounds/1/{part}" for part in ("close/", "facts.json", ""))


def version_on(response: Any) -> str:
    (version,) = tree(response).xpath("//main//input[@name='version']/@value")
    return str(version)


@pytest.mark.django_db
def test_the_secretariat_closes_it_after_the_cut_off() -> None:
    open_round()
    submit()
    client = signed_in("secretariat.mainland")
    with at(CUT_OFF):
        page = client.get(CLOSE)
        outstanding = Return.objects.filter(side__code="mainland").count()
        assert f"Outstanding on our side {outstanding}" in text_of(page, "//h2")
        listed = tree(page).xpath("//table[contains(@class, 'returns')]//td[@class='cell-body']")
        assert not [cell for cell in listed if "RGC" in cell.text_content()]
        answer = client.post(CLOSE, {"version": version_on(page)})
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
        assert ReportingRound.objects.get().is_closed
        assert "Closed on 31 October 2025." in text_of(client.get(PAGE), "//main")
        assert client.get(CLOSE).headers["Location"] == PAGE
        assert client.post(CLOSE, {"version": "2"}).status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["officer.hk", "contributor.rgc", "viewer", "admin"])
def test_nobody_else_does(username: str) -> None:
    open_round()
    assert signed_in(username).get(CLOSE).status_code == 403
    assert signed_in(username).post(CLOSE, {"version": "1"}).status_code == 403


@pytest.mark.django_db
def test_before_the_cut_off_the_button_says_why_not_and_so_does_the_answer() -> None:
    open_round()
    client = signed_in("secretariat.hk")
    page = client.get(CLOSE)
    assert "only when every return is accepted" in text_of(page, "//form[@action='/mhstcc/rounds/1/close/']")
    assert not tree(page).xpath("//form[@action='/mhstcc/rounds/1/close/']//button")
    answer = client.post(CLOSE, {"version": version_on(page)})
    assert answer.status_code == 409
    assert "only when every return is accepted" in text_of(answer, "//*[@role='alert']")
    assert not ReportingRound.objects.get().is_closed


@pytest.mark.django_db
def test_a_stale_or_missing_version_closes_nothing() -> None:
    open_round()
    client = signed_in("secretariat.hk")
    with at(CUT_OFF):
        assert client.post(CLOSE).status_code == 400
        answer = client.post(CLOSE, {"version": "7"})
        assert answer.status_code == 409
        assert version_on(answer) == "1"
        assert not ReportingRound.objects.get().is_closed


def test_facts_of_a_closed_round_are_those_of_the_readers_own_kitchen(own_database: str) -> None:
    opened = open_round()
    submit()
    take("accept")
    nil(reference="II-3")
    assert signed_in("officer.hk").get(FACTS).status_code == 409
    with at(CUT_OFF):
        close(opened)
    office, council, theirs = (
        json.loads(signed_in(who).get(FACTS).content)
        for who in ("officer.hk", "contributor.rgc", "secretariat.mainland")
    )
    said = {(row["reference"], row["body"]): row for row in office["returns"]}
    assert len(said) == Return.objects.filter(side__code="hong_kong").count()
    assert said["III-2", "RGC"]["narrative"]["en"] == the_return().narrative_en
    assert said["II-3", "RGC"]["answer"]["act"] == "nil"
    assert said["III-1", "ITC"]["answer"] is None
    assert {row["body"] for row in council["returns"]} == {"RGC"}
    assert {row["side"] for row in theirs["returns"]} == {"mainland"}
    assert office["sums"] == council["sums"] == theirs["sums"]
    assert signed_in("viewer").get(FACTS).status_code == 403
