"""Status tags and the unit bar: one cell is one item."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from workplan.charts import bars
from workplan.choices import Status
from workplan.templatetags import plan_marks

ONE_OF_EACH = dict.fromkeys(bars.BAR_ORDER, 1)


@pytest.mark.parametrize("code", [status.value for status in Status])
def test_every_status_has_a_shape_a_word_and_a_colour(code: str) -> None:
    with translation.override("en"):
        drawn = plan_marks.status(code)
        assert f"status-{code}" in drawn
        assert f'href="#g-{bars.GLYPHS[code]}"' in drawn
        assert str(Status(code).label) in drawn


def test_no_two_statuses_share_a_shape() -> None:
    assert len(set(bars.GLYPHS.values())) == len(Status)


def test_a_missing_status_reads_as_no_statement_yet() -> None:
    assert plan_marks.status("") == plan_marks.status("no_statement")


def test_the_bar_draws_one_cell_per_item() -> None:
    drawn = plan_marks.unit_bar({"completed": 3, "on_track": 17, "withdrawn": 0})
    assert drawn.count("<rect") == 20
    assert drawn.count('class="unit-completed"') == 3


def test_the_bar_says_its_counts_in_words_in_the_order_it_draws_them() -> None:
    with translation.override("en"):
        drawn = plan_marks.unit_bar(
            {"not_started": 1, "behind_schedule": 3, "completed": 2, "no_statement": 1}
        )
    assert 'role="img"' in drawn
    assert 'aria-label="2 completed, 3 behind schedule, 1 not started, 1 without a statement"' in drawn


def test_more_than_forty_items_become_one_segment_per_status_with_its_count() -> None:
    assert plan_marks.unit_bar({"on_track": 40}).count("<rect") == 40
    drawn = plan_marks.unit_bar({"on_track": 240, "behind_schedule": 60})
    assert drawn.count("<rect") == 2
    assert ">240</text>" in drawn
    assert ">60</text>" in drawn


@pytest.mark.parametrize("kind", ["area", "plan"])
@pytest.mark.parametrize("each", [1, 3, 6, 50])
def test_nothing_is_drawn_outside_the_bar(kind: str, each: int) -> None:
    drawn = plan_marks.unit_bar(dict.fromkeys(bars.BAR_ORDER, each), kind)
    (width,) = re.findall(r'class="bar[^"]*" viewBox="0 0 ([\d.]+)', drawn)
    cells = re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', drawn)
    ends = [float(x) + float(cell) for x, cell in cells]
    assert ends
    assert max(ends) <= float(width) + 0.01


def test_the_plan_bar_writes_each_count_below_its_cells() -> None:
    drawn = plan_marks.unit_bar({"completed": 3, "on_track": 16}, "plan")
    assert re.findall(r"<text[^>]*>(\d+)</text>", drawn) == ["3", "16"]


def test_a_bar_of_nothing_is_not_drawn() -> None:
    assert plan_marks.unit_bar({}) == ""
    assert plan_marks.unit_bar({"completed": 0}) == ""


def test_behind_schedule_is_hatched_by_an_attribute() -> None:
    assert 'fill="url(#hatch)"' in plan_marks.unit_bar({"behind_schedule": 1})


def test_numbers_in_drawings_have_a_decimal_point_in_every_language() -> None:
    with translation.override("zh-hant"):
        drawn = plan_marks.unit_bar({**ONE_OF_EACH, "on_track": 20}, "plan")
    assert not re.search(r'(?:x|width)="\d+,\d', drawn)
