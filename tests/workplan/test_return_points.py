"""Points on a return: who asks, answers and closes; while one is open the return is not accepted."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from tests.helpers import acting_as_person, signed_in
from tests.workplan.points_of_tests import ASKED, POINTS, answer, ask, close, turns
from tests.workplan.reading import text_of, tree
from tests.workplan.return_pages import PAGE, banners, press
from tests.workplan.rounds_of_tests import (
    CUT_OFF,
    OPENS,
    at,
    open_round,
    submit,
    take,
    the_return,
)
from tests.workplan.test_return_steps import rule_of
from workplan.choices import OVER, RETURN_STEPS, ReturnState
from workplan.models import ReportingRound, ReturnPoint
from workplan.services import rounds
from workplan.services.recording import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]


# What is done with them


def test_one_is_raised_answered_and_closed_and_each_turn_says_who() -> None:
    open_round()
    assert ask().part == "narrative"
    answer()
    close(text="Thank you.")
    assert turns() == [(1, 1, "raised"), (1, 2, "answered"), (1, 3, "closed")]
    rows = ReturnPoint.objects.all()
    assert [row.recorded_by.username for row in rows] == ["officer.hk", "contributor.rgc", "officer.hk"]
    assert [row.part for row in rows] == ["narrative", "", ""]


def test_the_body_raises_too_and_points_are_numbered_within_their_return() -> None:
    open_round()
    ask("contributor.rgc", "evidence")
    assert ask("secretariat.hk", "whole").point == 2
    assert ask(reference="II-3").point == 1


@pytest.mark.parametrize("who", ["officer.mainland", "secretariat.mainland", "viewer", "admin"])
def test_the_other_side_and_readers_do_nothing_with_them(who: str) -> None:
    open_round()
    ask()
    for attempt in (ask, answer, close):
        with pytest.raises(PermissionDenied):
            attempt(who=who)
    assert len(turns()) == 1


def test_a_body_does_not_close_and_speaks_of_no_other_body() -> None:
    open_round()
    ask("contributor.rgc")
    with pytest.raises(PermissionDenied):
        close(who="contributor.rgc")
    with pytest.raises(PermissionDenied):
        ask("contributor.rgc", reference="I-1", body="ITIB")


def test_an_empty_one_is_refused() -> None:
    open_round()
    ask()
    with pytest.raises(ValidationError, match="Type the point"):
        ask(text=" \n")
    with pytest.raises(ValidationError, match="Type the answer"):
        answer(text=" ")


def test_nothing_comes_after_it_was_closed() -> None:
    open_round()
    ask()
    close()
    for attempt in (answer, close):
        with pytest.raises(ValidationError, match="This point is closed"):
            attempt()
    assert turns() == [(1, 1, "raised"), (1, 2, "closed")]


def test_nothing_is_raised_on_what_was_accepted_or_waived() -> None:
    assert {
        state for state in ReturnState if not any(state in steps for steps in RETURN_STEPS.values())
    } == OVER
    open_round()
    submit()
    take("accept")
    with pytest.raises(ValidationError, match="accepted or waived"):
        ask()


def test_after_the_cut_off_they_are_answered_and_after_the_closing_only_closed() -> None:
    place = open_round()
    ask()
    with at(CUT_OFF):
        answer()
        with acting_as_person("secretariat.hk") as by:
            rounds.close_round(place=place, expected_version=place.version, by=by)
        for attempt in (ask, answer):
            with pytest.raises(ValidationError, match="The round is closed"):
                attempt()
        office, council = (signed_in(who).get(PAGE) for who in ("officer.hk", "contributor.rgc"))
    assert ASKED in text_of(office, POINTS)
    assert not tree(council).xpath(f"{POINTS}//form")
    buttons = [button.text_content().strip() for button in tree(office).xpath(f"{POINTS}//button")]
    assert buttons == ["Close the point"]
    close()


# Accepting


def test_open_points_keep_a_return_from_being_accepted_and_the_sentence_names_them() -> None:
    open_round()
    submit()
    ask()
    with pytest.raises(ValidationError, match=r"Point 1 is open\. Close it, then accept"):
        take("accept")
    ask("contributor.rgc", "evidence")
    ask()
    close(2)
    client, version = signed_in("officer.hk"), the_return().version
    page = client.get(PAGE)
    sentence = "2 points are open (1, 3). Close them, then accept the return."
    assert sentence in text_of(page, "//form[contains(@class, 'return-acts')]")
    assert f"{PAGE}accept/" not in tree(page).xpath("//button/@formaction")
    refused = press(client, "accept", version)
    assert refused.status_code == 409
    assert sentence in banners(refused)
    close(1)
    close(3)
    assert take("accept").state == "accepted"


def test_what_else_is_done_to_a_return_does_not_ask_for_its_points() -> None:
    open_round()
    ask()
    submit()
    take("receive")
    take("send_back", reason="See the point.")
    assert take("waive", reason="Reported elsewhere.").state == "waived"
    close()


# What the database says past Python


def insert(**changes: Any) -> None:
    here = the_return()
    row = {"point": 1, "number": 1, "kind": "raised", "part": "narrative", "text": ASKED}
    with acting_as_person("officer.hk") as by, transaction.atomic():
        ReturnPoint.objects.create(contribution=here, **row | recorded(by) | changes)


LATER = {"number": 2, "part": ""}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "answered"}, "returnpoint_begins_raised"),
        ({**LATER, "kind": "raised"}, "returnpoint_begins_raised"),
        ({**LATER, "kind": "lost"}, "returnpoint_begins_raised"),
        ({"part": "", "point": 2}, "returnpoint_is_on_a_part"),
        ({"part": "heading", "point": 2}, "returnpoint_is_on_a_part"),
        ({**LATER, "kind": "answered", "part": "reason"}, "returnpoint_is_on_a_part"),
        ({**LATER, "kind": "answered", "text": ""}, "returnpoint_says_something"),
        ({"number": 1}, "returnpoint_number_once"),
        ({**LATER, "number": 3, "kind": "answered"}, "returnpoint_number_once"),
        ({"point": 3}, "returnpoint_number_once"),
    ],
)
def test_each_rule_holds_past_the_service(changes: dict[str, Any], rule: str) -> None:
    open_round()
    if changes != {"kind": "answered"}:
        insert()
    with pytest.raises(DatabaseError) as refused:
        insert(**changes)
    assert rule_of(refused) == rule


def test_the_database_lets_nothing_follow_a_closing_or_come_too_late() -> None:
    open_round()
    insert()
    insert(**LATER, kind="closed", text="")
    with pytest.raises(DatabaseError) as refused:
        insert(number=3, part="", kind="answered")
    assert rule_of(refused) == "returnpoint_is_closed"
    submit()
    take("accept")
    with pytest.raises(DatabaseError) as too_late:
        insert(point=2)
    assert rule_of(too_late) == "returnpoint_comes_too_late"


def test_the_database_takes_no_turn_into_a_closed_round_and_dates_each_by_its_own_clock() -> None:
    place = open_round()
    with at(CUT_OFF):
        insert(recorded_at=OPENS)
        assert ReturnPoint.objects.get().recorded_at >= CUT_OFF
        with acting_as_person("secretariat.hk") as by:
            rounds.close_round(place=place, expected_version=place.version, by=by)
        with pytest.raises(DatabaseError) as refused:
            insert(point=2)
    assert rule_of(refused) == "round_is_closed"
    assert ReportingRound.objects.get().is_closed


def test_the_database_accepts_nothing_with_an_open_point() -> None:
    open_round()
    submit()
    ask()
    accepting = "UPDATE workplan_return SET state = 'accepted', version = version + 1 WHERE id = %s"
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(accepting, [the_return().pk])
    assert rule_of(refused) == "return_has_open_points"


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'Else'", "DELETE FROM {}"])
def test_what_was_said_stays(statement: str) -> None:
    open_round()
    ask()
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(ReturnPoint._meta.db_table))
    assert rule_of(refused) == "append_only"
