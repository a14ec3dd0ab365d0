"""Plans and items are fetched with the right to read them, or they are not there (404)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from committees.access import visible_committees
from committees.models import Role
from committees.permissions import Reader, places_of
from workplan.choices import WorkplanState
from workplan.models import ActionItem, Workplan

# A draft is the kitchen of those who will put it to the meeting; viewers and contributors see adopted plans.
DRAFT_READERS = frozenset({Role.LIAISON_OFFICER, Role.SECRETARIAT, Role.ADMINISTRATOR})


def visible_plans(user: Reader) -> QuerySet[Workplan]:
    drafts_of = {place.committee_id for place in places_of(user) if place.role in DRAFT_READERS}
    return Workplan.objects.filter(
        Q(committee__in=drafts_of) | Q(state=WorkplanState.ADOPTED), committee__in=visible_committees(user)
    )


def get_plan(user: Reader, slug: str, period: str, **columns: Any) -> Workplan:
    """``columns`` are expressions that the same query brings along."""
    plan = (
        visible_plans(user)
        .select_related("committee", "adopted_by__meeting")
        .annotate(**columns)
        .filter(committee__slug=slug, period=period)
        .first()
    )
    if plan is None:
        raise Http404
    return plan


def visible_items(user: Reader) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(workplan__in=visible_plans(user))


def get_item(user: Reader, slug: str, period: str, reference: str, **columns: Any) -> ActionItem:
    item = (
        visible_items(user)
        .select_related(
            "workplan__committee", "workplan__adopted_by__meeting", "area", "current__statement__side"
        )
        .annotate(**columns)
        .filter(workplan__committee__slug=slug, workplan__period=period, reference=reference)
        .first()
    )
    if item is None:
        raise Http404
    return item
