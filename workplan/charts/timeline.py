"""Milestones and meetings of a plan on a line of months, with a lane for each area and today across them.

Drawn twice: time to the right for wide pages and paper, time downwards for narrow ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.keeping.dates import MONTHS, in_words
from committees.keeping.trilingual import reader_language
from committees.templatetags.meetings import meeting_title
from workplan.charts.svg import Picture, number, path, text, width_of
from workplan.positions import first_day_after

State = Literal["reached", "ahead", "late"]
MOST_MONTHS = 18
APART = 11  # nearer marks of a lane step aside
STEP = 10
WIDE, NARROW = 840, 350


@dataclass(frozen=True)
class Known:
    """A day, a month or a year, stored as its first day."""

    on: date
    precision: str = "day"

    @property
    def end(self) -> date:
        return first_day_after(self.on, self.precision)


@dataclass(frozen=True)
class Mark:
    """A milestone in its lane; ``was`` is the date in the plan, where it was moved from."""

    lane: str
    label: str
    at: Known
    state: State
    was: Known | None = None


@dataclass(frozen=True)
class MeetingMark:
    label: str
    on: date


def milestone_label(reference: str, words: str, at: Known) -> str:
    day = in_words(at.on, reader_language(), at.precision, "short")
    told = {"reference": reference, "text": words, "day": day}
    return pgettext("a milestone on a timeline", "%(reference)s %(text)s, %(day)s") % told


def meeting_mark(number: int, on: date) -> MeetingMark:
    told = {"meeting": meeting_title(number), "day": in_words(on, reader_language(), style="short")}
    return MeetingMark(pgettext("a meeting on a timeline", "%(meeting)s, %(day)s") % told, on)


@dataclass(frozen=True)
class Timeline:
    """``now`` is the day up to which it tells, and ``now_label`` what is written there."""

    lanes: tuple[str, ...]
    marks: tuple[Mark, ...]
    meetings: tuple[MeetingMark, ...]
    now: date
    now_label: str

    @cached_property
    def first(self) -> date:
        days = [meeting.on for meeting in self.meetings] or [mark.at.on for mark in self.marks] or [self.now]
        return min(*days, self.now).replace(day=1)

    @cached_property
    def last(self) -> date:
        """The end of the month after the last meeting, and after today; without a meeting, of the last milestone."""
        days = [meeting.on for meeting in self.meetings] or [mark.at.on for mark in self.marks] or [self.now]
        return min(_months_on(max(*days, self.now), 2), _months_on(self.first, MOST_MONTHS))

    @property
    def label(self) -> str:
        states = [mark.state for mark in self.marks]
        counts = {
            "total": len(states),
            "reached": states.count("reached"),
            "late": states.count("late"),
            "ahead": states.count("ahead"),
        }
        sentence = ngettext(
            "Timeline of %(total)d milestone: %(reached)d reached, %(late)d overdue, %(ahead)d upcoming."
            " The tables give the details.",
            "Timeline of %(total)d milestones: %(reached)d reached, %(late)d overdue, %(ahead)d upcoming."
            " The tables give the details.",
            len(states),
        )
        return sentence % counts


def _months_on(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def wide(timeline: Timeline) -> Picture:
    return _Drawing(timeline, across=False).picture()


def tall(timeline: Timeline) -> Picture:
    return _Drawing(timeline, across=True).picture()


class _Drawing:
    """``along`` is where a day stands, ``aside`` where a lane stands; turned by a quarter in the tall one."""

    def __init__(self, timeline: Timeline, *, across: bool) -> None:
        self.timeline, self.across = timeline, across
        self.language = reader_language()
        self.begin, self.length = (34.0, 420.0) if across else (48.0, 780.0)
        days = (timeline.last - timeline.first).days
        self.scale = self.length / days
        self.levels = {lane: self._levels_of(lane) for lane in timeline.lanes}
        self.tops: dict[str, float] = {}
        aside = 84.0 if across else 50.0
        for lane in timeline.lanes:
            self.tops[lane] = aside
            aside += self._thickness(lane)
        self.end = aside

    def picture(self) -> Picture:
        drawn = "".join([*self._months(), *self._lanes(), *self._meetings(), *self._today(), *self._marks()])
        legend, height = self._legend()
        width = self.end if self.across else WIDE
        return Picture(
            max(width, NARROW) if self.across else width, height, self.timeline.label, drawn + legend
        )

    # Where things stand

    def along(self, day: date) -> float:
        inside = max(self.timeline.first, min(day, self.timeline.last))
        return self.begin + (inside - self.timeline.first).days * self.scale

    def middle(self, known: Known) -> float:
        """A month stands in its middle; a year by its middle too, as far as it is drawn."""
        if known.precision == "day":
            return self.along(known.on)
        return (self.along(known.on) + self.along(known.end)) / 2

    def is_beyond(self, mark: Mark) -> bool:
        return mark.at.on >= self.timeline.last

    def point(self, along: float, aside: float) -> tuple[float, float]:
        return (aside, along) if self.across else (along, aside)

    def line(
        self, css_class: str, begin: tuple[float, float], end: tuple[float, float], title: str = ""
    ) -> str:
        (x, y), (x2, y2) = self.point(*begin), self.point(*end)
        return path(css_class, f"M{number(x)} {number(y)}L{number(x2)} {number(y2)}", title)

    def _levels_of(self, lane: str) -> dict[int, int]:
        """By the number of the mark. Marks that would cover each other take different levels."""
        ends: list[float] = []
        found = {}
        of_lane = [(mark.at, which) for which, mark in enumerate(self.timeline.marks) if mark.lane == lane]
        for at, which in sorted(of_lane, key=lambda one: one[0].on):
            place = self.middle(at)
            free = [level for level, end in enumerate(ends) if place - end >= APART]
            level = free[0] if free else len(ends)
            ends[level : level + 1] = [place]
            found[which] = level
        return found

    def _thickness(self, lane: str) -> float:
        levels = max(self.levels[lane].values(), default=0) + 1
        return max(38, 18 + levels * STEP)

    def aside(self, which: int, lane: str) -> float:
        levels = max(self.levels[lane].values()) + 1
        middle = self.tops[lane] + self._thickness(lane) / 2
        return middle + (self.levels[lane][which] - (levels - 1) / 2) * STEP

    # What is drawn

    def _months(self) -> Iterator[str]:
        start = self.tops[self.timeline.lanes[0]] - 8 if self.timeline.lanes else 42
        day = self.timeline.first
        while day < self.timeline.last:
            along = self.along(day)
            yield self.line("timeline-lane", (along, start), (along, self.end))
            middle = (along + self.along(_months_on(day, 1))) / 2
            words = MONTHS[day.month - 1][:3] if self.language == "en" else f"{day.month}月"
            if self.across:
                yield text(76, middle + 4, words, anchor="end")
            else:
                yield text(middle, 34, words, anchor="middle")
            if day.month == 1 or day == self.timeline.first:
                yield self._year(day, along)
            day = _months_on(day, 1)

    def _year(self, day: date, along: float) -> str:
        words = in_words(day, self.language, "year")
        if self.across:
            return text(0, (along + self.along(_months_on(day, 1))) / 2 + 4, words, "timeline-strong")
        begin = self.along(self.timeline.now) + 4
        if begin - width_of(words) - 8 < along < begin + width_of(self.timeline.now_label):
            return ""  # the label of today stands there, and says the year
        return text(along + 3, 16, words, "timeline-strong")

    def _lanes(self) -> Iterator[str]:
        for lane in self.timeline.lanes:
            top, thickness = self.tops[lane], self._thickness(lane)
            yield self.line(
                "timeline-lane", (self.begin if self.across else 0, top), (self.begin + self.length, top)
            )
            if self.across:
                yield text(top + thickness / 2, 20, lane, "lane-numeral", "middle")
            else:
                yield text(0, top + thickness / 2 + 5.5, lane, "lane-numeral")
        yield self.line(
            "timeline-lane",
            (self.begin if self.across else 0, self.end),
            (self.begin + self.length, self.end),
        )

    def _meetings(self) -> Iterator[str]:
        start = self.tops[self.timeline.lanes[0]] - 4 if self.timeline.lanes else 42
        if not self.across:
            yield text(0, self.end + 20, _("Meetings"))
        for meeting in self.timeline.meetings:
            along = self.along(meeting.on)
            yield self.line(
                "timeline-meeting", (along, start), (along, self.end + (8 if not self.across else 0))
            )
            if self.across:
                yield text(self.end, along + 13, meeting.label, "timeline-strong timeline-halo", "end")
            else:
                fits = along + 6 + width_of(meeting.label) < self.begin + self.length + 12
                yield text(
                    along + (6 if fits else -6),
                    self.end + 20,
                    meeting.label,
                    "timeline-strong",
                    "" if fits else "end",
                )

    def _today(self) -> Iterator[str]:
        along = self.along(self.timeline.now)
        words = self.timeline.now_label
        if self.across:
            yield self.line("timeline-today", (along, 50), (along, self.end))
            yield text(84, along - 4, words, "timeline-today-label timeline-halo")
        else:
            yield self.line("timeline-today", (along, 20), (along, self.end))
            end = along + 4 + width_of(words) > self.begin + self.length
            yield text(
                along + (-4 if end else 4),
                16,
                words,
                "timeline-today-label timeline-halo",
                "end" if end else "",
            )

    def _marks(self) -> Iterator[str]:
        for which, mark in enumerate(self.timeline.marks):
            aside = self.aside(which, mark.lane)
            if mark.was:
                before = (self.middle(mark.was), aside)
                yield self.line("milestone-moved", before, (self.middle(mark.at), aside))
                yield self._diamond("milestone-was", before, 4, mark.label)
            if self.is_beyond(mark):
                yield self._beyond(aside, mark.label)
                continue
            if mark.at.precision != "day":
                ends = self.along(mark.at.on) + 3, self.along(mark.at.end) - 3
                yield self.line(
                    f"milestone-month milestone-month-{mark.state}", (ends[0], aside), (ends[1], aside)
                )
            yield self._shape(mark, (self.middle(mark.at), aside))

    def _shape(self, mark: Mark, place: tuple[float, float]) -> str:
        if mark.state == "late":
            x, y = self.point(*place)
            corners = f"M{number(x)} {number(y - 5.5)}L{number(x + 5.5)} {number(y + 4.5)}H{number(x - 5.5)}z"
            return path("milestone-late", corners, mark.label)
        return self._diamond(
            f"milestone-{mark.state}", place, 5 if mark.state == "reached" else 4.4, mark.label
        )

    def _diamond(self, css_class: str, place: tuple[float, float], half: float, title: str) -> str:
        x, y = self.point(*place)
        corners = f"M{number(x)} {number(y - half)}l{half} {half}l{-half} {half}l{-half} {-half}z"
        return path(css_class, corners, title)

    def _beyond(self, aside: float, title: str) -> str:
        """Later than what is drawn: an arrow at the edge."""
        x, y = self.point(self.begin + self.length + 1, aside)
        turn = "l4 5l4 -5" if self.across else "l5 4l-5 4"
        start = f"M{number(x - 4)} {number(y)}" if self.across else f"M{number(x)} {number(y - 4)}"
        return path("milestone-beyond", f"{start}{turn}", title)

    # Legend

    def _legend(self) -> tuple[str, float]:
        """What the shapes mean, those that are there, in one line or several."""
        x, y = 0.0, self._foot()
        drawn = []
        for shape, words in self._shapes():
            if x and x + 20 + width_of(words) > (NARROW if self.across else WIDE):
                x, y = 0.0, y + 20
            drawn.append(f'<g transform="translate({number(x)} {number(y)})">{shape}{text(18, 0, words)}</g>')
            x += 36 + width_of(words)
        return "".join(drawn), y + 10

    def _foot(self) -> float:
        return (self.begin + self.length if self.across else self.end + 28) + 24

    def _shapes(self) -> Iterator[tuple[str, str]]:
        marks = self.timeline.marks
        if any(mark.state == "reached" for mark in marks):
            yield path("milestone-reached", "M6 -9l5 5l-5 5l-5 -5z"), pgettext("legend", "reached")
        if any(mark.state == "ahead" for mark in marks):
            yield (
                path("milestone-ahead", "M6 -8.4l4.4 4.4l-4.4 4.4l-4.4 -4.4z"),
                pgettext("legend", "upcoming"),
            )
        if any(mark.state == "late" for mark in marks):
            yield path("milestone-late", "M6 -9.5l5.5 10h-11z"), pgettext("legend", "overdue")
        if any(mark.was for mark in marks):
            moved = path("milestone-moved", "M-2 -4L14 -4") + path("milestone-was", "M2 -8l4 4l-4 4l-4 -4z")
            yield moved, pgettext("legend", "moved from")
        if any(mark.at.precision != "day" and not self.is_beyond(mark) for mark in marks):
            yield (
                path("milestone-month", "M0 -4L12 -4"),
                pgettext("legend", "month or year only"),
            )
        if any(map(self.is_beyond, marks)):
            yield path("milestone-beyond", "M4 -8l5 4l-5 4"), pgettext("legend", "later")
