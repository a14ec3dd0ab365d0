from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def item(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def item_history(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
