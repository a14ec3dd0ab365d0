"""A body's return: read, typed, handed in, and what its office does with it.

Each thing that can be done has an address of its own. A GET there, as after signing in again, leads to the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from committees import typed_text
from committees.forms import seen_token
from committees.keeping import dates
from committees.keeping.trilingual import reader_language
from committees.refusals import refusal_of, refused, status_of
from workplan import round_permissions
from workplan.access import get_return
from workplan.choices import ReturnAct
from workplan.forms.progress import with_draft
from workplan.forms.returns import ActForm, ReturnForms
from workplan.services import returns
from workplan.services.contributions import Contribution
from workplan.views.contexts.returning import ReturnDesk

View = Callable[..., HttpResponse]
Write = Callable[[ReturnForms, Contribution, int], object]
TOLD = {
    ReturnAct.BEGIN: gettext_lazy("Saved. Nothing has been handed in yet."),
    ReturnAct.SUBMIT: gettext_lazy("Submitted. The liaison office has it now."),
    ReturnAct.NIL: gettext_lazy("Answered: nothing to report."),
    ReturnAct.RECALL: gettext_lazy("Recalled. It can be changed again."),
    ReturnAct.RECEIVE: gettext_lazy("Marked received. The body can no longer recall it."),
    ReturnAct.SEND_BACK: gettext_lazy("Sent back with your reason. Its text is kept."),
    ReturnAct.ACCEPT: gettext_lazy("Accepted. The side's statement can cite it now."),
    ReturnAct.WAIVE: gettext_lazy("Waived. Nothing is expected any more."),
}
# What belongs to the form and not to what is said in it.
NOT_TYPED = ("csrfmiddlewaretoken", typed_text.TYPIST, "version")


def _desk(request: HttpRequest, slug: str, number: int, reference: str, code: str) -> ReturnDesk:
    return ReturnDesk(request, get_return(request.user, slug, min(number, 32_000), reference, code))


@require_safe
def return_page(request: HttpRequest, slug: str, number: int, reference: str, code: str) -> HttpResponse:
    return _desk(request, slug, number, reference, code).page()


def posted(answer: Callable[..., HttpResponse]) -> View:
    @wraps(answer)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(
        request: HttpRequest, slug: str, number: int, reference: str, code: str, **below: int
    ) -> HttpResponse:
        desk = _desk(request, slug, number, reference, code)
        if request.method != "POST":
            return redirect(desk.contribution.get_absolute_url())
        return answer(desk, **below)

    return view


# The form


@posted
def save(desk: ReturnDesk) -> HttpResponse:
    def write(_forms: ReturnForms, said: Contribution, version: int) -> None:
        returns.save_return(contribution=desk.contribution, said=said, expected_version=version, by=desk.user)

    return _answered(desk, ReturnAct.BEGIN, write)


@posted
def submit(desk: ReturnDesk) -> HttpResponse:
    def write(forms: ReturnForms, said: Contribution, version: int) -> None:
        returns.submit_return(
            contribution=desk.contribution,
            said=said,
            signature=forms.form.signature(),
            expected_version=version,
            by=desk.user,
        )

    return _answered(desk, ReturnAct.SUBMIT, write)


@posted
def nil(desk: ReturnDesk) -> HttpResponse:
    def write(forms: ReturnForms, said: Contribution, version: int) -> None:
        returns.answer_nil(
            contribution=desk.contribution,
            said=replace(said, as_at=None),  # the day is filled in before anybody typed anything
            signature=forms.form.signature(),
            expected_version=version,
            by=desk.user,
        )

    return _answered(desk, ReturnAct.NIL, write)


def _answered(desk: ReturnDesk, act: ReturnAct, write: Write) -> HttpResponse:
    round_permissions.check_may_hand_in(desk.user, desk.contribution)
    version = seen_token(desk.request.POST, "version")
    forms = desk.sent(is_signed=act != ReturnAct.BEGIN)
    is_valid = forms.is_valid() & desk.files_are_kept(forms)
    # Read before anything refuses it: a field that was refused has no value any more.
    said = forms.contribution(desk.stored) if is_valid else None
    if said is not None and version == desk.contribution.version:
        try:
            write(forms, said, version)
        except (ValidationError, DatabaseError) as refusal:
            put_refusal(refusal, forms.form, desk)
        else:
            return _done(desk, act)
    fresh = desk.now()
    if fresh.version != version:
        signature = forms.form.signature() if said is not None and act != ReturnAct.BEGIN else None
        if said is not None and desk.was_mine(fresh, act, said, signature):
            return _done(desk, act)
        return desk.page(desk.lost_to_another(fresh, forms), status=409)
    return desk.page(forms, status=desk.status)


def put_refusal(refusal: ValidationError | DatabaseError, form: Any, desk: ReturnDesk) -> None:
    """Beside the field it is about, or above the form."""
    if isinstance(refusal, ValidationError):
        form.refuse(refusal)
        desk.status = status_of(refusal)
        return
    known = refusal_of(refusal)
    if known is None:
        raise refusal
    desk.status = known.status
    form.add_error(None, str(known.sentence))


def _done(desk: ReturnDesk, act: ReturnAct) -> HttpResponse:
    messages.success(desk.request, str(TOLD[act]))
    return redirect(desk.contribution.get_absolute_url())


# What is done to it as a whole


def step(act: ReturnAct) -> View:
    @posted
    def view(desk: ReturnDesk) -> HttpResponse:
        round_permissions.check_may_act(desk.user, desk.contribution, act)
        version = seen_token(desk.request.POST, "version")
        form = desk.act_form = ActForm(desk.request.POST, auto_id="act_%s")
        if form.is_valid() and version == desk.contribution.version:
            try:
                returns.take_step(
                    contribution=desk.contribution,
                    act=act,
                    expected_version=version,
                    by=desk.user,
                    reason=form.cleaned_data["reason"],
                )
            except (ValidationError, DatabaseError) as refusal:
                put_refusal(refusal, form, desk)
            else:
                return _done(desk, act)
        fresh = desk.now()
        if fresh.version == version:
            return desk.page(status=desk.status)
        # A reason in another wording is not kept, so its writer is not told that it was.
        if desk.was_mine(fresh, act, reason=form.cleaned_data.get("reason", "")):
            return _done(desk, act)
        desk.came_second(fresh, act, desk.request.POST.get("reason", ""))
        return desk.page(status=409)

    return view


recall = step(ReturnAct.RECALL)
receive = step(ReturnAct.RECEIVE)
send_back = step(ReturnAct.SEND_BACK)
accept = step(ReturnAct.ACCEPT)
waive = step(ReturnAct.WAIVE)


# Helps while typing: nothing is saved by these


@posted
def more(desk: ReturnDesk) -> HttpResponse:
    """One more row for evidence, also without JavaScript."""
    version = seen_token(desk.request.POST, "version")
    return desk.page(desk.unjudged(desk.with_files_kept(), version, rows=1))


@posted
def convert(desk: ReturnDesk) -> HttpResponse:
    """Empty texts drafted from the other Chinese script, for a person to check."""
    version = seen_token(desk.request.POST, "version")
    data = with_draft(desk.with_files_kept(), desk.request.POST.get("draft", ""))
    return desk.page(desk.unjudged(data, version))


@posted
def draft(desk: ReturnDesk) -> HttpResponse:
    """What the page sends from time to time and when it is left; for this person alone."""
    version = seen_token(desk.request.POST, "version")
    typed = {name: values for name, values in desk.request.POST.lists() if name not in NOT_TYPED}
    if sum(len(value) for values in typed.values() for value in values) > typed_text.MOST_KEPT:
        return refused(desk.request, 413)
    try:
        kept = returns.keep_draft(contribution=desk.contribution, typed=typed, based_on=version, by=desk.user)
    except ValidationError as frozen:
        return refused(desk.request, 409, " ".join(frozen.messages))
    told = _("Kept for you alone at %(time)s; not saved yet.") % {
        "time": dates.clock(kept.kept_at, reader_language())
    }
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


@posted
def discard_draft(desk: ReturnDesk) -> HttpResponse:
    returns.forget_draft(contribution=desk.contribution, by=desk.user)
    return redirect(desk.contribution.get_absolute_url())
