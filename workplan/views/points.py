"""Points on a return, read on its page: raised and answered by the body and its office, closed by the office."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from committees.keeping.once import AlreadyAnswered
from workplan import round_permissions
from workplan.forms.points import NEW, AnswerForm, LastWordForm, RaiseForm
from workplan.services import points
from workplan.views.contexts.returning import ReturnDesk
from workplan.views.keys import once_key
from workplan.views.returns import posted, put_refusal


@posted
def raise_point(desk: ReturnDesk) -> HttpResponse:
    round_permissions.check_may_hand_in(desk.user, desk.contribution)
    form = RaiseForm(desk.request.POST, number=NEW)
    return _answered(desk, NEW, form, points.raise_point, _("The point is raised."))


@posted
def answer(desk: ReturnDesk, point: int) -> HttpResponse:
    round_permissions.check_may_hand_in(desk.user, desk.contribution)
    number = _number_of(desk, point)
    form = AnswerForm(desk.request.POST, number=number)
    write = partial(points.answer_point, point=number)
    return _answered(desk, number, form, write, _("Your answer is kept."))


@posted
def close(desk: ReturnDesk, point: int) -> HttpResponse:
    round_permissions.check_may_handle(desk.user, desk.contribution)
    number = _number_of(desk, point)
    form = LastWordForm(desk.request.POST, number=number)
    write = partial(points.close_point, point=number)
    return _answered(desk, number, form, write, _("The point is closed."))


def _number_of(desk: ReturnDesk, point: int) -> int:
    """A point nobody raised is not there."""
    return get_object_or_404(desk.contribution.points, point=min(point, 32_000), number=1).point


def _answered(desk: ReturnDesk, number: int, form: AnswerForm, write: Any, told: str) -> HttpResponse:
    key = once_key(desk.request)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("part", "text") if name in form.fields}
        try:
            made = write(contribution=desk.contribution, by=desk.user, once_key=key, **said)
        except AlreadyAnswered as before:
            return redirect(before.address)
        except (ValidationError, DatabaseError) as refusal:
            put_refusal(refusal, form, desk)
        else:
            messages.success(desk.request, told)
            return redirect(made)
    desk.point_forms[number], desk.contribution = form, desk.now()
    return desk.page(status=desk.status)
