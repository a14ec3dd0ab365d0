"""Everything that is wrong with a fixture comes back with its line, and nothing of it is written."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from committees.models import Membership, User
from tests.workplan.plans_of_tests import (
    body,
    loaded,
    refused,
    the_adopted_plan,
    written,
)

pytestmark = pytest.mark.django_db


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
        loaded(written(tmp_path, text))
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
