"""The key of a form that creates a row, before anything else is read."""

from __future__ import annotations

import uuid

from django.core.exceptions import BadRequest
from django.http import HttpRequest


def once_key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("once_key", ""))
    except ValueError as no_key:
        raise BadRequest("The form carries no key.") from no_key
