"""Which words of an agreed text its items carry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workplan.clauses import Part, marked_parts, spans, words_left_out

TEXT = "Support the Park, promote data flow, and train people in Mainland cities."
CHINESE = "支持香港园区，并推动数据流通。"


def test_the_text_is_cut_at_its_excerpts() -> None:
    assert marked_parts(TEXT, ["promote data flow"]) == [
        Part("Support the Park", covered=False),
        Part(", ", covered=False),
        Part("promote data flow", covered=True),
        Part(", ", covered=False),
        Part("and train people in Mainland cities", covered=False),
        Part(".", covered=False),
    ]


@pytest.mark.parametrize(
    ("excerpts", "left"),
    [
        ([], ["Support the Park, promote data flow, and train people in Mainland cities"]),
        (["Support the Park", "promote data flow", "train people in Mainland cities"], ["and"]),
        (["Support the Park", "promote data flow", "train people in Mainland cities", "and"], []),
        (
            ["Support the Park, promote", "promote data flow, and train people", "people in Mainland cities"],
            [],
        ),
        (["and"], ["Support the Park, promote data flow", "train people in Mainland cities"]),
        (["not there", ""], ["Support the Park, promote data flow, and train people in Mainland cities"]),
    ],
)
def test_words_that_nothing_carries(excerpts: list[str], left: list[str]) -> None:
    assert words_left_out(TEXT, excerpts) == left


def test_a_short_word_is_not_found_inside_a_longer_one() -> None:
    assert [TEXT[start:end] for start, end in spans(TEXT, ["and"])] == ["and"]


@pytest.mark.parametrize(
    ("excerpts", "left"),
    [
        (["支持香港园区", "推动数据流通"], ["并"]),
        (["支持香港园区", "并推动数据流通"], []),
        (["数据"], ["支持香港园区，并推动", "流通"]),
    ],
)
def test_chinese_has_no_spaces_between_words(excerpts: list[str], left: list[str]) -> None:
    assert words_left_out(CHINESE, excerpts) == left


@settings(deadline=None)
@given(st.text(), st.lists(st.text(max_size=5)))
def test_the_parts_are_the_text(text: str, excerpts: list[str]) -> None:
    parts = marked_parts(text, excerpts)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@settings(deadline=None)
@given(st.text(min_size=1))
def test_a_text_carries_itself(text: str) -> None:
    assert words_left_out(text, [text]) == []
