"""Return packs that came back: the file as it was, what applying it would change, what it did change."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import dates_in_reach
from committees.models import Body, Side
from workplan.choices import Language, PackStepKind

from .files import EvidenceFile
from .recorded import RecordedRow
from .round import ReportingRound


class PackUpload(RecordedRow):
    """One sending of a pack; append-only. In the kitchen of its body and its side, like the returns it speaks of."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.PROTECT, related_name="packs", verbose_name=_("round")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    file = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, related_name="packs", verbose_name=_("evidence file")
    )
    # What was given beside the file: the letter it came with, and who signs where the file does not say.
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source letter"))
    letter = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="packs_that_follow",
        verbose_name=_("source letter as a file"),
    )
    signed_by = models.CharField(max_length=200, blank=True, verbose_name=_("signed by"))
    signed_on = models.DateField(null=True, blank=True, verbose_name=_("signed on"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sent pack")
        verbose_name_plural = _("sent packs")
        constraints = [dates_in_reach("pack_signed_on_in_reach", "signed_on")]

    def __str__(self) -> str:
        return f"{self.body.abbreviation} {self.file.name}"

    def get_absolute_url(self) -> str:
        return reverse("pack", args=[self.round.committee.slug, self.round.number, self.pk])


class PackStep(RecordedRow):
    """What applying a pack would change, as compared at one moment, or what it did change; append-only."""

    upload = models.ForeignKey(
        PackUpload, on_delete=models.PROTECT, related_name="steps", verbose_name=_("sent pack")
    )
    number = models.PositiveIntegerField(verbose_name=_("number"))
    kind = models.CharField(max_length=8, choices=PackStepKind, verbose_name=_("kind"))
    # Of the sentences that say what is wrong: the language of whoever asked.
    language = models.CharField(max_length=7, choices=Language, verbose_name=_("language"))
    totals = models.JSONField(verbose_name=_("totals"))
    details = models.JSONField(verbose_name=_("details"))

    class Meta:
        ordering = ["upload_id", "number"]
        verbose_name = _("step of a sent pack")
        verbose_name_plural = _("steps of sent packs")
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="packstep_number_once"),
            models.UniqueConstraint(
                fields=["upload"], condition=models.Q(kind="applied"), name="pack_applied_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=PackStepKind.values), name="packstep_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.get_kind_display()}"

    @property
    def is_applied(self) -> bool:
        return self.kind == PackStepKind.APPLIED

    @property
    def can_be_applied(self) -> bool:
        """Nothing is wrong, and something would change."""
        return not self.is_applied and not self.totals["problems"] and bool(self.totals["changes"])
