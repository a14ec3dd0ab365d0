from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.reach import dates_in_reach
from committees.keeping.standing import Standing, source_keys, standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned
from committees.models import Body, Side
from workplan.choices import ItemKind, Precision, ResponsibilityRole

from .plan import CooperationArea, Workplan


class ActionItemManager(models.Manager["ActionItem"]):
    def get_by_natural_key(self, slug: str, period: str, reference: str) -> ActionItem:
        return self.get(workplan__committee__slug=slug, workplan__period=period, reference=reference)


class ActionItem(Versioned):
    """A piece of work under an area. What it is stands here; how far it is stands in its statements."""

    # Together with the area a foreign key of two columns, made in the migration.
    workplan = models.ForeignKey(
        Workplan, on_delete=models.PROTECT, related_name="items", verbose_name=_("workplan")
    )
    area = models.ForeignKey(
        CooperationArea, on_delete=models.PROTECT, related_name="items", verbose_name=_("co-operation area")
    )
    reference = models.CharField(max_length=8, verbose_name=_("reference"))
    position = models.PositiveIntegerField(
        verbose_name=_("position in the area"), help_text=_("The number after the dash of its reference.")
    )
    kind = models.CharField(max_length=10, choices=ItemKind, verbose_name=_("kind"))
    title_en = models.CharField(max_length=250, verbose_name=_("title, English"))
    title_zh_hant = models.CharField(max_length=250, blank=True, verbose_name=_("title, Traditional Chinese"))
    title_zh_hans = models.CharField(max_length=250, blank=True, verbose_name=_("title, Simplified Chinese"))
    title_standing_zh = standing_column("", blank=True, verbose_name=_("standing of the title, Chinese"))
    agreed_words_en = models.TextField(
        verbose_name=_("agreed words, English"),
        help_text=_("The words of the area's agreed text that this item carries out, letter for letter."),
    )
    agreed_words_zh_hant = models.TextField(blank=True, verbose_name=_("agreed words, Traditional Chinese"))
    agreed_words_zh_hans = models.TextField(blank=True, verbose_name=_("agreed words, Simplified Chinese"))
    standing = standing_column(Standing.PROPOSED)
    sources = source_keys()

    title = InReaderLanguage()
    agreed_words = InReaderLanguage()

    history = kept_history()
    objects = ActionItemManager()

    class Meta:
        ordering = ["workplan_id", "area__number", "position"]
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints = [
            models.UniqueConstraint(fields=["workplan", "reference"], name="item_reference_once"),
            models.UniqueConstraint(fields=["area", "position"], name="item_position_once"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^(I|II|III|IV|V|VI|VII)-[1-9][0-9]*$"),
                name="item_reference_form",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="item_position_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.workplan.natural_key(), self.reference)

    natural_key.dependencies = ["workplan.cooperationarea"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("item", args=[self.workplan.committee.slug, self.workplan.period, self.reference])


class ResponsibilityManager(models.Manager["Responsibility"]):
    def get_by_natural_key(self, slug: str, period: str, reference: str, body: str) -> Responsibility:
        return self.get(
            item__workplan__committee__slug=slug,
            item__workplan__period=period,
            item__reference=reference,
            body__code=body,
        )


class Responsibility(Versioned):
    """A body's part in an item. A lead sits on the side it leads for; without a seat a body may support."""

    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="responsibilities", verbose_name=_("action item")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    role = models.CharField(max_length=8, choices=ResponsibilityRole, verbose_name=_("role"))
    side = models.ForeignKey(
        Side, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("side")
    )
    standing = standing_column(Standing.PROPOSED)

    history = kept_history()
    objects = ResponsibilityManager()

    class Meta:
        ordering = ["item_id", "role", "side_id", "id"]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.UniqueConstraint(fields=["item", "body"], name="responsibility_once"),
            models.CheckConstraint(
                condition=Q(role="support") | Q(side__isnull=False), name="responsibility_lead_has_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.get_role_display()} {self.body.abbreviation}"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.item.natural_key(), self.body.code)

    natural_key.dependencies = ["workplan.actionitem", "committees.body", "committees.side"]  # type: ignore[attr-defined]


class MilestoneManager(models.Manager["Milestone"]):
    def get_by_natural_key(self, slug: str, period: str, reference: str, number: int) -> Milestone:
        return self.get(
            item__workplan__committee__slug=slug,
            item__workplan__period=period,
            item__reference=reference,
            number=number,
        )


class Milestone(Versioned):
    """A dated step as it was planned. That it moved or was reached is told by its events."""

    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("action item")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    text_en = models.CharField(max_length=300, verbose_name=_("text, English"))
    text_zh_hant = models.CharField(max_length=300, blank=True, verbose_name=_("text, Traditional Chinese"))
    text_zh_hans = models.CharField(max_length=300, blank=True, verbose_name=_("text, Simplified Chinese"))
    due = models.DateField(verbose_name=_("due"))
    precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY, verbose_name=_("known to the")
    )
    standing = standing_column(Standing.PROPOSED)
    sources = source_keys()

    text = InReaderLanguage()

    history = kept_history()
    objects = MilestoneManager()

    class Meta:
        ordering = ["item_id", "due", "number"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="milestone_number_once"),
            dates_in_reach("milestone_due_in_reach", "due"),
            models.CheckConstraint(
                condition=Q(precision="day")
                | Q(precision="month", due__day=1)
                | Q(precision="year", due__day=1, due__month=1),
                name="milestone_due_is_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.text}"

    def natural_key(self) -> tuple[str, str, str, int]:
        return (*self.item.natural_key(), self.number)

    natural_key.dependencies = ["workplan.actionitem"]  # type: ignore[attr-defined]
