"""Evidence files, taken away by those who may read them."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.refusals import refused
from workplan.access import get_file
from workplan.choices import FileKind
from workplan.services.files import NotAsRecorded, opened
from workplan.uploads import MEDIA_TYPES

log = logging.getLogger("workplan.files")


@require_safe
def evidence_file(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """Saved, never shown: whatever it is, no browser opens it as a page of this site."""
    file = get_file(request.user, slug, key)
    try:
        content = opened(file)
    except NotAsRecorded:
        return refused(
            request,
            409,
            _("The store no longer holds this file as it was recorded. Tell whoever runs the site."),
        )
    log.info("file %s taken by user %s", file.pk, request.user.pk)
    answer = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=MEDIA_TYPES[FileKind(file.kind)]
    )
    answer.headers["Content-Length"] = str(file.size)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
