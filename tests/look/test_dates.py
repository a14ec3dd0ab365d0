"""Dates as the two offices write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from committees.keeping.dates import clock, in_words, moment, span

DAY = date(2025, 10, 14)
MORNING = datetime(2025, 10, 14, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "precision", "style", "words"),
    [
        ("en", "day", "full", "14 October 2025"),
        ("en", "day", "short", "14 Oct 2025"),
        ("en", "month", "full", "October 2025"),
        ("en", "month", "short", "Oct 2025"),
        ("en", "year", "full", "2025"),
        ("zh-hant", "day", "full", "2025年10月14日"),
        ("zh-hant", "day", "short", "2025年10月14日"),
        ("zh-hans", "month", "full", "2025年10月"),
        ("zh-hant", "year", "short", "2025年"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(
    language: str, precision: str, style: str, words: str
) -> None:
    assert in_words(DAY, language, precision, style) == words


def test_a_single_figure_day_has_no_leading_zero() -> None:
    assert in_words(date(2025, 5, 1), "en") == "1 May 2025"
    assert in_words(date(2025, 5, 1), "zh-hant") == "2025年5月1日"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "14 October 2025, 10:20"),
        ("zh-hant", "2025年10月14日上午10時20分"),
        ("zh-hans", "2025年10月14日上午10时20分"),
    ],
)
def test_a_moment_is_read_on_the_clock_of_hong_kong(language: str, words: str) -> None:
    assert moment(MORNING, language) == words


def test_a_moment_late_in_the_day_of_utc_is_the_next_day_in_hong_kong() -> None:
    evening = datetime(2025, 10, 14, 17, 5, tzinfo=UTC)
    assert moment(evening, "en") == "15 October 2025, 01:05"
    assert in_words(evening, "en") == "15 October 2025"


@pytest.mark.parametrize(
    ("hour_utc", "minute", "words"),
    [(16, 5, "上午12時05分"), (4, 0, "下午12時"), (10, 0, "下午6時"), (15, 59, "下午11時59分")],
)
def test_the_chinese_clock_has_two_halves_of_twelve_hours(hour_utc: int, minute: int, words: str) -> None:
    assert clock(datetime(2025, 10, 14, hour_utc, minute, tzinfo=UTC), "zh-hant") == words


@pytest.mark.parametrize(
    ("start", "end", "english", "chinese"),
    [
        (date(2025, 10, 1), date(2025, 10, 14), "1 to 14 October 2025", "2025年10月1日至14日"),
        (date(2025, 4, 1), date(2025, 9, 30), "1 April to 30 September 2025", "2025年4月1日至9月30日"),
        (
            date(2024, 11, 12),
            date(2025, 11, 5),
            "12 November 2024 to 5 November 2025",
            "2024年11月12日至2025年11月5日",
        ),
        (date(2025, 11, 5), date(2025, 11, 5), "5 November 2025", "2025年11月5日"),
        (
            date(2024, 10, 5),
            date(2025, 10, 9),
            "5 October 2024 to 9 October 2025",
            "2024年10月5日至2025年10月9日",
        ),
    ],
)
def test_a_span_says_once_what_its_ends_share(start: date, end: date, english: str, chinese: str) -> None:
    assert span(start, end, "en") == english
    assert span(start, end, "zh-hant") == chinese


def test_an_unknown_language_is_refused_instead_of_written_in_english() -> None:
    with pytest.raises(ValueError, match="fr"):
        in_words(DAY, "fr")


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        in_words(DAY, "en", "week")


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2025, 10, 14, 10, 20), "en")  # noqa: DTZ001
