"""How far a fact may be trusted, with its sources."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Highest first. ``official`` never changes; a lower one may give way to a higher."""

    OFFICIAL = "official", _("official")
    VERIFIED = "verified", _("verified")
    WORKING_TRANSLATION = "working_translation", _("working translation")
    PROPOSED = "proposed", _("proposed")
    UNVERIFIED = "unverified", _("unverified")


def source_keys() -> ArrayField:
    """Keys of ``Source`` rows a fact was taken from."""
    return ArrayField(models.SlugField(max_length=60), default=list, blank=True, verbose_name=_("sources"))


def standing_column(default: str, **options: Any) -> models.CharField:
    options.setdefault("verbose_name", _("standing"))
    return models.CharField(max_length=20, choices=Standing, default=default, **options)
