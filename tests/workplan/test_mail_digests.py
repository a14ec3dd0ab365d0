"""The digests of a day: queued in one transaction, sent once by a worker to a real mail server."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.workplan.post_office import TODAY, open_office, owing, worked
from workplan.choices import MailState
from workplan.models import Mail
from workplan.services import mail as letters


def test_digests_of_75_bodies_are_queued_in_one_transaction_and_sent_by_the_worker(own_database: str) -> None:
    generated = owing(75)
    assert letters.queue_digests(today=TODAY, owing=generated) == 75
    assert letters.queue_digests(today=TODAY, owing=generated) == 0
    assert (Mail.objects.count(), ProcrastinateJob.objects.filter(status="todo").count()) == (75, 75)
    with open_office() as office:
        assert worked(office) == ""
        assert sorted(office.recipients) == sorted(user.email for user, _owed in generated)
        worked(office)
        assert len(office.taken) == 75
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}
    assert not ProcrastinateJob.objects.exists()


def test_without_its_jobs_no_letter_is_kept(own_database: str) -> None:
    """One transaction: what fails at its last step leaves nothing of the first."""
    generated = owing(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE procrastinate_jobs ADD CONSTRAINT no_more CHECK (task_name <> 'send_mail')"
        )
    with pytest.raises(Exception, match="no_more"):
        letters.queue_digests(today=TODAY, owing=generated)
    assert not Mail.objects.exists()
