"""Meetings with their decisions, and the plans that decisions adopted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.urls import reverse

from committees.keeping.rows import Rows
from committees.keeping.standing import Standing
from committees.models import CoChair, Committee, Decision, LiaisonOffice, Meeting, Source
from committees.permissions import Reader
from workplan.access import visible_plans
from workplan.models import Workplan
from workplan.positions import IsAmong, columns_of, wording_in
from workplan.surroundings import Surroundings


@dataclass(frozen=True)
class MeetingPage:
    meeting: Any
    here: Surroundings
    before: Meeting | None
    after: Meeting | None
    decisions: list[Decision]
    plans: dict[int, Workplan]  # by the decision that adopted them
    noted_plan: Workplan | None

    @property
    def before_url(self) -> str:
        return reverse("meeting", args=[self.here.committee.slug, self.meeting.number - 1])

    @property
    def after_url(self) -> str:
        return reverse("meeting", args=[self.here.committee.slug, self.meeting.number + 1])

    @property
    def noted_plan_url(self) -> str:
        return (
            reverse("plan", args=[self.here.committee.slug, self.noted_plan.period])
            if self.noted_plan
            else ""
        )

    @property
    def is_ahead(self) -> bool:
        return self.meeting.date is not None and self.meeting.date > self.here.today

    @property
    def days(self) -> int:
        return (self.meeting.date - self.here.today).days

    @property
    def adopted(self) -> list[tuple[Decision, Workplan | None]]:
        return [(decision, self.plans.get(decision.pk)) for decision in self.decisions]

    @property
    def interval_from(self) -> date | None:
        """The report to this meeting covers the time from here, this day included, to the day of the meeting."""
        return self.before.date if self.before else None

    @property
    def standing(self) -> str:
        return str(Standing(self.meeting.standing).label)

    @property
    def sources(self) -> list[dict[str, Any]]:
        return [
            {"title": wording_in(row, "title"), "url": row["url"] if row["may_be_linked"] else ""}
            for row in self.meeting.source_rows
        ]


def meeting_page(here: Surroundings, reader: Reader, number: int) -> MeetingPage:
    sources = Source.objects.filter(IsAmong("key", OuterRef("sources"))).order_by("key")
    told = JSONObject(url="url", may_be_linked="may_be_linked", **columns_of("title"))
    near = list(
        Meeting.objects.filter(committee=here.committee, number__gte=number - 1, number__lte=number + 1)
        .annotate(source_rows=Rows(sources.values(row=told)))
        .order_by("number")
    )
    by_number = {meeting.number: meeting for meeting in near}
    if number not in by_number:
        raise Http404
    meeting = by_number[number]
    meeting.committee = here.committee
    decisions = list(Decision.objects.filter(meeting=meeting).order_by("number"))
    plans = visible_plans(reader).filter(committee=here.committee)
    concerned = list(
        plans.filter(Q(adopted_by__meeting=meeting) | Q(ends_before=meeting.date)).order_by("period")
    )
    return MeetingPage(
        meeting=meeting,
        here=here,
        before=by_number.get(number - 1),
        after=by_number.get(number + 1),
        decisions=decisions,
        plans={plan.adopted_by_id: plan for plan in concerned if plan.adopted_by_id},
        noted_plan=next(
            (plan for plan in concerned if meeting.date and plan.ends_before == meeting.date), None
        ),
    )


def co_chairs_of(meeting: Meeting) -> list[CoChair]:
    return list(CoChair.objects.filter(meeting=meeting).select_related("side").order_by("side__order"))


def meetings_of(committee: Committee) -> list[Any]:
    """Newest first, with how many decisions each took and the plan it adopted."""
    plan = Workplan.objects.filter(adopted_by__meeting=OuterRef("pk")).values("period")[:1]
    rows = Meeting.objects.filter(committee=committee).annotate(
        decided=Count("decisions"), adopted_period=Subquery(plan)
    )
    return list(rows.order_by("-number"))


def offices_of(committee: Committee) -> list[LiaisonOffice]:
    offices = LiaisonOffice.objects.filter(side__committee=committee).select_related("side", "body")
    return list(offices.order_by("side__order"))
