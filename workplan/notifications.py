"""What is written to people, and when: once a day at most, and only of what they owe.

Nothing here is sent or stored; `services/mail.py` does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import ngettext

from committees.keeping import dates
from committees.models import User
from workplan.choices import Language

# Days before the due day on which one is reminded; after it, every seventh day from the third.
BEFORE = (10, 3, 0)
FIRST_AFTER, EVERY = 3, 7
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Owed:
    """One thing that a person owes.

    ``what`` is read in the language of the letter, so give it lazily where it depends on that. ``where`` is an
    address of this site without a query: whoever opens it signs in, and it carries nothing that opens a door.
    """

    what: str | Promise
    where: str
    due: date
    committee_id: int | None = None

    def __post_init__(self) -> None:
        if (
            not self.where.startswith("/")
            or self.where.startswith("//")
            or set(self.where) & set("?#\\ \r\n")
        ):
            raise ValueError(f"{self.where} is not a plain address of this site.")

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
            told = {"count": len(self.owed), "day": dates.in_words(self.today, self.language)}
            words = ngettext(
                "Reminder, %(day)s: one thing to hand in",
                "Reminder, %(day)s: %(count)d things to hand in",
                len(self.owed),
            )
            return in_one_line(words % told)[:LONGEST_SUBJECT]

    def body(self) -> str:
        with translation.override(self.language):
            lines = [_line(thing, self.today) for thing in self.owed]
            context = {"name": in_one_line(str(self.user)), "today": self.today, "lines": lines}
            return render_to_string("emails/digest.txt", context).strip() + "\n"


def _line(thing: Owed, today: date) -> dict[str, object]:
    days = thing.days(today)
    return {
        "what": in_one_line(str(thing.what)),
        "url": f"{settings.SITE_URL}{thing.where}",
        "due": thing.due,
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
