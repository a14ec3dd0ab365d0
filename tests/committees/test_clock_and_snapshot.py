"""One clock, set ahead at most once; one snapshot, never inside another transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from committees.keeping import clock
from committees.keeping.acting import acting_as_command
from committees.keeping.snapshot import NestedSnapshot, snapshot
from committees.models import Body, ClockOffset


@pytest.mark.django_db
def test_the_demonstration_lives_in_its_own_year_and_runs_forward() -> None:
    first, second = clock.now(), clock.now()
    assert first.date().isoformat() == "2025-10-10"
    assert first < second
    assert clock.today() == first.date()
    assert str(first.tzinfo) == "Asia/Hong_Kong"


@pytest.mark.django_db
def test_the_offset_is_fixed_once() -> None:
    (kept,) = ClockOffset.objects.all()
    assert clock.fix_offset(datetime(2031, 1, 1, tzinfo=UTC)) is False
    assert ClockOffset.objects.get().ahead_by == kept.ahead_by


@pytest.mark.django_db
def test_without_an_offset_the_clock_is_that_of_the_database() -> None:
    ClockOffset.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (real,) = cursor.fetchone()
    assert abs(clock.now() - real) < timedelta(seconds=5)
    assert clock.fix_offset(datetime(2031, 1, 1, tzinfo=UTC)) is True
    assert clock.today().year == 2031


@pytest.mark.django_db
def test_there_is_one_row_at_most() -> None:
    with pytest.raises(DatabaseError, match="clockoffset_one_row"), transaction.atomic():
        ClockOffset.objects.create(id=2, ahead_by=timedelta())


def test_the_clock_moves_within_a_transaction(own_database: str) -> None:
    """Lateness is judged when it is asked for, not when the transaction began."""
    with transaction.atomic():
        first = clock.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")
        assert clock.now() - first >= timedelta(milliseconds=10)


@pytest.mark.django_db
def test_a_snapshot_refuses_to_nest() -> None:
    with pytest.raises(NestedSnapshot), snapshot():
        pass


def test_a_snapshot_reads_one_moment_and_writes_nothing(own_database: str) -> None:
    with snapshot(), pytest.raises(DatabaseError, match="read-only"), acting_as_command("test"):
        Body.objects.filter(code="ITC").update(name_en="Changed")
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
