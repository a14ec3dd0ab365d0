"""Which words of an agreed text its items carry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workplan.clauses import Span, marked, occurrences, words_left_out

TEXT = "Support the Park, promote data flow, and train people in Mainland cities."
CHINESE = "支持香港园区，并推动数据流通。"


def test_the_text_is_cut_at_its_excerpts() -> None:
    assert list(marked(TEXT, [("I-2", "promote data flow")], ["and"])) == [
        Span("Support the Park"),
        Span(", "),
        Span("promote data flow", ("I-2",)),
        Span(", "),
        Span("and", excused=True),
        Span(" "),
        Span("train people in Mainland cities"),
        Span("."),
    ]


def test_words_of_two_items_are_of_both_and_their_own_words_of_each() -> None:
    spans = marked(TEXT, [("I-1", "Support the Park, promote"), ("I-2", "promote data flow")])
    assert [(span.text, span.carried_by) for span in spans[:3]] == [
        ("Support the Park, ", ("I-1",)),
        ("promote", ("I-1", "I-2")),
        (" data flow", ("I-2",)),
    ]


def test_an_excerpt_may_lie_in_another() -> None:
    spans = marked("支持香港园区", [("I-1", "支持香港园区"), ("I-2", "香港")])
    assert [(span.text, span.carried_by) for span in spans] == [
        ("支持", ("I-1",)),
        ("香港", ("I-1", "I-2")),
        ("园区", ("I-1",)),
    ]


def test_excused_words_do_not_cut_those_that_an_item_carries() -> None:
    assert list(marked("you and I and we", [("I-1", "you and I")], ["and"])) == [
        Span("you and I", ("I-1",)),
        Span(" "),
        Span("and", excused=True),
        Span(" "),
        Span("we"),
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
    assert [TEXT[start:end] for start, end in occurrences(TEXT, "and")] == ["and"]


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


# Few letters, so that excerpts are found, overlap, repeat and lie in each other.
TEXTS = st.text(alphabet="ab ，数据x", max_size=30)
EXCERPTS = st.lists(
    st.tuples(st.sampled_from(["I-1", "I-2", "I-3"]), st.text(alphabet="ab ，数据x", max_size=6))
)


@settings(deadline=None)
@given(TEXTS | st.text(), EXCERPTS, st.lists(st.text(alphabet="ab ，数据x", max_size=4)))
def test_the_spans_are_the_text_and_each_letter_is_of_the_items_whose_words_it_is_in(
    text: str, excerpts: list[tuple[str, str]], excused: list[str]
) -> None:
    spans = marked(text, excerpts, excused)
    assert "".join(span.text for span in spans) == text
    assert all(span.text for span in spans)
    letters = [span for span in spans for _letter in span.text]
    for place, span in enumerate(letters):
        carrying = {
            name
            for name, words in excerpts
            for start, end in occurrences(text, words)
            if start <= place < end
        }
        assert set(span.carried_by) == carrying
        assert len(span.carried_by) == len(carrying)
        pardoned = any(start <= place < end for words in excused for start, end in occurrences(text, words))
        assert span.excused == (pardoned and not carrying)


@settings(deadline=None)
@given(st.text(min_size=1))
def test_a_text_carries_itself(text: str) -> None:
    assert words_left_out(text, [text]) == []
