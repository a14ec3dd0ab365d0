"""A second committee, whole and small: what the people of the first one must never see, and who must not see theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from committees.keeping import clock
from committees.keeping.acting import acting_as_command
from committees.models import (
    Body,
    CoChair,
    Committee,
    Decision,
    LiaisonOffice,
    Meeting,
    Membership,
    Place,
    Role,
    Seat,
    Side,
    User,
)
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

PERIOD = "2024-25"
WORDS = "Exchange of old tide tables."


@dataclass
class AnotherCommittee:
    committee: Committee
    sides: list[Side] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    people: dict[Role, User] = field(default_factory=dict)
    other_officer: User = field(default_factory=User)
    meeting: Meeting = field(default_factory=Meeting)
    plan: Workplan = field(default_factory=Workplan)
    area: CooperationArea = field(default_factory=CooperationArea)
    item: ActionItem = field(default_factory=ActionItem)
    milestone: Milestone = field(default_factory=Milestone)
    reached: Milestone = field(default_factory=Milestone)
    statement: ProgressUpdate = field(default_factory=ProgressUpdate)


def another_committee(
    slug: str = "tides", *, adopted: bool = True, statement: bool = True, more_items: int = 0
) -> AnotherCommittee:
    """A person per role, named after the slug (`tides.secretariat`), on its first side; one officer on the other."""
    with acting_as_command("another committee"), transaction.atomic():
        made = AnotherCommittee(committee=Committee.objects.create(slug=slug, name_en=f"Committee on {slug}"))
        _parties(made)
        _people(made)
        _plan(made)
        _more_items(made, more_items)
        if adopted:
            _adopt(made)
        if adopted and statement:
            _statement(made)
    return made


def _parties(made: AnotherCommittee) -> None:
    slug = made.committee.slug
    for order, place in enumerate((Place.MAINLAND, Place.HONG_KONG), start=1):
        side = Side.objects.create(
            committee=made.committee, code=place.value, order=order, name_en=place.label
        )
        body = Body.objects.create(
            code=f"{slug.upper()}-{order}",
            abbreviation=f"{slug[:3].upper()}{order}",
            name_en=f"Office {order} of {slug}",
            place=place,
        )
        made.sides.append(side)
        made.seats.append(Seat.objects.create(committee=made.committee, side=side, body=body))
        LiaisonOffice.objects.create(side=side, body=body)


def _people(made: AnotherCommittee) -> None:
    for role in Role:
        person = User.objects.create(username=f"{made.committee.slug}.{role}")
        Membership.objects.create(user=person, seat=made.seats[0], role=role)
        made.people[role] = person
    made.other_officer = User.objects.create(username=f"{made.committee.slug}.other_officer")
    Membership.objects.create(user=made.other_officer, seat=made.seats[1], role=Role.LIAISON_OFFICER)


def _plan(made: AnotherCommittee) -> None:
    made.plan = Workplan.objects.create(
        committee=made.committee, period=PERIOD, title_en="Workplan of old tides", starts_on=date(2024, 11, 7)
    )
    made.area = CooperationArea.objects.create(
        workplan=made.plan, number=1, title_en="Tides", agreed_text_en=WORDS
    )
    made.item = ActionItem.objects.create(
        workplan=made.plan,
        area=made.area,
        reference="I-1",
        position=1,
        kind=ItemKind.TIME_BOUND,
        title_en="Old tide tables",
        agreed_words_en=WORDS,
    )
    for seat in made.seats:
        Responsibility.objects.create(
            item=made.item, body=seat.body, role=ResponsibilityRole.LEAD, side=seat.side
        )
    made.milestone = Milestone.objects.create(
        item=made.item, number=1, text_en="Tables sent", due=date(2025, 9, 1)
    )
    made.reached = Milestone.objects.create(
        item=made.item, number=2, text_en="Tables found", due=date(2025, 2, 1)
    )


def _more_items(made: AnotherCommittee, how_many: int) -> None:
    for position in range(2, 2 + how_many):
        item = ActionItem.objects.create(
            workplan=made.plan,
            area=made.area,
            reference=f"I-{position}",
            position=position,
            kind=ItemKind.TIME_BOUND,
            title_en=f"Tide tables, part {position}",
            agreed_words_en=WORDS,
        )
        for seat in made.seats:
            Responsibility.objects.create(
                item=item, body=seat.body, role=ResponsibilityRole.LEAD, side=seat.side
            )


def _adopt(made: AnotherCommittee) -> None:
    made.meeting = Meeting.objects.create(committee=made.committee, number=1, date=date(2024, 11, 7))
    Meeting.objects.create(committee=made.committee, number=2, date=date(2025, 11, 6))
    CoChair.objects.create(meeting=made.meeting, side=made.sides[0], name_en="A. Tide", title_en="Keeper")
    decision = Decision.objects.create(
        meeting=made.meeting, number=1, kind="approved", text_en="The plan of tides was approved."
    )
    made.plan.state, made.plan.adopted_by = WorkplanState.ADOPTED, decision
    made.plan.save()


def _statement(made: AnotherCommittee) -> None:
    officer = made.people[Role.LIAISON_OFFICER]
    recorded = {
        "recorded_by": officer,
        "recorded_name": officer.username,
        "recorded_role": "liaison_officer",
        "recorded_at": clock.now(),
    }
    made.statement = ProgressUpdate.objects.create(
        item=made.item,
        number=1,
        side=made.sides[0],
        status=Status.ON_TRACK,
        as_at=date(2025, 3, 1),
        **recorded,
    )
    ProgressBody.objects.create(update=made.statement, body=made.seats[0].body)
    ProgressText.objects.create(
        update=made.statement,
        part=TextPart.NARRATIVE,
        language=Language.ENGLISH,
        text="The tables of 1890 were found.",
        **recorded,
    )
    Evidence.objects.create(update=made.statement, number=1, title_en="Table of 1890", publisher_en="Harbour")
    MilestoneEvent.objects.create(
        milestone=made.reached,
        number=1,
        kind=MilestoneEventKind.REACHED,
        on=date(2025, 3, 1),
        side=made.sides[0],
        **recorded,
    )
