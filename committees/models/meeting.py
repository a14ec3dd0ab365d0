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

from .committee import Committee, Side


class MeetingMode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    VIDEO = "video", _("by video")


class DecisionKind(models.TextChoices):
    NOTED = "noted", _("noted")
    APPROVED = "approved", _("approved")
    AGREED = "agreed", _("agreed")
    DEFERRED = "deferred", _("deferred")
    FOLLOW_UP = "follow_up", _("follow-up")


class MeetingManager(models.Manager["Meeting"]):
    def get_by_natural_key(self, slug: str, number: int) -> Meeting:
        return self.get(committee__slug=slug, number=number)


class Meeting(Versioned):
    """Meetings are ordered by number; of some the date or the place is not known."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("committee")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    date = models.DateField(null=True, blank=True, verbose_name=_("date"))
    mode = models.CharField(max_length=10, choices=MeetingMode, blank=True, verbose_name=_("mode"))
    place_en = models.CharField(max_length=80, blank=True, verbose_name=_("place, English"))
    place_zh_hant = models.CharField(max_length=80, blank=True, verbose_name=_("place, Traditional Chinese"))
    place_zh_hans = models.CharField(max_length=80, blank=True, verbose_name=_("place, Simplified Chinese"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    place = InReaderLanguage()

    history = kept_history()
    objects = MeetingManager()

    class Meta:
        ordering = ["committee_id", "number"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="meeting_number_once"),
            models.UniqueConstraint(fields=["committee", "date"], name="meeting_date_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="meeting_number_from_one"),
            dates_in_reach("meeting_date_in_reach", "date"),
        ]

    def __str__(self) -> str:
        return f"{self.committee.slug} {self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (self.committee.slug, self.number)

    natural_key.dependencies = ["committees.committee"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.committee.slug, self.number])

    def previous(self) -> Meeting | None:
        """The meeting numbered one lower, on file or not."""
        return Meeting.objects.filter(committee=self.committee_id, number=self.number - 1).first()


class CoChairManager(models.Manager["CoChair"]):
    def get_by_natural_key(self, slug: str, number: int, side: str) -> CoChair:
        return self.get(meeting__committee__slug=slug, meeting__number=number, side__code=side)


class CoChair(Versioned):
    """Who chaired for a side, with name and title at that meeting."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="co_chairs", verbose_name=_("meeting")
    )
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+", verbose_name=_("side"))
    name_en = models.CharField(max_length=120, verbose_name=_("full name, English"))
    name_zh_hant = models.CharField(
        max_length=120, blank=True, verbose_name=_("full name, Traditional Chinese")
    )
    name_zh_hans = models.CharField(
        max_length=120, blank=True, verbose_name=_("full name, Simplified Chinese")
    )
    title_en = models.CharField(max_length=200, verbose_name=_("office held, English"))
    title_zh_hant = models.CharField(
        max_length=200, blank=True, verbose_name=_("office held, Traditional Chinese")
    )
    title_zh_hans = models.CharField(
        max_length=200, blank=True, verbose_name=_("office held, Simplified Chinese")
    )
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    name = InReaderLanguage()
    title = InReaderLanguage()

    history = kept_history()
    objects = CoChairManager()

    class Meta:
        ordering = ["meeting_id", "side_id"]
        verbose_name = _("co-chair")
        verbose_name_plural = _("co-chairs")
        constraints = [models.UniqueConstraint(fields=["meeting", "side"], name="cochair_once_a_side")]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.meeting.natural_key(), self.side.code)

    natural_key.dependencies = ["committees.meeting", "committees.side"]  # type: ignore[attr-defined]


class DecisionManager(models.Manager["Decision"]):
    def get_by_natural_key(self, slug: str, meeting: int, number: int) -> Decision:
        return self.get(meeting__committee__slug=slug, meeting__number=meeting, number=number)


class Decision(Versioned):
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    kind = models.CharField(max_length=10, choices=DecisionKind, verbose_name=_("kind"))
    text_en = models.TextField(verbose_name=_("text, English"))
    text_zh_hant = models.TextField(blank=True, verbose_name=_("text, Traditional Chinese"))
    text_zh_hans = models.TextField(blank=True, verbose_name=_("text, Simplified Chinese"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    text = InReaderLanguage()

    history = kept_history()
    objects = DecisionManager()

    class Meta:
        ordering = ["meeting_id", "number"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once")]

    def __str__(self) -> str:
        return f"{self.meeting}.{self.number} {self.get_kind_display()}"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.meeting.natural_key(), self.number)

    natural_key.dependencies = ["committees.meeting"]  # type: ignore[attr-defined]
