"""When may one: the rules of the plan as named questions. Each refusal is a sentence for people.

The database asks the same questions again when a row is written (`migrations/rules_0002.sql`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from committees.permissions import Reader, check, may, places_of
from committees.roles import Right
from workplan.choices import FINAL, NEEDS_EVIDENCE, NEEDS_REASON, ItemKind, ResponsibilityRole, Status
from workplan.models import ActionItem, ProgressUpdate, Workplan


def allows(question: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """The answer as yes or no, for buttons."""
    return not refusal(question, *args, **kwargs)


def refusal(question: Callable[..., None], *args: Any, **kwargs: Any) -> str:
    """The sentence of the refusal, empty when it is allowed."""
    try:
        question(*args, **kwargs)
    except PermissionDenied as refused:
        return str(refused)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def leading_sides(item: ActionItem) -> frozenset[int]:
    return frozenset(
        row.side_id
        for row in item.responsibilities.all()
        if row.role == ResponsibilityRole.LEAD and row.side_id
    )


# Who


def check_may_record(by: Reader, item: ActionItem, side_id: int | None = None) -> None:
    """For ``side_id``, or for any side when it is not given. The secretariat may speak for the other side."""
    check_may_speak(by, item.workplan.committee_id, side_id)


def check_may_speak(by: Reader, committee_id: int, side_id: int | None = None) -> None:
    """Says, or sends a file for, what a side will say."""
    if side_id is not None and not speaks_for(by, committee_id, side_id):
        check(by, Right.RECORD, committee_id=committee_id)
        check(by, Right.RECORD_ON_BEHALF, committee_id=committee_id)
        return
    check(by, Right.RECORD, committee_id=committee_id, side_id=side_id)


def check_may_send_file(by: Reader, committee_id: int, side_id: int) -> None:
    """Whoever speaks for the side, and a body of the side for its returns."""
    if not hands_in_for(by, committee_id, side_id):
        check_may_speak(by, committee_id, side_id)


def check_may_correct(by: Reader, update: ProgressUpdate) -> None:
    committee_id = update.item.workplan.committee_id
    check(by, Right.CORRECT, committee_id=committee_id, side_id=update.side_id)
    if update.status in FINAL:
        check(by, Right.LEAVE_FINAL, committee_id=committee_id)


def check_may_move_milestones(by: Reader, item: ActionItem, side_id: int | None = None) -> None:
    """``side_id`` is the side whose word it is; without one, for any side."""
    check(
        by,
        Right.MOVE_MILESTONE,
        committee_id=item.workplan.committee_id,
        side_id=side_id,
        leading_sides=leading_sides(item),
    )


def check_may_edit(by: Reader, plan: Workplan) -> None:
    check(by, Right.EDIT_DRAFT_PLAN, committee_id=plan.committee_id)


def speaks_for(by: Reader, committee_id: int, side_id: int) -> bool:
    """Has a seat there that carries the side's word; a viewer's seat does not."""
    return may(by, Right.RECORD, committee_id=committee_id, side_id=side_id)


def hands_in_for(by: Reader, committee_id: int, side_id: int) -> bool:
    """Sits at a body of that side and hands in its returns."""
    return any(
        place.committee_id == committee_id
        and place.side_id == side_id
        and may(by, Right.HAND_IN, committee_id=committee_id, body_id=place.body_id)
        for place in places_of(by)
    )


# When


def check_plan_is_adopted(plan: Workplan) -> None:
    if not plan.is_adopted:
        raise ValidationError(_("Progress is recorded once the plan has been adopted."))


def check_plan_is_draft(plan: Workplan) -> None:
    if plan.is_adopted:
        raise ValidationError(_("The plan has been adopted; what was agreed does not change."))


def check_day(plan: Workplan, as_at: date, *, today: date) -> None:
    if as_at > today:
        raise ValidationError({"as_at": _("A statement describes a day that has come.")})
    if as_at < plan.starts_on:
        raise ValidationError({"as_at": _("This day lies before the year of the plan.")})
    if not plan.covers(as_at):
        raise ValidationError(
            {"as_at": _("This day lies after the year of the plan; it belongs to the next plan.")}
        )


def check_status(item: ActionItem, status: str, *, now: str, is_correction: bool = False) -> None:
    """``now`` is the item's position before the statement."""
    if status == Status.COMPLETED and item.kind == ItemKind.CONTINUING:
        raise ValidationError({"status": _("A continuing item goes on; it is never completed.")})
    if now in FINAL and status != now and not is_correction:
        raise ValidationError(
            {
                "status": _(
                    "This item was completed or withdrawn. Only a correction by the secretariat changes that."
                )
            }
        )


def check_reason(status: str, has_reason: bool) -> None:
    if status in NEEDS_REASON and not has_reason:
        raise ValidationError({"reason": _("Behind schedule and withdrawn need a reason.")})


def check_evidence(status: str, has_evidence: bool, waiver_reason: str) -> None:
    if status in NEEDS_EVIDENCE and not has_evidence and not waiver_reason:
        raise ValidationError({"evidence": _("Completed needs a piece of evidence.")})
