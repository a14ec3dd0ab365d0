"""Where a page lies."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee
from workplan.models import ActionItem, ReportingRound, Workplan

Crumbs = list[dict[str, str]]


def of_committee(committee: Committee, *last: str) -> Crumbs:
    """The committee, then what the page is called."""
    first = {"label": _("Committee"), "url": reverse("committee", args=[committee.slug])}
    return [first, *({"label": label, "url": ""} for label in last)]


def of_plan(committee: Committee, plan: Workplan, *last: str) -> Crumbs:
    address = reverse("plan", args=[committee.slug, plan.period])
    label = _("Plan %(period)s") % {"period": plan.period}
    return [
        *of_committee(committee),
        {"label": label, "url": address},
        *({"label": word, "url": ""} for word in last),
    ]


def below_item(item: ActionItem, here: str) -> Crumbs:
    plan = item.workplan
    above = {"label": item.reference, "url": item.get_absolute_url()}
    return [*of_plan(plan.committee, plan), above, {"label": here, "url": ""}]


def of_meetings(committee: Committee, *last: str) -> Crumbs:
    meetings = {"label": _("Meetings"), "url": reverse("meetings", args=[committee.slug])}
    return [*of_committee(committee), meetings, *({"label": word, "url": ""} for word in last)]


def of_bodies(*last: str) -> Crumbs:
    return [{"label": _("Bodies"), "url": reverse("bodies")}, *({"label": word, "url": ""} for word in last)]


def of_rounds(committee: Committee, *last: str) -> Crumbs:
    rounds = {"label": _("Rounds"), "url": reverse("rounds", args=[committee.slug])}
    return [*of_committee(committee), rounds, *({"label": word, "url": ""} for word in last)]


def of_round(place: ReportingRound, *last: str) -> Crumbs:
    above = {"label": _("Round %(number)d") % {"number": place.number}, "url": place.get_absolute_url()}
    return [*of_rounds(place.committee), above, *({"label": word, "url": ""} for word in last)]


def below_chase(place: ReportingRound, *last: str) -> Crumbs:
    address = reverse("chase", args=[place.committee.slug, place.number])
    above = {"label": _("Chase letters"), "url": address}
    return [*of_round(place), above, *({"label": word, "url": ""} for word in last)]
