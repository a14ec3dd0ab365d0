"""Dates as the two offices write them. Pure functions: no database, no active language, no settings."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
LANGUAGES = ("en", "zh-hant", "zh-hans")
# What the product's calendars reach: a slip of the keyboard is not a date of this work.
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
PRECISIONS = ("day", "month", "year")
Day = TypeVar("Day", date, datetime)
HOUR_MARK = {"zh-hant": "時", "zh-hans": "时"}


@lru_cache(maxsize=4096)
def in_words(day: date, language: str, precision: str = "day", style: str = "full") -> str:
    """A day, month or year in ``language``; ``style`` is ``full`` or ``short`` and changes English only.

    Kept in memory: long lists name the same few hundred days in every row.
    """
    _check(language, precision)
    day = in_hong_kong(day)
    if language == "en":
        month = MONTHS[day.month - 1] if style == "full" else MONTHS[day.month - 1][:3]
        words = {
            "day": f"{day.day} {month} {day.year}",
            "month": f"{month} {day.year}",
            "year": f"{day.year}",
        }
    else:
        year = f"{day.year}年"
        words = {"day": f"{year}{day.month}月{day.day}日", "month": f"{year}{day.month}月", "year": year}
    return words[precision]


def clock(at: datetime, language: str) -> str:
    """The time of day in Hong Kong: 24 hours in English, 上午 and 下午 in Chinese."""
    _check(language)
    local = in_hong_kong(at)
    if language == "en":
        return f"{local.hour:02}:{local.minute:02}"
    half = "上午" if local.hour < 12 else "下午"
    minutes = f"{local.minute:02}分" if local.minute else ""
    return f"{half}{local.hour % 12 or 12}{HOUR_MARK[language]}{minutes}"


def moment(at: datetime, language: str, style: str = "full") -> str:
    """A day with its time, in Hong Kong: ``14 October 2025, 10:20``, ``2025年10月14日上午10時20分``."""
    day = in_words(in_hong_kong(at), language, style=style)
    return f"{day}, {clock(at, language)}" if language == "en" else f"{day}{clock(at, language)}"


def span(start: date, end: date, language: str) -> str:
    """Two days, the first shortened by what they share: ``1 April to 30 September 2025``."""
    start, end = in_hong_kong(start), in_hong_kong(end)
    last = in_words(end, language)
    if start == end:
        return last
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    if language != "en":
        tail = f"{end.day}日" if same_month else f"{end.month}月{end.day}日" if same_year else last
        return f"{in_words(start, language)}至{tail}"
    if same_month:
        return f"{start.day} to {last}"
    first = f"{start.day} {MONTHS[start.month - 1]}" if same_year else in_words(start, language)
    return f"{first} to {last}"


def in_hong_kong(day: Day) -> Day:
    """A moment on Hong Kong's clock, a plain date as it is. A moment without a zone is refused."""
    if not isinstance(day, datetime):
        return day
    if day.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return day.astimezone(HONG_KONG)


def _check(language: str, precision: str = "day") -> None:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    if precision not in PRECISIONS:
        raise ValueError(f"no such precision: {precision}")
