"""What changed between two texts: by word in English, by character in Chinese."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

# A run of letters or digits, a space, or one sign; a Chinese character is a sign of its own.
TOKENS = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
# Comparing costs as many steps as there are pairs of equal tokens; beyond this a text is shown as replaced.
MOST_PAIRS = 500_000


@dataclass(frozen=True)
class Part:
    op: str  # same, ins, del
    text: str


def redline(old: str, new: str) -> list[Part]:
    """The parts of the new text with what was struck from the old; joined, "same" and "ins" give the new text."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    if _pairs(before, after) > MOST_PAIRS:
        return _parts([("del", old), ("ins", new)]) if old != new else _parts([("same", new)])
    found: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(after[b1:b2])))
        else:
            found += [("del", "".join(before[a1:a2])), ("ins", "".join(after[b1:b2]))]
    return _parts(found)


def _pairs(before: list[str], after: list[str]) -> int:
    counts = Counter(after)
    return sum(times * counts[token] for token, times in Counter(before).items())


def _parts(found: list[tuple[str, str]]) -> list[Part]:
    return [Part(op, text) for op, text in found if text]
