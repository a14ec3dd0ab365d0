"""stub"""

from __future__ import annotations

import uuid

from django.db import models

from committees.models import Committee, Side

from .progress import RecordedRow


class EvidenceFile(RecordedRow):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
