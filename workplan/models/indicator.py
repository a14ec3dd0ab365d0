"""What is counted of an item, from which baseline to which target."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.reach import dates_in_reach
from committees.keeping.standing import Standing, source_keys, standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned

from .action_item import ActionItem


class IndicatorManager(models.Manager["Indicator"]):
    def get_by_natural_key(self, slug: str, period: str, reference: str, number: int) -> Indicator:
        return self.get(
            item__workplan__committee__slug=slug,
            item__workplan__period=period,
            item__reference=reference,
            number=number,
        )


class Indicator(Versioned):
    """A definition; what was read stands in the returns."""

    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("action item")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    name_en = models.CharField(max_length=200, verbose_name=_("name, English"))
    name_zh_hant = models.CharField(max_length=200, blank=True, verbose_name=_("name, Traditional Chinese"))
    name_zh_hans = models.CharField(max_length=200, blank=True, verbose_name=_("name, Simplified Chinese"))
    baseline = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, verbose_name=_("baseline")
    )
    baseline_on = models.DateField(null=True, blank=True, verbose_name=_("day of the baseline"))
    target = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, verbose_name=_("target")
    )
    target_on = models.DateField(null=True, blank=True, verbose_name=_("day of the target"))
    standing = standing_column(Standing.PROPOSED)
    sources = source_keys()

    name = InReaderLanguage()

    history = kept_history()
    objects = IndicatorManager()

    class Meta:
        ordering = ["item_id", "number"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="indicator_number_once"),
            dates_in_reach("indicator_dates_in_reach", "baseline_on", "target_on"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(baseline_on=None), name="indicator_day_has_a_baseline"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(target_on=None), name="indicator_day_has_a_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.name}"

    def natural_key(self) -> tuple[str, str, str, int]:
        return (*self.item.natural_key(), self.number)

    natural_key.dependencies = ["workplan.actionitem"]  # type: ignore[attr-defined]
