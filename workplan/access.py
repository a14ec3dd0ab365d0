"""Plans and items are fetched with the right to read them, or they are not there (404)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from committees.access import visible_committees
from committees.models import Role
from committees.permissions import Reader, may, places_of
from committees.roles import Right
from workplan.choices import WorkplanState
from workplan.models import ActionItem, FixtureLoad, Workplan

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


def committees_to_load_for(user: Reader) -> frozenset[str]:
    """Addresses of the committees whose fixtures the person loads."""
    return frozenset(
        place.committee_slug
        for place in places_of(user)
        if may(user, Right.LOAD_FIXTURES, committee_id=place.committee_id)
    )


def visible_loads(user: Reader) -> QuerySet[FixtureLoad]:
    """Sent fixtures show drafts of the committees they were sent for, so only whoever loads for all of these."""
    return FixtureLoad.objects.filter(committees__contained_by=sorted(committees_to_load_for(user)))


def get_load(user: Reader, number: int) -> FixtureLoad:
    found = visible_loads(user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
