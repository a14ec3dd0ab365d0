"""Which words of an agreed text are carried by excerpts of it. Pure functions, for any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LETTERS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")


@dataclass(frozen=True)
class Part:
    """A stretch of the text. Joined in order, the parts are the text again."""

    text: str
    covered: bool

    @property
    def is_left_out(self) -> bool:
        """Words that no excerpt carries; punctuation and spaces between excerpts say nothing."""
        return not self.covered and bool(LETTERS.search(self.text))


def spans(text: str, excerpts: Iterable[str]) -> list[tuple[int, int]]:
    """Where the excerpts stand, every occurrence, merged and in order."""
    found = sorted(span for excerpt in excerpts if excerpt for span in _occurrences(text, excerpt))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked_parts(text: str, excerpts: Iterable[str]) -> list[Part]:
    """The text in stretches that excerpts carry and stretches that they do not, the latter without their edges."""
    parts: list[Part] = []
    here = 0
    for start, end in spans(text, excerpts):
        parts += _uncovered(text[here:start])
        parts.append(Part(text[start:end], covered=True))
        here = end
    return parts + list(_uncovered(text[here:]))


def words_left_out(text: str, excerpts: Iterable[str]) -> list[str]:
    return [part.text for part in marked_parts(text, excerpts) if part.is_left_out]


def _occurrences(text: str, excerpt: str) -> Iterator[tuple[int, int]]:
    """Whole words only: “and” is not found in “Mainland”."""
    start = text.find(excerpt)
    while start >= 0:
        end = start + len(excerpt)
        if not _cuts_a_word(text, start) and not _cuts_a_word(text, end):
            yield start, end
        start = text.find(excerpt, start + 1)


def _cuts_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and bool(LATIN.match(text[place - 1]) and LATIN.match(text[place]))


def _uncovered(text: str) -> Iterator[Part]:
    words = LETTERS.search(text)
    edges = (0, words.start(), words.end(), len(text)) if words else (0, len(text))
    for start, end in pairwise(edges):
        if start < end:
            yield Part(text[start:end], covered=False)
