"""Ordinal numbers as the two languages write them. Pure functions."""

from __future__ import annotations

DIGITS = "〇一二三四五六七八九"


def in_english(number: int) -> str:
    """``18th``, ``21st``, ``112th``."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def in_chinese(number: int) -> str:
    """``十八``, ``二十一``; from a hundred on the digits one by one, as years are read."""
    if number >= 100:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")
