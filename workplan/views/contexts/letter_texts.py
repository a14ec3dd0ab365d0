"""The words of a chase letter: one letter in each language, from the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.keeping import dates
from committees.keeping.trilingual import reader_language
from committees.models import Body, Committee, Side
from committees.templatetags.meetings import the_meeting
from workplan.models import ActionItem, ReportingRound


@dataclass(frozen=True)
class SentBack:
    """It was received, and went back to the body. The reason stands in the language it was written in."""

    handed_in: date
    on: date
    reason: str


@dataclass(frozen=True)
class Owed:
    item: ActionItem
    due_at: datetime
    extended: bool
    late_days: int | None
    sent_back: SentBack | None = None


@dataclass(frozen=True)
class Letter:
    body: Body
    side: Side
    office: Body | None
    place: ReportingRound
    committee: Committee
    owed: Sequence[Owed]
    today: date


def letter_in(language: str, letter: Letter) -> str:
    """Plain text, ready to be put on the office's own paper."""
    with translation.override(language):
        return "\n\n".join(_paragraphs(letter))


def _paragraphs(letter: Letter) -> Iterator[str]:
    yield str(letter.body.name)
    yield _day(letter.today)
    yield pgettext("letter", "Dear Sir or Madam,")
    yield _subject(letter)
    yield _asked(letter)
    yield from _outstanding(letter)
    yield _until(letter)
    yield _(
        "Returns may be handed in by the account of your organisation, by the return workbook sent to you, or by"
        " letter to this office. Where there is nothing to report on an item, please hand in a nil return, signed"
        " and dated. If a return is already on its way, please accept our thanks and disregard this letter."
    )
    yield pgettext("letter", "Yours faithfully,")
    yield _signature(letter)


def _subject(letter: Letter) -> str:
    words = {
        "committee": letter.committee.name,
        "number": letter.place.number,
        "period": letter.place.workplan.period,
    }
    return _("%(committee)s: workplan %(period)s, reporting round %(number)d, returns outstanding") % words


def _asked(letter: Letter) -> str:
    meeting = letter.place.meeting
    words = {
        "meeting": the_meeting(meeting.number),
        "due": _moment(letter.place.due_at),
        "day": _day(meeting.date) if meeting.date else "",
    }
    asked = (
        _(
            "Your organisation was invited to report progress for the work report to %(meeting)s, to be held on"
            " %(day)s. Returns were to be handed in by %(due)s."
        )
        if meeting.date and meeting.date >= letter.today
        else _(
            "Your organisation was invited to report progress for the work report to %(meeting)s. Returns were to"
            " be handed in by %(due)s."
        )
    )
    return asked % words


def _outstanding(letter: Letter) -> Iterator[str]:
    """What never came, then what came and was sent back; numbered through."""
    missing = [owed for owed in letter.owed if owed.sent_back is None]
    sent_back = [owed for owed in letter.owed if owed.sent_back is not None]
    if missing:
        yield ngettext(
            "According to our records the following return has not been received:",
            "According to our records the following %(number)d returns have not been received:",
            len(missing),
        ) % {"number": len(missing)}
        yield "\n".join(_line(number, owed) for number, owed in enumerate(missing, start=1))
    if sent_back:
        yield ngettext(
            "The following return was received and was returned to you for amendment. Please amend it and hand it"
            " in again:",
            "The following %(number)d returns were received and were returned to you for amendment. Please amend"
            " them and hand them in again:",
            len(sent_back),
        ) % {"number": len(sent_back)}
        yield "\n".join(_line(number, owed) for number, owed in enumerate(sent_back, start=len(missing) + 1))


def _line(number: int, owed: Owed) -> str:
    words = {
        "number": number,
        "reference": owed.item.reference,
        "title": owed.item.title,
        "due": _due(owed),
    }
    back = owed.sent_back
    if back is None:
        return pgettext("line of a letter", "%(number)d. %(reference)s %(title)s (%(due)s)") % words
    words |= {"handed_in": _day(back.handed_in), "returned": _day(back.on), "reason": back.reason}
    told = pgettext(
        "line of a letter",
        "%(number)d. %(reference)s %(title)s (handed in on %(handed_in)s; returned to you for amendment on"
        " %(returned)s; %(due)s)",
    )
    return told % words + "\n" + pgettext("line of a letter", "Reason: %(reason)s") % words


def _due(owed: Owed) -> str:
    due = _moment(owed.due_at)
    words = _("due time extended to %(due)s") if owed.extended else _("due %(due)s")
    told = words % {"due": due}
    if owed.late_days and owed.sent_back is None:  # it did come, and perhaps in time
        days = ngettext("%(days)d day late", "%(days)d days late", owed.late_days)
        told += pgettext("between parts of a fact", ", ") + days % {"days": owed.late_days}
    return told


def _until(letter: Letter) -> str:
    words = {"cut_off": _moment(letter.place.cut_off_at)}
    if any(owed.late_days is not None for owed in letter.owed):
        asked = _(
            "I should be grateful if you would let us have what is outstanding as soon as possible. The round is"
            " cut off on %(cut_off)s; from then on nothing more can be accepted."
        )
    else:
        asked = _(
            "I should be grateful if you would let us have them by the due time. The round is cut off on"
            " %(cut_off)s; from then on nothing more can be accepted."
        )
    return asked % words


def _signature(letter: Letter) -> str:
    place = _("Liaison office of the %(side)s side") % {"side": letter.side.name}
    lines = [letter.committee.name, place, *([letter.office.name] if letter.office else [])]
    return "\n".join(map(str, lines))


def _moment(at: datetime) -> str:
    return dates.moment(at, reader_language())


def _day(day: date) -> str:
    return dates.in_words(day, reader_language())
