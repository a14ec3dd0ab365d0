"""An administrator loads a fixture: what is new is created, what differs is changed, and nothing else happens."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from committees.models import Body
from tests.workplan.plans_of_tests import (
    PLAN,
    REFERENCE,
    body,
    draft_rows,
    emptied,
    everything,
    loaded,
    nothing_written,
    refused,
    state_something,
    the_adopted_plan,
    written,
)
from workplan.fixture_files import loading as loading_module
from workplan.fixture_files.comparing import Outcome
from workplan.fixture_files.finding import on_disk
from workplan.fixture_files.registry import MODELS
from workplan.models import ActionItem, ItemPosition, Milestone, ProgressUpdate, Workplan

pytestmark = pytest.mark.django_db


def told(*names: str | Path, **options: object) -> str:
    out = StringIO()
    call_command("loaddata", *map(str, names), stdout=out, **options)
    return out.getvalue()


class TestTheRealFixtures:
    def test_an_empty_database_takes_the_whole(self) -> None:
        emptied()
        first = loaded(REFERENCE, PLAN)
        assert first.problems == []
        assert set(first.counts()) == {Outcome.CREATE}
        assert Body.objects.count() == 75
        assert ActionItem.objects.count() == 24
        assert Workplan.objects.get().state == "draft"
        connection.check_constraints()

    def test_a_second_time_changes_nothing(self) -> None:
        the_adopted_plan()
        with nothing_written():
            again = loaded(REFERENCE, PLAN)
        assert again.problems == []
        assert set(again.counts()) == {Outcome.SAME}

    def test_after_statements_nothing_is_lost(self) -> None:
        plan = the_adopted_plan()
        state_something(plan.items.get(reference="I-2"))
        with nothing_written():
            assert set(loaded(PLAN).counts()) == {Outcome.SAME}
        assert ItemPosition.objects.get(item__reference="I-2").status == "on_track"
        assert ProgressUpdate.objects.filter(item__reference="I-2", recorded_name="Who").count() == 1

    def test_an_official_translation_takes_the_place_of_ours_once(self, tmp_path: Path) -> None:
        plan = the_adopted_plan()

        def text(words: str) -> Path:
            return written(
                tmp_path,
                "- model: workplan.cooperationarea\n"
                f'  fields: {{workplan: [mhstcc, "{plan.period}"], number: 1, agreed_text_zh_hant: {words},'
                " text_standing_zh_hant: official}\n",
            )

        assert loaded(text("正式文本")).counts() == {Outcome.CHANGE: 1}
        assert loaded(text("正式文本")).counts() == {Outcome.SAME: 1}
        (told_problem,) = refused(text("另一文本"))
        assert told_problem.startswith(
            "2 workplan.cooperationarea 1, agreed_text_zh_hant: Agreed words do not"
        )

    def test_it_is_quick(self, django_assert_max_num_queries: object) -> None:
        """Loading again reads each model once, however many rows there are."""
        the_adopted_plan()
        with django_assert_max_num_queries(len(MODELS) + 7):  # type: ignore[operator]
            loaded(REFERENCE, PLAN)


class TestOneRow:
    def test_a_new_row_has_history_with_its_actor(self, tmp_path: Path) -> None:
        told(written(tmp_path, body("NEW-BODY")))
        row = Body.objects.get(code="NEW-BODY")
        record = row.history.get()
        assert (record.history_type, record.actor_name, record.actor_role) == ("+", "loaddata", "command")
        connection.check_constraints()

    def test_a_changed_field_is_told_and_kept_in_history(self, tmp_path: Path) -> None:
        told(written(tmp_path, body("NEW-BODY")))
        out = told(written(tmp_path, body("NEW-BODY").replace("A new body", "An old body")))
        row = Body.objects.get(code="NEW-BODY")
        assert (row.name_en, row.version) == ("An old body", 2)
        assert [record.history_type for record in row.history.all()] == ["~", "+"]
        assert "change committees.body NEW-BODY" in out
        assert "name_en: “A new body” → “An old body”" in out
        assert "Created 0, changed 1, removed 0; same 0" in out

    def test_fields_that_are_not_named_stay(self, tmp_path: Path) -> None:
        told(written(tmp_path, body("NEW-BODY", web="https://example.org/")))
        told(written(tmp_path, "- model: committees.body\n  fields: {code: NEW-BODY, name_en: Other}\n"))
        row = Body.objects.get(code="NEW-BODY")
        assert (row.name_en, row.web) == ("Other", "https://example.org/")

    def test_an_empty_value_empties_the_field(self, tmp_path: Path) -> None:
        told(written(tmp_path, body("NEW-BODY", web="https://example.org/")))
        told(written(tmp_path, '- model: committees.body\n  fields: {code: NEW-BODY, web: ""}\n'))
        assert Body.objects.get(code="NEW-BODY").web == ""

    def test_a_row_changed_meanwhile_is_not_overwritten(self, tmp_path: Path) -> None:
        told(written(tmp_path, body("NEW-BODY")))
        load_of = loading_module._Load()
        load_of.on_file.rows(Body)
        Body.objects.get(code="NEW-BODY").history.get()  # it is there
        told(written(tmp_path, body("NEW-BODY").replace("A new body", "Theirs")))
        load_of.take_file(on_disk(written(tmp_path, body("NEW-BODY").replace("A new body", "Mine"))))
        assert [problem.sentence for problem in load_of.result.problems] == [
            "Somebody else saved first. Nothing of theirs was overwritten."
        ]
        assert Body.objects.get(code="NEW-BODY").name_en == "Theirs"


class TestDryRun:
    def test_it_tells_what_would_happen_and_writes_nothing(self, tmp_path: Path) -> None:
        the_adopted_plan()
        text = body("NEW-BODY") + "- model: committees.body\n  fields: {code: MOST, name_en: Changed}\n"
        with nothing_written():
            out = told(written(tmp_path, text), dry_run=True)
        assert "Would create 1, change 1, remove 0; same 0" in out
        assert "name_en: “Ministry of Science and Technology” → “Changed”" in out

    def test_each_new_row_is_told_when_asked(self, tmp_path: Path) -> None:
        out = told(written(tmp_path, body("NEW-BODY")), dry_run=True, verbosity=2)
        assert "create committees.body NEW-BODY (" in out
        assert "line 1)" in out


class TestGone:
    """Rows of a plan that its fixture no longer holds."""

    def test_it_is_told_and_kept(self, tmp_path: Path) -> None:
        the_adopted_plan()
        rows = draft_rows()
        loaded(written(tmp_path, rows))
        without_last = [row for row in rows if row["fields"].get("item", ["", "", ""])[2] != "VII-1"]
        with nothing_written():
            out = told(written(tmp_path, without_last))
        assert "gone workplan.responsibility VII-1 MOST: it is in the plan, but not in" in out
        assert "no longer in the fixture 2." in out

    def test_it_is_removed_from_a_draft_when_asked(self, tmp_path: Path) -> None:
        the_adopted_plan()
        rows = draft_rows()
        loaded(written(tmp_path, rows))
        out = told(written(tmp_path, rows[:-3]), remove_gone=True)
        assert "removed 3" in out
        plan = Workplan.objects.get(period="2031-32")
        assert sorted(plan.items.values_list("reference", flat=True)) == sorted(
            ["I-1", "II-1", "III-1", "IV-1", "V-1", "VI-1"]
        )
        records = ActionItem.history.filter(workplan_id=plan.pk, reference="VII-1")
        assert [(record.history_type, record.actor_name) for record in records] == [
            ("-", "loaddata"),
            ("+", "Tests"),
        ]
        connection.check_constraints()

    def test_nothing_is_removed_from_an_adopted_plan(self, tmp_path: Path) -> None:
        the_adopted_plan()
        before = everything()
        text = '- model: workplan.workplan\n  fields: {committee: [mhstcc], period: "2024-25"}\n'
        loading = loaded(written(tmp_path, text), remove_gone=True)
        assert (
            len(loading.problems)
            == 24 + 7 + 262 + Milestone.objects.filter(item__workplan__period="2024-25").count()
        )
        assert everything() == before


class TestNames:
    """A fixture is named by its file, or by its name in the folder of fixtures."""

    def test_as_djangos_test_cases_call_it(self) -> None:
        call_command("loaddata", "reference", "workplan_2024_25", verbosity=0, database="default")
        assert Workplan.objects.filter(period="2024-25").exists()

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("no_such", "There is no fixture “no_such”."),
            ("no/such.yaml", "There is no fixture “no/such.yaml”."),
            ("plan.json", "“plan.json” is not a YAML file. Fixtures are YAML files, not compressed."),
            ("plan.yaml.gz", "“plan.yaml.gz” is not a YAML file. Fixtures are YAML files, not compressed."),
        ],
    )
    def test_what_is_not_there_or_no_yaml(self, name: str, sentence: str) -> None:
        with pytest.raises(CommandError, match=f"^{sentence}$"):
            call_command("loaddata", name)

    @pytest.mark.parametrize(
        "option", [{"ignore": True}, {"exclude": ["workplan"]}, {"app_label": "workplan"}]
    )
    def test_nothing_of_a_fixture_is_left_out(self, option: dict[str, object]) -> None:
        with pytest.raises(CommandError, match="A fixture is loaded whole"):
            call_command("loaddata", "reference", **option)
