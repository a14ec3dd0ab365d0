"""What is done to a return: every step from every state, who may, and what stays as it was handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit, person
from tests.workplan.letters import a_letter
from tests.workplan.rounds_of_tests import (
    CUT_OFF,
    DUE,
    OPENS,
    SAID,
    SIGNED,
    at,
    nil,
    open_round,
    submit,
    take,
    the_return,
)
from workplan.access import visible_files, visible_returns
from workplan.choices import OUTSTANDING, RETURN_STEPS, ReturnAct, ReturnState
from workplan.models import Return, ReturnEvent
from workplan.services import returns
from workplan.services.contributions import Contribution, OfferedProof
from workplan.services.recording import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]


def rule_of(refused: pytest.ExceptionInfo[DatabaseError]) -> str:
    refusal = refusal_of(refused.value)
    assert refusal is not None
    return refusal.rule


def save(said: Contribution = SAID, who: str = "contributor.rgc") -> Return:
    here = the_return()
    with acting_as_person(who) as by:
        return returns.save_return(contribution=here, said=said, expected_version=here.version, by=by)


def bring_to(wanted: str) -> Return:
    open_round()
    if wanted == "draft":
        return save()
    if wanted in ("submitted", "returned", "accepted"):
        submit()
    if wanted == "returned":
        return take("send_back", reason="How many?")
    if wanted == "accepted":
        return take("accept")
    if wanted == "nil":
        return nil()
    if wanted == "waived":
        return take("waive", reason="The item is reported elsewhere.")
    return the_return()


def do(act: ReturnAct) -> Return:
    if act == ReturnAct.BEGIN:
        return save(replace(SAID, texts={"narrative_en": "Something else."}))
    if act == ReturnAct.SUBMIT:
        return submit()
    if act == ReturnAct.NIL:
        return nil()
    who = "contributor.rgc" if act == ReturnAct.RECALL else "officer.hk"
    return take(act, who, reason="A reason.")


@pytest.mark.parametrize("state", ReturnState)
@pytest.mark.parametrize("act", ReturnAct)
def test_every_step_from_every_state(act: ReturnAct, state: ReturnState) -> None:
    here = bring_to(state)
    assert here.state == state
    leads_to = RETURN_STEPS[act].get(state)
    if act == ReturnAct.BEGIN and state in OUTSTANDING:
        leads_to = ReturnState.DRAFT if state == ReturnState.EXPECTED else state
    if act == ReturnAct.NIL and state in (ReturnState.DRAFT, ReturnState.RETURNED):
        leads_to = None  # there is text in it
    before = list(ReturnEvent.objects.values_list("pk", flat=True))
    if leads_to is None:
        with pytest.raises(ValidationError), transaction.atomic():
            do(act)
        assert the_return().state == state
        assert list(ReturnEvent.objects.values_list("pk", flat=True)) == before
    else:
        assert do(act).state == leads_to
    at_commit()


def test_the_database_asks_the_same_table() -> None:
    with connection.cursor() as cursor:
        for act in [*ReturnAct.values, "unheard_of"]:
            for state in ReturnState.values:
                cursor.execute("SELECT workplan_return_after(%s, %s)", [act, state])
                assert cursor.fetchone()[0] == RETURN_STEPS.get(act, {}).get(state), (act, state)


@pytest.mark.parametrize(
    ("state", "act"),
    [("waived", "recall"), ("expected", "receive"), ("accepted", "begin"), ("nil", "accept")],
)
def test_an_act_that_is_not_possible_then_is_refused_also_for_sql(state: str, act: str) -> None:
    """Also those that would lead to a state which another act may lead to."""
    here = bring_to(state)
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk") as by, transaction.atomic():
        ReturnEvent.objects.create(contribution=here, number=here.events.count() + 1, act=act, **recorded(by))
    assert rule_of(refused) == "return_step_not_allowed"


@pytest.mark.parametrize("column", ["since", "answered_at", "received_at"])
def test_the_instants_on_a_return_are_those_of_its_events(column: str) -> None:
    open_round()
    submit()
    here = take("receive")
    answer, receipt = here.events.all()
    assert here.since == here.answered_at == answer.recorded_at
    assert here.received_at == receipt.recorded_at
    setattr(here, column, getattr(here, column) - timedelta(hours=1))
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk"), transaction.atomic():
        here.save()
        at_commit()
    assert rule_of(refused) == "return_instants_follow_events"


def test_sent_back_and_handed_in_again_the_instants_are_the_newest() -> None:
    open_round()
    submit()
    take("receive")
    here = take("send_back", reason="Say how many projects.")
    sent_back = here.events.get(act="send_back")
    assert (here.since, here.answered_at, here.received_at) == (sent_back.recorded_at, None, None)
    here = submit()
    newest = here.events.filter(act="submit").latest("number")
    assert (here.since, here.answered_at, here.received_at) == (newest.recorded_at, newest.recorded_at, None)
    at_commit()


def test_a_state_without_its_event_is_refused_at_commit() -> None:
    open_round()
    here = the_return()
    here.state = ReturnState.WAIVED
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk"), transaction.atomic():
        here.save()
        at_commit()
    assert rule_of(refused) == "return_state_follows_events"


def test_what_was_handed_in_is_frozen_also_for_sql() -> None:
    open_round()
    here = submit(said=replace(SAID, evidence=[OfferedProof("Results", "RGC")]))
    here.narrative_en = "Not what was said."
    with pytest.raises(DatabaseError) as refused, acting_as_person("contributor.rgc"), transaction.atomic():
        here.save()
    assert rule_of(refused) == "return_is_frozen"
    proof = here.evidence.get()
    proof.title = "Other results"
    with (
        pytest.raises(DatabaseError) as refused_below,
        acting_as_person("contributor.rgc"),
        transaction.atomic(),
    ):
        proof.save()
    assert rule_of(refused_below) == "return_is_frozen"


def test_sent_back_it_keeps_its_text_and_is_handed_in_again() -> None:
    open_round()
    submit()
    here = take("send_back", reason="Say how many projects.")
    assert here.narrative_en == SAID.texts["narrative_en"]
    assert here.answered_at is None
    here = submit(said=replace(SAID, texts={"narrative_en": "Seven projects were chosen."}))
    assert [event.act for event in here.events.all()] == ["submit", "send_back", "submit"]
    assert here.events.get(act="send_back").reason == "Say how many projects."


def test_marked_received_it_is_recalled_no_more() -> None:
    open_round()
    submit()
    take("receive")
    with pytest.raises(ValidationError, match="ask it to send the return back"):
        take("recall", "contributor.rgc")
    here = the_return()
    here.state, here.answered_at, here.received_at = ReturnState.DRAFT, None, None
    with pytest.raises(DatabaseError) as refused, acting_as_person("contributor.rgc"), transaction.atomic():
        here.save()
    assert rule_of(refused) == "return_was_received"


def test_lateness_is_judged_by_the_clock_of_the_database() -> None:
    open_round()
    with at(DUE - timedelta(seconds=30)):
        assert submit().events.get().late is False
    with at(DUE + timedelta(seconds=30)):
        assert nil("officer.hk", "II-3", signature=_with_letter()).events.get().late is True


def test_nothing_is_handed_in_before_the_opening_or_after_the_cut_off() -> None:
    open_round()
    with at(CUT_OFF), pytest.raises(ValidationError, match="The cut-off has passed"):
        submit()
    with at(OPENS - timedelta(days=1)), pytest.raises(ValidationError, match="has not opened yet"):
        save()
    here = the_return()
    here.narrative_en = "Past the service."
    with (
        at(CUT_OFF),
        pytest.raises(DatabaseError) as refused,
        acting_as_person("officer.hk"),
        transaction.atomic(),
    ):
        here.save()
    assert rule_of(refused) == "round_cut_off_passed"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    open_round()
    with pytest.raises(ValidationError) as refused:
        submit(said=Contribution(status="behind_schedule", as_at=date(2025, 12, 1)))
    assert set(refused.value.error_dict) == {"as_at", "narrative", "reason"}
    with pytest.raises(ValidationError) as nothing:
        submit(said=Contribution())
    assert set(nothing.value.error_dict) == {"status", "as_at", "narrative"}


def test_saving_what_is_there_already_changes_nothing() -> None:
    open_round()
    version = save().version
    assert save().version == version
    assert the_return().history.count() == 2


def test_a_stale_reader_loses() -> None:
    open_round()
    save()
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        submit(version=1)
    assert rule_of(refused) == "version_step"


# On behalf


def _with_letter(**changes: object) -> returns.Signature:
    return replace(SIGNED, source="Letter of 8 October 2025", source_file=a_letter(), **changes)


def test_the_office_hands_in_for_a_body_with_its_letter() -> None:
    open_round()
    event = submit("officer.hk", signature=_with_letter()).events.get()
    assert event.on_behalf
    assert event.recorded_by == person("officer.hk")
    assert (event.signed_by, event.signed_on) == ("Secretary-General", date(2025, 10, 9))
    assert event.source_file is not None


def test_without_the_letter_it_is_refused() -> None:
    open_round()
    with pytest.raises(ValidationError) as refused:
        submit("officer.hk")
    assert set(refused.value.error_dict) == {"source", "source_file"}
    with (
        pytest.raises(DatabaseError) as by_database,
        acting_as_person("officer.hk") as by,
        transaction.atomic(),
    ):
        ReturnEvent.objects.create(
            contribution=the_return(),
            number=1,
            act="nil",
            signed_by="A",
            signed_on=SIGNED.on,
            on_behalf=True,
            **recorded(by),
        )
    assert rule_of(by_database) == "returnevent_on_behalf_has_its_letter"


# Who


@pytest.mark.parametrize("who", ["officer.mainland", "secretariat.mainland", "viewer", "admin"])
def test_the_other_side_and_readers_neither_see_nor_hand_in(who: str) -> None:
    open_round()
    assert the_return() not in visible_returns(person(who))
    with pytest.raises(PermissionDenied):
        submit(who)
    with pytest.raises(PermissionDenied):
        take("waive", who, reason="No.")
    assert the_return().state == "expected"


def test_a_contributor_sees_and_hands_in_its_own_and_no_others() -> None:
    open_round()
    mine = visible_returns(person("contributor.rgc"))
    assert set(mine.values_list("body__code", flat=True)) == {"RGC"}
    with pytest.raises(PermissionDenied):
        submit("contributor.rgc", "III-2", "NSFC")
    submit()
    with pytest.raises(PermissionDenied):
        take("accept", "contributor.rgc")


def test_an_office_sees_its_side_whole() -> None:
    opened = open_round()
    for who in ("officer.hk", "secretariat.hk"):
        seen = visible_returns(person(who))
        assert set(seen.values_list("side__code", flat=True)) == {"hong_kong"}
        assert seen.count() == opened.returns.filter(side__code="hong_kong").count()


def test_a_file_one_does_not_see_is_not_named() -> None:
    open_round()
    theirs = a_letter("officer.mainland", "mainland", "Not for the other side.")
    proof = OfferedProof("Results", "NSFC", file=theirs)
    with pytest.raises(ValidationError, match="not yours to attach"):
        save(replace(SAID, evidence=[proof]))
    here = the_return()
    with pytest.raises(DatabaseError) as refused, acting_as_person("contributor.rgc"), transaction.atomic():
        here.evidence.create(number=1, title="Results", publisher="NSFC", file=theirs)
    assert rule_of(refused) == "return_names_its_own"


def test_a_body_sends_files_for_its_returns_and_its_office_sees_them() -> None:
    open_round()
    sent = a_letter("contributor.rgc", text="A list of projects.")
    save(replace(SAID, evidence=[OfferedProof("List of projects", "RGC", file=sent)]))
    for who in ("contributor.rgc", "officer.hk", "secretariat.hk"):
        assert sent in visible_files(person(who))
    for who in ("officer.mainland", "secretariat.mainland", "viewer", "admin"):
        assert sent not in visible_files(person(who))
