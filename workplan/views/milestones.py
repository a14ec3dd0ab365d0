"""Saying that a milestone was reached, or that its date moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees import typed_text
from committees.forms import seen_token
from committees.keeping import clock
from committees.models import Side, User
from committees.permissions import sides_of
from committees.refusals import refusal_of, refused
from workplan import permissions
from workplan.access import get_item
from workplan.choices import MilestoneEventKind
from workplan.forms.progress import MilestoneForm
from workplan.models import ActionItem, Milestone
from workplan.services import progress
from workplan.views.contexts.crumbs import below_item


@require_http_methods(["GET", "HEAD", "POST"])
def milestone(request: HttpRequest, slug: str, period: str, reference: str, number: int) -> HttpResponse:
    item = get_item(request.user, slug, period, reference)
    found = _milestone(item, number)
    permissions.check_may_move_milestones(request.user, item)
    if found.events.filter(kind=MilestoneEventKind.REACHED).exists():
        return refused(request, 409, _("The milestone was reached; that does not change."))
    if request.method != "POST":
        return _page(request, found, _blank(request, found))
    seen_token(request.POST, "number")
    form = MilestoneForm(request.POST, sides=_sides(request, item))
    status = _save(form, found, request.user) if form.is_valid() else 422  # type: ignore[arg-type]
    if status:
        return _page(request, found, form, status)
    messages.success(request, _("The milestone was brought up to date."))
    return redirect(item.get_absolute_url())


def _milestone(item: ActionItem, number: int) -> Milestone:
    found = item.milestones.filter(number=number).first()
    if found is None:
        raise Http404
    found.item = item
    return found


def _sides(request: HttpRequest, item: ActionItem) -> list[Side]:
    """An event is told by a side: those of the person's seats that carry the right."""
    own = sides_of(request.user, item.workplan.committee_id)
    return [
        side
        for side in item.workplan.committee.sides.all()
        if side.pk in own
        and permissions.allows(permissions.check_may_move_milestones, request.user, item, side.pk)
    ]


def _blank(request: HttpRequest, found: Milestone) -> MilestoneForm:
    sides = _sides(request, found.item)
    initial: dict[str, Any] = {"number": found.events.count() + 1, "side": sides[0].pk, "on": clock.today()}
    typed = typed_text.take(request)
    return MilestoneForm(initial={**initial, **(typed.dict() if typed else {})}, sides=sides)


def _save(form: MilestoneForm, found: Milestone, by: User) -> int:
    """0 when it was recorded, else the code of the refusal, which the form then shows."""
    given = form.cleaned_data
    told: dict[str, Any] = {
        "milestone": found,
        "side": form.sides[given["side"]],
        "precision": given["precision"],
        "reasons": form.reasons(),
        "expected_number": given["number"],
        "by": by,
    }
    try:
        if given["kind"] == MilestoneEventKind.MOVED:
            progress.move_milestone(to=given["on"], **told)
        else:
            progress.reach_milestone(on=given["on"], **told)
    except ValidationError as refusal:
        form.refuse(refusal)
        return 422
    except DatabaseError as error:
        said = refusal_of(error)
        if said is None:
            raise
        form.add_error(None, str(said.sentence))
        return said.status
    return 0


def _page(request: HttpRequest, found: Milestone, form: MilestoneForm, status: int = 200) -> HttpResponse:
    events = list(found.events.select_related("side"))
    if status == 409:
        # Theirs stands in the list above the form; mine may follow it.
        form.data = request.POST.copy()
        form.data["number"] = str(len(events) + 1)
    assert isinstance(request.user, User)  # noqa: S101 - the page asks for signing in
    context = {
        "item": found.item,
        "crumbs": below_item(found.item, _("Milestone")),
        "plan": found.item.workplan,
        "milestone": found,
        "events": events,
        "form": form,
        "typist": typed_text.sign_typist(request.user),
    }
    return render(request, "workplan/milestone.html", context, status=status)
