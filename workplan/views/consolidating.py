"""The side's statement made of the returns its office accepted: the recording page, filled in from them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees.refusals import refusal_of
from workplan import round_permissions
from workplan.access import get_accepted_returns
from workplan.forms.progress import StatementForm
from workplan.models import ProgressUpdate
from workplan.services import returns
from workplan.services.progress import Proof
from workplan.views.contexts.consolidating import ConsolidationDesk
from workplan.views.progress import answered

MILESTONE_WENT_ON = ("milestoneevent_number_once", "milestone_reached_once")


@require_http_methods(["GET", "HEAD", "POST"])
def consolidate(request: HttpRequest, slug: str, number: int, reference: str) -> HttpResponse:
    accepted = get_accepted_returns(request.user, slug, min(number, 32_000), reference)
    handled = [each for each in accepted if round_permissions.handles(request.user, each)]
    if not handled:
        round_permissions.check_may_handle(request.user, accepted[0])
    # Whoever works in the offices of both sides begins with the first.
    desk = ConsolidationDesk(request, [each for each in handled if each.side_id == handled[0].side_id])

    def save(form: StatementForm, proofs: list[Proof], expected: int) -> ProgressUpdate:
        return _recorded(desk, form, proofs, expected)

    return answered(request, desk, save)


def _recorded(
    desk: ConsolidationDesk, form: StatementForm, proofs: list[Proof], expected: int
) -> ProgressUpdate:
    steps = desk.steps_ticked()
    try:
        return returns.consolidate(
            item=desk.item,
            returns=desk.cites,
            statement=form.statement(desk.in_their_languages(proofs)),
            steps=steps,
            events_seen=desk.events_seen(steps),
            expected_number=expected,
            by=desk.user,
            once_key=form.cleaned_data["once_key"],
        )
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None or refusal.rule not in MILESTONE_WENT_ON:
            raise
        desk.status = refusal.status
        raise ValidationError(
            _(
                "A milestone moved or was reached meanwhile. Below it stands as it is now; look at its step again."
            )
        ) from error
