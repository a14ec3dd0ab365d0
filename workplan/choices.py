"""Statuses, kinds and states with their allowed changes. Imports nothing of ours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class FileKind(models.TextChoices):
    """What may be sent as evidence; everything else is refused (`uploads`)."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    PPTX = "pptx", "PowerPoint"
    PNG = "png", "PNG"
    JPG = "jpg", "JPEG"
    TXT = "txt", _("plain text")
    CSV = "csv", "CSV"


MOST_BYTES_OF_A_FILE = 20 * 1024 * 1024


class ReturnState(models.TextChoices):
    """How far a body's return is. Nil is an answer, signed and dated; silence is "expected"."""

    EXPECTED = "expected", _("expected")
    DRAFT = "draft", pgettext_lazy("state of a return", "draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("sent back")
    ACCEPTED = "accepted", _("accepted")
    NIL = "nil", _("nothing to report")
    WAIVED = "waived", _("waived")


class ReturnAct(models.TextChoices):
    """What can be done to a return; each is an event that is kept."""

    BEGIN = "begin", _("begun")
    SUBMIT = "submit", _("submitted")
    NIL = "nil", _("nothing to report")
    RECALL = "recall", _("recalled")
    RECEIVE = "receive", _("marked received")
    SEND_BACK = "send_back", _("sent back")
    ACCEPT = "accept", _("accepted")
    WAIVE = "waive", _("waived")


# The text may be changed in these, and in no others; they are what is outstanding.
OUTSTANDING = frozenset({ReturnState.EXPECTED, ReturnState.DRAFT, ReturnState.RETURNED})
ANSWERED = frozenset({ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.NIL})
SETTLED = frozenset({ReturnState.ACCEPTED, ReturnState.NIL, ReturnState.WAIVED})

# What may be done to a return, from which state, and where it leads. The database asks the same table.
RETURN_STEPS: dict[ReturnAct, dict[ReturnState, ReturnState]] = {
    ReturnAct.BEGIN: {ReturnState.EXPECTED: ReturnState.DRAFT},
    ReturnAct.SUBMIT: dict.fromkeys(OUTSTANDING, ReturnState.SUBMITTED),
    ReturnAct.NIL: dict.fromkeys(OUTSTANDING, ReturnState.NIL),
    ReturnAct.RECALL: dict.fromkeys((ReturnState.SUBMITTED, ReturnState.NIL), ReturnState.DRAFT),
    ReturnAct.RECEIVE: {state: state for state in (ReturnState.SUBMITTED, ReturnState.NIL)},
    ReturnAct.SEND_BACK: dict.fromkeys((ReturnState.SUBMITTED, ReturnState.NIL), ReturnState.RETURNED),
    ReturnAct.ACCEPT: {ReturnState.SUBMITTED: ReturnState.ACCEPTED},
    ReturnAct.WAIVE: dict.fromkeys(OUTSTANDING, ReturnState.WAIVED),
}
# What a body does for itself, or its liaison office on its behalf; the rest is the office's own.
ACTS_OF_THE_BODY = frozenset({ReturnAct.BEGIN, ReturnAct.SUBMIT, ReturnAct.NIL, ReturnAct.RECALL})
# An office reads on after the round is closed: else what it had not read by then could never be stated.
ACTS_OF_READING = frozenset({ReturnAct.RECEIVE, ReturnAct.ACCEPT})
ACTS_WITH_A_REASON = frozenset({ReturnAct.SEND_BACK, ReturnAct.WAIVE})


# Nothing leads out of these, so nothing new is raised about what they say.
OVER = frozenset({ReturnState.ACCEPTED, ReturnState.WAIVED})


class ReturnPart(models.TextChoices):
    """What a point on a return is about."""

    STATUS = "status", _("Proposed status")
    NARRATIVE = "narrative", _("Progress")
    REASON = "reason", _("Reason")
    NEXT_STEP = "next_step", _("Next step")
    MILESTONES = "milestones", _("Milestones")
    INDICATORS = "indicators", _("Indicators")
    EVIDENCE = "evidence", _("Evidence")
    SIGNATURE = "signature", _("Signature")
    WHOLE = "whole", _("The return as a whole")


class PointTurn(models.TextChoices):
    """What is done with a point. It is open until it is closed, and nothing comes after that."""

    RAISED = "raised", pgettext_lazy("a point on a return", "raised")
    ANSWERED = "answered", pgettext_lazy("a point on a return", "answered")
    CLOSED = "closed", pgettext_lazy("a point on a return", "closed")


class Holder(models.TextChoices):
    """In whose court a return lies."""

    BODY = "body", _("the body")
    OFFICE = "office", _("the liaison office")
    NOBODY = "nobody", _("nobody")


HOLDERS: dict[ReturnState, Holder] = {
    **dict.fromkeys(OUTSTANDING, Holder.BODY),
    ReturnState.SUBMITTED: Holder.OFFICE,
    # Until the side's statement cites it.
    ReturnState.ACCEPTED: Holder.OFFICE,
    ReturnState.NIL: Holder.NOBODY,
    ReturnState.WAIVED: Holder.NOBODY,
}


class MailKind(models.TextChoices):
    DIGEST = "digest", _("what is to hand in")


class MailState(models.TextChoices):
    """Unknown: the worker ended, or the line broke, between handing over and hearing whether it was taken."""

    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("not known whether it was sent")
    FAILED = "failed", _("not sent")


# Nothing leads from unknown to queued: such a letter is never sent again by itself, a person asks for a new one.
NEXT_OF_MAIL: dict[MailState, frozenset[MailState]] = {
    MailState.QUEUED: frozenset({MailState.SENDING, MailState.FAILED}),
    MailState.SENDING: frozenset({MailState.SENT, MailState.UNKNOWN, MailState.FAILED, MailState.QUEUED}),
    MailState.UNKNOWN: frozenset({MailState.SENT}),
    MailState.SENT: frozenset(),
    MailState.FAILED: frozenset(),
}
MAIL_UNDER_WAY = frozenset({MailState.QUEUED, MailState.SENDING})
MAIL_TO_LOOK_AT = frozenset({MailState.UNKNOWN, MailState.FAILED})


class PackStepKind(models.TextChoices):
    """What became of a pack that was sent: it was compared, and compared again, and at last applied."""

    COMPARED = "compared", pgettext_lazy("what became of a pack", "Compared")
    APPLIED = "applied", pgettext_lazy("what became of a pack", "Applied")
