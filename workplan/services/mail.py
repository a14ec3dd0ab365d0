"""Letters: queued in one transaction with what they are about, and looked after by the secretariat."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONDict, TimeDeltaParams

from committees.keeping import acting, clock, once
from committees.models import User
from committees.permissions import REFUSALS, Refused
from committees.refusals import refused_by
from committees.roles import Right
from workplan.access import visible_mail
from workplan.choices import MAIL_TO_LOOK_AT, MailKind, MailState
from workplan.models import Mail
from workplan.notifications import Digest, Owed, can_be_written_to, digests_due
from workplan.owing import owed_by_person

QUEUE, TASK = "mail", "send_mail"


@transaction.atomic
def queue_digests(*, today: date, owing: Iterable[tuple[User, Sequence[Owed]]] | None = None) -> int:
    """Write the day's digests and queue them, all or none; how many are newly queued. Given again, it adds nothing."""
    due = digests_due(today, owed_by_person(today=today) if owing is None else owing)
    at = clock.now()
    Mail.objects.bulk_create([_letter(digest, at) for digest in due], ignore_conflicts=True)
    return queue_what_waits()


def _letter(digest: Digest, at: datetime) -> Mail:
    return Mail(
        to_user=digest.user,
        address=digest.user.email.strip(),
        kind=MailKind.DIGEST,
        day=digest.today,
        committee_id=digest.committee_id,
        language=digest.language,
        subject=digest.subject(),
        body=digest.body(),
        queued_at=at,
    )


@transaction.atomic
def queue_what_waits() -> int:
    """Every letter that waits has a job that waits; one whose job died with its worker gets another.

    Two jobs for one letter do no harm: only the first finds it waiting.
    """
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status="todo").annotate(
        letter=Cast(KT("args__mail"), BigIntegerField())
    )
    waiting = Mail.objects.filter(state=MailState.QUEUED).exclude(pk__in=jobs.values("letter"))
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    defer(*numbers)
    return len(numbers)


def defer(*letters: int, wait: timedelta = timedelta()) -> None:
    """In the transaction of the caller: on Django's own connection, also inside a worker, which has another."""
    if letters:
        later: TimeDeltaParams | None = {"seconds": int(wait.total_seconds())} if wait else None
        manager = JobManager(DjangoConnector())
        jobs = configure_task(name=TASK, queue=QUEUE, job_manager=manager, schedule_in=later)
        arguments: list[JSONDict] = [{"mail": letter} for letter in letters]
        jobs.batch_defer(*arguments)


@transaction.atomic
def send_again(*, letter: Mail, by: User, once_key: uuid.UUID, answered_with: str) -> Mail:
    """A new letter with the same words, to the address the person has now; the old one stays as it is.

    Raises ``AlreadyAnswered`` for a repeat. The database refuses it for a letter that was sent, or sent again before.
    """
    _check_may_keep(by, letter)
    key = once.claim(once_key, by=by)
    if not can_be_written_to(letter.to_user):
        raise ValidationError(_("This person has no address, or the account is switched off."))
    again = Mail.objects.create(
        resend_of=letter,
        asked_by=by,
        asked_name=acting.actor().name,
        to_user=letter.to_user,
        address=letter.to_user.email.strip(),
        queued_at=clock.now(),
        **{
            name: getattr(letter, name)
            for name in ("kind", "day", "committee_id", "language", "subject", "body")
        },
    )
    defer(again.pk)
    once.answer(key, answered_with)
    return again


@transaction.atomic
def was_received(*, letter: Mail, seen: int, by: User) -> None:
    """A person found out that a letter of unknown fate has come. ``seen`` is the version that they saw."""
    _check_may_keep(by, letter)
    letter.state = MailState.SENT
    _settle(letter, seen, by)


@transaction.atomic
def dealt_with(*, letter: Mail, seen: int, by: User) -> None:
    """Nothing more is to be done about a letter that may not have come; what became of it stays as it is."""
    _check_may_keep(by, letter)
    if letter.state not in MAIL_TO_LOOK_AT or letter.settled_by_id or letter.resent.exists():
        raise refused_by("mail_step")
    _settle(letter, seen, by)


def _settle(letter: Mail, seen: int, by: User) -> None:
    letter.version, letter.settled_at = seen, clock.now()
    letter.settled_by, letter.settled_name = by, acting.actor().name
    letter.save(update_fields=["state", "settled_at", "settled_by", "settled_name"])


def _check_may_keep(by: User, letter: Mail) -> None:
    if not visible_mail(by).filter(pk=letter.pk).exists():
        raise Refused(REFUSALS[Right.KEEP_MAIL])
