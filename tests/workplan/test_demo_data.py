"""What the demonstration says: only dated public facts, in three languages, about bodies that carry the item."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from committees.keeping.dates import MONTHS
from tests.text.chinese import FOREIGN_QUOTES, HALF_WIDTH, WESTERN_DATE, is_simplified
from tests.text.marked_words import ROOT
from workplan.choices import NEEDS_EVIDENCE, NEEDS_REASON, STATED, Status

# From the 18th meeting to the day on which the demonstration begins.
FIRST, LAST = date(2024, 11, 12), date(2025, 10, 10)
LANGUAGES = ("en", "zh-hant", "zh-hans")
CHINESE = ("zh-hant", "zh-hans")
PARTS = ("narrative", "reason", "next_step")
# Of these no dated public fact was found.
WITHOUT_STATEMENT = {"II-1", "III-1", "IV-1", "IV-2", "V-3", "VI-3"}
# Names and marks that Chinese writes in these letters too.
AS_THEY_ARE = {"InnoHK", "A", "B", "C", "Now", "Human", "Resources", "Online"}
LATIN = re.compile(r"[A-Za-z]+")

Entry = dict[str, Any]


@cache
def read(name: str) -> Any:
    return yaml.load((ROOT / f"fixtures/{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)


PROGRESS = read("demo_progress")
STATEMENTS: list[Entry] = PROGRESS["statements"]
EVENTS: list[Entry] = PROGRESS["milestones"]


def rows(model: str) -> list[Entry]:
    files = ("reference", "workplan_2024_25", "demo_sources")
    return [row["fields"] for name in files for row in read(name) if row["model"] == model]


def named(entry: Entry) -> str:
    return f"{entry['item']} {entry['side']} {entry.get('as_at', entry.get('date'))}"


def every_statement(test: Any) -> Any:
    return pytest.mark.parametrize("statement", STATEMENTS, ids=named)(test)


def texts(language: str) -> Iterator[str]:
    """Everything that is said in a language: statements, reasons of events, names of people and sources."""
    for statement in STATEMENTS:
        yield from (statement[part][language] for part in PARTS if part in statement)
    yield from (event["reason"][language] for event in EVENTS if "reason" in event)
    suffix = f"_{language.replace('-', '_')}"
    for entry in [*read("demo_people"), *(row["fields"] for row in read("demo_sources"))]:
        yield from (text for name, text in entry.items() if name.endswith(suffix))


@every_statement
def test_a_statement_speaks_for_bodies_of_its_side_that_carry_the_item(statement: Entry) -> None:
    sides = {
        row["body"][0]: row.get("side", [None, None])[1]
        for row in rows("workplan.responsibility")
        if row["item"][2] == statement["item"]
    }
    assert statement["side"] in {"mainland", "hong_kong"}
    assert statement["bodies"]
    for body in statement["bodies"]:
        assert body in sides
        assert sides[body] in {None, statement["side"]}


@every_statement
def test_a_statement_names_pages_on_file(statement: Entry) -> None:
    assert statement["sources"]
    assert set(statement["sources"]) <= {row["key"] for row in rows("committees.source")}


@every_statement
def test_a_statement_lies_between_the_18th_meeting_and_the_first_day(statement: Entry) -> None:
    assert FIRST <= statement["as_at"] <= LAST


@every_statement
def test_a_statement_says_every_part_in_three_languages(statement: Entry) -> None:
    assert set(statement) <= {"item", "side", "as_at", "status", "bodies", "sources", *PARTS}
    assert "narrative" in statement
    for part in PARTS:
        if part in statement:
            assert list(statement[part]) == list(LANGUAGES)
            assert all(text.strip() for text in statement[part].values())


@every_statement
def test_a_status_is_one_that_the_item_may_have_and_says_why(statement: Entry) -> None:
    kinds = {row["reference"]: row["kind"] for row in rows("workplan.actionitem")}
    status = Status(statement["status"])
    assert status in STATED
    assert ("reason" in statement) == (status in NEEDS_REASON)
    if status in NEEDS_EVIDENCE:
        assert kinds[statement["item"]] == "time_bound"
        assert statement["sources"]


def test_one_statement_an_item_side_and_day() -> None:
    said = [named(statement) for statement in STATEMENTS]
    assert len(said) == len(set(said))


def test_items_without_a_fact_stay_without_a_statement() -> None:
    items = {row["reference"] for row in rows("workplan.actionitem")}
    assert items - {statement["item"] for statement in STATEMENTS} == WITHOUT_STATEMENT


def test_of_some_items_both_sides_speak_and_where_they_do_they_agree() -> None:
    newest: dict[str, dict[str, str]] = defaultdict(dict)
    for statement in sorted(STATEMENTS, key=lambda statement: statement["as_at"]):
        newest[statement["item"]][statement["side"]] = statement["status"]
    both = {item: set(statuses.values()) for item, statuses in newest.items() if len(statuses) == 2}
    assert set(both) == {"I-1", "I-3", "I-4", "II-3", "III-2", "IV-3", "VI-1", "VII-3"}
    assert all(len(statuses) == 1 for statuses in both.values()), "no public fact shows that the sides differ"


def test_no_statement_leaves_a_final_status() -> None:
    final: dict[str, str] = {}
    for statement in sorted(STATEMENTS, key=lambda statement: statement["as_at"]):
        status = final.get(statement["item"], statement["status"])
        assert status == statement["status"]
        if status in {"completed", "withdrawn"}:
            final[statement["item"]] = status
    assert final == {"VI-1": "completed"}


@pytest.mark.parametrize("event", EVENTS, ids=named)
def test_an_event_is_of_a_step_of_the_plan_and_lies_before_the_first_day(event: Entry) -> None:
    steps = {(row["item"][2], row["number"]): row for row in rows("workplan.milestone")}
    step = steps[event["item"], event["number"]]
    assert event["kind"] == "reached"
    assert step["sources"], "a step that no page names cannot be shown to have been reached"
    assert FIRST <= event["date"] <= LAST
    assert event["precision"] == "day" or (event["precision"] == "month" and event["date"].day == 1)
    assert event["side"] in {"mainland", "hong_kong"}
    assert event["standing"] in {"verified", "proposed"}


def test_a_step_is_reached_once() -> None:
    reached = [(event["item"], event["number"]) for event in EVENTS]
    assert len(reached) == len(set(reached))


def test_every_step_that_a_page_dates_by_the_first_day_is_reached() -> None:
    dated = {
        (row["item"][2], row["number"])
        for row in rows("workplan.milestone")
        if row["standing"] == "verified" and row["due"] <= LAST.isoformat()
    }
    assert {(event["item"], event["number"]) for event in EVENTS} == dated


@pytest.mark.parametrize("language", CHINESE)
def test_chinese_is_set_as_chinese(language: str) -> None:
    wrong = [
        text
        for text in texts(language)
        if HALF_WIDTH.search(text) or FOREIGN_QUOTES[language] & set(text) or "\n" in text
    ]
    assert wrong == []


@pytest.mark.parametrize("language", CHINESE)
def test_chinese_holds_no_western_date_and_no_english_word(language: str) -> None:
    for text in texts(language):
        assert not WESTERN_DATE.search(text), text
        assert not re.search(r"\d{4}-\d{2}-\d{2}", text), text
        assert set(LATIN.findall(text)) <= AS_THEY_ARE, text


def test_simplified_texts_hold_no_traditional_character() -> None:
    assert [text for text in texts("zh-hans") if not is_simplified(text)] == []


def test_traditional_texts_are_not_left_simplified() -> None:
    """A text that is the same in both scripts is either short or forgotten."""
    pairs = zip(texts("zh-hant"), texts("zh-hans"), strict=True)
    assert [hant for hant, hans in pairs if hant == hans and len(hant) > 6] == []


@every_statement
def test_the_languages_name_the_same_days(statement: Entry) -> None:
    for part in PARTS:
        if part not in statement:
            continue
        english = statement[part]["en"]
        days = {
            (int(year), MONTHS.index(month) + 1, int(day))
            for day, month, year in re.findall(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", english)
        }
        for language in CHINESE:
            chinese = {
                (int(year), int(month), int(day))
                for year, month, day in re.findall(
                    r"(\d{4})年(\d{1,2})月(\d{1,2})日", statement[part][language]
                )
            }
            assert chinese == days, statement[part][language]
