"""The only clock: the database's, plus the offset a demonstration was started with."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def now() -> datetime:
    """The present instant, aware, in Hong Kong time; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT keeping_now()")
        (instant,) = cursor.fetchone()
    return instant.astimezone(HONG_KONG)


def of_the_machine() -> datetime:
    """Without a demonstration's offset: what files are dated by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    return instant


def today() -> date:
    return now().date()


def day_of(instant: datetime) -> date:
    """The calendar day of an instant in Hong Kong."""
    return instant.astimezone(HONG_KONG).date()


def fix_offset(demonstration_now: datetime) -> bool:
    """Let the clock read ``demonstration_now`` from this moment on, once for the life of the data.

    Returns whether it was set now. A later start finds it set and leaves it, so that
    demonstration time only runs forward.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO committees_clockoffset (id, ahead_by) VALUES (1, %s - clock_timestamp())"
            " ON CONFLICT (id) DO NOTHING",
            [demonstration_now],
        )
        return cursor.rowcount == 1
