"""Glyphs, seals, wordings and dates as pages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from committees.keeping.trilingual import Wording
from committees.templatetags import paper


def test_a_glyph_is_silent_beside_its_word() -> None:
    drawn = paper.glyph("lock", "late")
    assert 'class="glyph late"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert 'href="#g-lock"' in drawn


def test_the_two_seals_differ_in_form_and_are_silent_beside_their_word() -> None:
    mainland, hong_kong = paper.seal("mainland"), paper.seal("hong_kong")
    assert "seal-mainland" in mainland
    assert "內" in mainland
    assert "seal-hong_kong" in hong_kong
    assert "港" in hong_kong
    assert "visually-hidden" not in mainland


def test_a_seal_that_stands_alone_says_its_side_and_escapes_the_name() -> None:
    side = SimpleNamespace(code="hong_kong", name="Hong Kong <side>")
    assert '<span class="visually-hidden">Hong Kong &lt;side&gt;</span>' in paper.seal(side, alone=True)


def test_an_unknown_side_has_no_seal() -> None:
    assert paper.seal("macao") == ""


def test_a_wording_in_the_language_of_the_page_is_plain_text() -> None:
    with translation.override("en"):
        assert paper.wording(Wording("Science & technology", "en")) == "Science &amp; technology"


def test_a_wording_that_stands_in_has_its_language_and_a_mark() -> None:
    with translation.override("en"):
        shown = paper.wording(Wording("加強政策對接", "zh-hant", is_fallback=True))
    assert '<span lang="zh-Hant">加強政策對接</span>' in shown
    assert 'class="mark"' in shown


def test_the_mark_can_be_left_out_where_there_is_no_room_but_never_the_language() -> None:
    with translation.override("en"):
        shown = paper.wording(Wording("加強政策對接", "zh-hant", is_fallback=True), mark=False)
    assert shown == '<span lang="zh-Hant">加強政策對接</span>'


def test_a_text_shown_in_another_language_on_purpose_has_no_mark() -> None:
    with translation.override("en"):
        assert "mark" not in paper.wording(Wording("加強政策對接", "zh-hant"))


@pytest.mark.parametrize("reader", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("shown", ["en", "zh-hant", "zh-hans"])
def test_every_pair_of_languages_has_its_mark(reader: str, shown: str) -> None:
    with translation.override(reader):
        marked = "mark" in paper.wording(Wording("x", shown, is_fallback=reader != shown))
    assert marked == (reader != shown)


def test_a_wording_that_people_typed_is_escaped_in_every_language() -> None:
    with translation.override("zh-hant"):
        shown = paper.wording(Wording("<script>", "en", is_fallback=True))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_plain_string_and_nothing_are_written_as_they_are() -> None:
    assert paper.wording("a < b") == "a &lt; b"
    assert paper.wording(None) == ""


def test_dates_follow_the_language_of_the_page() -> None:
    day = date(2025, 11, 5)
    with translation.override("en"):
        assert paper.day(day) == "5 November 2025"
        assert paper.day_short(day) == "5 Nov 2025"
        assert paper.due(day, "month") == "Nov 2025"
    with translation.override("zh-hans"):
        assert paper.day(day) == "2025年11月5日"
        assert paper.day_short(day) == "2025年11月5日"
        assert paper.due(day, "month") == "2025年11月"


def test_a_missing_date_is_empty_and_a_missing_due_date_is_said_in_words() -> None:
    with translation.override("en"):
        assert paper.day(None) == paper.day_short(None) == paper.moment(None) == ""
        assert paper.due(None) == "none set"


def test_moments_are_read_in_hong_kong() -> None:
    at = datetime(2025, 10, 14, 2, 20, tzinfo=UTC)
    with translation.override("en"):
        assert paper.moment(at) == "14 October 2025, 10:20"
        assert paper.moment_short(at) == "14 Oct 2025, 10:20"
        assert paper.clock_time(at) == "10:20"
    assert paper.iso(at) == "2025-10-14T10:20:00+08:00"
