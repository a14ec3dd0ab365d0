"""A body's return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workplan.access import get_return
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_round


@require_safe
def return_page(request: HttpRequest, slug: str, number: int, reference: str, code: str) -> HttpResponse:
    surroundings(request, slug)
    contribution = get_return(request.user, slug, min(number, 32_000), reference, code)
    label = f"{contribution.item.reference} {contribution.body.abbreviation}"
    context = {"contribution": contribution, "crumbs": of_round(contribution.round, label)}
    return render(request, "workplan/rounds/return.html", context)
