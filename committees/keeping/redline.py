"""What changed between two texts: by word in English, by character in Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

# A run of letters or digits, a space, or one sign; a Chinese character is a sign of its own.
TOKENS = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
# Comparing costs more than as many steps as there are pairs of equal tokens: with texts made for it, their cube.
# At this many the worst text takes a third of a second; beyond it a text is shown as replaced.
MOST_PAIRS = 40_000


@dataclass(frozen=True)
class Part:
    op: str  # same, ins, del
    text: str


@lru_cache(maxsize=512)
def redline(old: str, new: str) -> tuple[Part, ...]:
    """The parts of the new text with what was struck from the old; joined, "same" and "ins" give the new text."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    inner, outer = before[head : len(before) - tail], after[head : len(after) - tail]
    changed = [("del", "".join(inner)), ("ins", "".join(outer))]
    if _pairs(inner, outer) <= MOST_PAIRS:
        changed = list(_compared(inner, outer))
    return _parts([("same", "".join(after[:head])), *changed, ("same", "".join(after[len(after) - tail :]))])


def _common(before: list[str], after: list[str]) -> int:
    """How many tokens at the beginning are the same."""
    return next(
        (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """A blank that both texts have between words that both changed joins these: they are read as one change."""
    gone = come = ""
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kept = "".join(after[b1:b2])
        if tag == "equal" and not (kept.isspace() and gone and come):
            yield from (("del", gone), ("ins", come), ("same", kept))
            gone = come = ""
        else:
            gone, come = gone + "".join(before[a1:a2]), come + kept
    yield from (("del", gone), ("ins", come))


def _pairs(before: list[str], after: list[str]) -> int:
    counts = Counter(after)
    return sum(times * counts[token] for token, times in Counter(before).items())


def _parts(found: list[tuple[str, str]]) -> tuple[Part, ...]:
    return tuple(Part(op, text) for op, text in found if text)
