from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from committees.keeping.history import kept_history
from committees.keeping.reach import dates_in_reach
from committees.keeping.standing import Standing, source_keys, standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned

from .bodies import Body

# fmt: off
RESERVED_SLUGS = (
    "accounts", "admin", "bodies", "fixtures", "gallery", "language", "livez", "readyz", "static", "theme",
)
# fmt: on


class CommitteeManager(models.Manager["Committee"]):
    def get_by_natural_key(self, slug: str) -> Committee:
        return self.get(slug=slug)


class Committee(Versioned):
    slug = models.SlugField(max_length=40, unique=True, verbose_name=_("address"))
    name_en = models.CharField(max_length=250, verbose_name=_("name, English"))
    name_zh_hant = models.CharField(max_length=250, blank=True, verbose_name=_("name, Traditional Chinese"))
    name_zh_hans = models.CharField(max_length=250, blank=True, verbose_name=_("name, Simplified Chinese"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    name = InReaderLanguage()

    history = kept_history()
    objects = CommitteeManager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS), name="committee_slug_is_not_reserved"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("committee", args=[self.slug])


class SideManager(models.Manager["Side"]):
    def get_by_natural_key(self, slug: str, code: str) -> Side:
        return self.get(committee__slug=slug, code=code)


class Side(Versioned):
    """One of the two parties of a committee."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="sides", verbose_name=_("committee")
    )
    code = models.SlugField(max_length=20, verbose_name=_("code"))
    order = models.PositiveSmallIntegerField(verbose_name=_("order"))
    name_en = models.CharField(max_length=80, verbose_name=_("name, English"))
    name_zh_hant = models.CharField(max_length=80, blank=True, verbose_name=_("name, Traditional Chinese"))
    name_zh_hans = models.CharField(max_length=80, blank=True, verbose_name=_("name, Simplified Chinese"))

    name = InReaderLanguage()

    history = kept_history()
    objects = SideManager()

    class Meta:
        ordering = ["committee_id", "order"]
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        constraints = [
            models.UniqueConstraint(fields=["committee", "code"], name="side_code_once"),
            models.UniqueConstraint(fields=["committee", "order"], name="side_order_once"),
            models.UniqueConstraint(fields=["id", "committee"], name="side_with_committee"),
            models.CheckConstraint(condition=Q(order__in=(1, 2)), name="side_is_one_of_two"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def natural_key(self) -> tuple[str, str]:
        return (self.committee.slug, self.code)

    natural_key.dependencies = ["committees.committee"]  # type: ignore[attr-defined]


class SeatQuerySet(models.QuerySet["Seat"]):
    def held_on(self, day: date) -> SeatQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gt=day)
        )


class SeatManager(models.Manager.from_queryset(SeatQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, slug: str, body: str, valid_from: str | None = None) -> Seat:
        return self.get(committee__slug=slug, body__code=body, valid_from=valid_from or None)


class Seat(Versioned):
    """Puts a body on one side of a committee, from a day until before another; open ends are unknown or unending."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="seats", verbose_name=_("committee")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats", verbose_name=_("body"))
    # Together with the committee a foreign key of two columns, made in the migration.
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="seats", verbose_name=_("side"))
    valid_from = models.DateField(null=True, blank=True, verbose_name=_("from"))
    valid_until = models.DateField(null=True, blank=True, verbose_name=_("until before"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    history = kept_history()
    objects = SeatManager()

    class Meta:
        ordering = ["committee_id", "side_id", "body_id"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "body"], condition=Q(valid_until=None), name="seat_on_one_side_now"
            ),
            models.UniqueConstraint(
                fields=["committee", "body", "valid_from"], nulls_distinct=False, name="seat_once_from_a_day"
            ),
            dates_in_reach("seat_dates_in_reach", "valid_from", "valid_until"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="seat_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return pgettext("between names", ", ").join((self.body.abbreviation, str(self.side)))

    def natural_key(self) -> tuple[str, str, str | None]:
        return (self.committee.slug, self.body.code, self.valid_from.isoformat() if self.valid_from else None)

    natural_key.dependencies = ["committees.side", "committees.body"]  # type: ignore[attr-defined]


class LiaisonOfficeManager(models.Manager["LiaisonOffice"]):
    def get_by_natural_key(self, slug: str, side: str) -> LiaisonOffice:
        return self.get(side__committee__slug=slug, side__code=side)


class LiaisonOffice(Versioned):
    """The body that serves one side of a committee."""

    side = models.OneToOneField(
        Side, on_delete=models.PROTECT, related_name="liaison_office", verbose_name=_("side")
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    history = kept_history()
    objects = LiaisonOfficeManager()

    class Meta:
        ordering = ["side_id"]
        verbose_name = _("liaison office")
        verbose_name_plural = _("liaison offices")

    def __str__(self) -> str:
        return pgettext("between names", ", ").join((self.body.abbreviation, str(self.side)))

    def natural_key(self) -> tuple[str, str]:
        return self.side.natural_key()

    natural_key.dependencies = ["committees.side", "committees.body"]  # type: ignore[attr-defined]
