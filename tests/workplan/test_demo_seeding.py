"""Whoever starts a demonstration finds it filled; an office's own installation refuses to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
import yaml
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from committees.keeping import clock
from committees.keeping.acting import acting_as_command
from committees.models import ClockOffset, Membership, Seat, Source, User
from tests.helpers import PEOPLE, at_commit, person
from tests.text.marked_words import ROOT
from workplan.choices import Status, TextPart
from workplan.models import ActionItem, Evidence, MilestoneEvent, ProgressText, ProgressUpdate, Workplan

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

    def test_a_later_start_does_not_set_back_what_people_changed(self) -> None:
        with acting_as_command("test"):
            source = Source.objects.get(key="skl_mp")
            source.title_en = "Changed by an administrator"
            source.save()
        told("seed_demo")
        source.refresh_from_db()
        assert source.title_en == "Changed by an administrator"

    def test_a_later_start_says_so_in_few_words(self) -> None:
        assert told("seed_demo") == [
            "The demonstration is filled already.",
            "People: 0 made, 0 given the password.",
        ]

    def test_the_clock_reads_the_day_of_the_demonstration(self) -> None:
        assert clock.today().isoformat() == "2025-10-10"

    def test_the_plan_is_adopted(self) -> None:
        assert Workplan.objects.get().is_adopted


class TestProgress:
    def test_everything_is_recorded_by_the_demonstration_at_its_own_time(self) -> None:
        assert ProgressUpdate.objects.count() == len(PROGRESS["statements"])
        assert MilestoneEvent.objects.count() == len(PROGRESS["milestones"])
        for row in [
            *ProgressUpdate.objects.all(),
            *MilestoneEvent.objects.all(),
            *ProgressText.objects.all(),
        ]:
            assert row.recorded_by.username == "demonstration"
            assert row.recorded_name == "Demonstration data"
            assert row.recorded_role == "liaison_officer"
            assert clock.day_of(row.recorded_at) == clock.today()

    def test_statuses_are_proposed_and_chinese_is_a_working_translation(self) -> None:
        assert set(ProgressUpdate.objects.values_list("standing", flat=True)) == {"proposed"}
        assert set(ProgressText.objects.values_list("language", "standing").distinct()) == {
            ("en", ""),
            ("zh-hant", "working_translation"),
            ("zh-hans", "working_translation"),
        }

    def test_every_part_stands_in_three_languages(self) -> None:
        for update in ProgressUpdate.objects.prefetch_related("texts"):
            said: dict[str, set[str]] = {}
            for text in update.texts.all():
                said.setdefault(text.part, set()).add(text.language)
            assert TextPart.NARRATIVE in said
            assert all(languages == {"en", "zh-hant", "zh-hans"} for languages in said.values())

    def test_the_positions_follow(self) -> None:
        items = ActionItem.objects.select_related("current")
        status = {item.reference: item.current.status for item in items}
        assert {reference for reference, it in status.items() if it == Status.NO_STATEMENT} == {
            "II-1", "III-1", "IV-1", "IV-2", "V-3", "VI-3",
        }  # fmt: skip
        assert [reference for reference, it in status.items() if it == Status.COMPLETED] == ["VI-1"]
        assert [reference for reference, it in status.items() if it == Status.BEHIND_SCHEDULE] == ["I-4"]
        assert list(status.values()).count(Status.ON_TRACK) == 16
        assert not any(item.current.sides_differ for item in items)

    def test_statements_are_numbered_by_their_days(self) -> None:
        days: dict[int, date] = {}
        for update in ProgressUpdate.objects.order_by("item", "number"):
            assert days.get(update.item_id, update.as_at) <= update.as_at
            days[update.item_id] = update.as_at

    def test_evidence_is_cited_in_the_words_of_its_page(self) -> None:
        for update in ProgressUpdate.objects.prefetch_related("evidence"):
            assert update.evidence.all()
        copied = Evidence.objects.filter(title_en__startswith="Press release on the 18th meeting").first()
        assert copied is not None
        source = Source.objects.get(key="bp_18")
        assert (copied.title_zh_hant, copied.publisher_zh_hans) == (
            source.title_zh_hant,
            source.publisher_zh_hans,
        )
        assert (copied.date, copied.precision) == (date(2024, 11, 12), "day")

    def test_a_page_known_to_the_month_and_one_without_a_date_say_so(self) -> None:
        month = Evidence.objects.get(publisher_en__startswith="South China Morning Post")
        assert (month.date, month.precision) == (date(2025, 4, 1), "month")
        undated = Evidence.objects.filter(publisher_en__startswith="Northern Metropolis website")
        assert set(undated.values_list("date", flat=True)) == {None}

    def test_a_page_that_may_not_be_followed_is_named_without_address(self) -> None:
        unlinked = Source.objects.filter(may_be_linked=False).exclude(url="").values_list("url", flat=True)
        linked = set(Evidence.objects.exclude(url="").values_list("url", flat=True))
        assert linked
        assert not linked & set(unlinked)


class TestOutsideADemonstration:
    @pytest.mark.parametrize("command", ["seed_demo", "seed_people"])
    def test_it_refuses_with_a_sentence_and_writes_nothing(self, settings: Settings, command: str) -> None:
        settings.DEMO_MODE = False
        ClockOffset.objects.all().delete()  # so that the first step would write
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
            assert not user.first_name + user.last_name
            assert user.email == f"{user.username}@demonstration.example" * (user.username != "demonstration")

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
            Seat.objects.get(body__code="RGC").delete()
        with pytest.raises(
            CommandError, match="RGC has no seat in the committee; load the reference data first"
        ):
            call_command("seed_people")
