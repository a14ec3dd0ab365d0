"""Statuses, kinds and states with their allowed changes. Imports nothing of ours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How an action item stands. ``NO_STATEMENT`` is a position nobody states: it is counted by itself."""

    NOT_STARTED = "not_started", _("Not started")
    ON_TRACK = "on_track", _("On track")
    BEHIND_SCHEDULE = "behind_schedule", _("Behind schedule")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NO_STATEMENT = "no_statement", _("No statement yet")


# In the order of the unit bar, of counts in sentences and of every table.
STATUS_ORDER = (
    Status.COMPLETED,
    Status.ON_TRACK,
    Status.BEHIND_SCHEDULE,
    Status.NOT_STARTED,
    Status.NO_STATEMENT,
    Status.WITHDRAWN,
)
STATED = tuple(status for status in Status if status != Status.NO_STATEMENT)
OPEN = frozenset({Status.NOT_STARTED, Status.ON_TRACK, Status.BEHIND_SCHEDULE})
FINAL = frozenset({Status.COMPLETED, Status.WITHDRAWN})
NEEDS_REASON = frozenset({Status.BEHIND_SCHEDULE, Status.WITHDRAWN})
NEEDS_EVIDENCE = frozenset({Status.COMPLETED})

# From the item's position to what a statement may say next. Final statuses are left only by a correction.
ALLOWED_NEXT: dict[Status, frozenset[Status]] = {
    Status.NO_STATEMENT: frozenset(STATED),
    **{status: frozenset(STATED) for status in OPEN},
    **{status: frozenset({status}) for status in FINAL},
}


class ItemKind(models.TextChoices):
    TIME_BOUND = "time_bound", _("Time-bound")
    CONTINUING = "continuing", _("Continuing")


class WorkplanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")


class ResponsibilityRole(models.TextChoices):
    LEAD = "lead", _("lead")
    SUPPORT = "support", _("support")


class Precision(models.TextChoices):
    """How exactly a date is known; a month or a year is stored as its first day."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class MilestoneEventKind(models.TextChoices):
    MOVED = "moved", _("moved")
    REACHED = "reached", _("reached")


class TextPart(models.TextChoices):
    NARRATIVE = "narrative", _("Progress")
    REASON = "reason", _("Reason")
    NEXT_STEP = "next_step", _("Next step")


class TextOrigin(models.TextChoices):
    TYPED = "typed", _("typed by a person")
    CONFIRMED_DRAFT = "confirmed_draft", _("drafted by conversion, checked by a person")


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    TRADITIONAL = "zh-hant", "繁體中文"
    SIMPLIFIED = "zh-hans", "简体中文"


class FixtureStepKind(models.TextChoices):
    """What became of a fixture that was sent: it was compared, and compared again, and at last loaded."""

    COMPARED = "compared", _("compared")
    LOADED = "loaded", _("loaded")
