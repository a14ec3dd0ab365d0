from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.standing import Standing, source_keys, standing_column
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned


class Place(models.TextChoices):
    """Where a body is; its side of a table is given by a seat."""

    MAINLAND = "mainland", _("Mainland")
    HONG_KONG = "hong_kong", _("Hong Kong")
    GREATER_BAY = "greater_bay", _("Greater Bay Area")
    MACAO = "macao", _("Macao")


class BodyManager(models.Manager["Body"]):
    def get_by_natural_key(self, code: str) -> Body:
        return self.get(code=code)


class Body(Versioned):
    """An organisation. It leads or supports work; only a seat puts it on a side."""

    code = models.CharField(max_length=20, unique=True, verbose_name=_("code"))
    abbreviation = models.CharField(max_length=40, verbose_name=_("abbreviation"))
    name_en = models.CharField(max_length=250, verbose_name=_("name, English"))
    name_zh_hant = models.CharField(max_length=250, blank=True, verbose_name=_("name, Traditional Chinese"))
    name_zh_hans = models.CharField(max_length=250, blank=True, verbose_name=_("name, Simplified Chinese"))
    place = models.CharField(max_length=12, choices=Place, verbose_name=_("place"))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("part of"),
    )
    web = models.URLField(max_length=200, blank=True, verbose_name=_("web site"))
    standing = standing_column(Standing.UNVERIFIED)
    sources = source_keys()

    name = InReaderLanguage()

    history = kept_history()
    objects = BodyManager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z0-9][A-Z0-9-]*$"), name="body_code_is_plain"
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="body_is_not_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.abbreviation} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return reverse("body", args=[self.code.lower()])
