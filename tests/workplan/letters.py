from __future__ import annotations

from committees.models import Side
from tests.helpers import acting_as_person
from workplan.models import EvidenceFile
from workplan.services.recording import recorded


def a_letter(side: str = "hong_kong") -> EvidenceFile:
    where = Side.objects.get(committee__slug="mhstcc", code=side)
    with acting_as_person("officer.hk") as by:
        return EvidenceFile.objects.create(
            side=where, committee=where.committee, name="letter.txt", **recorded(by)
        )
