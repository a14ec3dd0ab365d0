"""Evidence files, taken away by those who may read them."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.refusals import refused
from workplan.access import get_file
from workplan.choices import FileKind
from workplan.services.files import NotAsRecorded, content_of
from workplan.uploads import MEDIA_TYPES

log = logging.getLogger("workplan.files")
# Saved, never shown: whatever it is, no browser opens it as a page of this site.
NEVER_A_PAGE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def evidence_file(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    file = get_file(request.user, slug, key)
    try:
        content = content_of(file)
    except NotAsRecorded:
        return refused(
            request,
            409,
            _("The store no longer holds this file as it was recorded. Tell whoever runs the site."),
        )
    log.info("file %s taken by user %s", file.pk, request.user.pk)
    saved_as = content_disposition_header(as_attachment=True, filename=file.name)
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[FileKind(file.kind)],
        headers={**NEVER_A_PAGE, "Content-Disposition": saved_as, "Content-Length": str(file.size)},
    )
