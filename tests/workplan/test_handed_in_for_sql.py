"""What a return says is judged by the database as well, when it is handed in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.helpers import acting_as_person
from tests.workplan.rounds_of_tests import SIGNED, open_round, the_return
from tests.workplan.test_return_steps import rule_of, save
from workplan.choices import ReturnState
from workplan.models import ReturnEvent
from workplan.services.recording import recorded

pytestmark = pytest.mark.django_db


def handed_in_past_the_service(**columns: object) -> str:
    """The rule by which the database refuses that a saved return with ``columns`` be submitted."""
    here = save()
    for name, value in columns.items():
        setattr(here, name, value)
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk") as by, transaction.atomic():
        here.save()
        event = ReturnEvent.objects.create(
            contribution=here, number=2, act="submit", signed_by="A", signed_on=SIGNED.on, **recorded(by)
        )
        event.refresh_from_db()
        here.since = here.answered_at = event.recorded_at
        here.state = ReturnState.SUBMITTED
        here.save()
    return rule_of(refused)


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("update_not_of_the_future", {"as_at": date(2025, 10, 30)}),
        ("update_within_the_plan", {"as_at": date(2024, 10, 30)}),
        ("return_completed_has_evidence", {"status": "completed"}),
        ("update_continuing_is_not_completed", {"status": "completed"}),
    ],
)
def test_what_is_handed_in_is_judged_also_for_sql(rule: str, columns: dict[str, object]) -> None:
    open_round()
    if rule == "update_continuing_is_not_completed":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workplan_actionitem DISABLE TRIGGER USER")
            cursor.execute("UPDATE workplan_actionitem SET kind = 'continuing' WHERE reference = 'III-2'")
            cursor.execute("ALTER TABLE workplan_actionitem ENABLE TRIGGER USER")
    assert handed_in_past_the_service(**columns) == rule


def test_nobody_signs_on_a_day_to_come_also_for_sql() -> None:
    open_round()
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk") as by, transaction.atomic():
        ReturnEvent.objects.create(
            contribution=the_return(),
            number=1,
            act="nil",
            signed_by="A",
            signed_on=SIGNED.on + timedelta(days=30),
            **recorded(by),
        )
    assert rule_of(refused) == "returnevent_is_signed_by_now"


@pytest.mark.parametrize(
    ("model", "columns", "rule"),
    [
        ("milestones", {"kind": "done"}, "returnmilestone_kind_is_known"),
        ("milestones", {"language": "fr"}, "returnmilestone_language_is_known"),
        ("evidence", {"language": "fr"}, "returnevidence_language_is_known"),
    ],
)
def test_choices_are_those_that_are_known(model: str, columns: dict[str, str], rule: str) -> None:
    open_round()
    here = the_return()
    whole: dict[str, object] = {"number": 1, "title": "Results", "publisher": "RGC"}
    if model == "milestones":
        whole = {"milestone": here.item.milestones.first(), "kind": "reached", "on": date(2025, 9, 1)}
    with pytest.raises(DatabaseError) as refused, acting_as_person("officer.hk"), transaction.atomic():
        getattr(here, model).create(**whole | columns)
    assert rule_of(refused) == rule
