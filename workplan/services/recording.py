"""Who records, on every row that is only ever added."""

from __future__ import annotations

from typing import Any

from committees.keeping import acting, clock
from committees.models import User


def recorded(by: User) -> dict[str, Any]:
    """Columns of a `RecordedRow`: the person as they are now; the instant itself is written by the database."""
    actor = acting.actor()
    return {
        "recorded_by": by,
        "recorded_name": actor.name,
        "recorded_role": actor.role,
        "recorded_at": clock.now(),
    }
