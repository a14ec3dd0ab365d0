"""A committee: its plans, its meetings, its liaison offices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workplan.access import visible_plans
from workplan.surroundings import surroundings
from workplan.views.contexts.meetings import meetings_of, offices_of
from workplan.views.contexts.rounds import rounds_of

SHOWN = 6


@require_safe
def committee(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    plans = visible_plans(request.user).filter(committee=here.committee)
    context = {
        "here": here,
        "committee": here.committee,
        "plans": list(plans.select_related("adopted_by__meeting").order_by("-period")),
        "meetings": meetings_of(here.committee)[:SHOWN],
        "offices": offices_of(here.committee),
        "rounds": rounds_of(here, request.user)[:SHOWN],
    }
    return render(request, "workplan/committee.html", context)
