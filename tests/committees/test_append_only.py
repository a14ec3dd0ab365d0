"""What was recorded stays: no row of these tables is changed or removed, and no account goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.deletion import ProtectedError

from committees.models import User
from committees.refusals import refusal_of
from tests.helpers import person
from tests.strangers import another_committee
from workplan.models import Evidence, MilestoneEvent, ProgressBody, ProgressText, ProgressUpdate

RECORDED: list[Any] = [ProgressUpdate, ProgressBody, ProgressText, Evidence, MilestoneEvent]


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_recorded_rows_stay(model: Any, statement: str) -> None:
    another_committee()
    assert model.objects.exists()
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert (refusal.status, refusal.rule) == (409, "append_only")


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED)
def test_control_without_the_trigger_they_go(model: Any) -> None:
    another_committee()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER append_only ON {model._meta.db_table}")
        cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")
        assert cursor.rowcount > 0


@pytest.mark.django_db
def test_an_account_is_never_removed() -> None:
    lonely = User.objects.create(username="lonely")
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        lonely.delete()
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "never_deleted"
    with pytest.raises(ProtectedError), transaction.atomic():
        person("officer.hk").delete()


@pytest.mark.django_db
def test_a_person_who_is_renamed_does_not_rewrite_the_past() -> None:
    made = another_committee()
    officer = made.statement.recorded_by
    officer.display_name_en = "Somebody new"
    officer.save()
    made.statement.refresh_from_db()
    assert made.statement.recorded_name == "tides.liaison_officer"
