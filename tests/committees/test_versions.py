"""No silent overwrite: the database accepts one step of the version, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from committees.keeping.acting import acting_as_command
from committees.models import Body
from committees.refusals import refusal_of
from tests.helpers import at_commit, together


@pytest.fixture
def body(db: None) -> Body:
    return Body.objects.get(code="ITC")


def save(body: Body, name: str) -> None:
    body.name_en = name
    with acting_as_command("test"), transaction.atomic():
        body.save()
        at_commit()


def test_a_save_steps_by_one(body: Body) -> None:
    before = body.version
    save(body, "New name")
    assert Body.objects.get(pk=body.pk).version == body.version == before + 1


def test_partial_saves_step_too(body: Body) -> None:
    before = body.version
    body.name_en = "New name"
    with acting_as_command("test"), transaction.atomic():
        body.save(update_fields=["name_en"])
    assert Body.objects.get(pk=body.pk).version == before + 1


def test_the_second_of_two_readers_loses_and_keeps_the_number_they_saw(body: Body) -> None:
    first, second = Body.objects.get(pk=body.pk), Body.objects.get(pk=body.pk)
    save(first, "First")
    with pytest.raises(OperationalError) as refused:
        save(second, "Second")
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert (refusal.status, refusal.rule) == (409, "version_step")
    assert Body.objects.get(pk=body.pk).name_en == "First"
    assert second.version == body.version


@pytest.mark.parametrize("step", [0, 2, -1, 100])
def test_any_other_step_is_refused(body: Body, step: int) -> None:
    with pytest.raises(DatabaseError, match="stale version"), transaction.atomic():
        Body.objects.filter(pk=body.pk).update(name_en="Changed", version=body.version + step)


def test_control_without_the_trigger_the_first_is_lost(body: Body) -> None:
    first, second = Body.objects.get(pk=body.pk), Body.objects.get(pk=body.pk)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER version_step ON committees_body")
    save(first, "First")
    save(second, "Second")
    assert Body.objects.get(pk=body.pk).name_en == "Second"


def test_of_writers_at_the_same_moment_one_wins(own_database: str) -> None:
    seen = [Body.objects.get(code="ITC") for _ in range(8)]
    outcomes: list[Any] = together(
        *(lambda row=row, at=at: save(row, f"Writer {at}") for at, row in enumerate(seen))
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(isinstance(outcome, OperationalError) for outcome in outcomes if outcome is not None)
    assert Body.objects.get(code="ITC").version == seen[0].version + (0 if outcomes[0] is None else 1)
