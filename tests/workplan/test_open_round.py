"""The secretariat opens a round; what it expects is fixed then."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from committees.keeping.once import AlreadyAnswered
from committees.models import Committee
from committees.permissions import Refused
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit
from tests.workplan.reports_of_tests import state
from tests.workplan.rounds_of_tests import CUT_OFF, DUE, OPENS, call_for, open_round, the_return
from workplan import round_permissions
from workplan.choices import FINAL, ReturnState
from workplan.models import ReportingRound, Responsibility, Return, Workplan
from workplan.services import rounds

pytestmark = pytest.mark.django_db


def rule_of(refused: pytest.ExceptionInfo[DatabaseError]) -> str:
    refusal = refusal_of(refused.value)
    assert refusal is not None
    return refusal.rule


def test_one_return_is_expected_of_every_lead_body_of_every_open_item() -> None:
    opened = open_round()
    leads = set(
        Responsibility.objects.filter(item__workplan=opened.workplan, role="lead")
        .exclude(item__current__status__in=FINAL)
        .values_list("item_id", "body_id", "side_id")
    )
    assert set(opened.returns.values_list("item_id", "body_id", "side_id")) == leads
    assert opened.expected == len(leads) > 50
    assert set(opened.returns.values_list("state", "due_at", "answered_at")) == {
        (ReturnState.EXPECTED, DUE, None)
    }


def test_nothing_is_expected_of_a_withdrawn_item() -> None:
    state("III-2", "withdrawn", side="hong_kong")
    assert not open_round().returns.filter(item__reference="III-2").exists()


@pytest.mark.parametrize("who", ["officer.hk", "contributor.rgc", "viewer", "admin"])
def test_only_the_secretariat_opens_one(who: str) -> None:
    with pytest.raises(Refused, match="Only the secretariat opens"):
        open_round(who)
    assert not ReportingRound.objects.exists()


def test_a_second_round_for_the_meeting_waits_until_the_first_is_closed() -> None:
    open_round()
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        open_round("secretariat.mainland")
    assert rule_of(refused) == "round_open_once_for_a_meeting"


@pytest.mark.parametrize(("changed", "field"), [("due_at", "cut_off_at"), ("opens_at", "due_at")])
def test_instants_stand_in_order(changed: str, field: str) -> None:
    """A sentence beside the field; whoever goes round it meets the database."""
    late = {changed: CUT_OFF + timedelta(seconds=1)}
    with pytest.raises(ValidationError) as said:
        open_round(**late)
    assert list(said.value.error_dict) == [field]
    with pytest.MonkeyPatch.context() as patch, pytest.raises(DatabaseError) as refused, transaction.atomic():
        patch.setattr(round_permissions, "check_instants", lambda *_instants: None)
        open_round(**late)
    assert rule_of(refused) == "round_instants_in_order"


def a_draft() -> Workplan:
    with acting_as_person("secretariat.hk"):
        return Workplan.objects.create(
            committee=Committee.objects.get(slug="mhstcc"),
            period="2025-26",
            title_en="The next plan",
            starts_on=date(2025, 11, 5),
        )


def test_a_draft_plan_is_not_reported_on() -> None:
    draft = a_draft()
    with pytest.raises(ValidationError, match="once the plan has been adopted"):
        open_round(workplan=draft)
    with pytest.raises(DatabaseError) as refused, acting_as_person("secretariat.hk"), transaction.atomic():
        ReportingRound.objects.create(
            committee=draft.committee,
            number=1,
            meeting=call_for().meeting,
            workplan=draft,
            opens_at=OPENS,
            due_at=DUE,
            cut_off_at=CUT_OFF,
            expected=1,
        )
    assert rule_of(refused) == "round_of_an_adopted_plan"


def test_no_return_is_added_or_removed_afterwards() -> None:
    opened = open_round()
    here = the_return()
    with pytest.raises(DatabaseError) as removed, acting_as_person("secretariat.hk"), transaction.atomic():
        here.delete()
    assert rule_of(removed) == "round_expects_what_was_fixed"
    absent = Responsibility.objects.filter(item__workplan=opened.workplan, role="lead").exclude(
        item__in=opened.returns.values("item")
    )
    lead = absent.first() or Responsibility.objects.filter(item__reference="III-2", role="support").first()
    assert lead is not None
    with pytest.raises(DatabaseError) as added, acting_as_person("secretariat.hk"), transaction.atomic():
        Return.objects.create(
            round=opened,
            item_id=lead.item_id,
            body_id=lead.body_id,
            side_id=lead.side_id or here.side_id,
            since=OPENS,
            due_at=DUE,
        )
        at_commit()
    assert rule_of(added) in {"round_expects_what_was_fixed", "return_of_a_lead"}


def test_its_dates_do_not_change() -> None:
    opened = open_round()
    opened.due_at = CUT_OFF
    with pytest.raises(DatabaseError) as refused, acting_as_person("secretariat.hk"), transaction.atomic():
        opened.save()
    assert rule_of(refused) == "round_does_not_change"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM workplan_reportinground")


def test_the_same_form_opens_one_round() -> None:
    call, key = call_for(), uuid.uuid4()
    with acting_as_person("secretariat.hk") as by:
        opened = rounds.open_round(committee=call.workplan.committee, call=call, by=by, once_key=key)
        with pytest.raises(AlreadyAnswered) as again:
            rounds.open_round(committee=call.workplan.committee, call=call, by=by, once_key=key)
    assert again.value.address == opened.get_absolute_url()
