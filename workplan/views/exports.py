"""The action items that a filter finds, as a file. Nothing here writes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.keeping.trilingual import reader_language
from committees.refusals import refused
from workplan.access import get_plan
from workplan.surroundings import surroundings
from workplan.views.contexts.addresses import addresses_of
from workplan.views.contexts.exports import FILES, Export
from workplan.views.contexts.items import columns_of_list, filter_of, listed_in_turn
from workplan.views.large import cleared_away


@require_safe
@cleared_away
def items_file(request: HttpRequest, slug: str, period: str, *, ending: str) -> HttpResponse:
    here = surroundings(request, slug)
    plan = get_plan(request.user, slug, period, columns_of_list)
    asked = filter_of(plan, here, request.GET)
    if not asked.is_valid():
        return refused(request, 422, _("The filter was not understood, so nothing was written to a file."))
    found = list(asked.ordered(asked.qs).values_list("pk", flat=True))
    items = listed_in_turn(found, addresses_of(slug, period), here)
    written, kind = FILES[ending]
    name = f"{slug}-{period}-action-items-{reader_language()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(Export(plan, here, items)), content_type=kind, headers=headers)
