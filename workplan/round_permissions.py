"""Who may and when may one, of rounds and returns. The database asks the same again (`migrations/rounds_0009.sql`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from committees.permissions import Reader, check, may
from committees.refusals import refused_by
from committees.roles import Right
from workplan.choices import (
    ACTS_OF_THE_BODY,
    OUTSTANDING,
    OVER,
    RETURN_STEPS,
    PointTurn,
    ReturnAct,
    ReturnState,
)
from workplan.models import ReportingRound, Return

# Who


def check_may_run_rounds(by: Reader, committee_id: int) -> None:
    check(by, Right.RUN_ROUNDS, committee_id=committee_id)


def check_may_handle(by: Reader, contribution: Return) -> None:
    """The office of the return's own side; the other side's does not even see it."""
    check(
        by, Right.HANDLE_RETURNS, committee_id=contribution.round.committee_id, side_id=contribution.side_id
    )


def check_may_hand_in(by: Reader, contribution: Return) -> None:
    if not handles(by, contribution):
        check(by, Right.HAND_IN, committee_id=contribution.round.committee_id, body_id=contribution.body_id)


def check_may_act(by: Reader, contribution: Return, act: ReturnAct) -> None:
    (check_may_hand_in if act in ACTS_OF_THE_BODY else check_may_handle)(by, contribution)


def check_has_kitchen(by: Reader, place: ReportingRound) -> None:
    """Whoever sees returns of the round: a liaison office its side's, a contributor those of the body."""
    if not may(by, Right.HAND_IN, committee_id=place.committee_id):
        check(by, Right.HANDLE_RETURNS, committee_id=place.committee_id)


def handles(by: Reader, contribution: Return) -> bool:
    return may(
        by, Right.HANDLE_RETURNS, committee_id=contribution.round.committee_id, side_id=contribution.side_id
    )


def speaks_as_the_body(by: Reader, contribution: Return) -> bool:
    """Else what one hands in is handed in on the body's behalf, and needs its letter."""
    return may(by, Right.HAND_IN, committee_id=contribution.round.committee_id, body_id=contribution.body_id)


# When


def check_instants(opens_at: datetime, due_at: datetime, cut_off_at: datetime) -> None:
    if due_at <= opens_at:
        raise ValidationError({"due_at": _("A round is due after it opens.")})
    if cut_off_at < due_at:
        raise ValidationError({"cut_off_at": _("The cut-off is not before the due time.")})


def check_is_open(place: ReportingRound) -> None:
    if place.is_closed:
        raise refused_by("round_is_closed")


def check_takes_returns(place: ReportingRound, *, now: datetime) -> None:
    """[opens, cut-off): the half-open interval in which bodies hand in."""
    check_is_open(place)
    if now < place.opens_at:
        raise refused_by("round_is_not_open_yet")
    if now >= place.cut_off_at:
        raise refused_by("round_cut_off_passed")


def check_text_may_change(contribution: Return) -> None:
    if contribution.state not in OUTSTANDING:
        raise refused_by("return_is_frozen")


def check_step(contribution: Return, act: ReturnAct) -> None:
    if contribution.state not in RETURN_STEPS[act]:
        raise ValidationError(
            _("This return is “%(state)s”; that is not possible now.")
            % {"state": ReturnState(contribution.state).label},
            code="return_step_not_allowed",
        )
    if act == ReturnAct.RECALL and contribution.received_at is not None:
        raise refused_by("return_was_received")
    if act == ReturnAct.ACCEPT:
        check_no_point_is_open(contribution)


def check_extension(contribution: Return, due_at: datetime, *, now: datetime) -> None:
    if contribution.state not in OUTSTANDING:
        raise refused_by("extension_of_an_outstanding_return")
    if due_at <= contribution.due_at:
        raise ValidationError({"due_at": _("An extension ends later than what was due before.")})
    if due_at > contribution.round.cut_off_at:
        raise ValidationError({"due_at": _("Nothing is due after the cut-off.")})
    if due_at <= now:
        raise ValidationError({"due_at": _("This has passed already: the return would still be late.")})


def open_points(contribution: Return) -> list[int]:
    """By their numbers. Asks nothing where the points came with the return."""
    turns = [(row.point, row.kind) for row in contribution.points.all()]
    closed = {point for point, kind in turns if kind == PointTurn.CLOSED}
    return [point for point, kind in turns if kind == PointTurn.RAISED and point not in closed]


def check_no_point_is_open(contribution: Return) -> None:
    if numbers := open_points(contribution):
        raise ValidationError(
            ngettext(
                "Point %(numbers)s is open. Close it, then accept the return.",
                "%(count)d points are open (%(numbers)s). Close them, then accept the return.",
                len(numbers),
            )
            % {"numbers": pgettext("between names", ", ").join(map(str, numbers)), "count": len(numbers)},
            code="return_has_open_points",
        )


def check_point_may_be_raised(contribution: Return) -> None:
    if contribution.state in OVER:
        raise refused_by("returnpoint_comes_too_late")


def check_point_is_open(turns: Sequence[str]) -> None:
    """``turns``: the kinds of what was done with the point so far."""
    if not turns or PointTurn.CLOSED in turns:
        raise refused_by("returnpoint_is_closed")
