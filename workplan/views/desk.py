"""My desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committees.permissions import places_of
from workplan.surroundings import surroundings
from workplan.views.contexts.desk import desk_of


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not places_of(request.user):
        return render(request, "workplan/desk_without_seat.html")
    here = surroundings(request)
    return render(request, "workplan/desk.html", {"desk": desk_of(here, request.user), "now": here.now})
