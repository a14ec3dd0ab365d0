"""Dates are days of this work: a century around it, asked of every date that people give."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.keeping.dates import EARLIEST, LATEST

NOT_IN_REACH = _("A date lies between the years 1990 and 2100.")


def check_in_reach(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(NOT_IN_REACH)


def dates_in_reach(name: str, *columns: str) -> models.CheckConstraint:
    """The same rule in the database; a date that is not known is in reach."""
    condition = models.Q()
    for column in columns:
        condition &= models.Q(**{f"{column}__range": (EARLIEST, LATEST)}) | models.Q(**{column: None})
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=NOT_IN_REACH)
