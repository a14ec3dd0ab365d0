from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.reach import dates_in_reach
from committees.keeping.standing import Standing, source_keys, standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned
from committees.models import Committee, Decision
from workplan.choices import WorkplanState

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
CHINESE_NUMERALS = ("一", "二", "三", "四", "五", "六", "七")


class WorkplanManager(models.Manager["Workplan"]):
    def get_by_natural_key(self, slug: str, period: str) -> Workplan:
        return self.get(committee__slug=slug, period=period)


class Workplan(Versioned):
    """One committee's plan for one period; a draft until one decision of one meeting adopts it."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="+", verbose_name=_("committee")
    )
    period = models.CharField(max_length=7, verbose_name=_("period"))
    title_en = models.CharField(max_length=250, verbose_name=_("title, English"))
    title_zh_hant = models.CharField(max_length=250, blank=True, verbose_name=_("title, Traditional Chinese"))
    title_zh_hans = models.CharField(max_length=250, blank=True, verbose_name=_("title, Simplified Chinese"))
    starts_on = models.DateField(verbose_name=_("starts on"))
    # The day of the meeting that notes its work report; unknown until that meeting is set.
    ends_before = models.DateField(null=True, blank=True, verbose_name=_("ends before"))
    state = models.CharField(
        max_length=8,
        choices=WorkplanState,
        default=WorkplanState.DRAFT,
        editable=False,
        verbose_name=_("state"),
    )
    adopted_by = models.OneToOneField(
        Decision,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("adopted by"),
    )
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    title = InReaderLanguage()

    history = kept_history()
    objects = WorkplanManager()

    class Meta:
        ordering = ["committee_id", "-period"]
        verbose_name = _("workplan")
        verbose_name_plural = _("workplans")
        constraints = [
            models.UniqueConstraint(fields=["committee", "period"], name="workplan_period_once"),
            dates_in_reach("workplan_dates_in_reach", "starts_on", "ends_before"),
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}-\d{2}$"), name="workplan_period_is_years"
            ),
            models.CheckConstraint(
                condition=Q(ends_before=None) | Q(ends_before__gt=F("starts_on")),
                name="workplan_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", adopted_by=None) | Q(state="adopted", adopted_by__isnull=False),
                name="workplan_adopted_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee.slug} {self.period}"

    def natural_key(self) -> tuple[str, str]:
        return (self.committee.slug, self.period)

    natural_key.dependencies = ["committees.committee"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.committee.slug, self.period])

    @property
    def is_adopted(self) -> bool:
        return self.state == WorkplanState.ADOPTED

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the plan's year: [starts_on, ends_before)."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


class CooperationAreaManager(models.Manager["CooperationArea"]):
    def get_by_natural_key(self, slug: str, period: str, number: int) -> CooperationArea:
        return self.get(workplan__committee__slug=slug, workplan__period=period, number=number)


class CooperationArea(Versioned):
    """One of the seven areas: a title and a paragraph of agreed wording that never changes once adopted."""

    workplan = models.ForeignKey(
        Workplan, on_delete=models.PROTECT, related_name="areas", verbose_name=_("workplan")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    title_en = models.CharField(max_length=250, verbose_name=_("title, English"))
    title_zh_hant = models.CharField(max_length=250, blank=True, verbose_name=_("title, Traditional Chinese"))
    title_zh_hans = models.CharField(max_length=250, blank=True, verbose_name=_("title, Simplified Chinese"))
    title_standing_en = standing_column(Standing.UNVERIFIED, verbose_name=_("standing of the title, English"))
    title_standing_zh = standing_column("", blank=True, verbose_name=_("standing of the title, Chinese"))
    agreed_text_en = models.TextField(verbose_name=_("agreed text, English"))
    agreed_text_zh_hant = models.TextField(blank=True, verbose_name=_("agreed text, Traditional Chinese"))
    agreed_text_zh_hans = models.TextField(blank=True, verbose_name=_("agreed text, Simplified Chinese"))
    text_standing_en = standing_column(Standing.UNVERIFIED, verbose_name=_("standing of the text, English"))
    text_standing_zh_hant = standing_column(
        "", blank=True, verbose_name=_("standing of the text, Traditional Chinese")
    )
    text_standing_zh_hans = standing_column(
        "", blank=True, verbose_name=_("standing of the text, Simplified Chinese")
    )
    # Verbatim excerpts of the English text that lead into others and need no item of their own.
    excused_words = ArrayField(
        models.TextField(), default=list, blank=True, verbose_name=_("words that need no item")
    )
    sources = source_keys()

    title = InReaderLanguage()
    agreed_text = InReaderLanguage()

    history = kept_history()
    objects = CooperationAreaManager()

    class Meta:
        ordering = ["workplan_id", "number"]
        verbose_name = _("co-operation area")
        verbose_name_plural = _("co-operation areas")
        constraints = [
            models.UniqueConstraint(fields=["workplan", "number"], name="area_number_once"),
            models.UniqueConstraint(fields=["id", "workplan"], name="area_with_workplan"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=7), name="area_one_to_seven"),
            models.CheckConstraint(
                condition=Q(agreed_text_zh_hant="", text_standing_zh_hant="")
                | (~Q(agreed_text_zh_hant="") & ~Q(text_standing_zh_hant="")),
                name="area_traditional_text_has_standing",
            ),
            models.CheckConstraint(
                condition=Q(agreed_text_zh_hans="", text_standing_zh_hans="")
                | (~Q(agreed_text_zh_hans="") & ~Q(text_standing_zh_hans="")),
                name="area_simplified_text_has_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numeral} {self.title}"

    def natural_key(self) -> tuple[str, str, int]:
        return (*self.workplan.natural_key(), self.number)

    natural_key.dependencies = ["workplan.workplan"]  # type: ignore[attr-defined]

    @property
    def numeral(self) -> str:
        return NUMERALS[self.number - 1]
