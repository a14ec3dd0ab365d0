"""Opening and closing a round, more time, and the letters that chase."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from committees.keeping import clock, once
from committees.keeping.trilingual import column_suffix
from committees.models import Body, Committee, Meeting, Side, User
from committees.permissions import check
from committees.refusals import refused_by
from committees.roles import Right
from workplan import permissions, round_permissions
from workplan.choices import FINAL, OUTSTANDING, ResponsibilityRole
from workplan.models import (
    ChaseLetter,
    Extension,
    ReportingRound,
    Responsibility,
    Return,
    Workplan,
)
from workplan.services.recording import recorded


@dataclass(frozen=True)
class Call:
    """What the secretariat decides when it calls for returns. ``guidance`` by language."""

    meeting: Meeting
    workplan: Workplan
    opens_at: datetime
    due_at: datetime
    cut_off_at: datetime
    guidance: Mapping[str, str]


@transaction.atomic
def open_round(
    *, committee: Committee, call: Call, by: User, once_key: uuid.UUID | None = None
) -> ReportingRound:
    """Open the committee's next round and fix what it expects: a return of every lead body of every open item.

    Raises ``Refused`` and ``ValidationError``; the database refuses a second open round for the meeting.
    """
    claimed = once.claim(once_key, by=by) if once_key else None
    round_permissions.check_may_run_rounds(by, committee.pk)
    permissions.check_plan_is_adopted(call.workplan)
    round_permissions.check_instants(call.opens_at, call.due_at, call.cut_off_at)
    leads = _open_leads(call.workplan)
    if not leads:
        raise ValidationError(_("The plan has no open item; there is nothing to call for."))
    newest = ReportingRound.objects.filter(committee=committee).order_by("-number").first()
    opened = ReportingRound.objects.create(
        committee=committee,
        number=newest.number + 1 if newest else 1,
        meeting=call.meeting,
        workplan=call.workplan,
        opens_at=call.opens_at,
        due_at=call.due_at,
        cut_off_at=call.cut_off_at,
        expected=len(leads),
        **{f"guidance_{column_suffix(code)}": text for code, text in call.guidance.items()},
    )
    now = clock.now()
    asked = [
        Return(round=opened, item_id=item, body_id=body, side_id=side, since=now, due_at=call.due_at)
        for item, body, side in leads
    ]
    bulk_create_with_history(asked, Return)
    transaction.get_connection().check_constraints()
    if claimed:
        once.answer(claimed, opened.get_absolute_url())
    return opened


def leads_to_ask() -> QuerySet[Responsibility]:
    """A return is expected of each: the lead bodies of items that are not completed or withdrawn."""
    leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD)
    return leads.exclude(item__current__status__in=FINAL)


def _open_leads(plan: Workplan) -> list[tuple[int, int, int]]:
    """Item, body and side of every return to expect, in the order of the plan."""
    return list(
        leads_to_ask()
        .filter(item__workplan=plan)
        .order_by("item__area__number", "item__position", "side__order", "pk")
        .values_list("item_id", "body_id", "side_id")
    )


@transaction.atomic
def close_round(*, place: ReportingRound, expected_version: int, by: User) -> ReportingRound:
    """Close for good. Waits for whoever is writing into the round; afterwards nothing lands in it.

    Its facts are read afterwards, in a transaction of their own: a snapshot taken here would miss what was waited for.
    """
    round_permissions.check_may_run_rounds(by, place.committee_id)
    held = ReportingRound.objects.select_for_update().get(pk=place.pk)
    round_permissions.check_is_open(held)
    now = clock.now()
    if now < held.cut_off_at and held.returns.filter(state__in=[*OUTSTANDING, "submitted"]).exists():
        raise refused_by("round_closes_at_its_cut_off")
    held.version = expected_version
    held.closed_at = now
    held.save()
    return held


def hold(place_id: int) -> ReportingRound:
    """Keep the round as it is until the caller's transaction ends; whoever closes it waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM workplan_reportinground WHERE id = %s FOR SHARE", [place_id])
    return ReportingRound.objects.select_related("committee").get(pk=place_id)


def hold_open(place_id: int) -> ReportingRound:
    """The same, of a round that still takes returns; else ``ValidationError``."""
    held = hold(place_id)
    round_permissions.check_is_open(held)
    return held


@transaction.atomic
def extend(
    *,
    contributions: Sequence[Return],
    due_at: datetime,
    reason: str,
    by: User,
    once_key: uuid.UUID | None = None,
    answer: str = "",
) -> list[Extension]:
    """Give each of ``contributions``, all of one round, until ``due_at``. All or none."""
    claimed = once.claim(once_key, by=by) if once_key else None
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more time is given.")})
    held_round = hold_open(contributions[0].round_id)
    held = Return.objects.select_for_update().filter(pk__in=[each.pk for each in contributions])
    granted = []
    for each in held.order_by("pk"):
        each.round = held_round
        granted.append(_extend(each, due_at, reason, by))
    if claimed:
        once.answer(claimed, answer or held_round.get_absolute_url())
    return granted


def _extend(held: Return, due_at: datetime, reason: str, by: User) -> Extension:
    round_permissions.check_may_handle(by, held)
    round_permissions.check_extension(held, due_at, now=clock.now())
    extension = Extension.objects.create(
        contribution=held,
        number=held.extensions.count() + 1,
        due_before=held.due_at,
        due_at=due_at,
        reason=reason,
        **recorded(by),
    )
    held.due_at = due_at
    held.save()
    return extension


@transaction.atomic
def chase(
    *,
    place: ReportingRound,
    body: Body,
    side: Side,
    texts: Mapping[str, str],
    by: User,
    once_key: uuid.UUID | None = None,
) -> ChaseLetter:
    """Keep the letter that went to ``body``, with what it had not answered. ``texts`` by language, at least one."""
    claimed = once.claim(once_key, by=by) if once_key else None
    check(by, Right.HANDLE_RETURNS, committee_id=place.committee_id, side_id=side.pk)
    if not any(text.strip() for text in texts.values()):
        raise ValidationError(_("A letter says something in at least one language."))
    hold_open(place.pk)
    owed = place.returns.filter(body=body, side=side, state__in=OUTSTANDING).select_related("item")
    references = ", ".join(each.item.reference for each in owed)
    if not references:
        raise refused_by("chaseletter_to_a_debtor")
    letter = ChaseLetter.objects.create(
        round=place,
        body=body,
        side=side,
        number=ChaseLetter.objects.filter(round=place, body=body).count() + 1,
        references=references,
        **{f"text_{column_suffix(code)}": text for code, text in texts.items()},
        **recorded(by),
    )
    if claimed:
        once.answer(claimed, letter.get_absolute_url())
    return letter
