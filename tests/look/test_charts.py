"""The pictures: every mark in its place, nothing that could be executed, colours of their own on paper."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from lxml import etree

from workplan.charts import bars
from workplan.charts.svg import Picture, number, width_of
from workplan.charts.timeline import Known, Mark, MeetingMark, Timeline, tall, wide

LANES = ("I", "II")
MEETINGS = (MeetingMark("18th meeting", date(2024, 11, 12)), MeetingMark("19th meeting", date(2025, 11, 5)))
NOW = date(2025, 10, 10)


def drawn(picture: Picture) -> Any:
    return etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{picture.drawn}</svg>')


def timeline(*marks: Mark) -> Timeline:
    return Timeline(LANES, marks, MEETINGS, NOW, "Today")


def shapes(picture: Picture, css_class: str) -> list[Any]:
    """With a title: those of the legend have none."""
    return [
        shape
        for shape in drawn(picture).iter("{*}path")
        if css_class in shape.get("class").split() and len(shape)
    ]


def start(shape: Any) -> tuple[float, float]:
    x, y = re.match(r"M([-\d.]+) ([-\d.]+)", shape.get("d")).groups()  # type: ignore[union-attr]
    return float(x), float(y)


REACHED = Mark("I", "I-1 reached", Known(date(2025, 3, 1)), "reached")
LATE = Mark("II", "II-1 late", Known(date(2025, 6, 30)), "late", was=Known(date(2025, 4, 30)))
AHEAD = Mark("I", "I-2 ahead", Known(date(2025, 12, 1), "month"), "ahead")
BEYOND = Mark("I", "I-3 much later", Known(date(2031, 1, 1), "year"), "ahead")


@pytest.mark.parametrize("draw", [wide, tall])
def test_every_milestone_is_drawn_once_and_says_what_it_is(draw: Any) -> None:
    picture = draw(timeline(REACHED, LATE, AHEAD, BEYOND))
    for css_class, label in (
        ("milestone-reached", "I-1 reached"),
        ("milestone-late", "II-1 late"),
        ("milestone-was", "II-1 late"),
        ("milestone-ahead", "I-2 ahead"),
        ("milestone-beyond", "I-3 much later"),
    ):
        assert [shape[0].text for shape in shapes(picture, css_class)] == [label]
    assert len(shapes(picture, "milestone-month")) == 0  # the line itself has no words
    assert "4 milestones: 1 reached, 1 overdue, 2 upcoming" in picture.label


def test_time_goes_to_the_right_and_in_the_tall_one_down() -> None:
    days = [Known(date(2025, month, 15)) for month in range(1, 11)]
    marks = [Mark("I", str(day.on), day, "reached") for day in days]
    places = [start(shape) for shape in shapes(wide(timeline(*marks)), "milestone-reached")]
    assert places == sorted(places)
    assert len({y for _x, y in places}) == 1
    downs = [start(shape)[::-1] for shape in shapes(tall(timeline(*marks)), "milestone-reached")]
    assert downs == sorted(downs)
    assert len({x for _y, x in downs}) == 1


@pytest.mark.parametrize("draw", [wide, tall])
def test_marks_that_would_cover_each_other_step_aside_and_stay_in_their_lane(draw: Any) -> None:
    crowd = [Mark("I", str(place), Known(date(2025, 3, 1)), "reached") for place in range(12)]
    places = [start(shape) for shape in shapes(draw(timeline(*crowd)), "milestone-reached")]
    assert len(set(places)) == 12
    other = start(
        shapes(draw(timeline(*crowd, Mark("II", "x", Known(date(2025, 3, 1)), "ahead"))), "milestone-ahead")[
            0
        ]
    )
    aside = 0 if draw is tall else 1
    assert max(place[aside] for place in places) < other[aside]


@pytest.mark.parametrize("draw", [wide, tall])
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_nothing_stands_outside_the_picture(draw: Any, language: str) -> None:
    with translation.override(language):
        picture = draw(
            timeline(
                REACHED,
                LATE,
                AHEAD,
                BEYOND,
                *(Mark("II", "x", Known(date(2025, m, 1)), "late") for m in range(1, 11)),
            )
        )
    for shape in drawn(picture).iter("{*}path"):
        if shape.get("d").startswith("M") and shape.getparent().tag.endswith("svg"):
            x, y = start(shape)
            assert -1 <= x <= picture.width + 1
            assert 0 <= y <= picture.height
    for words in drawn(picture).iter("{*}text"):
        assert 0 <= float(words.get("y")) <= picture.height


def test_the_label_of_today_and_the_year_do_not_stand_on_each_other() -> None:
    begun = Timeline(
        LANES, (REACHED,), (MeetingMark("20th meeting", date(2026, 11, 5)),), NOW, "Today, 10 Oct 2025"
    )
    words = [words.text for words in drawn(wide(begun)).iter("{*}text")]
    assert "Today, 10 Oct 2025" in words
    assert "2025" not in words
    assert "2025" in [words.text for words in drawn(wide(timeline(REACHED))).iter("{*}text")]


def test_a_plan_without_anything_is_drawn_all_the_same() -> None:
    for lanes, meetings in (((), ()), (LANES, ()), ((), MEETINGS)):
        picture = wide(Timeline(lanes, (), meetings, NOW, "Today"))
        assert drawn(picture) is not None
        assert "0 milestones" in picture.label


def test_words_are_escaped() -> None:
    hostile = Mark("I", "<script>&\"'", Known(date(2025, 3, 1)), "reached")
    picture = wide(timeline(hostile))
    assert [shape[0].text for shape in shapes(picture, "milestone-reached")] == ["<script>&\"'"]
    page = Picture(1, 1, 'say "<b>"', "").on_page("x")
    assert etree.fromstring(page).get("aria-label") == 'say "<b>"'


def test_a_picture_on_paper_has_its_colours_its_shapes_and_its_face_inside() -> None:
    counts = {"completed": 1, "on_track": 2, "behind_schedule": 1, "no_statement": 1}
    picture = bars.by_area([("I", counts), ("II", {})])
    paper = etree.fromstring(picture.on_paper("Noto Sans TC", bars.shapes()))
    css = paper.find("{*}style").text
    assert "var(" not in css
    assert ".unit-completed { fill: #1f4b82; }" in css
    assert '"Noto Sans TC"' in css
    inside = {shape.get("id") for shape in paper.iter() if shape.get("id")}
    wanted = {use.get("href")[1:] for use in paper.iter("{*}use")} | {"hatch"}
    assert wanted <= inside
    assert len(paper.findall(".//{*}g//{*}rect")) >= 5


def test_the_areas_say_their_counts_in_words() -> None:
    picture = bars.by_area([("I", {"completed": 1, "on_track": 2}), ("II", {"withdrawn": 1})])
    assert picture.label == "Action items by area and status: I 1 completed, 2 on track; II 1 withdrawn"


def test_numbers_are_short_and_chinese_is_wide() -> None:
    assert (number(3.0), number(3.14159), number(-0.5)) == ("3", "3.14", "-0.5")
    assert width_of("會議") == 25
    assert width_of("ab") < 25
