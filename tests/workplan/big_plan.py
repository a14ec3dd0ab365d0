"""An adopted plan of any size, written in bulk with its history, to count queries and to fill lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from committees.keeping import clock
from committees.keeping.acting import acting_as_command
from committees.models import Body, Committee, Decision, DecisionKind, Meeting, Side, User
from workplan.choices import (
    ItemKind,
    Language,
    MilestoneEventKind,
    ResponsibilityRole,
    Status,
    TextPart,
    WorkplanState,
)
from workplan.models import (
    ActionItem,
    CooperationArea,
    Evidence,
    Milestone,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
    Responsibility,
    Workplan,
)
from workplan.models.plan import NUMERALS

PERIOD = "2034-35"
STARTS = date(2025, 1, 1)
LEADS = {"mainland": "MOST", "hong_kong": "ITC"}
# What a page costs is counted with few and with many; the many are made once, so one test process takes all of them.
MANY = pytest.param(300, marks=pytest.mark.xdist_group("large-plan"))


def plan_of(size: int) -> Workplan:
    """`size` items over seven areas. Each has two leads, two milestones of which one moved, and a statement of
    each side; on every third item the sides differ."""
    with acting_as_command("big plan"):
        plan = _draft()
        items = _items(plan, size)
        _responsibilities(items)
        milestones = _milestones(items)
        _adopt(plan)
        _move(milestones)
        for number, code in enumerate(LEADS, start=1):
            _state(items, number, code)
    return plan


def committed_plan_of(size: int) -> Workplan:
    with transaction.atomic():
        return plan_of(size)


def _draft() -> Workplan:
    plan = Workplan.objects.create(
        committee=Committee.objects.get(slug="mhstcc"),
        period=PERIOD,
        title_en="A large plan",
        starts_on=STARTS,
    )
    for number in range(1, 8):
        CooperationArea.objects.create(
            workplan=plan,
            number=number,
            title_en=f"Area {number}",
            agreed_text_en=f"Work on matter {number}.",
        )
    return plan


def _items(plan: Workplan, size: int) -> list[ActionItem]:
    areas = list(plan.areas.order_by("number"))
    made = [
        ActionItem(
            workplan=plan,
            area=areas[index % 7],
            reference=f"{NUMERALS[index % 7]}-{index // 7 + 1}",
            position=index // 7 + 1,
            kind=ItemKind.CONTINUING,
            title_en=f"Item {index}",
            agreed_words_en=f"Work on matter {index % 7 + 1}",
        )
        for index in range(size)
    ]
    bulk_create_with_history(made, ActionItem)
    return list(plan.items.order_by("pk"))


def _responsibilities(items: list[ActionItem]) -> None:
    sides, bodies = _sides(), _bodies()
    rows = [
        Responsibility(item=item, body=bodies[code], side=sides[code], role=ResponsibilityRole.LEAD)
        for item in items
        for code in LEADS
    ]
    bulk_create_with_history(rows, Responsibility)


def _milestones(items: list[ActionItem]) -> list[Milestone]:
    rows = [
        Milestone(item=item, number=number, text_en=f"Step {number}", due=due)
        for item in items
        for number, due in ((1, date(2025, 9, 1)), (2, date(2025, 10, 20)))
    ]
    bulk_create_with_history(rows, Milestone)
    return list(Milestone.objects.filter(item__in=items, number=2))


def _adopt(plan: Workplan) -> None:
    meeting = Meeting.objects.get(committee=plan.committee, number=18)
    plan.adopted_by = Decision.objects.create(
        meeting=meeting, number=90, kind=DecisionKind.APPROVED, text_en="The large plan."
    )
    plan.state = WorkplanState.ADOPTED
    plan.save()


def _move(milestones: list[Milestone]) -> None:
    side, recorded = _sides()["mainland"], _recorded()
    MilestoneEvent.objects.bulk_create(
        MilestoneEvent(
            milestone=milestone,
            number=1,
            kind=MilestoneEventKind.MOVED,
            on=date(2025, 11, 1),
            side=side,
            reason_en="Later.",
            **recorded,
        )
        for milestone in milestones
    )


def _state(items: list[ActionItem], number: int, code: str) -> None:
    side, body, recorded = _sides()[code], _bodies()[code], _recorded()
    statements = ProgressUpdate.objects.bulk_create(
        ProgressUpdate(
            item=item,
            number=number,
            side=side,
            status=Status.BEHIND_SCHEDULE if number == 2 and index % 3 == 0 else Status.ON_TRACK,
            as_at=date(2025, 9, 1),
            **recorded,
        )
        for index, item in enumerate(items)
    )
    ProgressBody.objects.bulk_create(ProgressBody(update=statement, body=body) for statement in statements)
    Evidence.objects.bulk_create(
        Evidence(update=statement, number=1, title_en="A page", publisher_en="A paper")
        for statement in statements
    )
    ProgressText.objects.bulk_create(
        ProgressText(update=statement, part=part, language=Language.ENGLISH, text="It goes on.", **recorded)
        for statement in statements
        for part in (TextPart.NARRATIVE, TextPart.REASON)
    )


def _sides() -> dict[str, Side]:
    return {side.code: side for side in Side.objects.filter(committee__slug="mhstcc")}


def _bodies() -> dict[str, Body]:
    return {code: Body.objects.get(code=body) for code, body in LEADS.items()}


def _recorded() -> dict[str, object]:
    person = User.objects.get(username="demonstration")
    return {
        "recorded_by": person,
        "recorded_name": person.name_for_the_record,
        "recorded_role": "liaison_officer",
        "recorded_at": clock.now(),
    }
