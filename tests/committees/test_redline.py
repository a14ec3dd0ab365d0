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


def test_words_that_all_differ_are_struck_and_set_as_one() -> None:
    """Word beside word, they could not be read."""
    assert told("Two calls opened in May.", "The third call closed in May.") == [
        ("del", "Two calls opened"),
        ("ins", "The third call closed"),
        ("same", " in May."),
    ]


def test_a_blank_beside_what_was_only_added_stays_as_it_is() -> None:
    assert told("Two calls.", "Two open calls.") == [("same", "Two "), ("ins", "open "), ("same", "calls.")]


def test_a_chinese_character_is_compared_by_itself() -> None:
    assert told("兩所實驗室", "三所實驗室") == [("del", "兩"), ("ins", "三"), ("same", "所實驗室")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Said."),
        ("Said.", ""),
        ("Said.", "Said."),
        ("雙方", "雙方 agreed"),
        ("One by one.", "All at once, then."),
    ],
)
def test_the_parts_give_both_texts_back(old: str, new: str) -> None:
    parts = redline(old, new)
    assert "".join(part.text for part in parts if part.op != "ins") == old
    assert "".join(part.text for part in parts if part.op != "del") == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("二" + "一" * 4000, "三" + "一" * 3999 + "四"),
        (
            "".join("中" + chr(0x5000 + place) for place in range(700)),
            "中".join(chr(0x6000 + place) for place in range(700)),
        ),
    ],
    ids=["many pairs", "many matches"],
)
def test_texts_made_to_be_slow_are_shown_as_replaced(old: str, new: str) -> None:
    """The first took over a second, the second seven."""
    begun = time.process_time()
    parts = told(old, new)
    assert time.process_time() - begun < 1
    assert len(parts) <= 4


def test_a_long_text_of_ordinary_words_is_still_compared() -> None:
    old = " ".join(f"word{place}" for place in range(700))
    assert told(old, old.replace("word300", "another")) != [
        ("del", old),
        ("ins", old.replace("word300", "another")),
    ]
