"""`fill_plans`: many rows at once, and each as honest as one that a person wrote."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.helpers import signed_in
from tests.workplan.reading import listed
from workplan.models import ActionItem, Milestone, ProgressText, ProgressUpdate, Responsibility, Workplan

pytestmark = pytest.mark.django_db
ITEMS = 60


@pytest.fixture(scope="module")
def filled(module_database: str) -> list[Workplan]:
    """Really committed, so that the guards that wait for the end of a transaction have spoken."""
    said = StringIO()
    call_command("fill_plans", plans=2, items=ITEMS, statements=2, stdout=said)
    assert f"mhstcc 1000-01: {ITEMS} action items." in said.getvalue()
    return list(Workplan.objects.filter(title_en__startswith="Trial plan").order_by("period"))


def test_every_row_passes_the_guards_and_has_its_history(filled: list[Workplan]) -> None:
    for plan in filled:
        assert plan.items.count() == ITEMS
        items = ActionItem.history.filter(workplan_id=plan.pk)
        assert items.count() == 2 * ITEMS
        assert set(items.values_list("actor_name", "actor_role")) == {("fill_plans", "command")}
        for model in (Responsibility, Milestone):
            live = model.objects.filter(item__workplan=plan).values("pk")
            assert model.history.filter(id__in=live).count() == live.count() > ITEMS


def test_the_plans_are_alike_in_size(filled: list[Workplan]) -> None:
    def counts(model: Any, path: str) -> set[int]:
        return {model.objects.filter(**{path: plan}).count() for plan in filled}

    assert len(counts(ProgressUpdate, "item__workplan")) == 1
    assert len(counts(ProgressText, "update__item__workplan")) == 1
    assert counts(Milestone, "item__workplan") != {0}


def test_positions_follow_from_the_statements(filled: list[Workplan]) -> None:
    statuses = set(filled[0].items.values_list("current__status", flat=True))
    assert {"on_track", "behind_schedule", "no_statement", "completed"} <= statuses
    assert filled[0].items.filter(current__sides_differ=True).exists()


def test_the_newest_plan_stays_the_newest_and_the_filled_one_is_read(filled: list[Workplan]) -> None:
    client = signed_in("officer.hk")
    assert b"/mhstcc/plans/2024-25/actions/" in client.get("/").content
    assert len(listed(client.get("/mhstcc/plans/1000-01/actions/?size=500"))) == ITEMS


@pytest.mark.parametrize("wrong", [{"plans": 0}, {"items": 70_000}, {"statements": 5}, {"first_year": 999}])
def test_sizes_that_cannot_be_are_refused_with_the_bounds(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="lies between"):
        call_command("fill_plans", **wrong)


def test_only_a_demonstration_is_filled(settings: Any) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="for demonstrations only"):
        call_command("fill_plans")
