"""When the committee met, and what it decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.templatetags.meetings import meeting_title
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_committee, of_meetings
from workplan.views.contexts.meetings import co_chairs_of, meeting_page, meetings_of
from workplan.views.contexts.rounds import rounds_of


@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    context = {
        "here": here,
        "meetings": meetings_of(here.committee),
        "crumbs": of_committee(here.committee, _("Meetings")),
    }
    return render(request, "workplan/meetings.html", context)


@require_safe
def meeting(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = surroundings(request, slug)
    page = meeting_page(here, request.user, min(number, 32_000))
    context = {
        "page": page,
        "meeting": page.meeting,
        "co_chairs": co_chairs_of(page.meeting),
        "rounds": rounds_of(here, request.user, meeting=page.meeting),
        "crumbs": of_meetings(here.committee, meeting_title(number)),
    }
    return render(request, "workplan/meeting.html", context)
