"""What becomes of a letter: the answers of a real mail server, a killed worker, and the steps the database allows."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from committees.keeping import clock
from committees.refusals import refusal_of
from tests.helpers import at_commit, together
from tests.workplan.post_office import TODAY, PostOffice, open_office, owing, worked, worker
from workplan.choices import NEXT_OF_MAIL, MailState
from workplan.models import Mail
from workplan.services import mail as letters
from workplan.services import sending


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """An open mail server, and settings that name it."""
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with open_office() as opened, override_settings(**smtp, EMAIL_PORT=opened.port, EMAIL_TIMEOUT=5):
        yield opened


def queued(count: int = 1) -> list[int]:
    letters.queue_digests(today=TODAY, owing=owing(count))
    return list(Mail.objects.order_by("pk").values_list("pk", flat=True))


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_a_worker_that_is_killed_after_the_server_took_a_letter(
    own_database: str, office: PostOffice
) -> None:
    """Killed between the server's taking it and our writing that down: unknown, listed, and never sent again."""
    queued(4)

    def kill_at_the_second(to: str) -> str:
        if len(office.taken) == 1 and not killed:
            killed.append(to)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        return "250 taken"

    killed: list[str] = []
    office.on_letter = kill_at_the_second
    with worker(office) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert states() == ["sent", "sending", "queued", "queued"]
    assert "it is not known whether it was sent" in worked(office)
    assert states() == ["sent", "unknown", "sent", "sent"]
    assert sorted(office.recipients) == sorted({*office.recipients})
    assert len(office.recipients) == 4
    assert sending.recover() == (0, 0)


def test_a_letter_whose_job_died_with_its_worker_gets_another(own_database: str) -> None:
    """Killed between taking the job and claiming the letter: the letter waits, and no job does."""
    queued(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert sending.recover() == (0, 1)
    assert sending.recover() == (0, 0)


def test_who_is_alive_and_sending_is_left_in_peace(own_database: str, office: PostOffice) -> None:
    """While the server thinks, another worker recovers and tries the same letter: one letter, and it is sent."""
    (number,) = queued(1)

    def meanwhile(to: str) -> str:
        seen.append(together(sending.settle_unknown, lambda: sending.send_mail(mail=number)))
        seen.append(together(states))
        return "250 taken"

    seen: list[Any] = []
    office.on_letter = meanwhile
    sending.send_mail(mail=number)
    assert seen == [[0, None], [["sending"]]]
    assert (states(), len(office.taken)) == (["sent"], 1)


def test_control_without_the_lock_a_living_sender_is_taken_for_dead(
    own_database: str, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = queued(1)
    monkeypatch.setattr(sending, "_held", lambda _mail: nullcontext(True))
    settled: list[int] = []
    office.on_letter = lambda _to: (settled.extend(together(sending.settle_unknown)), "250 taken")[1]
    sending.send_mail(mail=number)
    assert settled == [1]


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        ("250 taken", "sent", ""),
        ("451 later", "queued", "451 later"),
        ("550 no such person", "failed", "550 no such person"),
    ],
)
@pytest.mark.django_db
def test_the_answers_of_a_server(office: PostOffice, answer: str, state: str, error: str) -> None:
    (number,) = queued(1)
    office.on_letter = lambda _to: answer
    sending.send_mail(mail=number)
    letter = Mail.objects.get()
    assert (letter.state, letter.error) == (state, error)
    waiting = ProcrastinateJob.objects.filter(scheduled_at__isnull=False)
    assert waiting.count() == (state == "queued")


@pytest.mark.django_db
def test_a_line_that_breaks_before_the_answer_leaves_it_unknown(office: PostOffice) -> None:
    (number,) = queued(1)
    office.on_letter = lambda _to: (office.line.abort(), "250 taken")[1]
    sending.send_mail(mail=number)
    assert (states(), len(office.taken)) == (["unknown"], 1)


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_asked_again_five_times() -> None:
    (number,) = queued(1)
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        for attempt in range(1, 6):
            assert states() == ["queued"], attempt
            sending.send_mail(mail=number)
    letter = Mail.objects.get()
    assert (letter.state, letter.attempts) == ("failed", 5)
    assert "Connection refused" in letter.error


# How a letter gets into a state.
WAYS = {
    "queued": [],
    "sending": ["sending"],
    "sent": ["sending", "sent"],
    "unknown": ["sending", "unknown"],
    "failed": ["failed"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("here", MailState.values)
def test_the_database_allows_the_steps_of_the_table_and_no_other(here: str) -> None:
    (number,) = queued(1)
    for state in WAYS[here]:
        step(number, state)
    taken = {there for there in MailState.values if there != here and _is_allowed(number, there)}
    assert taken == NEXT_OF_MAIL[MailState(here)]


def _is_allowed(number: int, there: str) -> bool:
    """Tried, and taken back."""
    try:
        with transaction.atomic():
            step(number, there)
            transaction.set_rollback(True)
    except DatabaseError as refused:
        refusal = refusal_of(refused)
        assert refusal is not None
        assert (refusal.status, refusal.rule) == (409, "mail_step")
        return False
    return True


@pytest.mark.django_db
def test_control_without_the_trigger_every_step_is_taken() -> None:
    (number,) = queued(1)
    at_commit()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER mail_rules ON workplan_mail")
    assert _is_allowed(number, "sent")


def step(number: int, state: str) -> None:
    letter = Mail.objects.get(pk=number)
    letter.state = state
    letter.settled_at = None if state in ("queued", "sending") else clock.now()
    letter.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("write", "rule"),
    [
        (lambda rows: rows.update(body="Other words.", version=2), "mail_words_stay"),
        (lambda rows: rows.update(address="other@elsewhere.example", version=2), "mail_words_stay"),
        (lambda rows: rows.update(state="sending"), "version_step"),
        (lambda rows: rows.delete(), "mail_stays"),
    ],
)
def test_a_letter_stays_as_it_was_written(write: Callable[[Any], None], rule: str) -> None:
    queued(1)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        write(Mail.objects.all())
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == rule
