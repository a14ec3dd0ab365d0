"""What a closed round knows: read after it was closed, in one snapshot, and only what the reader's own kitchen may see.

What was handed in, by whom and when is fixed then; that an office accepts it or states it may still follow, so
``read_at`` says of which instant states are. The snapshot is opened after the closing has committed; read within it,
it would miss what it waited for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from committees.keeping import clock, dates
from committees.keeping.snapshot import snapshot
from committees.permissions import Reader
from workplan.access import visible_returns
from workplan.choices import OUTSTANDING, TextPart
from workplan.models import ReportingRound, Return, ReturnEvent
from workplan.reports.facts import Texts
from workplan.round_sums import PublicSum, is_cited, public_sums_in, public_sums_of_round


@dataclass(frozen=True)
class AnswerFacts:
    """The newest answer of a body: who signed it, when it was received by the clock, whether it was late."""

    act: str
    signed_by: str
    signed_on: date | None
    on_behalf: bool
    late: bool
    recorded_at: datetime


@dataclass(frozen=True)
class ReturnFacts:
    reference: str
    body: str
    side: str
    state: str
    since: datetime
    due_at: datetime
    extended: bool
    cited: bool
    status: str
    as_at: date | None
    narrative: Texts
    reason: Texts
    next_step: Texts
    answer: AnswerFacts | None


@dataclass(frozen=True)
class RoundFacts:
    committee: str
    number: int
    meeting: int
    period: str
    opens_at: datetime
    due_at: datetime
    cut_off_at: datetime
    closed_at: datetime
    read_at: datetime
    sums: tuple[PublicSum, ...]
    # Of the reader's own kitchen, in the order of the plan.
    returns: tuple[ReturnFacts, ...]


class RoundIsOpen(ValueError):
    """Facts of a round that still takes returns would change under their reader."""


def gather(place: ReportingRound, reader: Reader) -> RoundFacts:
    """The facts of a closed round. Opens its own transaction, which only reads."""
    with snapshot():
        return read_facts(place.pk, reader)


def read_facts(round_id: int, reader: Reader) -> RoundFacts:
    """Whoever calls this has opened the snapshot. Four queries, whatever the number of returns."""
    rounds = ReportingRound.objects.select_related("committee", "meeting", "workplan")
    place: Any = rounds.annotate(sums=public_sums_of_round()).get(pk=round_id)
    if place.closed_at is None:
        raise RoundIsOpen(f"{place} is open")
    return RoundFacts(
        committee=place.committee.slug,
        number=place.number,
        meeting=place.meeting.number,
        period=place.workplan.period,
        opens_at=dates.in_hong_kong(place.opens_at),
        due_at=dates.in_hong_kong(place.due_at),
        cut_off_at=dates.in_hong_kong(place.cut_off_at),
        closed_at=dates.in_hong_kong(place.closed_at),
        read_at=clock.now(),
        sums=tuple(public_sums_in(place.sums).values()),
        returns=tuple(_returns(place, reader)),
    )


def _returns(place: ReportingRound, reader: Reader) -> list[ReturnFacts]:
    own = visible_returns(reader).filter(round=place)
    answers = {
        event.contribution_id: event
        for event in ReturnEvent.objects.filter(contribution__in=own)
        .exclude(signed_by="")
        .order_by("contribution_id", "number")
    }
    rows = own.select_related("item", "body", "side").annotate(cited=is_cited())
    ordered = rows.order_by("item__area__number", "item__position", "side__order", "pk")
    return [_return(row, place, answers) for row in ordered]


def _return(row: Any, place: ReportingRound, answers: Mapping[int, ReturnEvent]) -> ReturnFacts:
    texts = {part: _texts(row, part) for part in TextPart.values}
    return ReturnFacts(
        reference=row.item.reference,
        body=row.body.code,
        side=row.side.code,
        state=row.state,
        since=dates.in_hong_kong(row.since),
        due_at=dates.in_hong_kong(row.due_at),
        extended=row.due_at != place.due_at,
        cited=row.cited,
        status=row.status,
        as_at=row.as_at,
        answer=_answer(answers.get(row.pk)) if row.state not in OUTSTANDING else None,
        **texts,
    )


def _texts(row: Return, part: str) -> Texts:
    return Texts(*(getattr(row, f"{part}_{language}") for language in ("en", "zh_hant", "zh_hans")))


def _answer(event: ReturnEvent | None) -> AnswerFacts | None:
    if event is None:
        return None
    return AnswerFacts(
        act=event.act,
        signed_by=event.signed_by,
        signed_on=event.signed_on,
        on_behalf=event.on_behalf,
        late=event.late,
        recorded_at=dates.in_hong_kong(event.recorded_at),
    )


def as_json(facts: RoundFacts) -> bytes:
    return json.dumps(asdict(facts), ensure_ascii=False, indent=1, default=_written).encode()


def _written(value: Any) -> str:
    """Days and instants as ISO 8601; anything else was not meant to be written."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no fact")
