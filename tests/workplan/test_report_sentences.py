"""The sentences of a report, letter for letter: one, many, none, all; what is zero is not said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import translation

from tests.text.chinese import HALF_WIDTH, WESTERN_DATE
from tests.workplan.reports_of_tests import LANGUAGES, facts_of, step
from workplan.choices import STATUS_ORDER
from workplan.reports import headings, sentences, words
from workplan.reports.facts import Interval, MeetingFacts, ReportFacts, Texts

ALL = tuple(str(status) for status in STATUS_ORDER)


def said(facts: ReportFacts, language: str = "en") -> str:
    with translation.override(language):
        return "\n".join(sentences.overall(facts))


def headed(heading: Callable[[ReportFacts], str], facts: ReportFacts, language: str = "en") -> str:
    with translation.override(language):
        return heading(facts)


# How the items stand


def test_counts_are_one_sentence_and_zeros_are_not_said() -> None:
    told = said(facts_of("completed", "on_track", "on_track", "no_statement"))
    assert told == (
        "Of the four action items of the 2024-25 workplan, one is completed, two are on track and one has no"
        " statement yet. The completed item is I-1. Progress on item IV-1 has yet to be reported."
    )


def test_every_status_has_its_words() -> None:
    told = said(facts_of(*ALL, *ALL))
    assert told == (
        "Of the 12 action items of the 2024-25 workplan, two are completed, two are on track, two are behind"
        " schedule, two are not started, two have no statement yet and two are withdrawn."
        " The completed items are I-1 and VII-1."
        " Items II-2 and III-1 are behind schedule; details are given under their areas."
        " Items V-2 and VI-1 are withdrawn; the reasons are given under their areas."
        " Progress on items IV-2 and V-1 has yet to be reported."
    )


def test_numbers_are_words_up_to_ten_and_figures_above() -> None:
    assert (
        said(facts_of(*["on_track"] * 10))
        == "Each of the ten action items of the 2024-25 workplan is on track."
    )
    assert (
        said(facts_of(*["on_track"] * 11))
        == "Each of the 11 action items of the 2024-25 workplan is on track."
    )


@pytest.mark.parametrize(
    ("status", "one", "many"),
    [
        ("completed", "The only action item of the 2024-25 workplan is completed.", "is completed."),
        ("on_track", "The only action item of the 2024-25 workplan is on track.", "is on track."),
        (
            "behind_schedule",
            "The only action item of the 2024-25 workplan is behind schedule.",
            "is behind schedule.",
        ),
        ("not_started", "The only action item of the 2024-25 workplan is not started.", "is not started."),
        ("withdrawn", "The only action item of the 2024-25 workplan is withdrawn.", "is withdrawn."),
    ],
)
def test_items_that_all_stand_alike_are_told_together(status: str, one: str, many: str) -> None:
    assert said(facts_of(status)) == one
    assert said(facts_of(status, status)) == f"Each of the two action items of the 2024-25 workplan {many}"


def test_a_plan_of_which_nobody_said_anything() -> None:
    assert said(facts_of("no_statement")) == (
        "No statement has been made yet on the only action item of the 2024-25 workplan."
    )
    assert said(facts_of(*["no_statement"] * 3)) == (
        "No statement has been made yet on any of the three action items of the 2024-25 workplan."
    )
    assert said(facts_of()) == ""


def test_items_on_which_the_sides_differ_are_named() -> None:
    told = said(facts_of("on_track", "behind_schedule/on_track", "on_track/completed"))
    assert (
        "On items II-1 and III-1 the latest statements of the two sides differ; both are shown, and the items are"
        " counted by the later ones."
    ) in told
    told = said(facts_of("on_track", "behind_schedule/on_track"))
    assert (
        "On item II-1 the latest statements of the two sides differ; both are shown, and the item is counted by the"
        " later one."
    ) in told


# Milestones


REACHED = step(date(2025, 3, 1), reached=date(2025, 3, 1))
BEFORE = step(date(2024, 3, 1), reached=date(2024, 3, 1))
AHEAD = step(date(2025, 12, 1))
PASSED = step(date(2025, 9, 1))
MOVED = step(date(2025, 9, 1), moved=date(2025, 12, 1))


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((AHEAD,), "Its milestone has not been reached yet."),
        ((AHEAD, AHEAD), "Of the two milestones none has been reached yet."),
        ((REACHED,), "The only milestone of the workplan has been reached since the 18th meeting."),
        (
            (REACHED, REACHED),
            "Each of the two milestones of the workplan has been reached since the 18th meeting.",
        ),
        (
            (REACHED, AHEAD, AHEAD),
            "Since the 18th meeting one of the three milestones of the workplan has been reached.",
        ),
        (
            (REACHED, REACHED, AHEAD),
            "Since the 18th meeting two of the three milestones of the workplan have been reached.",
        ),
        (
            (REACHED, BEFORE, AHEAD),
            "Of the three milestones of the workplan two have been reached, one of them since the 18th meeting.",
        ),
        (
            (AHEAD, PASSED),
            (
                "Of the two milestones none has been reached yet. One milestone is overdue, under item I-1."
                " Item I-1 is reported as on track although a milestone of it is overdue."
            ),
        ),
        (
            (REACHED, MOVED, MOVED),
            (
                "Since the 18th meeting one of the three milestones of the workplan has been reached."
                " The dates of two milestones have been moved; they stand under I-1."
            ),
        ),
    ],
)
def test_milestones_are_told_in_a_paragraph_of_their_own(steps: tuple, sentence: str) -> None:
    items, _break, told = said(facts_of("on_track", steps=steps)).partition("\n")
    assert items == "The only action item of the 2024-25 workplan is on track."
    assert told == sentence


# Areas


@pytest.mark.parametrize("status", ALL)
def test_an_area_is_told_in_a_sentence(status: str) -> None:
    (one,) = facts_of(status).areas
    seven = facts_of(*[status] * 14).areas[0]
    with translation.override("en"):
        assert re.fullmatch(r"[A-Z][a-z ]+ action item in this area( is [a-z ]+)?\.", sentences.of_area(one))
        assert "two action items in this area" in sentences.of_area(seven)


def test_an_area_with_several_statuses_and_with_milestones() -> None:
    area = facts_of(*["on_track"] * 7, "completed", steps=(REACHED, AHEAD)).areas[0]
    with translation.override("en"):
        assert sentences.of_area(area) == (
            "Of the two action items in this area, one is completed and one is on track."
            " Of the two milestones, one has been reached."
        )


# The frame


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (
            date(2024, 11, 12),
            date(2025, 11, 5),
            ("This report covers the period from the 18th meeting on 12 November 2024 to 10 October 2025."),
        ),
        (
            date(2024, 11, 12),
            None,
            (
                "This report covers the period from the 18th meeting on 12 November 2024 to the 19th meeting, the date"
                " of which is not known."
            ),
        ),
        (
            None,
            date(2025, 11, 5),
            (
                "This report covers the period to the 19th meeting on 5 November 2025. Its beginning is not known,"
                " because the date of the 18th meeting is not on file."
            ),
        ),
        (
            None,
            None,
            "The period of this report is not known: neither the 18th meeting nor the 19th meeting has a date on file.",
        ),
    ],
)
def test_an_end_of_the_period_that_is_not_known_is_said(
    start: date | None, end: date | None, sentence: str
) -> None:
    facts = facts_of("on_track", interval=Interval(start, end))
    assert headed(headings.period, facts) == sentence


def test_after_the_meeting_the_period_goes_to_it() -> None:
    facts = facts_of("on_track", position_date=date(2025, 11, 4))
    assert headed(headings.period, facts) == (
        "This report covers the period from the 18th meeting on 12 November 2024 to the 19th meeting on"
        " 5 November 2025."
    )


def test_the_first_report_of_all() -> None:
    facts = facts_of(previous=None, meeting=MeetingFacts(1, None, Texts()), interval=Interval(None, None))
    assert headed(headings.title, facts) == "Work report to the 1st meeting"
    assert headed(headings.period, facts) == (
        "No meeting before the 1st meeting is on file, so the period of this report is not known."
    )
    assert headed(headings.nothing_to_report, facts) == (
        "No workplan is on file for the time before the 1st meeting."
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Position as at 10 October 2025"),
        ("zh-hant", "截至2025年10月10日的情況"),
        ("zh-hans", "截至2025年10月10日的情况"),
    ],
)
def test_the_position_is_dated_in_the_agreed_wording(language: str, line: str) -> None:
    assert headed(headings.position_line, facts_of("on_track"), language) == line


# Chinese


def test_chinese_says_the_same_in_its_own_order() -> None:
    told = said(
        facts_of("completed", "on_track", "on_track", "no_statement", steps=(REACHED, AHEAD)), "zh-hant"
    )
    assert told == (
        "2024-25年度工作計劃的4個工作項目中，1項已完成，2項按計劃進行，1項未有匯報。已完成的項目為I-1。"
        "項目IV-1的進展有待匯報。\n"
        "工作計劃共有2個里程碑，自第十八次會議以來已達成1個。"
    )


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_english_and_no_western_date_stands_in_chinese(language: str) -> None:
    every = facts_of(*ALL, *ALL, "on_track/completed", steps=(REACHED, BEFORE, PASSED, MOVED))
    plain = [facts_of(status) for status in ALL] + [facts_of(status, status) for status in ALL]
    told = [said(facts, language) for facts in (every, *plain)]
    told += [
        headed(heading, every, language) for heading in (headings.title, headings.submitted, headings.period)
    ]
    with translation.override(language):
        told += [sentences.of_area(area) for facts in (every, *plain) for area in facts.areas]
    for text in told:
        assert not re.search(r"[A-Za-z]", re.sub(r"[IVX]+-\d+", "", text)), text
        assert not WESTERN_DATE.search(text)
        assert not HALF_WIDTH.search(text)


@pytest.mark.parametrize(
    ("language", "lists"),
    [
        ("en", ["", "a", "a and b", "a, b and c"]),
        ("zh-hant", ["", "a", "a及b", "a、b及c"]),
        ("zh-hans", ["", "a", "a和b", "a、b和c"]),
    ],
)
def test_lists_are_joined_as_each_language_joins_them(language: str, lists: list[str]) -> None:
    with translation.override(language):
        assert [words.listed(list("abc")[:length]) for length in range(4)] == lists
