"""Opening a round, giving more time, closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees import typed_text
from committees.forms import seen_token
from committees.keeping.once import AlreadyAnswered
from committees.models import User
from committees.permissions import check
from committees.refusals import refusal_of, refused, status_of
from committees.roles import Right
from workplan import round_permissions
from workplan.access import get_round
from workplan.forms.refused import RefusedByService
from workplan.forms.rounds import ExtendForm, OpenForm
from workplan.round_sums import columns_of_round
from workplan.services import rounds
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_round, of_rounds
from workplan.views.contexts.running import closing_page, extend_choices, opening_page
from workplan.views.keys import once_key

FIELDS_OF_RULES = {"round_open_once_for_a_meeting": "meeting", "extension_before_the_cut_off": "due_at"}


@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    check(request.user, Right.RUN_ROUNDS, committee_id=here.committee.pk)
    page, status, by = opening_page(here, request.user), 200, user_of(request)
    typed = typed_text.take(request) if request.method == "GET" else None
    form = OpenForm(initial=page.initial(typed), **page.choices())
    if request.method == "POST":
        key = once_key(request)
        form = OpenForm(request.POST, now=here.now, **page.choices())
        answered, status = kept(
            form,
            lambda: rounds.open_round(committee=here.committee, call=form.call(), by=by, once_key=key),
            _("The round is open."),
            request,
        )
        if answered:
            return answered
    context = {"form": form, "page": page, "came_back": typed, "typist": typed_text.sign_typist(by)}
    context["crumbs"] = of_rounds(here.committee, _("Open a round"))
    return render(request, "workplan/rounds/open.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    place = get_round(request.user, slug, min(number, 32_000))
    check(request.user, Right.HANDLE_RETURNS, committee_id=place.committee_id)
    if place.is_closed:
        return refused(request, 409, _("The round is closed."))
    page, status, by = extend_choices(place, here, request.user), 200, user_of(request)
    typed = typed_text.take(request) if request.method == "GET" else None
    form = ExtendForm(initial=page.initial(request.GET.getlist("r"), typed), keys=page.keys)
    if request.method == "POST":
        key = once_key(request)
        form = ExtendForm(request.POST, keys=page.keys)
        answered, status = kept(
            form,
            lambda: rounds.extend(
                contributions=page.chosen(form.cleaned_data["r"]),
                due_at=form.cleaned_data["due_at"],
                reason=form.cleaned_data["reason"],
                by=by,
                once_key=key,
            ),
            _("More time was given. The old due time stays beside the new one."),
            request,
        )
        if answered:
            return answered
    context = {"form": form, "page": page, "place": place, "ticked": form["r"].value() or []}
    context |= {"came_back": typed, "typist": typed_text.sign_typist(by)}
    context["crumbs"] = of_round(place, _("More time"))
    return render(request, "workplan/rounds/extend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    place = get_round(request.user, slug, min(number, 32_000), columns_of_round)
    round_permissions.check_may_run_rounds(request.user, place.committee_id)
    version = seen_token(request.POST, "version") if request.method == "POST" else 0
    if place.is_closed:
        return refused(request, 409, _("The round is closed.")) if version else redirect(place)
    form, status = RefusedByService(), 200
    if request.method == "POST":
        form = RefusedByService(request.POST)
        answered, status = kept(
            form,
            lambda: rounds.close_round(place=place, expected_version=version, by=user_of(request)),
            _(
                "The round is closed. Nothing is handed in any more; what was handed in can still be accepted."
            ),
            request,
        )
        if answered:
            return answered
        place = get_round(request.user, slug, place.number, columns_of_round)
    page = closing_page(place, here, request.user)
    context = {"form": form, "page": page, "place": place, "crumbs": of_round(place, _("Close the round"))}
    return render(request, "workplan/rounds/close.html", context, status=status)


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the page asks for signing in
    return request.user


def kept(
    form: RefusedByService, write: Callable[[], Any], done: str, request: HttpRequest
) -> tuple[HttpResponse | None, int]:
    """The redirect after ``write``; or nothing, with the code of the refusal, which the form then shows."""
    if not form.is_valid():
        return None, 422
    try:
        written = write()
    except AlreadyAnswered as answered:
        return redirect(answered.address), 302
    except ValidationError as refusal:
        form.refuse(refusal)
        return None, status_of(refusal)
    except DatabaseError as error:
        said = refusal_of(error)
        if said is None:
            raise
        field = FIELDS_OF_RULES.get(said.rule)
        form.add_error(field if field in form.fields else None, str(said.sentence))
        return None, said.status
    messages.success(request, done)
    return redirect(_written_to(written)), 302


def _written_to(written: Any) -> str:
    """Where what was written shows; several extensions in their round."""
    row = written[0].contribution.round if isinstance(written, list) else written
    return str(row.get_absolute_url())
