"""The digests of a day: who gets one, when, in which words; queued in one transaction, sent once by a worker."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from committees.keeping import clock
from committees.keeping.clock_offset import ClockOffset
from tests.helpers import person, together
from tests.workplan.post_office import DUE, TODAY, open_office, owing, worker
from workplan import tasks
from workplan.choices import MailState
from workplan.models import Mail
from workplan.notifications import Digest, Kind, Owed, days_to_write, digests_due
from workplan.services import mail as letters
from workplan.services import sending


def test_digests_of_75_bodies_are_queued_in_one_transaction_and_sent_by_the_worker(own_database: str) -> None:
    generated = owing(75)
    assert letters.queue_digests(today=TODAY, owing=generated) == 75
    assert letters.queue_digests(today=TODAY, owing=generated) == 0
    jobs = ProcrastinateJob.objects.filter(task_name="send_mail")
    assert (Mail.objects.count(), jobs.filter(status="todo").count()) == (75, 75)
    with open_office() as office, worker(office, "--stay") as process:
        office.wanted = 75
        assert office.enough.wait(60)
        process.terminate()
        said, _ = process.communicate(timeout=30)
        assert (process.returncode, said) == (0, "")
        assert sorted(office.recipients) == sorted(user.email for user, _owed in generated)
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}
    assert not jobs.exists()
    to, letter = office.taken[0]
    assert (letter["To"], letter["From"]) == (to, "plans@office.example")
    assert letter["Subject"] == "Reminder, 10 October 2025: one return to hand in"
    assert "due 13 October 2025, 3 days left" in letter.get_content()
    # Given again on the same day, in every way there is.
    assert letters.queue_digests(today=TODAY, owing=generated) == letters.queue_what_waits() == 0
    for number in Mail.objects.values_list("pk", flat=True):
        sending.send_mail(mail=number)
    assert outbox.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "queued"), [(0, 0), (7, 0), (8, 2), (23, 2)])
def test_digests_are_queued_from_eight_in_the_morning_of_the_one_clock(
    hour: int, queued: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demonstration's clock, whatever that of the machine says."""
    generated = owing(2)
    monkeypatch.setattr(letters, "owed_by_person", lambda today: generated if today == TODAY else [])
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, hour, 30, tzinfo=clock.HONG_KONG)
    ClockOffset.objects.all().delete()
    clock.fix_offset(moment)
    for _look in range(2):
        tasks.look_after()
    assert Mail.objects.filter(day=TODAY).count() == ProcrastinateJob.objects.count() == queued


def test_without_its_jobs_no_letter_is_kept(own_database: str) -> None:
    """One transaction: what fails at its last step leaves nothing of the first."""
    generated = owing(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE procrastinate_jobs ADD CONSTRAINT no_more CHECK (task_name <> 'send_mail')"
        )
    with pytest.raises(ConnectorException):
        letters.queue_digests(today=TODAY, owing=generated)
    assert not Mail.objects.exists()


def test_two_who_queue_at_the_same_moment_queue_each_letter_once(own_database: str) -> None:
    generated = owing(10)
    queued = together(*[lambda: letters.queue_digests(today=TODAY, owing=generated)] * 2)
    assert sorted(queued) == [0, 10]
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 10


@pytest.mark.django_db
def test_the_database_itself_allows_one_digest_a_person_and_day() -> None:
    generated = owing(1)
    letters.queue_digests(today=TODAY, owing=generated)
    again = letters._letter(digests_due(TODAY, generated)[0], Mail.objects.get().queued_at)
    with pytest.raises(IntegrityError, match="mail_one_digest_a_day"), transaction.atomic():
        again.save()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX mail_one_digest_a_day")
    again.save()
    assert (
        letters.queue_digests(today=TODAY + timedelta(3), owing=generated) == 2
    )  # this one, and of another day


def test_days_to_write() -> None:
    found = [day for day in range(-60, 60) if days_to_write(DUE, DUE + timedelta(day))]
    assert found == [-10, -3, 0, 3, 10, 17, 24, 31, 38, 45, 52, 59]


@pytest.mark.django_db
def test_whom_one_writes_to() -> None:
    """Not to who is switched off, has no address, or owes nothing today."""
    generated = owing(5)
    (switched_off, _), (without, _), (nothing, _), (later, _), (due, _) = generated
    switched_off.is_active, without.email = False, " "
    thing = generated[0][1][0]
    much_later = Owed("Later", "/mhstcc/rounds/2/", TODAY + timedelta(9), thing.committee_id)
    owed: dict[Any, list[Owed]] = {nothing: [], later: [much_later], due: [much_later, thing]}
    found = digests_due(TODAY, [(user, owed.get(user, [thing])) for user, _owed in generated])
    assert [(digest.user, digest.owed) for digest in found] == [(due, (thing, much_later))]


@pytest.mark.django_db
def test_a_person_who_is_switched_off_after_queueing_gets_nothing() -> None:
    (user, _owed), *_ = generated = owing(1)
    letters.queue_digests(today=TODAY, owing=generated)
    user.is_active = False
    user.save()
    sending.send_mail(mail=Mail.objects.get().pk)
    assert outbox.outbox == []
    assert Mail.objects.get().state == MailState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ["Reminder, 10 October 2025: 2 returns to hand in", "due today, 10 October 2025", "On track"]),
        (
            "zh-hant",
            ["提示（2025年10月10日）：2份匯報表有待提交", "限期2025年10月7日，已逾期3天", "按計劃進行"],
        ),
        (
            "zh-hans",
            ["提醒（2025年10月10日）：2份汇报表有待提交", "期限2025年10月7日，已逾期3天", "按计划进行"],
        ),
    ],
)
def test_the_language_of_a_letter_is_that_of_its_reader(language: str, words: list[str]) -> None:
    user = person("officer.hk")
    user.language = language
    late = Owed(gettext_lazy("On track"), "/mhstcc/rounds/1/", TODAY - timedelta(3))
    digest = Digest(user, TODAY, (late, Owed("Today", "/mhstcc/rounds/2/", TODAY)))
    text = digest.subject() + "\n" + digest.body()
    assert [word for word in words if word not in text] == []
    assert "http://127.0.0.1/mhstcc/rounds/1/\n" in text


IN_PARTS = {
    "": """As at 10 October 2025:

One return of your own body to hand in:

* II-3 RGC
  due 7 October 2025, 3 days late
  http://127.0.0.1/mhstcc/rounds/1/returns/II-3/rgc/

3 returns of bodies without an account, to hand in through your office:

* DPO: I-4, II-2
  due 7 October 2025, 3 days late
  http://127.0.0.1/mhstcc/rounds/1/?body=DPO&holder=body

* DPO: V-1
  due 20 October 2025, 10 days left
  http://127.0.0.1/mhstcc/rounds/1/?body=DPO&holder=body

5 returns were handed in, for your office to look at:

* Round 1
  http://127.0.0.1/mhstcc/rounds/1/?state=submitted

The addresses""",
    "zh-hant": "未設帳戶的單位有3份匯報表有待經貴辦公室提交：\n\n* DPO",
    "zh-hans": "未设账户的单位有3份汇报表有待经贵办公室提交：\n\n* DPO",
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", IN_PARTS)
def test_a_letter_says_whose_each_return_is_and_counts_returns(language: str) -> None:
    """Each line has the due day of its own returns; what is to be looked at has none."""
    user, late, later = person("officer.hk"), TODAY - timedelta(3), TODAY + timedelta(10)
    user.language = language
    place = "/mhstcc/rounds/1/"
    through = {"kind": Kind.THROUGH_THE_OFFICE, "asked": (("body", "DPO"), ("holder", "body"))}
    lines = (
        Owed("Round 1", place, late, kind=Kind.TO_LOOK_AT, returns=5, asked=(("state", "submitted"),)),
        Owed("II-3 RGC", f"{place}returns/II-3/rgc/", late),
        Owed("DPO: I-4, II-2", place, late, returns=2, **through),  # type: ignore[arg-type]
        Owed("DPO: V-1", place, later, **through),  # type: ignore[arg-type]
    )
    (digest,) = digests_due(TODAY, [(user, lines)])
    assert IN_PARTS[language] in digest.body()
    if not language:
        assert digest.subject() == "Reminder, 10 October 2025: 4 returns to hand in, 5 returns to look at"
    only = Digest(user, TODAY, lines[:1])
    assert {"": "5 returns to look at", "zh-hant": "5份匯報表有待審閱", "zh-hans": "5份汇报表有待审阅"}[
        language
    ] in only.subject()


@pytest.mark.parametrize("asked", [("token", "secret"), ("body", "a&b=c"), ("body", ""), ("state", "a\n")])
def test_only_filters_of_the_list_stand_in_a_link(asked: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="no filters"):
        Owed("Return", "/mhstcc/rounds/1/", TODAY, asked=(asked,))


@pytest.mark.django_db
def test_a_name_with_a_line_break_adds_no_header_and_no_line() -> None:
    (user, (thing,)), *_ = owing(1)
    user.display_name_en = "Somebody\r\nBcc: everybody@elsewhere.example"
    sly = Owed(lazystr("Return\nTo: all@elsewhere.example"), thing.where, thing.due)
    letters.queue_digests(today=TODAY, owing=[(user, [sly])])
    sending.send_mail(mail=Mail.objects.get().pk)
    (sent,) = outbox.outbox
    assert sent.recipients() == [user.email]
    assert "Dear Somebody Bcc: everybody@elsewhere.example," in sent.body
    assert "* Return To: all@elsewhere.example\n" in sent.body
    headers = sent.message().items()
    assert {name for name, _value in headers} & {"Bcc", "Cc"} == set()
    assert not any("elsewhere" in value for _name, value in headers)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["subject", "address"])
def test_the_database_keeps_headers_to_one_line(column: str) -> None:
    (digest,) = digests_due(TODAY, owing(1))
    letter = letters._letter(digest, person("admin").date_joined)
    setattr(letter, column, "a@b.example\r\nBcc: c@d.example")
    with pytest.raises(IntegrityError, match="mail_headers_are_one_line"), transaction.atomic():
        letter.save()


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/", "//elsewhere.example/", "/a/?token=secret", "/a/#x", "/a/\nb"]
)
def test_a_link_is_a_plain_address_of_this_site(where: str) -> None:
    with pytest.raises(ValueError, match="not a plain address"):
        Owed("Return", where, date(2025, 10, 10))


@pytest.mark.django_db
def test_the_command_says_how_many() -> None:
    out = StringIO()
    call_command("send_digests", stdout=out)
    assert out.getvalue() == "0 letters queued.\n"
