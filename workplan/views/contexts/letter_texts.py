"""The words of a chase letter: one letter in each language, from the same facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
class CameBefore:
    """It was handed in, and went back to the body: for a reason, in the language it was written in, or recalled."""

    handed_in: date
    on: date
    reason: str | None


@dataclass(frozen=True)
class Owed:
    item: ActionItem
    due_at: datetime
    extended: bool
    late_days: int | None
    came_before: CameBefore | None = None


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
    """What never came, what came and was recalled, what came and was sent back; numbered through."""
    number = 0
    for sentences in (_missing, _recalled, _returned):
        owed = [each for each in letter.owed if _sentences(each) is sentences]
        if owed:
            yield sentences(len(owed)) % {"number": len(owed)}
            yield "\n".join(_line(count, each) for count, each in enumerate(owed, start=number + 1))
        number += len(owed)


def _sentences(owed: Owed) -> Callable[[int], str]:
    if owed.came_before is None:
        return _missing
    return _recalled if owed.came_before.reason is None else _returned


def _missing(count: int) -> str:
    return ngettext(
        "According to our records the following return has not been received:",
        "According to our records the following %(number)d returns have not been received:",
        count,
    )


def _recalled(count: int) -> str:
    return ngettext(
        "The following return was handed in and was recalled by your organisation. Please hand it in again:",
        "The following %(number)d returns were handed in and were recalled by your organisation. Please hand them"
        " in again:",
        count,
    )


def _returned(count: int) -> str:
    return ngettext(
        "The following return was received and was returned to you for amendment. Please amend it and hand it"
        " in again:",
        "The following %(number)d returns were received and were returned to you for amendment. Please amend"
        " them and hand them in again:",
        count,
    )


def _line(number: int, owed: Owed) -> str:
    words = {
        "number": number,
        "reference": owed.item.reference,
        "title": owed.item.title,
        "due": _due(owed),
    }
    before = owed.came_before
    if before is None:
        return pgettext("line of a letter", "%(number)d. %(reference)s %(title)s (%(due)s)") % words
    words |= {"handed_in": _day(before.handed_in), "returned": _day(before.on), "reason": before.reason}
    if before.reason is None:
        recalled = pgettext(
            "line of a letter",
            "%(number)d. %(reference)s %(title)s (handed in on %(handed_in)s; recalled on %(returned)s; %(due)s)",
        )
        return recalled % words
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
    if owed.late_days and _sentences(owed) is not _returned:  # that one did come, and perhaps in time
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
