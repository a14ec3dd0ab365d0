"""Whoever starts a demonstration finds it filled; an office's own installation refuses to be."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
import yaml
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from committees.keeping import clock
from committees.keeping.acting import acting_as_command
from committees.models import Membership, User
from tests.helpers import PEOPLE, at_commit, person
from tests.text.marked_words import ROOT
from workplan.models import Workplan

pytestmark = pytest.mark.django_db

PROGRESS = yaml.load((ROOT / "fixtures/demo_progress.yaml").read_text("utf-8"), yaml.CSafeLoader)


def told(command: str) -> list[str]:
    out = StringIO()
    call_command(command, stdout=out)
    at_commit()
    return out.getvalue().splitlines()


def contents() -> Iterator[tuple[str, str]]:
    """Every row of every table of ours, histories included, as the database writes them."""
    with connection.cursor() as cursor:
        for model in [
            *apps.get_app_config("committees").get_models(),
            *apps.get_app_config("workplan").get_models(),
        ]:
            table = model._meta.db_table
            cursor.execute(f"SELECT r::text FROM {table} r ORDER BY 1")
            yield from ((table, row) for (row,) in cursor.fetchall())


class TestTheWhole:
    def test_given_again_it_changes_nothing(self) -> None:
        before = list(contents())
        told("seed_demo")
        assert list(contents()) == before

    def test_the_clock_reads_the_day_of_the_demonstration(self) -> None:
        assert clock.today().isoformat() == "2025-10-10"

    def test_the_plan_is_adopted(self) -> None:
        assert Workplan.objects.get().is_adopted


class TestOutsideADemonstration:
    @pytest.mark.parametrize("command", ["seed_demo", "seed_people"])
    def test_it_refuses_with_a_sentence_and_writes_nothing(self, settings: Settings, command: str) -> None:
        settings.DEMO_MODE = False
        before = list(contents())
        with pytest.raises(CommandError, match="demonstrations only: set DEMO_MODE=1"):
            call_command(command)
        assert list(contents()) == before


class TestPeople:
    def test_they_are_called_by_their_roles_in_three_languages(self) -> None:
        users = User.objects.all()
        assert {user.username for user in users} == {*PEOPLE, "demonstration"}
        for user in users:
            assert user.display_name_en
            assert user.display_name_zh_hant
            assert user.display_name_zh_hans
            assert not user.first_name + user.last_name + user.email

    def test_each_sits_where_the_demonstration_needs_them(self) -> None:
        seats = Membership.objects.values_list("user__username", "seat__body__code", "role")
        assert set(seats) == {
            ("admin", "ITC", "administrator"),
            ("secretariat.hk", "ITC", "secretariat"),
            ("secretariat.mainland", "CSTEC", "secretariat"),
            ("officer.hk", "ITC", "liaison_officer"),
            ("officer.mainland", "CSTEC", "liaison_officer"),
            ("contributor.rgc", "RGC", "contributor"),
            ("viewer", "ITIB", "viewer"),
            ("demonstration", "CSTEC", "liaison_officer"),
            ("demonstration", "ITC", "liaison_officer"),
        }

    def test_history_says_which_command_seated_them(self) -> None:
        rows = Membership.history.all()
        assert {(row.actor_name, row.actor_role, row.history_type) for row in rows} == {
            ("seed_people", "command", "+")
        }

    def test_all_but_the_recorder_sign_in_with_the_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DEMO_PASSWORD", "another-for-tests-4712")
        assert told("seed_people") == ["People: 0 made, 7 given the password."]
        assert all(person(name).check_password("another-for-tests-4712") for name in PEOPLE)
        assert not person("demonstration").has_usable_password()

    def test_who_is_there_keeps_name_and_seats(self) -> None:
        User.objects.filter(username="viewer").update(display_name_en="Auditor")
        with acting_as_command("test"):
            Membership.objects.get(user__username="viewer").delete()
        assert told("seed_people") == ["People: 0 made, 0 given the password."]
        assert person("viewer").display_name_en == "Auditor"
        assert not person("viewer").memberships.exists()

    @pytest.mark.parametrize("password", [None, ""])
    def test_without_a_password_a_sentence_says_what_to_set(
        self, monkeypatch: pytest.MonkeyPatch, password: str | None
    ) -> None:
        monkeypatch.delenv("DEMO_PASSWORD")
        if password is not None:
            monkeypatch.setenv("DEMO_PASSWORD", password)
        with pytest.raises(CommandError, match="Set DEMO_PASSWORD"):
            call_command("seed_people")

    def test_before_the_reference_data_a_sentence_says_what_to_load(self) -> None:
        with acting_as_command("test"):
            Membership.objects.get(user__username="contributor.rgc").delete()
            User.objects.filter(username="contributor.rgc").update(username="gone")
            Membership.objects.model._meta.get_field("seat").related_model.objects.get(
                body__code="RGC"
            ).delete()
        with pytest.raises(
            CommandError, match="RGC has no seat in the committee; load the reference data first"
        ):
            call_command("seed_people")
