"""What a fixture may hold, and how its rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from committees.models import Decision, Seat
from tests.workplan.plans_of_tests import (
    loaded,
    the_adopted_plan,
    written,
)
from workplan.fixture_files.comparing import Outcome
from workplan.fixture_files.on_file import OnFile
from workplan.fixture_files.registry import IDENTITY, fields_of
from workplan.models import Workplan

pytestmark = pytest.mark.django_db


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
            "workplan.EvidenceFile",
            "workplan.MilestoneEvent",
            "workplan.ItemPosition",
            "workplan.FixtureLoad",
            "workplan.FixtureFile",
            "workplan.FixtureStep",
            "workplan.SearchText",
            "workplan.ReportingRound",
            "workplan.Return",
            "workplan.ReturnMilestone",
            "workplan.ReturnEvidence",
            "workplan.IndicatorReading",
            "workplan.ReturnEvent",
            "workplan.ReturnDraft",
            "workplan.ReturnPoint",
            "workplan.Extension",
            "workplan.ChaseLetter",
            "workplan.CitedReturn",
            "workplan.SideNote",
            "workplan.Mail",
            "workplan.PackUpload",
            "workplan.PackStep",
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
