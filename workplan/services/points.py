"""Points on a return: one side of a kitchen asks, the other answers, the office closes. The other side sees none."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from committees.keeping import once
from committees.models import User
from workplan import round_permissions
from workplan.choices import PointTurn
from workplan.models import ReportingRound, Return, ReturnPoint
from workplan.services.recording import recorded
from workplan.services.rounds import hold, hold_open


@transaction.atomic
def raise_point(
    *, contribution: Return, part: str, text: str, by: User, once_key: uuid.UUID | None = None
) -> ReturnPoint:
    """Ask about one part of the return. Raises ``Refused`` and ``ValidationError``."""
    claimed = once.claim(once_key, by=by) if once_key else None
    round_permissions.check_may_hand_in(by, contribution)
    held = _held(contribution)
    round_permissions.check_point_may_be_raised(held)
    _check_says(text, _("Type the point."))
    point = 1 + (held.points.aggregate(highest=Max("point"))["highest"] or 0)
    turn = {"point": point, "number": 1, "kind": PointTurn.RAISED, "part": part, "text": text}
    return _written(contribution, turn, by, claimed)


@transaction.atomic
def answer_point(
    *, contribution: Return, point: int, text: str, by: User, once_key: uuid.UUID | None = None
) -> ReturnPoint:
    """Say something to an open point; the office also writes down here what a body without an account answers."""
    claimed = once.claim(once_key, by=by) if once_key else None
    round_permissions.check_may_hand_in(by, contribution)
    number = _next_turn(_held(contribution), point)
    _check_says(text, _("Type the answer."))
    turn = {"point": point, "number": number, "kind": PointTurn.ANSWERED, "text": text}
    return _written(contribution, turn, by, claimed)


@transaction.atomic
def close_point(
    *, contribution: Return, point: int, by: User, text: str = "", once_key: uuid.UUID | None = None
) -> ReturnPoint:
    """Settle a point, with a last word or without; the office that handles the return decides when."""
    claimed = once.claim(once_key, by=by) if once_key else None
    round_permissions.check_may_handle(by, contribution)
    # Also of a closed round: a return with an open point could not be accepted.
    number = _next_turn(_held(contribution, hold), point)
    turn = {"point": point, "number": number, "kind": PointTurn.CLOSED, "text": text.strip()}
    return _written(contribution, turn, by, claimed)


def _held(contribution: Return, hold_round: Callable[[int], ReportingRound] = hold_open) -> Return:
    """The row as it is now, locked after its round, as for every other step of a return."""
    hold_round(contribution.round_id)
    return Return.objects.select_for_update().get(pk=contribution.pk)


def _next_turn(held: Return, point: int) -> int:
    kinds = list(held.points.filter(point=point).values_list("kind", flat=True))
    round_permissions.check_point_is_open(kinds)
    return len(kinds) + 1


def _check_says(text: str, asked: Any) -> None:
    if not text.strip():
        raise ValidationError({"text": asked})


def _written(
    contribution: Return, turn: dict[str, Any], by: User, claimed: once.OnceKey | None
) -> ReturnPoint:
    made = ReturnPoint.objects.create(contribution=contribution, **turn, **recorded(by))
    if claimed:
        once.answer(claimed, made.get_absolute_url())
    return made
