"""Fixtures that administrators sent: the bytes as they were, what loading would change, what it did change."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workplan.choices import FixtureStepKind, Language

from .recorded import RecordedRow


class FixtureLoad(RecordedRow):
    """One sending of fixtures; append-only. What became of it is told by its steps."""

    # Those its sender loads for; rows of others are as if they were not there.
    committees = ArrayField(models.SlugField(max_length=40), verbose_name=_("for the committees"))
    remove_gone = models.BooleanField(default=False, verbose_name=_("remove what is gone"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sent fixture")
        verbose_name_plural = _("sent fixtures")

    def __str__(self) -> str:
        return _("Fixture %(number)d") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("fixture", args=[self.pk])


class FixtureFile(models.Model):
    """A file of a sent fixture, to the byte."""

    load = models.ForeignKey(
        FixtureLoad, on_delete=models.PROTECT, related_name="files", verbose_name=_("sent fixture")
    )
    number = models.PositiveSmallIntegerField(verbose_name=_("number"))
    name = models.CharField(max_length=255, verbose_name=_("name"))
    raw = models.BinaryField(verbose_name=_("bytes"))
    sha256 = models.CharField(max_length=64, verbose_name=_("checksum (SHA-256)"))

    class Meta:
        ordering = ["load_id", "number"]
        verbose_name = _("file of a sent fixture")
        verbose_name_plural = _("files of sent fixtures")
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="fixturefile_number_once")]

    def __str__(self) -> str:
        return self.name


class FixtureStep(RecordedRow):
    """What loading would change, as compared at one moment, or what it did change; append-only."""

    load = models.ForeignKey(
        FixtureLoad, on_delete=models.PROTECT, related_name="steps", verbose_name=_("sent fixture")
    )
    number = models.PositiveIntegerField(verbose_name=_("number"))
    kind = models.CharField(max_length=8, choices=FixtureStepKind, verbose_name=_("kind"))
    # Of the sentences that say what is wrong: the language of whoever asked.
    language = models.CharField(max_length=7, choices=Language, verbose_name=_("language"))
    totals = models.JSONField(verbose_name=_("totals"))
    details = models.JSONField(verbose_name=_("details"))

    class Meta:
        ordering = ["load_id", "number"]
        verbose_name = _("step of a sent fixture")
        verbose_name_plural = _("steps of sent fixtures")
        constraints = [
            models.UniqueConstraint(fields=["load", "number"], name="fixturestep_number_once"),
            models.UniqueConstraint(
                fields=["load"], condition=models.Q(kind="loaded"), name="fixture_loaded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.load} {self.get_kind_display()}"

    @property
    def is_loaded(self) -> bool:
        return self.kind == FixtureStepKind.LOADED

    @property
    def can_be_loaded(self) -> bool:
        """Nothing is wrong, and something would change."""
        would_change = any(self.totals[outcome] for outcome in ("create", "change", "remove"))
        return not self.is_loaded and not self.totals["problems"] and would_change
