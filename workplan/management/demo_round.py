"""What demo_round.yaml tells, done through the services as if it were done at the instants it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from committees.keeping import clock
from committees.keeping.acting import acting_as
from committees.keeping.trilingual import column_suffix
from committees.middleware import actor_of
from committees.models import Committee, Meeting, Source, User
from workplan.choices import OUTSTANDING, ReturnAct, TextPart
from workplan.management.demonstration import COMMITTEE, PERIOD, RECORDER, read
from workplan.models import ActionItem, EvidenceFile, Indicator, ReportingRound, Return, Workplan
from workplan.services import points, returns, rounds
from workplan.services.contributions import Contribution, OfferedProof, Signature
from workplan.services.files import keep_file

OPENED_BY = "secretariat.hk"
Entry = dict[str, Any]
POINTS: dict[str, Callable[..., object]] = {
    "raise": points.raise_point,
    "answer": points.answer_point,
    "close": points.close_point,
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def is_there() -> bool:
    return ReportingRound.objects.filter(committee__slug=COMMITTEE).exists()


def record() -> ReportingRound:
    """All or nothing. The clock is set back for this transaction alone, so that nobody else reads another time."""
    told = read("demo_round")
    with transaction.atomic(), clock_of_its_own() as set_to:
        set_to(instant(told["round"]["opens"]))
        _propose_indicators(told["indicators"])
        opened = _open(told["round"])
        by = User.objects.get(username=RECORDER)
        with acting_as(actor_of(by)):
            playing = _Playing(told, opened, by)
            for step in sorted(told["steps"], key=lambda step: step["at"]):
                set_to(instant(step["at"]))
                playing.take(step)
    return opened


@contextmanager
def clock_of_its_own() -> Iterator[Any]:
    """A function that lets the clock read an instant; afterwards it reads what it would have read anyway."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ahead_by FROM committees_clockoffset FOR UPDATE")
        (before,) = cursor.fetchone()

        def set_to(instant: datetime) -> None:
            cursor.execute("UPDATE committees_clockoffset SET ahead_by = %s - clock_timestamp()", [instant])

        yield set_to
        cursor.execute("UPDATE committees_clockoffset SET ahead_by = %s", [before])


def _open(told: Entry) -> ReportingRound:
    committee = Committee.objects.get(slug=COMMITTEE)
    call = rounds.Call(
        meeting=Meeting.objects.get(committee=committee, number=told["meeting"]),
        workplan=Workplan.objects.get(committee=committee, period=PERIOD),
        opens_at=instant(told["opens"]),
        due_at=instant(told["due"]),
        cut_off_at=instant(told["cut_off"]),
        guidance=told["guidance"],
    )
    by = User.objects.get(username=OPENED_BY)
    with acting_as(actor_of(by)):
        return rounds.open_round(committee=committee, call=call, by=by)


def _propose_indicators(told: list[Entry]) -> None:
    by = User.objects.get(username=OPENED_BY)
    with acting_as(actor_of(by)):
        for columns in told:
            item = ActionItem.objects.get(
                workplan__committee__slug=COMMITTEE, workplan__period=PERIOD, reference=columns["item"]
            )
            Indicator.objects.create(**columns | {"item": item})


class _Playing:
    """The rows that the steps name, read once."""

    def __init__(self, told: Entry, opened: ReportingRound, by: User) -> None:
        self.told = told
        self.round = opened
        self.by = by
        self.sources = {source.key: source for source in Source.objects.all()}
        self.statements = sorted(read("demo_progress")["statements"], key=lambda entry: entry["as_at"])
        rows = opened.returns.select_related(
            "round__committee", "item__current", "item__workplan", "body", "side"
        )
        self.returns = {(row.item.reference, row.body.code): row for row in rows}

    def take(self, step: Entry) -> None:
        act, reason = step["act"], step.get("reason", "")
        if act == "chase":
            self._chase(step["body"])
            return
        here = self.returns[step["item"], step["body"]]
        here.refresh_from_db(fields=["version", "state", "due_at"])
        common: dict[str, Any] = {"contribution": here, "expected_version": here.version, "by": self.by}
        if act in POINTS:
            said = {name: step[name] for name in ("point", "part", "text") if name in step}
            POINTS[act](contribution=here, by=self.by, **said)
        elif act == "extend":
            rounds.extend(contributions=[here], due_at=instant(step["until"]), reason=reason, by=self.by)
        elif act == ReturnAct.BEGIN:
            returns.save_return(said=self._said(here), **common)
        elif act == ReturnAct.SUBMIT:
            returns.submit_return(said=self._said(here), signature=self._signature(here), **common)
        elif act == ReturnAct.NIL:
            returns.answer_nil(signature=self._signature(here), **common)
        else:
            returns.take_step(act=ReturnAct(act), reason=reason, **common)

    def _chase(self, code: str) -> None:
        owed = [row for row in self.returns.values() if row.body.code == code and row.state in OUTSTANDING]
        body, side = owed[0].body, owed[0].side
        rounds.chase(place=self.round, body=body, side=side, texts=self.told["chase"], by=self.by)

    def _said(self, here: Return) -> Contribution:
        today = clock.today()
        entry = next(
            entry
            for entry in reversed(self.statements)
            if (entry["item"], entry["side"]) == (here.item.reference, here.side.code)
            and entry["as_at"] <= today
        )
        texts = {
            f"{part}_{column_suffix(language)}": text
            for part in TextPart.values
            for language, text in entry.get(part, {}).items()
        }
        source = self.sources[entry["sources"][0]]
        proof = OfferedProof(source.title_en, source.publisher_en, url=source.link)
        return Contribution(status=entry["status"], as_at=entry["as_at"], texts=texts, evidence=[proof])

    def _signature(self, here: Return) -> Signature:
        return Signature(self.told["signed_by"], clock.today(), self.told["source"], self._letter(here))

    def _letter(self, here: Return) -> EvidenceFile:
        """One of each body; the service gives the one it has."""
        text = self.told["letter"].format(body=here.body.name_en)
        name = f"demonstration-letter-{here.body.code.lower()}.txt"
        upload = SimpleUploadedFile(name, text.encode(), content_type="text/plain")
        return keep_file(upload=upload, committee=here.round.committee, side=here.side, by=self.by)
