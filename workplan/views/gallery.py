"""Every component beside the others, for those who build pages; only where `DEVELOPER_PAGES` is set."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workplan.views.contexts.gallery import specimens


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEVELOPER_PAGES:
        raise Http404
    return render(request, "workplan/gallery.html", {"specimens": specimens(request)})
