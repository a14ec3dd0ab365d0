"""What was sent to people of one's side: what may not have come stands first, and can be sent again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees.forms import seen_token
from committees.keeping.once import AlreadyAnswered
from committees.models import User
from committees.permissions import check
from committees.refusals import refused, status_of
from committees.roles import Right
from workplan.access import get_mail
from workplan.models import Mail
from workplan.services import mail as letters
from workplan.surroundings import surroundings
from workplan.views.contexts.mail import list_of_letters
from workplan.views.keys import once_key


@require_safe
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    check(request.user, Right.KEEP_MAIL, committee_id=here.committee.pk)
    context = {"here": here, "page": list_of_letters(request.user, here.committee, request.GET.get("page"))}
    return render(request, "workplan/mail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    letter = _letter(request, slug, number)
    page = reverse("mail", args=[slug])
    if request.method != "POST":  # as after signing in again
        return redirect(page)
    try:
        letters.send_again(letter=letter, by=_keeper(request), once_key=once_key(request), answered_with=page)
    except AlreadyAnswered as answered:
        return redirect(answered.address)
    except ValidationError as refusal:
        return refused(request, 409, " ".join(refusal.messages))
    messages.success(request, _("The letter is queued once more, as a new letter."))
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
def was_received(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    letter = _letter(request, slug, number)
    if request.method != "POST":
        return redirect("mail", slug)
    letters.was_received(letter=letter, seen=seen_token(request.POST, "seen"), by=_keeper(request))
    messages.success(request, _("It is noted that the letter has come."))
    return redirect("mail", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def dealt_with(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    letter = _letter(request, slug, number)
    if request.method != "POST":
        return redirect("mail", slug)
    try:
        letters.dealt_with(letter=letter, seen=seen_token(request.POST, "seen"), by=_keeper(request))
    except ValidationError as refusal:
        return refused(request, status_of(refusal), " ".join(refusal.messages))
    messages.success(request, _("It is noted that the letter is dealt with."))
    return redirect("mail", slug)


def _letter(request: HttpRequest, slug: str, number: int) -> Mail:
    committee = surroundings(request, slug).committee
    check(request.user, Right.KEEP_MAIL, committee_id=committee.pk)
    return get_mail(request.user, committee.pk, number)


def _keeper(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the right was asked for
    return request.user
