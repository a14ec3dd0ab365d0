"""What is written to people, and when: once a day at most, and only of what they owe.

Nothing here is sent or stored; `services/mail.py` does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.keeping import dates
from committees.models import User
from workplan.choices import Language

# Days before the due day on which one is reminded; after it, every seventh day from the third.
BEFORE = (10, 3, 0)
FIRST_AFTER, EVERY = 3, 7
LONGEST_SUBJECT = 200
FILTERS = frozenset({"body", "holder", "points", "state"})  # of the list of a round


class Kind(Enum):
    """Whose a return is, and what is wanted; the parts of a letter, in this order."""

    OWN = "own"
    THROUGH_THE_OFFICE = "through"
    TO_LOOK_AT = "look"
    TO_ANSWER = "answer"


# The round's due day, or the return's, only says on which days one writes of them.
WITHOUT_DUE_DAY = frozenset({Kind.TO_LOOK_AT, Kind.TO_ANSWER})


@dataclass(frozen=True)
class Owed:
    """One line of what a person owes, of one or more ``returns`` that are due on one day.

    ``what`` is read in the language of the letter, so give it lazily where it depends on that. ``where`` is an
    address of this site without a query: whoever opens it signs in, and it carries nothing that opens a door.
    ``asked`` are filters of the list that stands there. What is to be looked at or answered has no due
    day of its own: ``due`` then stands in no letter (`WITHOUT_DUE_DAY`).
    """

    what: str | Promise
    where: str
    due: date
    committee_id: int | None = None
    kind: Kind = Kind.OWN
    returns: int = 1
    asked: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if (
            not self.where.startswith("/")
            or self.where.startswith("//")
            or set(self.where) & set("?#\\ \r\n")
        ):
            raise ValueError(f"{self.where} is not a plain address of this site.")
        if not all(
            name in FILTERS and re.fullmatch(r"[\w-]+", value, re.ASCII) for name, value in self.asked
        ):
            raise ValueError(f"{self.asked} are no filters of a list.")

    @property
    def address(self) -> str:
        return f"{self.where}?{urlencode(self.asked)}" if self.asked else self.where

    def days(self, today: date) -> int:
        """Days left; fewer than none when it is late."""
        return (self.due - today).days


@dataclass(frozen=True)
class Digest:
    """Everything one person owes, as the letter of one day."""

    user: User
    today: date
    owed: tuple[Owed, ...]

    @property
    def language(self) -> str:
        return self.user.language or Language.ENGLISH.value

    @property
    def committee_id(self) -> int | None:
        """The committee it is about; None where it is about several."""
        committees = {thing.committee_id for thing in self.owed}
        return committees.pop() if len(committees) == 1 else None

    def subject(self) -> str:
        with translation.override(self.language):
            counts = [
                _to_hand_in(self._count(Kind.OWN, Kind.THROUGH_THE_OFFICE)),
                _to_look_at(self._count(Kind.TO_LOOK_AT)),
                _to_answer(self._count(Kind.TO_ANSWER)),
            ]
            what = pgettext("between parts of a fact", ", ").join(filter(None, counts))
            told = {"day": dates.in_words(self.today, self.language), "what": what}
            return in_one_line(_("Reminder, %(day)s: %(what)s") % told)[:LONGEST_SUBJECT]

    def body(self) -> str:
        with translation.override(self.language):
            parts = [
                {
                    "kind": kind.value,
                    "returns": self._count(kind),
                    "lines": [_line(thing, self.today) for thing in self.owed if thing.kind == kind],
                }
                for kind in Kind
                if self._count(kind)
            ]
            context = {"name": in_one_line(str(self.user)), "today": self.today, "parts": parts}
            return render_to_string("emails/digest.txt", context).strip() + "\n"

    def _count(self, *kinds: Kind) -> int:
        return sum(thing.returns for thing in self.owed if thing.kind in kinds)


def _to_hand_in(count: int) -> str:
    words = ngettext("one return to hand in", "%(count)d returns to hand in", count) % {"count": count}
    return words if count else ""


def _to_look_at(count: int) -> str:
    words = ngettext("one return to look at", "%(count)d returns to look at", count) % {"count": count}
    return words if count else ""


def _to_answer(count: int) -> str:
    words = ngettext("one return with points to answer", "%(count)d returns with points to answer", count)
    return words % {"count": count} if count else ""


def _line(thing: Owed, today: date) -> dict[str, object]:
    days = thing.days(today)
    return {
        "what": in_one_line(str(thing.what)),
        "url": f"{settings.SITE_URL}{thing.address}",
        "due": None if thing.kind in WITHOUT_DUE_DAY else thing.due,
        "left": max(days, 0),
        "late": max(-days, 0),
    }


def in_one_line(text: str) -> str:
    """Names are data: one with a line break would add a header to a letter, or a line to its text."""
    return " ".join(text.split())


def days_to_write(due: date, today: date) -> bool:
    """Ten and three days before, on the day, three days after, and then every week."""
    left = (due - today).days
    if left >= 0:
        return left in BEFORE
    return -left >= FIRST_AFTER and (-left - FIRST_AFTER) % EVERY == 0


def digests_due(today: date, owing: Iterable[tuple[User, Sequence[Owed]]]) -> list[Digest]:
    """Of those who can be written to and owe something of which this is a day to write: all that they owe."""
    found = []
    for user, owed in owing:
        if not can_be_written_to(user) or not any(days_to_write(thing.due, today) for thing in owed):
            continue
        in_order = sorted(owed, key=lambda thing: (thing.due, thing.where))
        found.append(Digest(user=user, today=today, owed=tuple(in_order)))
    return found


def can_be_written_to(user: User) -> bool:
    return user.is_active and bool(user.email.strip())
