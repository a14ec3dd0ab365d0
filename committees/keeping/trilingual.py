"""Three languages are data: spelled-out columns, read in the reader's language with a mark when it is another."""

from __future__ import annotations

from typing import Any, Self, overload

from django.utils.translation import get_language

LANGUAGES = ("en", "zh-hant", "zh-hans")
_SUFFIXES = {language: language.replace("-", "_") for language in LANGUAGES}
FALLBACKS = {
    "en": ("en", "zh-hant", "zh-hans"),
    "zh-hant": ("zh-hant", "zh-hans", "en"),
    "zh-hans": ("zh-hans", "zh-hant", "en"),
}


class Wording(str):
    """A text that knows its language and whether it stands in for a missing one."""

    language: str
    is_fallback: bool

    def __new__(cls, text: str, language: str, *, is_fallback: bool = False) -> Self:
        wording = super().__new__(cls, text)
        wording.language = language
        wording.is_fallback = is_fallback
        return wording


def column_suffix(language: str) -> str:
    """``zh-hant`` as it stands in column names: ``zh_hant``."""
    return _SUFFIXES[language]


def reader_language() -> str:
    """The active language, reduced to one of the three; English when none is active."""
    active = (get_language() or "en").lower()
    return active if active in LANGUAGES else "en"


def best_wording(texts: dict[str, str], language: str) -> Wording:
    """The text in ``language``, else the nearest other one, marked as a fallback; empty when there is none."""
    for candidate in FALLBACKS[language]:
        if texts.get(candidate):
            return Wording(texts[candidate], candidate, is_fallback=candidate != language)
    return Wording("", language)


def wording_of(row: Any, name: str, language: str) -> Wording:
    """The wording of the three columns ``name_en``, ``name_zh_hant``, ``name_zh_hans`` of a row."""
    return best_wording({code: getattr(row, f"{name}_{column_suffix(code)}") for code in LANGUAGES}, language)


class InReaderLanguage:
    """``title = InReaderLanguage()`` reads ``title_en``, ``title_zh_hant``, ``title_zh_hans``."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> InReaderLanguage: ...
    @overload
    def __get__(self, row: object, owner: type) -> Wording: ...
    def __get__(self, row: object | None, owner: type) -> InReaderLanguage | Wording:
        return self if row is None else wording_of(row, self.name, reader_language())
