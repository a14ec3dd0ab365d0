"""Calls for returns: which there are, how far one is, who has not answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from committees.keeping.trilingual import reader_language
from committees.permissions import may
from committees.refusals import refused
from committees.roles import Right
from workplan.access import get_round, visible_returns
from workplan.reports.round_facts import as_json, gather
from workplan.round_permissions import check_has_kitchen
from workplan.round_sums import columns_of_round
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_committee, of_rounds
from workplan.views.contexts.lists_of_round import FILES
from workplan.views.contexts.outstanding import outstanding_of
from workplan.views.contexts.points_list import points_list_of
from workplan.views.contexts.rounds import round_page as page_of_round
from workplan.views.contexts.rounds import rounds_of

# What can be taken away of a round, by the word in its address.
LISTS = {"outstanding": outstanding_of, "points": points_list_of}


@require_safe
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    context = {
        "here": here,
        "rounds": rounds_of(here, request.user),
        "may_run": may(request.user, Right.RUN_ROUNDS, committee_id=here.committee.pk),
        "crumbs": of_committee(here.committee, _("Rounds")),
    }
    return render(request, "workplan/rounds/rounds.html", context)


@require_safe
@vary_on_headers("HX-Request")
def round_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    place = get_round(request.user, slug, min(number, 32_000), columns_of_round)
    page = page_of_round(place, here, request.user, request.GET)
    context = {
        "page": page,
        "place": place,
        "form": page.filter.form,
        "now": here.now,
        "crumbs": of_rounds(here.committee, _("Round %(number)d") % {"number": place.number}),
    }
    partial = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "workplan/rounds/round.html#list" if partial else "workplan/rounds/round.html"
    return render(request, template, context, status=200 if page.filter.is_valid() else 422)


@require_safe
def list_file(request: HttpRequest, slug: str, number: int, *, what: str, ending: str) -> HttpResponse:
    """What is outstanding, or the points, of the returns that the filter finds."""
    here = surroundings(request, slug)
    place = get_round(request.user, slug, min(number, 32_000))
    check_has_kitchen(request.user, place)
    asked, found = LISTS[what](place, here, visible_returns(request.user), request.GET)
    if not asked.is_valid():
        return refused(request, 422, _("The filter was not understood, so nothing was written to a file."))
    written, kind = FILES[ending]
    name = f"{slug}-round-{place.number}-{what}-{reader_language()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(found), content_type=kind, headers=headers)


@require_safe
def facts_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    place = get_round(request.user, slug, min(number, 32_000))
    check_has_kitchen(request.user, place)
    if not place.is_closed:
        return refused(request, 409, _("The facts of a round are read when it is closed."))
    facts = gather(place, request.user)
    return HttpResponse(as_json(facts), content_type="application/json")
