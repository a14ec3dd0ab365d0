"""Letters to bodies that have not answered: ready in three languages, kept as they were written."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees import typed_text
from committees.permissions import check
from committees.refusals import refused
from committees.roles import Right
from workplan.access import get_round, visible_letters
from workplan.forms.rounds import LetterForm
from workplan.models import ReportingRound
from workplan.services import rounds
from workplan.surroundings import surroundings
from workplan.views.contexts.chasing import chase_page, debtor_of, initial_letter, texts_of
from workplan.views.contexts.crumbs import below_chase, of_round
from workplan.views.keys import once_key
from workplan.views.run_rounds import kept, user_of


@require_safe
def chase(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    place = _round_of_office(request, slug, number)
    context = {
        "page": chase_page(place, here, request.user),
        "place": place,
        "crumbs": of_round(place, _("Chase letters")),
    }
    return render(request, "workplan/rounds/chase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_to(request: HttpRequest, slug: str, number: int, code: str) -> HttpResponse:
    here = surroundings(request, slug)
    place = _round_of_office(request, slug, number)
    debtor = debtor_of(place, here, request.user, code)
    key = once_key(request) if request.method == "POST" else None
    if place.is_closed:
        return refused(request, 409, _("The round is closed."))
    form, status, by = LetterForm(request.POST or None), 200, user_of(request)
    typed = typed_text.take(request) if request.method == "GET" else None
    if request.method == "POST":
        answered, status = kept(
            form,
            lambda: rounds.chase(
                place=place, body=debtor.body, side=debtor.side, texts=form.texts(), by=by, once_key=key
            ),
            _("The letter is kept. Nothing was sent: send it in your usual way."),
            request,
        )
        if answered:
            return answered
    elif debtor.returns:
        form = LetterForm(initial=initial_letter(debtor, place, here, typed))
    context = {"form": form, "debtor": debtor, "place": place, "came_back": typed}
    context["typist"] = typed_text.sign_typist(by)
    context["crumbs"] = below_chase(place, debtor.body.abbreviation)
    return render(request, "workplan/rounds/letter_to.html", context, status=status)


@require_safe
def letter(request: HttpRequest, slug: str, number: int, code: str, letter: int) -> HttpResponse:
    surroundings(request, slug)
    place = _round_of_office(request, slug, number)
    sent = (
        visible_letters(request.user, place)
        .select_related("body", "side")
        .filter(body__code=code.upper(), number=min(letter, 32_000))
        .first()
    )
    if sent is None:
        raise Http404
    context = {"letter": sent, "texts": texts_of(sent), "place": place}
    context["crumbs"] = below_chase(place, sent.body.abbreviation)
    return render(request, "workplan/rounds/letter.html", context)


def _round_of_office(request: HttpRequest, slug: str, number: int) -> ReportingRound:
    place = get_round(request.user, slug, min(number, 32_000))
    check(request.user, Right.HANDLE_RETURNS, committee_id=place.committee_id)
    return place
