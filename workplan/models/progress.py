from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import dates_in_reach
from committees.keeping.standing import standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.models import Body, Side
from workplan.choices import (
    STATED,
    Language,
    MilestoneEventKind,
    Precision,
    Status,
    TextOrigin,
    TextPart,
)

from .action_item import ActionItem, Milestone
from .files import EvidenceFile
from .recorded import RecordedRow

STATED_CHOICES = [(status.value, status.label) for status in STATED]


class ProgressUpdateQuerySet(models.QuerySet["ProgressUpdate"]):
    def standing_ones(self) -> ProgressUpdateQuerySet:
        """Those that no later statement corrects."""
        return self.filter(corrected_by=None)

    def newest_first(self) -> ProgressUpdateQuerySet:
        return self.order_by("-as_at", "-number")


class ProgressUpdate(RecordedRow):
    """A liaison office's dated statement on an item; append-only. Recording it releases it to both sides."""

    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="updates", verbose_name=_("action item")
    )
    number = models.PositiveIntegerField(verbose_name=_("number"))
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    bodies: models.ManyToManyField[Body, ProgressBody] = models.ManyToManyField(
        Body, through="ProgressBody", related_name="+", verbose_name=_("speaks for")
    )
    status = models.CharField(max_length=16, choices=STATED_CHOICES, verbose_name=_("status"))
    as_at = models.DateField(verbose_name=_("as at"), help_text=_("The day this describes."))
    corrects = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    correction_reason = models.TextField(blank=True, verbose_name=_("reason of the correction"))
    waiver_reason = models.TextField(blank=True, verbose_name=_("why evidence is waived"))
    on_behalf_source = models.CharField(
        max_length=300,
        blank=True,
        verbose_name=_("recorded on behalf, after"),
        help_text=_("The letter or message that the other office sent."),
    )
    # Empty: the office's own word. The demonstration's statements are "proposed".
    standing = standing_column("", blank=True)

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["item_id", "-as_at", "-number"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="update_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="update_number_from_one"),
            models.CheckConstraint(condition=Q(status__in=STATED), name="update_states_a_status"),
            models.CheckConstraint(
                condition=Q(corrects=None, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="update_correction_has_reason",
            ),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="update_corrects_another"),
            models.CheckConstraint(
                condition=Q(waiver_reason="") | Q(status=Status.COMPLETED),
                name="update_waiver_is_for_completed",
            ),
        ]
        indexes = [models.Index(fields=["item", "side", "-as_at", "-number"], name="update_newest_of_side")]

    def __str__(self) -> str:
        return f"{self.item.reference} #{self.number}"

    def get_absolute_url(self) -> str:
        plan = self.item.workplan
        return (
            reverse("item", args=[plan.committee.slug, plan.period, self.item.reference])
            + f"#update-{self.number}"
        )


class ProgressBody(models.Model):
    """A body that a statement speaks for; append-only."""

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.PROTECT, related_name="body_rows", verbose_name=_("statement")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))

    class Meta:
        ordering = ["update_id", "id"]
        verbose_name = _("body a statement speaks for")
        verbose_name_plural = _("bodies a statement speaks for")
        constraints = [models.UniqueConstraint(fields=["update", "body"], name="progressbody_once")]

    def __str__(self) -> str:
        return f"{self.update} {self.body.abbreviation}"


class ProgressText(RecordedRow):
    """One part of a statement's text in one language; append-only, a later revision stands for an earlier."""

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.PROTECT, related_name="texts", verbose_name=_("statement")
    )
    part = models.CharField(
        max_length=9, choices=TextPart, default=TextPart.NARRATIVE, verbose_name=_("part")
    )
    language = models.CharField(max_length=7, choices=Language, verbose_name=_("language"))
    revision = models.PositiveSmallIntegerField(default=1, verbose_name=_("revision"))
    text = models.TextField(verbose_name=_("text"))
    origin = models.CharField(
        max_length=15, choices=TextOrigin, default=TextOrigin.TYPED, verbose_name=_("origin")
    )
    # Empty: the office's own word. The demonstration's translations are "working translation".
    standing = standing_column("", blank=True)

    class Meta:
        ordering = ["update_id", "part", "language", "revision"]
        verbose_name = _("text of a statement")
        verbose_name_plural = _("texts of statements")
        constraints = [
            models.UniqueConstraint(
                fields=["update", "part", "language", "revision"], name="text_revision_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="text_is_not_empty"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="text_revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.update} {self.language}"


class Evidence(models.Model):
    """What shows that a statement is true; append-only. Its own words are kept, not a link to a source row."""

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("statement")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    title_en = models.CharField(max_length=300, blank=True, verbose_name=_("title, English"))
    title_zh_hant = models.CharField(max_length=300, blank=True, verbose_name=_("title, Traditional Chinese"))
    title_zh_hans = models.CharField(max_length=300, blank=True, verbose_name=_("title, Simplified Chinese"))
    publisher_en = models.CharField(max_length=200, blank=True, verbose_name=_("publisher, English"))
    publisher_zh_hant = models.CharField(
        max_length=200, blank=True, verbose_name=_("publisher, Traditional Chinese")
    )
    publisher_zh_hans = models.CharField(
        max_length=200, blank=True, verbose_name=_("publisher, Simplified Chinese")
    )
    date = models.DateField(null=True, blank=True, verbose_name=_("date"))
    precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY, verbose_name=_("known to the")
    )
    url = models.URLField(max_length=600, blank=True, verbose_name=_("address"))
    file = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name=_("file"),
    )

    title = InReaderLanguage()
    publisher = InReaderLanguage()

    class Meta:
        ordering = ["update_id", "number"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["update", "number"], name="evidence_number_once"),
            dates_in_reach("evidence_date_in_reach", "date"),
            models.CheckConstraint(
                condition=~Q(title_en="", title_zh_hant="", title_zh_hans=""), name="evidence_has_title"
            ),
            models.CheckConstraint(
                condition=~Q(publisher_en="", publisher_zh_hant="", publisher_zh_hans=""),
                name="evidence_has_publisher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.publisher}"


class MilestoneEvent(RecordedRow):
    """A milestone moved to another date, or was reached; append-only."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="events", verbose_name=_("milestone")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    kind = models.CharField(max_length=7, choices=MilestoneEventKind, verbose_name=_("kind"))
    on = models.DateField(
        verbose_name=_("date"), help_text=_("Moved: the new date. Reached: the day it was reached.")
    )
    precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY, verbose_name=_("known to the")
    )
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    reason_en = models.TextField(blank=True, verbose_name=_("reason, English"))
    reason_zh_hant = models.TextField(blank=True, verbose_name=_("reason, Traditional Chinese"))
    reason_zh_hans = models.TextField(blank=True, verbose_name=_("reason, Simplified Chinese"))
    standing = standing_column("", blank=True)

    reason = InReaderLanguage()

    class Meta:
        ordering = ["milestone_id", "number"]
        verbose_name = _("event of a milestone")
        verbose_name_plural = _("events of milestones")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="milestoneevent_number_once"),
            dates_in_reach("milestoneevent_on_in_reach", "on"),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(kind="reached"), name="milestone_reached_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="moved") | ~Q(reason_en="", reason_zh_hant="", reason_zh_hans=""),
                name="milestoneevent_move_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(precision="day")
                | Q(precision="month", on__day=1)
                | Q(precision="year", on__day=1, on__month=1),
                name="milestoneevent_on_is_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.get_kind_display()}"


class ItemPosition(models.Model):
    """How an item stands now: its newest standing statement. Kept by a database trigger, never by hand."""

    item = models.OneToOneField(
        ActionItem,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="current",
        verbose_name=_("action item"),
    )
    statement = models.ForeignKey(
        ProgressUpdate, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("statement")
    )
    status = models.CharField(
        max_length=16, choices=Status, default=Status.NO_STATEMENT, verbose_name=_("status")
    )
    as_at = models.DateField(null=True, verbose_name=_("as at"))
    sides_differ = models.BooleanField(default=False, verbose_name=_("sides differ"))

    class Meta:
        verbose_name = _("position of an item")
        verbose_name_plural = _("positions of items")
        indexes = [models.Index(fields=["status"], name="position_status")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_status_display()}"
