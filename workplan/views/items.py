from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def items(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
