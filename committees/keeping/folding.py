"""Which characters are one to a search: capitals, accents, full width, and the two scripts of Chinese.

A folded text has as many characters as the text, so that a place in one is a place in the other. The database
folds, by the map that a migration took from here and so from the table of OpenCC (Apache License 2.0) installed then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import opencc

CHINESE = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
OTHER_LETTERS = ((0x41, 0x5B), (0xC0, 0x530), (0x1E00, 0x2000), (0xFF10, 0xFF5B))


def character_map() -> dict[str, str]:
    """Every character that is folded to another one; what it is folded to is folded no further."""
    return {**dict(_letters()), **_simplified()}


def _letters() -> Iterator[tuple[str, str]]:
    """``É`` is ``e``, ``Ｇ`` is ``g``; ``ß`` and the like, which are two letters, stay."""
    for letter in _characters(OTHER_LETTERS):
        bare = unicodedata.normalize("NFKD", letter)[:1].lower()
        if len(bare) == 1 and bare.isalnum() and bare != letter and letter.isalnum():
            yield letter, bare


def _simplified() -> dict[str, str]:
    """Traditional characters, Hong Kong's forms among them. Of a character by itself, whatever the word."""
    traditional = list(_characters(CHINESE))
    simplified = opencc.OpenCC("hk2s").convert("\n".join(traditional)).split("\n")
    step = {
        old: new for old, new in zip(traditional, simplified, strict=True) if old != new and len(new) == 1
    }
    return {old: step.get(new, new) for old, new in step.items()}


def _characters(ranges: tuple[tuple[int, int], ...]) -> Iterator[str]:
    for first, end in ranges:
        yield from map(chr, range(first, end))
