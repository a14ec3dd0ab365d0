"""A side's kitchen filled: a return with everything a return can hold, as its office works on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from committees.keeping import clock
from committees.keeping.acting import acting_as
from committees.middleware import actor_of
from committees.models import User
from workplan.choices import ReturnAct
from workplan.models import ActionItem, EvidenceFile, Indicator, Return, ReturnPoint
from workplan.services import contributions, points, returns, rounds
from workplan.services.contributions import Contribution, OfferedProof, ProposedStep, Reading, Signature
from workplan.services.files import keep_file
from workplan.services.progress import Statement, Words

Mark = Callable[[str], str]  # what is written into a column, by the name of the column
DAY = date(2025, 10, 8)


def plain(column: str) -> str:
    return f"Of the tides: {column}."


def an_indicator(item: ActionItem, by: User) -> Indicator:
    with acting_as(actor_of(by)), transaction.atomic():
        return Indicator.objects.create(item=item, number=1, name_en="Tables exchanged")


def a_file(here: Return, by: User, mark: Mark) -> EvidenceFile:
    upload = SimpleUploadedFile(f"{mark('name')}.txt", mark("content").encode(), content_type="text/plain")
    return keep_file(upload=upload, committee=here.round.committee, side=here.side, by=by)


def everything(here: Return, file: EvidenceFile, value: Decimal, mark: Mark) -> Contribution:
    item = here.item
    return Contribution(
        status="behind_schedule",
        as_at=DAY,
        texts={name: mark(name) for name in contributions.TEXT_COLUMNS},
        milestones=[
            ProposedStep(each, "moved", date(2025, 12, 1), reason=mark("milestone_reason"))
            for each in item.milestones.all()[:1]
        ],
        readings=[Reading(each, value, DAY) for each in item.indicators.all()],
        evidence=[
            OfferedProof(
                mark("title"), mark("publisher"), url=f"https://tides.example/{mark('url')}", file=file
            )
        ],
    )


def work_on(here: Return, by: User, mark: Mark = plain, value: Decimal = Decimal(7)) -> Return:
    """More time, a letter, handed in for the body, sent back, handed in again; a point settled, and accepted."""
    with acting_as(actor_of(by)):
        rounds.extend(
            contributions=[here],
            due_at=here.due_at + timedelta(days=1),
            reason=mark("extension_reason"),
            by=by,
        )
        texts = {code: mark(f"letter_{code.replace('-', '_')}") for code in ("en", "zh-hant", "zh-hans")}
        rounds.chase(place=here.round, body=here.body, side=here.side, texts=texts, by=by)
        file = a_file(here, by, mark)
        signature = Signature(mark("signed_by"), DAY, mark("source"), file)

        def submit() -> None:
            here.refresh_from_db(fields=["version"])
            returns.submit_return(
                contribution=here,
                said=everything(here, file, value, mark),
                signature=signature,
                expected_version=here.version,
                by=by,
            )

        submit()
        take(here, ReturnAct.SEND_BACK, by, mark("send_back_reason"))
        submit()
        point = {"contribution": here, "by": by, "point": ask(here, by, mark).point}
        points.answer_point(text=mark("point_answer"), **point)
        points.close_point(text=mark("point_closing"), **point)
        return take(here, ReturnAct.ACCEPT, by)


def ask(here: Return, by: User, mark: Mark, part: str = "narrative") -> ReturnPoint:
    return points.raise_point(contribution=here, part=part, text=mark(f"point_on_{part}"), by=by)


def take(here: Return, act: ReturnAct, by: User, reason: str = "") -> Return:
    here.refresh_from_db(fields=["version"])
    return returns.take_step(contribution=here, act=act, expected_version=here.version, by=by, reason=reason)


def state_it(accepted: Return, by: User, text: str = "The tables are late.") -> None:
    """The side's statement, which cites the return and says of it what the office chooses to."""
    item = accepted.item
    statement = Statement(
        side=accepted.side,
        status="behind_schedule",
        as_at=clock.today(),
        words=[Words("en", "narrative", text), Words("en", "reason", "Old paper.")],
        bodies=[accepted.body],
    )
    with acting_as(actor_of(by)):
        returns.consolidate(
            item=item,
            returns=[accepted],
            statement=statement,
            expected_number=item.updates.count() + 1,
            by=by,
        )
