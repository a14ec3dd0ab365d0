"""Calls for returns: who has not answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workplan.access import get_round, visible_returns
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_committee


@require_safe
def round_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    place = get_round(request.user, slug, min(number, 32_000))
    context = {
        "place": place,
        "returns": visible_returns(request.user).filter(round=place).select_related("item", "body"),
        "crumbs": of_committee(here.committee, _("Round %(number)d") % {"number": place.number}),
    }
    return render(request, "workplan/rounds/round.html", context)
