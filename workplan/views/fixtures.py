"""Fixtures for administrators: send, see what would change, load it after looking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from committees.forms import seen_token
from committees.keeping import once
from committees.keeping.once import AlreadyAnswered
from committees.models import User
from committees.permissions import check
from committees.roles import Right
from workplan.access import get_load
from workplan.forms.fixtures import FixtureForm
from workplan.models import FixtureLoad, FixtureStep
from workplan.services.fixtures import compare_fixtures, load_compared
from workplan.views.contexts.fixtures import list_of_loads, step_page
from workplan.views.keys import once_key


@require_http_methods(["GET", "HEAD", "POST"])
def fixtures(request: HttpRequest) -> HttpResponse:
    check(request.user, Right.LOAD_FIXTURES)
    if request.method != "POST":
        return _all(request, FixtureForm(initial={"once_key": once.new_key()}))
    key = once_key(request)
    form = FixtureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _all(request, form, status=form.status)
    try:
        sent = compare_fixtures(
            files=form.given(),
            remove_gone=form.cleaned_data["remove_gone"],
            by=_administrator(request),
            once_key=key,
        )
    except AlreadyAnswered as answered:
        return redirect(answered.address)
    return redirect(sent)


@require_safe
def fixture(request: HttpRequest, number: int) -> HttpResponse:
    check(request.user, Right.LOAD_FIXTURES)
    sent = get_load(request.user, number)
    return _one(request, sent, sent.steps.order_by("-number")[0])


@require_http_methods(["GET", "HEAD", "POST"])
def load_fixture(request: HttpRequest, number: int) -> HttpResponse:
    check(request.user, Right.LOAD_FIXTURES)
    sent = get_load(request.user, number)
    if request.method != "POST":  # as after signing in again
        return redirect(sent)
    seen = seen_token(request.POST, "seen")
    step = load_compared(sent=sent, seen=seen, by=_administrator(request))
    if step.is_loaded:
        return redirect(sent)
    return _one(request, sent, step, moved=step.number != seen, status=409)


def _administrator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the right was asked for
    return request.user


def _all(request: HttpRequest, form: FixtureForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "page": list_of_loads(request.user, request.GET.get("page"))}
    return render(request, "workplan/fixtures.html", context, status=status)


def _one(
    request: HttpRequest, sent: FixtureLoad, step: FixtureStep, *, moved: bool = False, status: int = 200
) -> HttpResponse:
    context = {**step_page(request.user, sent, step), "moved": moved}
    return render(request, "workplan/fixture.html", context, status=status)
