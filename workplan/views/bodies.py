"""Which bodies there are, and what each is responsible for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committees.access import get_body
from committees.permissions import places_of
from workplan.forms.bodies import BodySearch
from workplan.views.contexts.bodies import bodies_found, seats_of, years_of
from workplan.views.contexts.crumbs import of_bodies


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    if not places_of(request.user):
        raise Http404
    form = BodySearch(request.GET)
    understood = form.is_valid()
    asked = form.cleaned_data
    context = {
        "form": form,
        "groups": bodies_found(request.user, asked.get("q", ""), asked.get("place", "")),
    }
    return render(request, "workplan/bodies.html", context, status=200 if understood else 422)


@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = get_body(request.user, code)
    context = {
        "body": found,
        "seats": seats_of(found, request.user),
        "parts": list(found.parts.order_by("abbreviation", "code")),
        "years": years_of(found, request.user),
        "crumbs": of_bodies(found.abbreviation),
    }
    return render(request, "workplan/body.html", context)
