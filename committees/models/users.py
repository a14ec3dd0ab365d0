from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from committees.keeping.history import kept_history
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned

from .committee import Seat


class Role(models.TextChoices):
    """What a person may do at a seat; the table is in ``committees/roles.py``."""

    VIEWER = "viewer", _("viewer")
    CONTRIBUTOR = "contributor", _("contributor")
    LIAISON_OFFICER = "liaison_officer", _("liaison officer")
    SECRETARIAT = "secretariat", _("secretariat")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """A person with an account. Never deleted: a disabled person still answers for what they wrote."""

    display_name_en = models.CharField(max_length=150, blank=True, verbose_name=_("shown name, English"))
    display_name_zh_hant = models.CharField(
        max_length=150, blank=True, verbose_name=_("shown name, Traditional Chinese")
    )
    display_name_zh_hans = models.CharField(
        max_length=150, blank=True, verbose_name=_("shown name, Simplified Chinese")
    )
    language = models.CharField(
        max_length=7,
        blank=True,
        choices=[("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")],
        verbose_name=_("language"),
    )
    theme = models.CharField(
        max_length=5,
        blank=True,
        choices=[("light", _("Light")), ("dark", _("Dark"))],
        verbose_name=_("colours"),
    )

    display_name = InReaderLanguage()

    # What `permissions.places_of` has read for this object, so that a request asks once.
    places: tuple[Any, ...] | None = None

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return str(self.display_name) or self.username

    @property
    def name_for_the_record(self) -> str:
        """The name history keeps as text, the same whatever language is active."""
        return self.display_name_en or self.display_name_zh_hant or self.display_name_zh_hans or self.username


class MembershipManager(models.Manager["Membership"]):
    def get_by_natural_key(self, username: str, slug: str, body: str, role: str) -> Membership:
        return self.get(user__username=username, seat__committee__slug=slug, seat__body__code=body, role=role)


class Membership(Versioned):
    """A person at a seat in a role; the seat gives the side."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("seat")
    )
    role = models.CharField(max_length=16, choices=Role, verbose_name=_("role"))

    history = kept_history()
    objects = MembershipManager()

    class Meta:
        ordering = ["user_id", "seat_id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "seat", "role"], name="membership_once")]

    def __str__(self) -> str:
        return pgettext("between names", ", ").join(map(str, (self.user, self.get_role_display(), self.seat)))

    def natural_key(self) -> tuple[str, str, str, str]:
        return (self.user.username, self.seat.committee.slug, self.seat.body.code, self.role)
