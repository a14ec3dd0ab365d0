"""The letter that an office attaches when it hands in for a body."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from committees.models import Side
from tests.helpers import acting_as_person
from workplan.models import EvidenceFile
from workplan.services.files import keep_file


def a_letter(
    who: str = "officer.hk", side: str = "hong_kong", text: str = "We report as follows."
) -> EvidenceFile:
    where = Side.objects.select_related("committee").get(committee__slug="mhstcc", code=side)
    upload = SimpleUploadedFile("letter.txt", text.encode(), content_type="text/plain")
    with acting_as_person(who) as by:
        return keep_file(upload=upload, committee=where.committee, side=where, by=by)
