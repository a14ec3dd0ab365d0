"""What each person owes on a day: what digests are written from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from committees.models import User
from workplan.notifications import Owed


def owed_by_person(*, today: date) -> Iterable[tuple[User, Sequence[Owed]]]:
    """Each person once, with everything that is theirs to hand in: the returns and statements of open rounds.

    There are no rounds yet, so nobody owes anything.
    """
    return ()
