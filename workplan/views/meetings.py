from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def meetings(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def meeting(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
