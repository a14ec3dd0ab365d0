"""Sending a letter, so that a killed worker leaves every letter sent, waiting, or *unknown*, and none sent twice.

A letter is claimed in a transaction of its own, then handed to the mail server, then settled. Whoever sends one holds a
lock of the database session meanwhile. A killed process loses its session and with it the lock: so a letter
that is being sent and whose lock is free has lost its sender, and nobody has to guess by the clock.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils.translation import gettext as _

from committees.keeping import clock
from workplan.choices import NEXT_OF_MAIL, MailState
from workplan.models import Mail
from workplan.notifications import can_be_written_to, in_one_line
from workplan.services.mail import defer, queue_what_waits

LOCKS = 20_251_010  # the first half of the keys of these locks
MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(
    minutes=5
)  # then three times as long each time: the last attempt is some three hours later


@dataclass(frozen=True)
class Outcome:
    state: MailState
    error: str = ""


def send_mail(*, mail: int) -> None:
    """Send the letter if it waits. One that is found being sent, with nobody sending it, becomes unknown."""
    with _held(mail) as is_ours:
        letter = _claim(mail) if is_ours else None
        if letter is not None:
            _settle(mail, _handed_over(letter))


def recover() -> tuple[int, int]:
    """What a killed worker left: letters whose fate is unknown now, and waiting ones that lost their job."""
    return settle_unknown(), queue_what_waits()


def settle_unknown() -> int:
    """Letters that are being sent by nobody become unknown. They are listed, and never sent again by themselves."""
    settled = 0
    for mail in Mail.objects.filter(state=MailState.SENDING).values_list("pk", flat=True):
        with _held(mail) as is_free:
            settled += is_free and _settle(mail, Outcome(MailState.UNKNOWN))
    return settled


@contextmanager
def _held(mail: int) -> Iterator[bool]:
    """The lock of one letter for this session, if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s::int)", [LOCKS, mail])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s::int)", [LOCKS, mail])


@transaction.atomic
def _claim(mail: int) -> Mail | None:
    """From waiting to being sent; None when there is nothing to send."""
    letter = Mail.objects.select_for_update(of=["self"]).select_related("to_user").filter(pk=mail).first()
    if letter is None:
        return None
    if letter.state == MailState.SENDING:
        _write(letter, Outcome(MailState.UNKNOWN))
    if letter.state != MailState.QUEUED:
        return None
    if not can_be_written_to(letter.to_user):
        _write(letter, Outcome(MailState.FAILED, _("The account was switched off, or lost its address.")))
        return None
    letter.state, letter.sending_at, letter.error = MailState.SENDING, clock.now(), ""
    letter.attempts += 1
    letter.save(update_fields=["state", "sending_at", "error", "attempts"])
    return letter


@transaction.atomic
def _settle(mail: int, outcome: Outcome) -> bool:
    letter = Mail.objects.select_for_update().get(pk=mail)
    if outcome.state not in NEXT_OF_MAIL[MailState(letter.state)]:
        return False
    if outcome.state == MailState.QUEUED and letter.attempts >= MOST_ATTEMPTS:
        outcome = Outcome(MailState.FAILED, outcome.error)
    _write(letter, outcome)
    if outcome.state == MailState.QUEUED:
        defer(letter.pk, wait=FIRST_WAIT * 3 ** (letter.attempts - 1))
    return True


def _write(letter: Mail, outcome: Outcome) -> None:
    letter.state, letter.error = outcome.state, outcome.error
    letter.settled_at = None if outcome.state == MailState.QUEUED else clock.now()
    letter.save(update_fields=["state", "error", "settled_at"])


def _handed_over(letter: Mail) -> Outcome:
    """What became of it. Before the server has the letter it may be tried again; after that only its word counts."""
    server = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as refusal:
        return Outcome(MailState.QUEUED, _told(refusal))
    try:
        server.send_messages([_message(letter)])
    except ValueError as unfit:  # a header that is none
        return Outcome(MailState.FAILED, _told(unfit))
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as answer:
        return Outcome(MailState.QUEUED if _is_for_now(answer) else MailState.FAILED, _told(answer))
    except (OSError, smtplib.SMTPException) as broken:
        return Outcome(MailState.UNKNOWN, _told(broken))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.close()
    return Outcome(MailState.SENT)


def _message(letter: Mail) -> EmailMessage:
    site = urlsplit(settings.SITE_URL).hostname
    # The same letter has the same name however often it is handed over, so that two of it are seen to be one.
    headers = {"Message-ID": f"<letter-{letter.pk}@{site}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(letter.subject, letter.body, to=[letter.address], headers=headers)


def _is_for_now(answer: smtplib.SMTPException) -> bool:
    """Codes of 400 and above ask for another attempt; those of 500 and above are final."""
    return 400 <= _code_and_words(answer)[0] < 500


def _code_and_words(answer: smtplib.SMTPException) -> tuple[int, str | bytes]:
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(answer.recipients.values()))
        return code, words
    assert isinstance(answer, smtplib.SMTPResponseException)  # noqa: S101 - asked for above
    return answer.smtp_code, answer.smtp_error


def _told(error: Exception) -> str:
    """For the secretariat, in one line: the server's answer, or what broke."""
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        code, words = _code_and_words(error)
        text = words.decode(errors="replace") if isinstance(words, bytes) else words
        return in_one_line(f"{code} {text}")[:300]
    return in_one_line(f"{type(error).__name__}: {error}")[:300]
