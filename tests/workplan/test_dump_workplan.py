"""A plan is written back as the fixture it came from."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workplan.plans_of_tests import (
    PLAN,
    REFERENCE,
    draft_rows,
    emptied,
    loaded,
    state_something,
    the_adopted_plan,
    written,
)
from workplan.fixture_files.comparing import Outcome
from workplan.fixture_files.layout import in_brackets, quoted, scalar


def dumped(period: str = "2024-25", **options: str) -> str:
    out = StringIO()
    call_command("dump_workplan", period, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
class TestThePlan:
    def test_loads_into_an_empty_database_to_an_identical_dump(self, tmp_path: Path) -> None:
        the_adopted_plan()
        before = dumped()
        emptied()
        loading = loaded(REFERENCE, written(tmp_path, before))
        assert loading.problems == []
        assert dumped() == before

    def test_loads_over_itself_without_a_change(self, tmp_path: Path) -> None:
        the_adopted_plan()
        assert set(loaded(written(tmp_path, dumped())).counts()) == {Outcome.SAME}

    def test_says_what_the_fixture_says(self) -> None:
        the_adopted_plan()
        assert yaml.safe_load(dumped()) == yaml.safe_load(PLAN.read_text("utf-8"))

    def test_tells_neither_progress_nor_adoption(self, tmp_path: Path) -> None:
        plan = the_adopted_plan()
        before = dumped()
        state_something(plan.items.get(reference="I-2"))
        assert dumped() == before
        assert "adopted_by" not in before
        assert "state:" not in before

    def test_of_another_period(self, tmp_path: Path) -> None:
        the_adopted_plan()
        rows = draft_rows()
        loaded(written(tmp_path, rows))
        again = {str(row["fields"]) for row in yaml.safe_load(dumped("2031-32"))}
        assert len(again) == len(rows)

    def test_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="There is no plan of mhstcc for 1999-00"):
            dumped("1999-00")


# Every letter that a database can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200)
LONG = st.lists(
    st.sampled_from(["some words", " ", "，", "。", "、", "漢字", "\n", "'", '"', "#", ": ", "-"]),
    max_size=60,
)


class TestTheLayout:
    @settings(deadline=None)
    @given(TEXTS | LONG.map("".join), st.integers(0, 30))
    def test_yaml_reads_back_what_was_written(self, text: str, taken: int) -> None:
        for loader in (yaml.SafeLoader, yaml.CSafeLoader):
            (row,) = yaml.load(f"- model: x\n  {'k' * taken}a: {scalar(text, 6, taken)}", Loader=loader)
            assert row[f"{'k' * taken}a"] == text

    @settings(deadline=None)
    @given(st.lists(TEXTS | st.integers()))
    def test_lists_too(self, values: list[str | int]) -> None:
        assert yaml.load(f"a: {in_brackets(values)}", Loader=yaml.CSafeLoader)["a"] == values

    @settings(deadline=None)
    @given(TEXTS)
    def test_quotes(self, text: str) -> None:
        assert yaml.safe_load(quoted(text)) == text

    @pytest.mark.parametrize(
        "word", ["yes", "No", "null", "~", "2024-25", "1e3", "2025-11-05", "", " a", "a ", "- a", "a: b"]
    )
    def test_what_yaml_would_misread_stands_in_quotes(self, word: str) -> None:
        assert scalar(word, 6, 0) == f'"{word}"'

    @pytest.mark.parametrize("word", ["I-1", "MOST-HMT", "國家科技計劃", "R&D, as it is", "“前沿科技”"])
    def test_plain_words_stand_plain(self, word: str) -> None:
        assert scalar(word, 6, 0) == word

    def test_a_long_text_is_folded(self) -> None:
        text = " ".join(["words"] * 30)
        lines = scalar(text, 6, 20).split("\n")
        assert lines[0] == ">-"
        assert max(map(len, lines)) <= 100
