from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.models import User


class RecordedRow(models.Model):
    """Who recorded an append-only row, as it was then: a person who is renamed or moves does not rewrite it."""

    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_name = models.CharField(max_length=200, verbose_name=_("name when recorded"))
    recorded_role = models.CharField(max_length=40, blank=True, verbose_name=_("role when recorded"))
    recorded_at = models.DateTimeField(verbose_name=_("recorded at"))

    class Meta:
        abstract = True
