"""Which texts say something: one notion of matching, for the search and for the filter of the items.

Folding and cutting into words is the database's (migration 0005), for what is stored and for what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value

from workplan.models import SearchText

AROUND = 70  # letters shown before what was found, and twice as many after
LONGEST_WORD = 30
CHINESE = re.compile(r"[⺀-\U0003ffff]")
LATIN = re.compile(r"[0-9A-Za-zÀ-῿]{2}")
NOT_INSIDE = r"(?<![0-9a-zÀ-῿])"
Place = tuple[int, int]


class _HasWords(Func):
    template = "%(expressions)s)"
    arg_joiner = " @@ workplan_asked_words("
    arity = 2
    output_field = BooleanField()


class _HasRuns(Func):
    template = "%(expressions)s))"
    arg_joiner = " LIKE ALL (workplan_asked_runs("
    arity = 2
    output_field = BooleanField()


class Asked(Func):
    """The pieces of what was asked, as they are compared."""

    function = "workplan_asked"
    arity = 1
    output_field = ArrayField(TextField())


def saying(words: str) -> QuerySet[SearchText]:
    """Texts that say every piece of ``words``; none where they hold no letter and no digit."""
    asked = Value(words, output_field=TextField())
    return SearchText.objects.filter(_HasWords(F("words"), asked), _HasRuns(F("folded"), asked))


@dataclass(frozen=True)
class Stretch:
    text: str
    found: bool = False


def marks(text: str, folded: str, pieces: Iterable[str]) -> list[Stretch]:
    """The whole text, with what is found in it marked."""
    return list(_stretches(text, 0, len(text), _places(folded, pieces)))


def says_all(folded: str, pieces: Iterable[str]) -> bool:
    return all(_places(folded, [piece]) for piece in pieces)


def excerpt(text: str, folded: str, pieces: Iterable[str]) -> list[Stretch]:
    """The text around the first thing found in it, with all that is found there marked; empty where nothing is."""
    places = _places(folded, pieces)
    if not places:
        return []
    start, end = _whole_words(text, places[0][0] - AROUND, places[0][0] + 2 * AROUND)
    before = [Stretch("… ")] if start else []
    after = [Stretch(" …")] if end < len(text) else []
    return [*before, *_stretches(text, start, end, places), *after]


def _stretches(text: str, start: int, end: int, places: list[Place]) -> Iterator[Stretch]:
    for begins, ends in places:
        if start <= begins and ends <= end:
            if start < begins:
                yield Stretch(text[start:begins])
            yield Stretch(text[begins:ends], found=True)
            start = ends
    if start < end:
        yield Stretch(text[start:end])


def _places(folded: str, pieces: Iterable[str]) -> list[Place]:
    """Chinese anywhere, a word at its beginning."""
    return sorted(
        hit.span()
        for piece in pieces
        for hit in re.finditer(("" if CHINESE.match(piece) else NOT_INSIDE) + re.escape(piece), folded)
    )


def _whole_words(text: str, start: int, end: int) -> Place:
    """The nearest ends that cut no word, unless it is longer than any word."""
    start, end = max(0, start), min(len(text), end)
    for _letter in range(LONGEST_WORD):
        start -= _cuts_a_word(text, start)
        end += _cuts_a_word(text, end)
    return start, end


def _cuts_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and bool(LATIN.fullmatch(text[place - 1 : place + 1]))
