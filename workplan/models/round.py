"""A call for returns: its instants, what is expected from whom, and the letters that chase."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned
from committees.models import Body, Committee, Meeting, Side

from .plan import Workplan
from .recorded import RecordedRow


class ReportingRound(Versioned):
    """A call for returns on one plan for one meeting. What it asks is fixed when it is opened; it is closed once."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="+", verbose_name=_("committee")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="+", verbose_name=_("meeting")
    )
    workplan = models.ForeignKey(
        Workplan, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("workplan")
    )
    opens_at = models.DateTimeField(verbose_name=_("opens"))
    due_at = models.DateTimeField(verbose_name=_("due"))
    cut_off_at = models.DateTimeField(
        verbose_name=_("cut-off"), help_text=_("From this instant nothing more is handed in.")
    )
    guidance_en = models.TextField(blank=True, verbose_name=_("guidance, English"))
    guidance_zh_hant = models.TextField(blank=True, verbose_name=_("guidance, Traditional Chinese"))
    guidance_zh_hans = models.TextField(blank=True, verbose_name=_("guidance, Simplified Chinese"))
    # How many returns were fixed when it was opened; none is added or removed afterwards.
    expected = models.PositiveSmallIntegerField(editable=False, verbose_name=_("returns expected"))
    closed_at = models.DateTimeField(null=True, blank=True, editable=False, verbose_name=_("closed"))

    guidance = InReaderLanguage()

    history = kept_history()

    class Meta:
        ordering = ["committee_id", "-number"]
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(closed_at=None), name="round_open_once_for_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("due_at"), due_at__lte=F("cut_off_at")),
                name="round_instants_in_order",
            ),
            models.CheckConstraint(condition=Q(expected__gte=1), name="round_expects_something"),
        ]

    def __str__(self) -> str:
        return f"{self.committee.slug} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.committee.slug, self.number])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class ChaseLetter(RecordedRow):
    """A letter to a body that has not answered, as it was written; append-only."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.PROTECT, related_name="chase_letters", verbose_name=_("round")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    references = models.TextField(verbose_name=_("what was outstanding"))
    text_en = models.TextField(blank=True, verbose_name=_("text, English"))
    text_zh_hant = models.TextField(blank=True, verbose_name=_("text, Traditional Chinese"))
    text_zh_hans = models.TextField(blank=True, verbose_name=_("text, Simplified Chinese"))

    text = InReaderLanguage()

    class Meta:
        ordering = ["round_id", "body_id", "number"]
        verbose_name = _("chase letter")
        verbose_name_plural = _("chase letters")
        constraints = [
            models.UniqueConstraint(fields=["round", "body", "number"], name="chaseletter_number_once"),
            models.CheckConstraint(
                condition=~Q(text_en="", text_zh_hant="", text_zh_hans=""), name="chaseletter_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.body.abbreviation} #{self.number}"

    def get_absolute_url(self) -> str:
        place = self.round
        return reverse(
            "chase-letter", args=[place.committee.slug, place.number, self.body.code.lower(), self.number]
        )
