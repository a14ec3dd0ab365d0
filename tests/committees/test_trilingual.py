"""A reader sees their language, else the nearest other one with a mark."""

from __future__ import annotations

import pytest
from django.utils import translation

from committees.keeping.trilingual import best_wording, reader_language
from committees.models import Body

E, T, S = "English", "繁體", "简体"


@pytest.mark.parametrize(
    ("language", "texts", "shown", "of", "is_fallback"),
    [
        ("en", {"en": E, "zh-hant": T, "zh-hans": S}, E, "en", False),
        ("zh-hant", {"en": E, "zh-hant": T, "zh-hans": S}, T, "zh-hant", False),
        ("zh-hans", {"en": E, "zh-hant": T, "zh-hans": S}, S, "zh-hans", False),
        ("zh-hant", {"en": E, "zh-hant": "", "zh-hans": S}, S, "zh-hans", True),
        ("zh-hans", {"en": E, "zh-hant": T, "zh-hans": ""}, T, "zh-hant", True),
        ("zh-hant", {"en": E, "zh-hant": "", "zh-hans": ""}, E, "en", True),
        ("en", {"en": "", "zh-hant": T, "zh-hans": S}, T, "zh-hant", True),
        ("en", {"en": "", "zh-hant": "", "zh-hans": S}, S, "zh-hans", True),
        ("en", {"en": "", "zh-hant": "", "zh-hans": ""}, "", "en", False),
    ],
)
def test_the_nearest_wording(
    language: str, texts: dict[str, str], shown: str, of: str, is_fallback: bool
) -> None:
    wording = best_wording(texts, language)
    assert (str(wording), wording.language, wording.is_fallback) == (shown, of, is_fallback)


@pytest.mark.parametrize(("language", "shown"), [("en", E), ("zh-hant", T), ("zh-hans", S)])
def test_a_row_reads_in_the_active_language(language: str, shown: str) -> None:
    body = Body(name_en=E, name_zh_hant=T, name_zh_hans=S)
    with translation.override(language):
        assert body.name == shown


@pytest.mark.parametrize("language", ["fr", "zh", None])
def test_an_unknown_language_reads_english(language: str | None) -> None:
    with translation.override(language) if language else translation.override(None):
        assert reader_language() == "en"
