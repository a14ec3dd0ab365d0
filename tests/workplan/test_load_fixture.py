"""An administrator loads a fixture: what is new is created, what differs is changed, and nothing else happens."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from committees.models import Body, Decision, Membership, Seat, User
from tests.workplan.plans_of_tests import (
    PLAN,
    REFERENCE,
    draft_rows,
    emptied,
    everything,
    loaded,
    nothing_written,
    state_something,
    the_adopted_plan,
    written,
)
from workplan.fixture_files import loading as loading_module
from workplan.fixture_files.comparing import Outcome
from workplan.fixture_files.on_file import OnFile
from workplan.fixture_files.registry import IDENTITY, MODELS, fields_of
from workplan.models import ActionItem, ItemPosition, Milestone, ProgressUpdate, Workplan

pytestmark = pytest.mark.django_db


def body(code: str, **fields: object) -> str:
    more = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return (
        f"- model: committees.body\n  fields:\n    code: {code}\n    abbreviation: {code}\n"
        f"    name_en: A new body\n    place: mainland\n{more}"
    )


def told(*names: str | Path, **options: object) -> str:
    out = StringIO()
    call_command("loaddata", *map(str, names), stdout=out, **options)
    return out.getvalue()


def refused(path: Path) -> list[str]:
    """What is wrong with a fixture, in the order of the file; and nothing of it was written."""
    with nothing_written():
        loading = loaded(path)
    places = [(problem.file, problem.line) for problem in loading.problems]
    assert places == sorted(places)
    return [f"{problem.line} {problem.about}: {problem.sentence}" for problem in loading.problems]


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

    def test_it_is_quick(self, django_assert_max_num_queries: object) -> None:
        """Loading again reads each model once, however many rows there are."""
        the_adopted_plan()
        with django_assert_max_num_queries(len(MODELS) + 6):  # type: ignore[operator]
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
        load_of.take_file(written(tmp_path, body("NEW-BODY").replace("A new body", "Mine")))
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


class TestProblems:
    """Each with its line; nothing is written when there is one."""

    @pytest.mark.parametrize(
        ("fields", "line", "about", "sentence"),
        [
            ({"colour": "red"}, 7, ", colour", "There is no field “colour”."),
            ({"name_eng": "x"}, 7, ", name_eng", "There is no field “name_eng”. Did you mean “name_en”?"),
            ({"version": 7}, 7, ", version", "This field is set by the application, not by a fixture."),
            (
                {"parent": "[MOTS]"},
                7,
                ", parent",
                "There is no body with the code “MOTS”. Did you mean “MOST”?",
            ),
            ({"parent": 17}, 7, ", parent", "A reference is a list that names the row: [code]."),
            ({"parent": "[MOST, 1]"}, 7, ", parent", "A reference is a list that names the row: [code]."),
            (
                {"standing": "certain"},
                7,
                ", standing",
                "“certain” is none of the choices: official, verified, working_translation, proposed, unverified.",
            ),
            ({"web": "no address"}, 7, ", web", "Enter a valid URL."),
            (
                {"name_zh_hant": "國" * 251},
                7,
                ", name_zh_hant",
                "Ensure this value has at most 250 characters (it has 251).",
            ),
            (
                {"name_zh_hant": "2024"},
                7,
                ", name_zh_hant",
                "YAML takes “2024” for something else than text: put quotes around it.",
            ),
            ({"name_zh_hant": "[a]"}, 7, ", name_zh_hant", "This is a text, not a list."),
            ({"name_zh_hant": '"a\\0b"'}, 7, ", name_zh_hant", "The text contains control characters."),
            (
                {"name_zh_hant": '"a\\u202eb"'},
                7,
                ", name_zh_hant",
                "A name must not contain invisible marks or marks that turn the direction of writing.",
            ),
            ({"sources": "most"}, 7, ", sources", "This is a list: write it in square brackets."),
            (
                {"sources": "[no_such_source_at_all_zzzzzzz]"},
                7,
                ", sources",
                "There is no source “no_such_source_at_all_zzzzzzz”, here or above in this file.",
            ),
            ({"place": "null"}, 7, ", place", "“place” stands on line 6 already."),
        ],
    )
    def test_a_field(
        self, tmp_path: Path, fields: dict[str, object], line: int, about: str, sentence: str
    ) -> None:
        the_adopted_plan()
        about = "" if "stands on line" in sentence else f" NEW-BODY{about}"
        assert refused(written(tmp_path, body("NEW-BODY", **fields))) == [
            f"{line} committees.body{about}: {sentence}"
        ]

    @pytest.mark.parametrize(
        "day", ["2025-02-30", '"2025-2-3"', "12 November 2025", '"２０２５-02-03"', "2025"]
    )
    def test_a_day_that_does_not_exist(self, tmp_path: Path, day: str) -> None:
        the_adopted_plan()
        text = f"- model: committees.meeting\n  fields: {{committee: [mhstcc], number: 20, date: {day}}}\n"
        written_day = day.strip('"')
        (told_problem,) = refused(written(tmp_path, text))
        assert told_problem == (
            f"2 committees.meeting 20, date: “{written_day}” is no day of the calendar: "
            "write year, month and day, such as 2025-11-05."
        )

    @pytest.mark.parametrize("number", ["x", "1.5", "0x10", "1_000", "-", "yes", '"20"', "1" * 30])
    def test_a_number_that_is_none(self, tmp_path: Path, number: str) -> None:
        the_adopted_plan()
        text = f"- model: committees.meeting\n  fields: {{committee: [mhstcc], number: {number}}}\n"
        assert len(refused(written(tmp_path, text))) == 1

    def test_a_number_that_is_too_large(self, tmp_path: Path) -> None:
        the_adopted_plan()
        text = "- model: committees.meeting\n  fields: {committee: [mhstcc], number: 99999}\n"
        assert refused(written(tmp_path, text)) == [
            "2 committees.meeting, number: Ensure this value is less than or equal to 32767."
        ]

    def test_missing_parts(self, tmp_path: Path) -> None:
        text = (
            "- model: committees.body\n  fields: {name_en: Nameless}\n"
            "- model: committees.body\n  fields: {code: NEW-BODY}\n"
        )
        assert refused(written(tmp_path, text)) == [
            "1 committees.body: “code” is missing; a row of this model is named by: code.",
            "3 committees.body NEW-BODY: “abbreviation” is missing.",
            "3 committees.body NEW-BODY: “name_en” is missing.",
            "3 committees.body NEW-BODY: “place” is missing.",
        ]

    def test_what_depends_on_a_refused_row_follows_from_it(self, tmp_path: Path) -> None:
        the_adopted_plan()
        text = (
            body("NEW-BODY", colour="red")
            + body("ITS-PART", parent="[NEW-BODY]")
            + body("PART-OF-PART", parent="[ITS-PART]")
        )
        assert refused(written(tmp_path, text)) == [
            "7 committees.body NEW-BODY, colour: There is no field “colour”.",
            "8 committees.body ITS-PART: This follows from line 1.",
            "15 committees.body PART-OF-PART: This follows from line 8.",
        ]

    def test_a_row_that_comes_twice(self, tmp_path: Path) -> None:
        path = written(tmp_path, body("NEW-BODY") + body("NEW-BODY"))
        assert refused(path) == [
            f"7 committees.body NEW-BODY: The same row was given already: {path} line 1."
        ]

    def test_what_the_database_refuses(self, tmp_path: Path) -> None:
        assert refused(written(tmp_path, body("lower"))) == [
            "1 committees.body lower: A code is made of capital letters, digits and hyphens."
        ]

    def test_bodies_in_a_ring(self, tmp_path: Path) -> None:
        text = body("RING-A") + body("RING-B", parent="[RING-A]") + body("RING-C", parent="[RING-B]")
        told(written(tmp_path, text))
        ring = "- model: committees.body\n  fields: {code: RING-A, parent: [RING-C]}\n"
        assert refused(written(tmp_path, ring)) == [
            "2 committees.body RING-A, parent: The body would be a part of one of its own parts."
        ]

    def test_the_command_tells_them_all_and_fails(self, tmp_path: Path) -> None:
        path = written(tmp_path, body("lower") + body("NEW-BODY", colour="red"))
        err = StringIO()
        with pytest.raises(CommandError, match=r"^Nothing was loaded: 2 problems\.$"):
            call_command("loaddata", str(path), stderr=err)
        assert err.getvalue().splitlines() == [
            f"{path} line 1: committees.body lower: A code is made of capital letters, digits and hyphens.",
            f"{path} line 13: committees.body NEW-BODY, colour: There is no field “colour”.",
        ]


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


class TestTheRegistry:
    def test_every_model_is_either_a_definition_or_known_not_to_be(self) -> None:
        never = {
            "committees.User",
            "committees.Membership",
            "committees.OnceKey",
            "committees.ClockOffset",
            "workplan.ProgressUpdate",
            "workplan.ProgressBody",
            "workplan.ProgressText",
            "workplan.Evidence",
            "workplan.MilestoneEvent",
            "workplan.ItemPosition",
        }
        ours = {
            model._meta.label
            for app in ("committees", "workplan")
            for model in apps.get_app_config(app).get_models()
            if not model.__name__.startswith("Historical")
        }
        assert {model._meta.label for model in IDENTITY} == ours - never

    @pytest.mark.parametrize(
        "model", [model for model in IDENTITY if model.__name__ not in ("CoChair", "LiaisonOffice", "Seat")]
    )
    def test_rows_are_named_by_their_natural_key(self, model: type) -> None:
        """So that what Django writes as a reference is what a fixture writes."""
        the_adopted_plan()
        on_file = OnFile()
        for row in model._default_manager.all()[:5]:
            key = (row.natural_key(),) if isinstance(row.natural_key(), str) else row.natural_key()
            assert tuple(key) == on_file.words_of(row)

    def test_what_only_a_service_sets_is_no_field_of_a_fixture(self) -> None:
        assert not {"state", "adopted_by", "version", "id"} & set(fields_of(Workplan))

    def test_an_open_beginning_names_a_seat(self, tmp_path: Path) -> None:
        the_adopted_plan()
        text = (
            "- model: committees.seat\n"
            "  fields: {committee: [mhstcc], body: [MOST], valid_from: null, standing: proposed}\n"
        )
        assert loaded(written(tmp_path, text)).counts() == {Outcome.CHANGE: 1}
        assert Seat.objects.filter(body__code="MOST").count() == 1

    def test_decisions_are_named_by_their_meeting(self) -> None:
        the_adopted_plan()
        assert OnFile().find(Decision, ("mhstcc", 18, 2)) is not None


def test_accounts_are_as_they_were(tmp_path: Path) -> None:
    text = (
        "- model: committees.user\n  fields: {username: intruder, is_superuser: true}\n"
        "- model: committees.membership\n  fields: {user: [intruder], seat: [mhstcc, MOST], role: secretariat}\n"
    )
    sentence = "Accounts and roles are kept in the administration pages and never loaded from a fixture."
    assert refused(written(tmp_path, text)) == [
        f"1 committees.user: {sentence}",
        f"3 committees.membership: {sentence}",
    ]
    assert not User.objects.filter(username="intruder").exists()
    assert not Membership.objects.filter(user__username="intruder").exists()
