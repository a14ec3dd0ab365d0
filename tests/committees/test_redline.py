"""What changed between two texts, word by word, in Latin letters and in Chinese."""

from __future__ import annotations

import time

import pytest

from committees.keeping.redline import redline


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(part.op, part.text) for part in redline(old, new)]


def test_only_the_words_that_differ_are_struck_and_set() -> None:
    assert told("Two laboratories opened.", "Three laboratories opened.") == [
        ("del", "Two"),
        ("ins", "Three"),
        ("same", " laboratories opened."),
    ]


def test_a_chinese_character_is_compared_by_itself() -> None:
    assert told("兩所實驗室", "三所實驗室") == [("del", "兩"), ("ins", "三"), ("same", "所實驗室")]


@pytest.mark.parametrize(
    ("old", "new"), [("", "Said."), ("Said.", ""), ("Said.", "Said."), ("雙方", "雙方 agreed")]
)
def test_the_parts_give_both_texts_back(old: str, new: str) -> None:
    parts = redline(old, new)
    assert "".join(part.text for part in parts if part.op != "ins") == old
    assert "".join(part.text for part in parts if part.op != "del") == new


def test_a_text_made_to_be_slow_is_shown_as_replaced() -> None:
    """Four thousand equal characters are sixteen million pairs; comparing them took over a second a field."""
    old, new = "一" * 4000, "一" * 3999
    begun = time.process_time()
    assert told(old, new) == [("del", old), ("ins", new)]
    assert time.process_time() - begun < 0.5


def test_a_long_text_of_ordinary_words_is_still_compared() -> None:
    old = " ".join(f"word{place}" for place in range(700))
    assert told(old, old.replace("word300", "another")) != [
        ("del", old),
        ("ins", old.replace("word300", "another")),
    ]
