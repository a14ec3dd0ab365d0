"""How numbers, days and lists are written in the running text of a report, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import pgettext

from committees.keeping import dates
from committees.keeping.trilingual import reader_language
from workplan.models.plan import NUMERALS

# fmt: off
WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# fmt: on


def day_in_words(day: date, precision: str = "day", *, short: bool = False) -> str:
    return dates.in_words(day, reader_language(), precision, "short" if short else "full")


def listed(words: Sequence[str]) -> str:
    """``I-1, I-2 and II-1``; ``I-1、I-2及II-1``."""
    if len(words) < 2:
        return "".join(words)
    most = pgettext("between names", ", ").join(words[:-1])
    return pgettext("end of a list", "%(most)s and %(last)s") % {"most": most, "last": words[-1]}


def place_of(reference: str) -> tuple[int, int]:
    """As references are counted, not as they are spelled: V-2 before IX-1, I-9 before I-10."""
    numeral, _dash, position = reference.partition("-")
    return NUMERALS.index(numeral), int(position)


def in_plan_order(references: Iterable[str]) -> list[str]:
    """Each once."""
    return sorted(set(references), key=place_of)


def counted_out(phrases: Sequence[str]) -> str:
    """``one is completed, two are on track and six are withdrawn``; in Chinese clauses follow with commas alone."""
    if len(phrases) < 2:
        return "".join(phrases)
    most = pgettext("between clauses", ", ").join(phrases[:-1])
    return pgettext("end of counts", "%(most)s and %(last)s") % {"most": most, "last": phrases[-1]}


def number(count: int) -> str:
    """English words up to ten, as in running text; figures above, and in Chinese."""
    return WORDS[count] if reader_language() == "en" and count < len(WORDS) else str(count)


def paragraph(sentences: Iterable[str]) -> str:
    """Chinese sentences follow one another without a space."""
    return (" " if reader_language() == "en" else "").join(sentences)
