"""One action item, and everything that happened to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workplan.access import get_item
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import below_item, of_plan
from workplan.views.contexts.index import plan_index
from workplan.views.contexts.item import columns_of_item, item_page
from workplan.views.contexts.item_history import history_page


@require_safe
def item(request: HttpRequest, slug: str, period: str, reference: str) -> HttpResponse:
    here = surroundings(request, slug)
    found = get_item(request.user, slug, period, reference, columns_of_item)
    page = item_page(found, here, request.user)
    context = {
        "page": page,
        "item": found,
        "plan": found.workplan,
        "now": here.now,
        "crumbs": of_plan(here.committee, found.workplan, found.reference),
        "plan_index": plan_index(
            page.at, page.tabs, total=page.total, current=found.area.numeral, items=page.neighbours
        ),
    }
    return render(request, "workplan/item.html", context)


@require_safe
def item_history(request: HttpRequest, slug: str, period: str, reference: str) -> HttpResponse:
    here = surroundings(request, slug)
    found = get_item(request.user, slug, period, reference)
    page = history_page(found, here, request.user)
    context = {
        "page": page,
        "item": found,
        "plan": found.workplan,
        "now": here.now,
        "crumbs": below_item(found, _("History")),
    }
    return render(request, "workplan/item_history.html", context)
