from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def bodies(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def body(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
