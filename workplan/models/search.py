from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workplan.choices import Language, TextPart

from .action_item import ActionItem
from .progress import ProgressUpdate


class SearchText(models.Model):
    """What can be found in one language of an item, a statement or a body. Kept by triggers, never by hand."""

    # Of an item alone, or of a statement on it; of a body without either.
    item = models.ForeignKey(
        ActionItem, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("action item")
    )
    update = models.ForeignKey(
        ProgressUpdate, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("statement")
    )
    # The number alone: a foreign key would have the committees' rows ask this table before they go.
    body = models.BigIntegerField(null=True, verbose_name=_("body"))
    part = models.CharField(max_length=9, choices=TextPart, blank=True, verbose_name=_("part"))
    language = models.CharField(max_length=7, choices=Language, verbose_name=_("language"))
    text = models.TextField(verbose_name=_("text"))
    # As long as the text, letter for letter.
    folded = models.TextField(verbose_name=_("text as it is compared"))
    words = SearchVectorField(verbose_name=_("words"))

    class Meta:
        verbose_name = _("text to search")
        verbose_name_plural = _("texts to search")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "update", "body", "part", "language"],
                name="searchtext_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=False, body=None) | Q(item=None, update=None, body__isnull=False),
                name="searchtext_of_an_item_or_a_body",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="searchtext_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:40]}"
