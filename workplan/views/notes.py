"""The notes of one's own side on an item; the other side has a page of the same address and other notes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees import typed_text
from committees.keeping.once import AlreadyAnswered
from committees.models import Side, User
from committees.permissions import check
from committees.roles import Right
from workplan.access import get_item, sides_that_note, visible_notes
from workplan.forms.notes import NoteForm
from workplan.models import ActionItem
from workplan.services.notes import add_note
from workplan.views.contexts.crumbs import below_item
from workplan.views.keys import once_key


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, slug: str, period: str, reference: str) -> HttpResponse:
    item = get_item(request.user, slug, period, reference)
    check(request.user, Right.KEEP_NOTES, committee_id=item.workplan.committee_id)
    sides = sides_that_note(request.user, item.workplan.committee_id)
    if request.method != "POST":
        return _page(request, item, NoteForm.blank(sides, typed_text.take(request)), sides)
    key = once_key(request)
    form = NoteForm(request.POST, sides=sides)
    if not form.is_valid():
        return _page(request, item, form, sides, 422)
    address = f"{item.get_absolute_url()}notes/"
    told = {"side": form.sides[form.cleaned_data["side"]], "text": form.cleaned_data["text"]}
    try:
        add_note(item=item, by=request.user, once_key=key, answer=address, **told)  # type: ignore[arg-type]
    except AlreadyAnswered as answered:
        return redirect(answered.address)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, item, form, sides, 422)
    messages.success(request, _("The note is kept. The other side does not see it."))
    return redirect(address)


def _page(
    request: HttpRequest, item: ActionItem, form: NoteForm, sides: list[Side], status: int = 200
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the page asks for signing in
    context = {
        "item": item,
        "plan": item.workplan,
        "crumbs": below_item(item, _("Notes")),
        "notes": visible_notes(request.user).filter(item=item).select_related("side"),
        "several": len(sides) > 1,
        "sides": sides,
        "form": form,
        "typist": typed_text.sign_typist(request.user),
    }
    return render(request, "workplan/notes.html", context, status=status)
