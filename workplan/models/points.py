"""What a liaison office and a body ask and answer each other about a return."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workplan.choices import PointTurn, ReturnPart

from .recorded import RecordedRow
from .returns import Return


class ReturnPoint(RecordedRow):
    """One turn of a point on a return; append-only. The first raises it and says on which part; closing ends it."""

    contribution = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="points", verbose_name=_("return")
    )
    point = models.PositiveSmallIntegerField(verbose_name=_("point"))
    number = models.PositiveSmallIntegerField(verbose_name=_("number within the point"))
    kind = models.CharField(max_length=8, choices=PointTurn, verbose_name=_("what was done"))
    part = models.CharField(max_length=10, choices=ReturnPart, blank=True, verbose_name=_("part"))
    text = models.TextField(blank=True, verbose_name=_("text"))

    class Meta:
        ordering = ["contribution_id", "point", "number"]
        verbose_name = _("point on a return")
        verbose_name_plural = _("points on returns")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "point", "number"], name="returnpoint_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1, kind=PointTurn.RAISED)
                | Q(number__gt=1, kind__in=(PointTurn.ANSWERED, PointTurn.CLOSED)),
                name="returnpoint_begins_raised",
            ),
            models.CheckConstraint(
                condition=Q(number=1, part__in=list(ReturnPart)) | Q(number__gt=1, part=""),
                name="returnpoint_is_on_a_part",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(kind=PointTurn.CLOSED), name="returnpoint_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} #{self.point}.{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.contribution.get_absolute_url()}#point-{self.point}"
