"""Which action items: filtered, ordered, counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from workplan.access import get_plan
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_plan
from workplan.views.contexts.index import plan_index
from workplan.views.contexts.items import columns_of_list, items_page


@require_safe
@vary_on_headers("HX-Request")
def items(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    here = surroundings(request, slug)
    page = items_page(get_plan(request.user, slug, period, columns_of_list), here, request.GET)
    context = {
        "page": page,
        "plan": page.plan,
        "form": page.filter.form,
        "now": here.now,
        "crumbs": of_plan(here.committee, page.plan, _("Action items")),
        "plan_index": plan_index(page.at, page.tallies, total=page.total) | {"all_url": ""},
    }
    partial = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "workplan/items.html#list" if partial else "workplan/items.html"
    return render(request, template, context, status=200 if page.filter.is_valid() else 422)
