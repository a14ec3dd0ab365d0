from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.keeping.history import kept_history
from committees.keeping.trilingual import InReaderLanguage
from committees.keeping.versions import Versioned


class SourceKind(models.TextChoices):
    OFFICIAL = "official", _("official page")
    INSTITUTION = "institution", _("page of an institution")
    PRESS = "press", _("press")
    COPY = "copy", _("copy of another page")
    SECONDARY = "secondary", _("secondary report")


class SourceManager(models.Manager["Source"]):
    def get_by_natural_key(self, key: str) -> Source:
        return self.get(key=key)


class Source(Versioned):
    """A public page that a fact was taken from. A copy is cited by its publisher and not linked."""

    key = models.SlugField(max_length=60, unique=True, verbose_name=_("key"))
    kind = models.CharField(max_length=12, choices=SourceKind, verbose_name=_("kind"))
    title_en = models.CharField(max_length=300, verbose_name=_("title, English"))
    title_zh_hant = models.CharField(max_length=300, blank=True, verbose_name=_("title, Traditional Chinese"))
    title_zh_hans = models.CharField(max_length=300, blank=True, verbose_name=_("title, Simplified Chinese"))
    publisher_en = models.CharField(max_length=200, verbose_name=_("publisher, English"))
    publisher_zh_hant = models.CharField(
        max_length=200, blank=True, verbose_name=_("publisher, Traditional Chinese")
    )
    publisher_zh_hans = models.CharField(
        max_length=200, blank=True, verbose_name=_("publisher, Simplified Chinese")
    )
    page_date = models.CharField(
        max_length=10,
        blank=True,
        verbose_name=_("date of the page"),
        help_text=_("Year, month or day as known."),
    )
    url = models.URLField(max_length=600, blank=True, verbose_name=_("address"))
    may_be_linked = models.BooleanField(default=True, verbose_name=_("may be linked"))

    title = InReaderLanguage()
    publisher = InReaderLanguage()

    history = kept_history()
    objects = SourceManager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page_date="") | models.Q(page_date__regex=r"^\d{4}(-\d{2}){0,2}$"),
                name="source_page_date_is_a_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    @property
    def link(self) -> str:
        """The address where it may be followed, else nothing."""
        return self.url if self.may_be_linked else ""
