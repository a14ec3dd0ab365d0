"""What a side notes for itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models import Side

from .action_item import ActionItem
from .recorded import RecordedRow


class SideNote(RecordedRow):
    """A note on an item, for the office of one side alone; append-only. No statement and no report takes it up."""

    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("action item")
    )
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    text = models.TextField(verbose_name=_("text"))

    class Meta:
        ordering = ["item_id", "-recorded_at", "-id"]
        verbose_name = _("note of a side")
        verbose_name_plural = _("notes of sides")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="sidenote_says_something")]
        indexes = [models.Index(fields=["item", "side", "-recorded_at"], name="note_of_a_side")]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.recorded_name}"
