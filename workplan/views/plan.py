"""The plan: what was agreed, and how the year stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workplan.access import get_plan
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_plan
from workplan.views.contexts.plan import columns_of_plan, plan_page


@require_safe
def plan(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    here = surroundings(request, slug)
    page = plan_page(get_plan(request.user, slug, period, columns_of_plan), here)
    context = {
        "page": page,
        "plan": page.plan,
        "now": here.now,
        "crumbs": of_plan(here.committee, page.plan),
    }
    return render(request, "workplan/plan.html", context)
