"""Files that show that a statement is true: their bytes lie in the store, what is known of them here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Side
from workplan.choices import MOST_BYTES_OF_A_FILE, FileKind

from .recorded import RecordedRow

MOST_BYTES_OF_A_NAME = 200


class EvidenceFile(RecordedRow):
    """A file somebody sent; append-only. In the kitchen of its side until a statement that cites it is recorded."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, verbose_name=_("key"))
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="+", verbose_name=_("committee")
    )
    # Together with the committee a foreign key of two columns, made in the migration.
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    # Sent by the secretariat of one side for a statement of the other: not yet the other's to see.
    on_behalf = models.BooleanField(default=False, verbose_name=_("on behalf"))
    name = models.CharField(max_length=MOST_BYTES_OF_A_NAME, verbose_name=_("name"))
    kind = models.CharField(max_length=4, choices=FileKind, verbose_name=_("kind"))
    size = models.PositiveIntegerField(verbose_name=_("bytes"))
    sha256 = models.CharField(max_length=64, verbose_name=_("checksum (SHA-256)"))
    stored_as = models.CharField(max_length=80, unique=True, verbose_name=_("name in the store"))

    class Meta:
        ordering = ["-recorded_at"]
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_is_allowed"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_BYTES_OF_A_FILE), name="file_size_in_bounds"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_checksum"),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_name"),
        ]
        indexes = [models.Index(fields=["recorded_by", "sha256"], name="file_of_a_person")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence-file", args=[self.committee.slug, self.key])
