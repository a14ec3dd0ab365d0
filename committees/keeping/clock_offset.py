"""How far a demonstration's clock runs ahead of (or behind) the real one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ClockOffset(models.Model):
    """One row at most, written at the first start of a demonstration; real installations have none."""

    ahead_by = models.DurationField(verbose_name=_("ahead by"))

    class Meta:
        app_label = "committees"
        verbose_name = _("clock of the demonstration")
        verbose_name_plural = _("clock of the demonstration")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="clockoffset_one_row")]

    def __str__(self) -> str:
        return str(self.ahead_by)
