"""Return packs: what a body is given of its returns, and the keys by which its rows are known when they come back."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import clock, dates
from committees.keeping.trilingual import wording_of
from committees.models import Body, Place
from workplan.choices import OUTSTANDING, Language, Precision, ReturnState, TextPart
from workplan.models import (
    Indicator,
    IndicatorReading,
    ProgressText,
    ProgressUpdate,
    ReportingRound,
    Return,
    ReturnEvidence,
    ReturnMilestone,
)
from workplan.positions import open_steps
from workplan.workbooks.layout import Answer, Line, Pack, SheetCode, open_columns
from workplan.workbooks.values import plain

SIGNER = Signer(salt="workplan.packs")
LETTERS = {SheetCode.RETURNS: "R", SheetCode.MILESTONES: "M", SheetCode.INDICATORS: "I"}
TEXTS = tuple(
    column.name
    for column in open_columns(SheetCode.RETURNS)
    if column.name.startswith(tuple(TextPart.values))
)
EVIDENCE = ("title_1", "publisher_1", "date_1", "url_1")
DIGEST = 8  # letters of a digest: 48 bits
Cells = Mapping[str, str]


# Keys


@dataclass(frozen=True)
class Key:
    """What a row is about, as it was when the pack was made; ``part`` is the milestone or the indicator."""

    sheet: SheetCode
    contribution: int
    version: int
    part: int
    digest: str

    def written(self) -> str:
        letter = LETTERS[self.sheet]
        return SIGNER.sign(f"{letter}{self.contribution}.{self.version}.{self.part}.{self.digest}")


def key_in(sheet: SheetCode, text: str) -> Key | None:
    """Only what we signed ourselves, on the sheet it was written for, and with the columns that it has now."""
    try:
        said = SIGNER.unsign(text)
    except BadSignature:
        return None
    if not said.startswith(LETTERS[sheet]):
        return None
    contribution, version, part, digest = said[1:].split(".")
    if len(digest) != DIGEST * len(_said_together(sheet)):
        return None
    return Key(sheet, int(contribution), int(version), int(part), digest)


def digest_of(sheet: SheetCode, cells: Cells) -> str:
    """Of the open cells, a piece for each of `_said_together`."""
    return "".join(_digest([cells.get(name, "") for name in names]) for names in _said_together(sheet))


def touched_in(key: Key, cells: Cells) -> frozenset[str]:
    """The open cells that are not as the pack was made with them, whatever happened to the return meanwhile."""
    pieces = [key.digest[at : at + DIGEST] for at in range(0, len(key.digest), DIGEST)]
    together = zip(_said_together(key.sheet), pieces, strict=True)
    return frozenset(
        name
        for names, piece in together
        if piece != _digest([cells.get(name, "") for name in names])
        for name in names
    )


def _said_together(sheet: SheetCode) -> list[tuple[str, ...]]:
    """Cells that mean something only with each other are one: a piece of evidence, a milestone, a reading."""
    names = [column.name for column in open_columns(sheet)]
    if sheet != SheetCode.RETURNS:
        return [tuple(names)]
    piece = tuple(name for name in names if name in EVIDENCE)
    return [*((name,) for name in names if name not in EVIDENCE), piece]


def _digest(said: list[str]) -> str:
    told = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()
    return urlsafe_b64encode(told)[:DIGEST].decode()


# What the open cells of a row say of what is stored


def cells_of_return(contribution: Return) -> dict[str, str]:
    first = next(iter(contribution.evidence.all()), None)
    return {
        "answer": Answer.DRAFT.value if contribution.state == ReturnState.DRAFT else "",
        "status": contribution.status,
        "as_at": _iso(contribution.as_at),
        **{name: plain(getattr(contribution, name)) for name in TEXTS},
        "title_1": plain(first.title) if first else "",
        "publisher_1": plain(first.publisher) if first else "",
        "date_1": _iso(first.date) if first else "",
        "url_1": first.url if first else "",
    }


def cells_of_milestone(row: ReturnMilestone | None) -> dict[str, str]:
    if row is None:
        return {"kind": "", "on": "", "reason": ""}
    return {"kind": row.kind, "on": as_known(row.on, row.precision), "reason": plain(row.reason)}


def cells_of_reading(row: IndicatorReading | None) -> dict[str, str]:
    return {"value": _number(row.value), "on": _iso(row.on)} if row else {"value": "", "on": ""}


def as_known(day: date, precision: str) -> str:
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)]


def day_of(text: str) -> tuple[date, str]:
    """A day, month or year written so, as it is stored."""
    precision = {4: Precision.YEAR, 7: Precision.MONTH}.get(len(text), Precision.DAY)
    return date.fromisoformat(f"{text}-01-01"[:10]), precision


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


# The pack


def with_what_they_say(returns: QuerySet[Return]) -> QuerySet[Return]:
    return returns.select_related(
        "round__committee", "item__workplan", "item__area", "item__current", "body", "side"
    ).prefetch_related(
        "milestones", "readings", Prefetch("evidence", ReturnEvidence.objects.select_related("file"))
    )


def language_for(body: Body) -> str:
    """Which its pack is written in, unless somebody asks for another."""
    return Language.TRADITIONAL if body.place in (Place.HONG_KONG, Place.MACAO) else Language.SIMPLIFIED


def packs_of(place: ReportingRound, returns: QuerySet[Return], languages: Mapping[int, str]) -> list[Pack]:
    """One for each body, in the order of their names; ``languages`` by body. As many queries for all as for one."""
    rows = list(with_what_they_say(returns))
    told = _Told(rows)
    by_body: dict[int, list[Return]] = {}
    for row in sorted(rows, key=lambda row: (row.body.abbreviation, row.body_id)):
        by_body.setdefault(row.body_id, []).append(row)
    return [_pack(place, found, languages[body], told) for body, found in by_body.items()]


class _Told:
    """What is said of the items already, for all bodies at once."""

    def __init__(self, rows: Sequence[Return]) -> None:
        self.now = clock.now()
        items = {row.item_id for row in rows}
        self.last: dict[tuple[int, int], ProgressUpdate] = {}
        texts = ProgressText.objects.filter(part=TextPart.NARRATIVE).order_by("revision")
        newest = ProgressUpdate.objects.standing_ones().filter(item__in=items)
        for update in (
            newest.order_by("item_id", "side_id", "-as_at", "-number")
            .distinct("item_id", "side_id")
            .prefetch_related(Prefetch("texts", texts))
        ):
            self.last[update.item_id, update.side_id] = update
        self.milestones: dict[int, list[Any]] = {}
        for milestone in open_steps(item__in=items).order_by("due", "number"):
            self.milestones.setdefault(milestone.item_id, []).append(milestone)
        self.indicators: dict[int, list[Indicator]] = {}
        for indicator in Indicator.objects.filter(item__in=items).order_by("number"):
            self.indicators.setdefault(indicator.item_id, []).append(indicator)

    def last_text(self, row: Return, language: str) -> str:
        update = self.last.get((row.item_id, row.side_id))
        if update is None:
            return ""
        texts = {text.language: text.text for text in update.texts.all()}
        shown = texts.get(language) or next(iter(texts.values()), "")
        day = dates.in_words(update.as_at, language)
        return f"{day} {update.get_status_display()}\n{shown}"


def _pack(place: ReportingRound, rows: list[Return], language: str, told: _Told) -> Pack:
    body = rows[0].body
    with translation.override(language):
        title = _("Return pack: %(body)s") % {"body": wording_of(body, "name", language)}
        facts = [
            (_("Committee"), str(wording_of(place.committee, "name", language))),
            (pgettext("in a pack", "Reporting round"), str(place.number)),
            (_("Returns in this pack"), str(len(rows))),
            (pgettext("in a pack", "Due"), _moment(min(row.due_at for row in rows), language)),
            (pgettext("in a pack", "Cut-off"), _moment(place.cut_off_at, language)),
            (_("Pack made"), _moment(told.now, language)),
        ]
        lines = {
            SheetCode.RETURNS: [_return_line(row, told, language) for row in rows],
            SheetCode.MILESTONES: [line for row in rows for line in _milestone_lines(row, told, language)],
            SheetCode.INDICATORS: [line for row in rows for line in _indicator_lines(row, told, language)],
        }
    return Pack(
        language=language,
        name=f"{place.committee.slug}-{place.number}-{body.code.lower()}-{language}",
        title=title,
        author=str(wording_of(place.committee, "name", language)),
        facts=facts,
        guidance=[_guidance(place, each) for each in _languages_of_guidance(language)],
        lines=lines,
        at=told.now.astimezone(clock.HONG_KONG).replace(tzinfo=None),
    )


def _moment(at: datetime, language: str) -> str:
    return dates.moment(at, language)


def _languages_of_guidance(language: str) -> tuple[str, ...]:
    """In Hong Kong both official languages; in the Mainland its own."""
    if language == Language.SIMPLIFIED:
        return (language,)
    return (language, Language.ENGLISH if language == Language.TRADITIONAL else Language.TRADITIONAL)


def _guidance(place: ReportingRound, language: str) -> list[str]:
    own = getattr(place, f"guidance_{language.replace('-', '_')}")
    with translation.override(language):
        return [
            *own.splitlines(),
            _("White cells are yours to fill in; grey cells show what is said already and are not read."),
            _(
                "Sheet “Returns”: one row is one return. Choose an answer: “Submit” hands it in, “Nothing to report”"
                " is an answer too, “Leave as draft” keeps what you wrote for later."
            ),
            _("A row that you leave as it is changes nothing. Rows may be sorted, filtered or taken out."),
            _("What is submitted needs a status, the day it describes and a text in at least one language."),
            _(
                "“Behind schedule” and “withdrawn” need a reason; “completed” needs a piece of evidence. A new date"
                " of a milestone needs its reason."
            ),
            _("Write days like 2025-10-08. Formulas are not read: put in the value itself."),
            _("Fill in above who signs and on which day, then send this file back to the liaison office."),
        ]


def _return_line(row: Return, told: _Told, language: str) -> Line:
    cells = cells_of_return(row)
    shown = {
        "reference": row.item.reference,
        "title": str(wording_of(row.item, "title", language)),
        "agreed_words": str(wording_of(row.item, "agreed_words", language)),
        "last_text": told.last_text(row, language),
        "state": str(ReturnState(row.state).label),
    }
    return _line(SheetCode.RETURNS, row, 0, cells, shown)


def _milestone_lines(row: Return, told: _Told, language: str) -> Iterable[Line]:
    stored = {each.milestone_id: each for each in row.milestones.all()}
    for milestone in told.milestones.get(row.item_id, []):
        shown = {
            "reference": row.item.reference,
            "text": str(wording_of(milestone, "text", language)),
            "planned": dates.in_words(milestone.due, language, milestone.precision),
            "current": dates.in_words(milestone.now_due, language, milestone.now_precision),
        }
        cells = cells_of_milestone(stored.get(milestone.pk))
        yield _line(SheetCode.MILESTONES, row, milestone.pk, cells, shown)


def _indicator_lines(row: Return, told: _Told, language: str) -> Iterable[Line]:
    stored = {each.indicator_id: each for each in row.readings.all()}
    for indicator in told.indicators.get(row.item_id, []):
        shown = {
            "reference": row.item.reference,
            "name": str(wording_of(indicator, "name", language)),
            "baseline": _measured(indicator.baseline, indicator.baseline_on, language),
            "target": _measured(indicator.target, indicator.target_on, language),
        }
        cells = cells_of_reading(stored.get(indicator.pk))
        yield _line(SheetCode.INDICATORS, row, indicator.pk, cells, shown)


def _measured(value: Decimal | None, on: date | None, language: str) -> str:
    if value is None:
        return ""
    number = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{number} ({dates.in_words(on, language)})" if on else number


def _line(sheet: SheetCode, row: Return, part: int, cells: Cells, shown: Cells) -> Line:
    key = Key(sheet, row.pk, row.version, part, digest_of(sheet, cells)).written()
    return Line({"key": key, **shown, **cells}, is_open=row.state in OUTSTANDING)
