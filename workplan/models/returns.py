"""A body's contribution to a round: private to its side, frozen when handed in, cited by the side's statement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.reach import dates_in_reach
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned
from committees.models import Body, Side, User
from workplan.choices import (
    ANSWERED,
    NEEDS_REASON,
    STATED,
    Language,
    MilestoneEventKind,
    Precision,
    ReturnAct,
    ReturnState,
)

from .action_item import ActionItem, Milestone
from .files import EvidenceFile
from .indicator import Indicator
from .progress import STATED_CHOICES, ProgressUpdate
from .recorded import RecordedRow
from .round import ReportingRound

_SAYS = ~Q(narrative_en="", narrative_zh_hant="", narrative_zh_hans="")
_GIVES_A_REASON = ~Q(reason_en="", reason_zh_hant="", reason_zh_hans="")
_HANDED_IN = Q(state__in=(ReturnState.SUBMITTED, ReturnState.ACCEPTED))


class Return(Versioned):
    """What one lead body says of one item in one round. Its state follows from its events."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.PROTECT, related_name="returns", verbose_name=_("round")
    )
    item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="returns", verbose_name=_("action item")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    state = models.CharField(
        max_length=9, choices=ReturnState, default=ReturnState.EXPECTED, verbose_name=_("state")
    )
    since = models.DateTimeField(verbose_name=_("in this state since"))
    # The round's, or that of the newest extension.
    due_at = models.DateTimeField(verbose_name=_("due"))
    answered_at = models.DateTimeField(null=True, verbose_name=_("answered"))
    received_at = models.DateTimeField(null=True, verbose_name=_("received"))

    status = models.CharField(
        max_length=16, choices=STATED_CHOICES, blank=True, verbose_name=_("proposed status")
    )
    as_at = models.DateField(null=True, blank=True, verbose_name=_("as at"))
    narrative_en = models.TextField(blank=True, verbose_name=_("progress, English"))
    narrative_zh_hant = models.TextField(blank=True, verbose_name=_("progress, Traditional Chinese"))
    narrative_zh_hans = models.TextField(blank=True, verbose_name=_("progress, Simplified Chinese"))
    reason_en = models.TextField(blank=True, verbose_name=_("reason, English"))
    reason_zh_hant = models.TextField(blank=True, verbose_name=_("reason, Traditional Chinese"))
    reason_zh_hans = models.TextField(blank=True, verbose_name=_("reason, Simplified Chinese"))
    next_step_en = models.TextField(blank=True, verbose_name=_("next step, English"))
    next_step_zh_hant = models.TextField(blank=True, verbose_name=_("next step, Traditional Chinese"))
    next_step_zh_hans = models.TextField(blank=True, verbose_name=_("next step, Simplified Chinese"))

    narrative = InReaderLanguage()
    reason = InReaderLanguage()
    next_step = InReaderLanguage()

    history = kept_history()

    class Meta:
        ordering = ["round_id", "item__area__number", "item__position", "side__order", "id"]
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.UniqueConstraint(fields=["round", "item", "body"], name="return_once"),
            models.CheckConstraint(condition=Q(state__in=list(ReturnState)), name="return_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ANSWERED), answered_at__isnull=False)
                | (~Q(state__in=sorted(ANSWERED)) & Q(answered_at=None)),
                name="return_answered_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(answered_at__isnull=False),
                name="return_received_is_answered",
            ),
            models.CheckConstraint(
                condition=Q(status="") | Q(status__in=STATED), name="return_proposes_a_status"
            ),
            dates_in_reach("return_as_at_in_reach", "as_at"),
            models.CheckConstraint(
                condition=~_HANDED_IN | (_SAYS & ~Q(status="") & Q(as_at__isnull=False)),
                name="return_says_something",
            ),
            models.CheckConstraint(
                condition=~(_HANDED_IN & Q(status__in=sorted(NEEDS_REASON))) | _GIVES_A_REASON,
                name="return_gives_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.NIL) | (~_SAYS & ~_GIVES_A_REASON),
                name="return_nil_says_nothing",
            ),
        ]
        indexes = [models.Index(fields=["round", "side", "state"], name="return_of_a_side")]

    def __str__(self) -> str:
        return f"{self.item.reference} {self.body.abbreviation}"

    def get_absolute_url(self) -> str:
        place = self.round
        return reverse(
            "return", args=[place.committee.slug, place.number, self.item.reference, self.body.code.lower()]
        )


class ReturnMilestone(Versioned):
    """A return proposes that a milestone was reached or moves; a fact only when the side's statement says so."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("return")
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="+", verbose_name=_("milestone")
    )
    kind = models.CharField(max_length=7, choices=MilestoneEventKind, verbose_name=_("kind"))
    on = models.DateField(verbose_name=_("date"))
    precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY, verbose_name=_("known to the")
    )
    reason = models.TextField(blank=True, verbose_name=_("reason"))
    language = models.CharField(
        max_length=7, choices=Language, default=Language.ENGLISH, verbose_name=_("language of the reason")
    )

    history = kept_history()

    class Meta:
        ordering = ["contribution_id", "milestone_id"]
        verbose_name = _("milestone in a return")
        verbose_name_plural = _("milestones in returns")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "milestone"], name="returnmilestone_once"),
            dates_in_reach("returnmilestone_on_in_reach", "on"),
            models.CheckConstraint(
                condition=Q(precision="day")
                | Q(precision="month", on__day=1)
                | Q(precision="year", on__day=1, on__month=1),
                name="returnmilestone_on_is_a_first_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MilestoneEventKind.MOVED) | ~Q(reason=""),
                name="returnmilestone_move_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MilestoneEventKind.values), name="returnmilestone_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="returnmilestone_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.milestone.number}"


class ReturnEvidence(Versioned):
    """What a return offers as evidence, in the words it is to be cited by."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("return")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    title = models.CharField(max_length=300, verbose_name=_("title"))
    publisher = models.CharField(max_length=200, verbose_name=_("publisher"))
    language = models.CharField(
        max_length=7, choices=Language, default=Language.ENGLISH, verbose_name=_("language of these words")
    )
    date = models.DateField(null=True, blank=True, verbose_name=_("date"))
    url = models.URLField(max_length=600, blank=True, verbose_name=_("address"))
    file = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_returns",
        verbose_name=_("file"),
    )

    history = kept_history()

    class Meta:
        ordering = ["contribution_id", "number"]
        verbose_name = _("evidence in a return")
        verbose_name_plural = _("evidence in returns")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="returnevidence_number_once"),
            dates_in_reach("returnevidence_date_in_reach", "date"),
            models.CheckConstraint(condition=~Q(title=""), name="returnevidence_has_title"),
            models.CheckConstraint(condition=~Q(publisher=""), name="returnevidence_has_publisher"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="returnevidence_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.publisher}"


class IndicatorReading(Versioned):
    """What a return says an indicator stood at on a day."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="readings", verbose_name=_("return")
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="readings", verbose_name=_("indicator")
    )
    value = models.DecimalField(max_digits=16, decimal_places=2, verbose_name=_("value"))
    on = models.DateField(verbose_name=_("date"))

    history = kept_history()

    class Meta:
        ordering = ["contribution_id", "indicator_id"]
        verbose_name = _("reading of an indicator")
        verbose_name_plural = _("readings of indicators")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "indicator"], name="reading_once"),
            dates_in_reach("reading_on_in_reach", "on"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class ReturnEvent(RecordedRow):
    """Something was done to a return; append-only.

    Who did it and who answers for it are apart: an office that hands in for a body names the body's
    signatory, the day of its letter, and keeps the letter.
    """

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="events", verbose_name=_("return")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    act = models.CharField(max_length=9, choices=ReturnAct, verbose_name=_("what was done"))
    reason = models.TextField(blank=True, verbose_name=_("reason"))
    # Judged by the database when the row is written, by the due instant of that moment.
    late = models.BooleanField(default=False, verbose_name=_("late"))
    signed_by = models.CharField(max_length=200, blank=True, verbose_name=_("signed by"))
    signed_on = models.DateField(null=True, blank=True, verbose_name=_("signed on"))
    on_behalf = models.BooleanField(default=False, verbose_name=_("on behalf of the body"))
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source letter"))
    source_file = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_events",
        verbose_name=_("source letter, file"),
    )

    class Meta:
        ordering = ["contribution_id", "number"]
        verbose_name = _("event of a return")
        verbose_name_plural = _("events of returns")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="returnevent_number_once"),
            models.CheckConstraint(
                condition=~Q(act__in=(ReturnAct.SEND_BACK, ReturnAct.WAIVE)) | ~Q(reason=""),
                name="returnevent_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=(ReturnAct.SUBMIT, ReturnAct.NIL))
                | (~Q(signed_by="") & Q(signed_on__isnull=False)),
                name="returnevent_answer_is_signed",
            ),
            dates_in_reach("returnevent_signed_on_in_reach", "signed_on"),
            models.CheckConstraint(
                condition=Q(on_behalf=False)
                | ~Q(act__in=(ReturnAct.SUBMIT, ReturnAct.NIL))
                | (~Q(source="") & Q(source_file__isnull=False)),
                name="returnevent_on_behalf_has_its_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.get_act_display()}"


class Extension(RecordedRow):
    """A return is due later; append-only. The old instant stays, in the row before or in the round."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("return")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    due_before = models.DateTimeField(verbose_name=_("was due"))
    due_at = models.DateTimeField(verbose_name=_("now due"))
    reason = models.TextField(verbose_name=_("reason"))

    class Meta:
        ordering = ["contribution_id", "number"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="extension_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("due_before")), name="extension_gives_more_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.due_at:%Y-%m-%d}"


class ReturnDraft(models.Model):
    """What one person typed into a return and has not saved yet; only that person sees it. Scratch, not record."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("return")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("user"))
    typed = models.JSONField(verbose_name=_("what was typed"))
    based_on = models.PositiveIntegerField(verbose_name=_("version it began from"))
    kept_at = models.DateTimeField(verbose_name=_("kept"))

    class Meta:
        verbose_name = _("draft of a return")
        verbose_name_plural = _("drafts of returns")
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="returndraft_once")]

    def __str__(self) -> str:
        return f"{self.contribution} {self.user}"


class CitedReturn(models.Model):
    """A side's statement says what an accepted return said; append-only."""

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.PROTECT, related_name="cited", verbose_name=_("statement")
    )
    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="cited_by", verbose_name=_("return")
    )

    class Meta:
        ordering = ["update_id", "id"]
        verbose_name = _("return a statement cites")
        verbose_name_plural = _("returns statements cite")
        constraints = [models.UniqueConstraint(fields=["update", "contribution"], name="citedreturn_once")]

    def __str__(self) -> str:
        return f"{self.update}, {self.contribution}"
