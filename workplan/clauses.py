"""Which words of an agreed text are carried by excerpts of it. Pure functions, for any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LETTERS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
Place = tuple[int, int]
LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")


@dataclass(frozen=True)
class Span:
    """A stretch of the text that the same items carry. Joined in order, the spans are the text again."""

    text: str
    carried_by: tuple[str, ...] = ()
    excused: bool = False  # said to need no item, and carried by none

    @property
    def is_left_out(self) -> bool:
        """Words that nothing carries; punctuation and spaces between excerpts say nothing."""
        return not self.carried_by and not self.excused and bool(LETTERS.search(self.text))


def marked(text: str, excerpts: Iterable[tuple[str, str]], excused: Iterable[str] = ()) -> tuple[Span, ...]:
    """The text cut wherever an excerpt begins or ends; ``excerpts`` are pairs of an item's reference and its words.

    Excerpts may overlap, hold each other, or stand in the text more than once.
    """
    return _marked(text, tuple((str(name), str(words)) for name, words in excerpts), tuple(excused))


@lru_cache(maxsize=256)
def _marked(text: str, excerpts: tuple[tuple[str, str], ...], excused: tuple[str, ...]) -> tuple[Span, ...]:
    """Agreed words hardly ever change, and every reader of the plan sees them cut the same way."""
    stretches = [(name, place) for name, words in excerpts for place in occurrences(text, words)]
    pardons = [place for words in excused for place in occurrences(text, words)]
    spans: list[Span] = []
    for start, end in _cut(0, len(text), (place for _name, place in stretches)):
        carriers = dict.fromkeys(name for name, place in stretches if _holds(place, start, end))
        if carriers:
            spans.append(Span(text[start:end], tuple(carriers)))
        else:
            spans += _not_carried(text, start, end, pardons)
    return tuple(spans)


def words_left_out(text: str, excerpts: Iterable[str]) -> list[str]:
    return [span.text for span in marked(text, (), excerpts) if span.is_left_out]


def occurrences(text: str, excerpt: str) -> Iterator[Place]:
    """Where the excerpt stands, as whole words only: “and” is not found in “Mainland”."""
    start = text.find(excerpt) if excerpt else -1
    while start >= 0:
        end = start + len(excerpt)
        if not _cuts_a_word(text, start) and not _cuts_a_word(text, end):
            yield start, end
        start = text.find(excerpt, start + 1)


def _cuts_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and bool(LATIN.match(text[place - 1]) and LATIN.match(text[place]))


def _not_carried(text: str, start: int, end: int, pardons: list[Place]) -> Iterator[Span]:
    for first, last in _cut(start, end, pardons):
        if any(_holds(place, first, last) for place in pardons):
            yield Span(text[first:last], excused=True)
        else:
            yield from _words_and_their_edges(text[first:last])


def _cut(start: int, end: int, places: Iterable[Place]) -> Iterator[Place]:
    """From start to end, cut at the borders of the places that lie between."""
    borders = {border for place in places for border in place if start < border < end}
    return pairwise(sorted({start, end, *borders}))


def _holds(place: Place, start: int, end: int) -> bool:
    return place[0] <= start and end <= place[1]


def _words_and_their_edges(text: str) -> Iterator[Span]:
    """Commas and spaces around words that nothing carries stand apart, so that only the words are marked."""
    words = LETTERS.search(text)
    edges = (0, words.start(), words.end(), len(text)) if words else (0, len(text))
    for start, end in pairwise(edges):
        if start < end:
            yield Span(text[start:end])
