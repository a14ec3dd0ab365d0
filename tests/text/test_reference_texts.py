"""The fixtures kept by hand, read as plain files: official words as published, and no language left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from tests.text.chinese import FOREIGN_QUOTES, HALF_WIDTH, WESTERN_DATE, is_simplified
from tests.text.marked_words import ROOT

FILES = ("reference", "workplan_2024_25", "workplan_2025_26")
SCRIPTS = {"zh-hant": "_zh_hant", "zh-hans": "_zh_hans"}
# Titles and texts of the seven areas in the press release of 14 November 2024, one after the other, by lines.
AS_PUBLISHED = "b9899659129990e7cca9e449b7a110e4ff4d6abe39a42b8fc12f3ed762dc5aff"

Row = tuple[str, dict[str, Any]]


@cache
def every_row() -> list[Row]:
    texts = [(ROOT / f"fixtures/{name}.yaml").read_text("utf-8") for name in FILES]
    return [(row["model"], row["fields"]) for text in texts for row in yaml.safe_load(text)]


def rows(*models: str) -> list[Row]:
    return [row for row in every_row() if not models or row[0] in models]


def areas_with_items() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    items = [fields for _model, fields in rows("workplan.actionitem")]
    for _model, area in rows("workplan.cooperationarea"):
        key = [*area["workplan"], area["number"]]
        yield area, [item for item in items if item["area"] == key]


def chinese(language: str) -> Iterator[str]:
    for _model, fields in rows():
        for name, value in fields.items():
            if name.endswith(SCRIPTS[language]) and "standing" not in name:
                yield value


def test_the_official_words_are_those_of_the_press_release() -> None:
    words = [
        text
        for area, _items in areas_with_items()
        if area["workplan"][1] == "2024-25"
        for text in (area["title_en"], area["agreed_text_en"])
    ]
    assert hashlib.sha256("\n".join(words).encode()).hexdigest() == AS_PUBLISHED


def test_nothing_of_a_draft_is_called_official() -> None:
    standings = {
        value
        for area, _items in areas_with_items()
        if area["workplan"][1] == "2025-26"
        for name, value in area.items()
        if "standing" in name
    }
    assert standings == {"proposed", "working_translation"}


def test_every_letter_of_an_agreed_text_is_carried_by_an_item_or_excused() -> None:
    for area, items in areas_with_items():
        text = area["agreed_text_en"]
        carried = [False] * len(text)
        for words in [*area["excused_words"], *(item["agreed_words_en"] for item in items)]:
            start = text.find(words)
            assert start >= 0, words
            while start >= 0:
                carried[start : start + len(words)] = [True] * len(words)
                start = text.find(words, start + 1)
        left = "".join(letter for letter, is_carried in zip(text, carried, strict=True) if not is_carried)
        assert [letter for letter in left if letter.isalnum()] == [], f"area {area['number']}: {left}"


@pytest.mark.parametrize("suffix", ["_en", *SCRIPTS.values()])
def test_agreed_words_are_excerpts_in_their_order(suffix: str) -> None:
    for area, items in areas_with_items():
        places = [area[f"agreed_text{suffix}"].find(item[f"agreed_words{suffix}"]) for item in items]
        assert min(places) >= 0
        assert places == sorted(places)


def test_every_text_stands_in_three_languages() -> None:
    missing = [
        (model, name, fields[name])
        for model, fields in rows()
        for name in fields
        if name.endswith("_en") and "standing" not in name
        for suffix in SCRIPTS.values()
        if not fields.get(name.removesuffix("_en") + suffix)
    ]
    assert missing == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_chinese_texts_are_set_as_chinese(language: str) -> None:
    wrong = [
        text
        for text in chinese(language)
        if HALF_WIDTH.search(text) or WESTERN_DATE.search(text) or FOREIGN_QUOTES[language] & set(text)
    ]
    assert wrong == []


def test_simplified_texts_hold_no_traditional_character() -> None:
    assert [text for text in chinese("zh-hans") if not is_simplified(text)] == []


def test_every_source_that_is_named_is_on_file_and_every_copy_is_not_linked() -> None:
    sources = [fields for _model, fields in rows("committees.source")]
    keys = {source["key"] for source in sources}
    named = {key for _model, fields in rows() for key in fields.get("sources", ())}
    assert named == keys
    assert [source["key"] for source in sources if source["kind"] == "copy" and source["may_be_linked"]] == []


def test_each_item_has_leads_on_both_sides_and_each_lead_has_its_seat() -> None:
    seats = {(fields["body"][0], fields["side"][1]) for _model, fields in rows("committees.seat")}
    sides: dict[tuple[str, ...], set[str]] = {}
    for _model, fields in rows("workplan.responsibility"):
        if fields["role"] == "lead":
            assert (fields["body"][0], fields["side"][1]) in seats
            sides.setdefault(tuple(fields["item"]), set()).add(fields["side"][1])
    assert len(sides) == 24 + 25
    assert all(found == {"mainland", "hong_kong"} for found in sides.values())


def test_milestones_are_numbered_by_their_dates() -> None:
    numbered: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for _model, fields in rows("workplan.milestone"):
        numbered.setdefault(tuple(fields["item"]), []).append((fields["number"], fields["due"]))
    for item, found in numbered.items():
        assert [number for number, _due in found] == list(range(1, len(found) + 1)), item
        assert [due for _number, due in found] == sorted(due for _number, due in found), item
