"""Recording, correcting and translating statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees.forms import seen_token
from committees.keeping.once import AlreadyAnswered
from committees.refusals import refusal_of, refused
from workplan import permissions
from workplan.access import get_item
from workplan.forms.progress import MOST_PROOFS, StatementForm, TextForm, with_draft
from workplan.models import ActionItem, ProgressUpdate
from workplan.services import progress
from workplan.services.files import keep_file
from workplan.uploads import cleaned_name
from workplan.views.contexts import recording
from workplan.views.contexts.recording import Desk
from workplan.views.keys import once_key

Save = Callable[[StatementForm, list[progress.Proof], int], ProgressUpdate]


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, period: str, reference: str) -> HttpResponse:
    item = get_item(request.user, slug, period, reference)
    permissions.check_may_record(request.user, item)
    if not item.workplan.is_adopted:
        return refused(request, 409, permissions.refusal(permissions.check_plan_is_adopted, item.workplan))
    desk = Desk(request, item)

    def save(form: StatementForm, proofs: list[progress.Proof], number: int) -> ProgressUpdate:
        return progress.record_statement(
            item=item,
            statement=form.statement(proofs),
            expected_number=number,
            by=desk.user,
            once_key=form.cleaned_data["once_key"],
        )

    return answered(request, desk, save)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, period: str, reference: str, number: int) -> HttpResponse:
    item = get_item(request.user, slug, period, reference)
    update = _update(item, number)
    permissions.check_may_correct(request.user, update)
    if ProgressUpdate.objects.filter(corrects=update).exists():
        return refused(request, 409, _("This statement has been corrected already; correct the newer one."))
    desk = Desk(request, item, corrects=update)

    def save(form: StatementForm, proofs: list[progress.Proof], expected: int) -> ProgressUpdate:
        return progress.correct_statement(
            update=update,
            statement=form.statement(proofs),
            reason=form.cleaned_data["correction_reason"],
            expected_number=expected,
            by=desk.user,
            once_key=form.cleaned_data["once_key"],
        )

    return answered(request, desk, save)


@require_http_methods(["GET", "HEAD", "POST"])
def add_text(
    request: HttpRequest, slug: str, period: str, reference: str, number: int, language: str
) -> HttpResponse:
    item = get_item(request.user, slug, period, reference)
    update = _update(item, number)
    permissions.check_may_record(request.user, item, update.side_id)
    page = recording.TextPage(request, update, language)
    if request.method != "POST":
        return render(request, "workplan/add_text.html", page.context(page.form(page.typed_before())))
    for part in page.parts:
        seen_token(request.POST, f"revision_{part}")
    if "draft" in request.POST:
        return render(request, "workplan/add_text.html", page.context(page.form(page.drafted())))
    form = page.form(request.POST)
    if form.is_valid() and _texts_added(form, update, page):
        messages.success(request, _("The text was added to update %(number)d.") % {"number": update.number})
        return redirect(update.get_absolute_url())
    return render(request, "workplan/add_text.html", page.context(form), status=page.status)


def _texts_added(form: TextForm, update: ProgressUpdate, page: recording.TextPage) -> bool:
    try:
        progress.add_texts(update=update, texts=form.words(), by=page.user)
    except DatabaseError as error:
        _refuse(form, error, page)
        return False
    return True


def _update(item: ActionItem, number: int) -> ProgressUpdate:
    update = item.updates.select_related("side").filter(number=number).first()
    if update is None:
        raise Http404
    update.item = item
    return update


def answered(request: HttpRequest, desk: Desk, save: Save) -> HttpResponse:
    """The page, or what becomes of what was typed on it."""
    if request.method == "POST":
        return _posted(request, desk, save)
    return render(request, "workplan/record.html", desk.context(*desk.first_forms()))


def _posted(request: HttpRequest, desk: Desk, save: Save) -> HttpResponse:
    number = seen_token(request.POST, "number")
    once_key(request)
    data = _files_kept(request, desk)
    for button in ("draft", "more"):
        if button in data:
            half = with_draft(data, str(data["draft"])) if button == "draft" else data
            return render(request, "workplan/record.html", desk.context(*desk.half_typed(half)))
    form, proofs = desk.forms(data)
    if form.is_valid() & proofs.is_valid() & desk.files_are_kept(form):
        try:
            update = save(form, [proof for row in proofs if (proof := row.proof())], number)
        except AlreadyAnswered as earlier:
            return redirect(earlier.address)
        except ValidationError as refusal:
            form.refuse(refusal)
        except DatabaseError as error:
            _refuse(form, error, desk)
        else:
            messages.success(request, _("Recorded as update %(number)d.") % {"number": update.number})
            return redirect(update.get_absolute_url())
    return render(request, "workplan/record.html", desk.context(form, proofs), status=desk.status)


def _files_kept(request: HttpRequest, desk: Desk) -> QueryDict:
    """Files are kept before the form is judged, so that a refusal does not lose them; each row then names its own."""
    data = request.POST.copy()
    for place in range(MOST_PROOFS):
        upload = request.FILES.get(f"evidence-{place}-upload")
        if upload is None:
            continue
        try:
            file = keep_file(
                upload=upload, committee=desk.committee, side=desk.side_chosen(data.get("side")), by=desk.user
            )
        except ValidationError as refusal:
            desk.refused_files[place] = (cleaned_name(upload.name or ""), refusal)
        else:
            data[f"evidence-{place}-kept"] = str(file.pk)
            data.pop(f"evidence-{place}-without_file", None)
    return data


def _refuse(form: Any, error: DatabaseError, page: Desk | recording.TextPage) -> None:
    """Show what the database refused above the form; a number that is taken shows both texts."""
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    page.status = refusal.status
    if refusal.rule in ("update_number_once", "text_revision_once"):
        page.lost_to_another(form)
    else:
        form.add_error(None, str(refusal.sentence))
