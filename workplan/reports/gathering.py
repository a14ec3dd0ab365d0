"""Reads the facts of a report to a meeting in one snapshot, with as many queries for 3 items as for 300."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from committees.keeping import clock
from committees.keeping.snapshot import snapshot
from committees.keeping.trilingual import column_suffix
from committees.models import Meeting, Side
from workplan.choices import MilestoneEventKind, Precision, ResponsibilityRole, Status, TextPart
from workplan.models import (
    ActionItem,
    CooperationArea,
    Evidence,
    Milestone,
    MilestoneEvent,
    ProgressText,
    ProgressUpdate,
    Responsibility,
    Workplan,
)
from workplan.reports.facts import (
    AreaFacts,
    BodyFacts,
    ChangeFacts,
    EvidenceFacts,
    ItemFacts,
    MeetingFacts,
    MilestoneFacts,
    ReportFacts,
    SideFacts,
    StatementFacts,
    Texts,
)

ByKey = dict[int, list[Any]]


class NothingToReport(LookupError):
    """The meeting before adopted no plan that is on file, so there is nothing a report could be about."""


def gather(meeting: Meeting) -> ReportFacts:
    """The facts of the work report to ``meeting``; opens its own snapshot. Raises ``NothingToReport``."""
    with snapshot():
        previous = meeting.previous()
        plan = Workplan.objects.filter(adopted_by__meeting=previous).first() if previous else None
        if previous is None or plan is None:
            raise NothingToReport(meeting.number)
        return _Reading(meeting, previous, plan).facts()


def is_there_a_report(meeting: Meeting) -> bool:
    """Whether `gather` would find something, for links."""
    return Workplan.objects.filter(
        committee=meeting.committee_id, adopted_by__meeting__number=meeting.number - 1
    ).exists()


class _Reading:
    """One reading; every query of it sees the same moment."""

    def __init__(self, meeting: Meeting, previous: Meeting, plan: Workplan) -> None:
        self.meeting, self.previous, self.plan = meeting, previous, plan
        self.start, self.end = previous.date, meeting.date
        self.now = clock.now()
        self.sides = list(Side.objects.filter(committee=plan.committee_id))
        self.side_codes: dict[int | None, str] = {side.pk: side.code for side in self.sides}
        self.updates = self._updates()
        # A correction takes the place of what it corrects, so the struck one is not reported beside it.
        struck = {update.corrects_id for rows in self.updates.values() for update in rows}
        self.standing = {
            item: [update for update in rows if update.pk not in struck]
            for item, rows in self.updates.items()
        }
        told = {update.pk for rows in self.standing.values() for update in self._told(rows)}
        self.texts = _grouped(
            ProgressText.objects.filter(update__in=told).order_by("revision"), lambda row: row.update_id
        )
        self.evidence = _grouped(Evidence.objects.filter(update__in=told), lambda row: row.update_id)
        bodies = (
            Responsibility.objects.filter(item__workplan=plan)
            .select_related("body")
            .order_by("side_id", "pk")
        )
        self.bodies = _grouped(bodies, lambda row: row.item_id)
        steps = Milestone.objects.filter(item__workplan=plan).order_by("due", "number")
        self.milestones = _grouped(steps, lambda row: row.item_id)
        events = MilestoneEvent.objects.filter(milestone__item__workplan=plan).order_by("number")
        self.events = _grouped(events, lambda row: row.milestone_id)

    def facts(self) -> ReportFacts:
        areas = list(CooperationArea.objects.filter(workplan=self.plan).order_by("number"))
        items = _grouped(
            ActionItem.objects.filter(workplan=self.plan).order_by("position"), lambda row: row.area_id
        )
        return ReportFacts(
            committee=Texts.of(self.meeting.committee, "name"),
            slug=self.meeting.committee.slug,
            period=self.plan.period,
            plan_title=Texts.of(self.plan, "title"),
            meeting=_meeting(self.meeting),
            previous=_meeting(self.previous),
            interval_start=self.start,
            interval_end=self.end,
            position_on=self._position_on(),
            built_at=self.now,
            sides=tuple(SideFacts(side.code, Texts.of(side, "name")) for side in self.sides),
            areas=tuple(self._area(area, items[area.pk]) for area in areas),
            changes=self._changes([item for rows in items.values() for item in rows]),
        )

    def _updates(self) -> ByKey:
        """Statements that describe a day of the interval, oldest first."""
        rows = ProgressUpdate.objects.filter(item__workplan=self.plan).order_by("as_at", "number")
        if self.start:
            rows = rows.filter(as_at__gte=self.start)
        if self.end:
            rows = rows.filter(as_at__lt=self.end)
        return _grouped(rows, lambda row: row.item_id)

    def _position_on(self) -> date:
        today = clock.day_of(self.now)
        return min(today, self.end - timedelta(days=1)) if self.end else today

    def _told(self, rows: list[ProgressUpdate]) -> list[ProgressUpdate]:
        """The newest statement; of each side, where these say different things."""
        newest = {row.side_id: row for row in rows}
        if len({row.status for row in newest.values()}) > 1:
            return sorted(newest.values(), key=lambda row: (row.as_at, row.number), reverse=True)
        return rows[-1:]

    def _area(self, area: CooperationArea, items: list[ActionItem]) -> AreaFacts:
        return AreaFacts(
            number=area.number,
            numeral=area.numeral,
            title=Texts.of(area, "title"),
            agreed_text=Texts.of(area, "agreed_text"),
            text_standing=Texts.of(area, "text_standing"),
            items=tuple(self._item(item) for item in items),
        )

    def _item(self, item: ActionItem) -> ItemFacts:
        rows = self.standing.get(item.pk, [])
        told = self._told(rows)
        bodies = self.bodies[item.pk]
        return ItemFacts(
            reference=item.reference,
            title=Texts.of(item, "title"),
            kind=item.kind,
            status=rows[-1].status if rows else Status.NO_STATEMENT.value,
            as_at=rows[-1].as_at if rows else None,
            sides_differ=len(told) > 1,
            statements=tuple(self._statement(row) for row in told),
            leads=tuple(self._body(row) for row in bodies if row.role == ResponsibilityRole.LEAD),
            supporting=tuple(self._body(row) for row in bodies if row.role == ResponsibilityRole.SUPPORT),
            milestones=tuple(self._milestone(row) for row in self.milestones[item.pk]),
        )

    def _body(self, row: Responsibility) -> BodyFacts:
        side = self.side_codes.get(row.side_id, "")
        return BodyFacts(row.body.code, row.body.abbreviation, Texts.of(row.body, "name"), side)

    def _statement(self, row: ProgressUpdate) -> StatementFacts:
        texts = {(text.part, text.language): text.text for text in self.texts[row.pk]}
        return StatementFacts(
            number=row.number,
            side=self.side_codes[row.side_id],
            status=row.status,
            as_at=row.as_at,
            standing=row.standing,
            narrative=_part(texts, TextPart.NARRATIVE),
            reason=_part(texts, TextPart.REASON),
            next_step=_part(texts, TextPart.NEXT_STEP),
            evidence=tuple(
                EvidenceFacts(
                    Texts.of(piece, "title"),
                    Texts.of(piece, "publisher"),
                    piece.date,
                    piece.precision,
                    piece.url,
                )
                for piece in self.evidence[row.pk]
            ),
        )

    def _milestone(self, row: Milestone) -> MilestoneFacts:
        moved = reached = None
        for event in self.events[row.pk]:
            if event.kind == MilestoneEventKind.REACHED and self._in_time(event.on):
                reached = event
            elif event.kind == MilestoneEventKind.MOVED:
                moved = event
        return MilestoneFacts(
            text=Texts.of(row, "text"),
            agreed=row.due,
            agreed_precision=row.precision,
            current=moved.on if moved else row.due,
            current_precision=moved.precision if moved else row.precision,
            reached=reached.on if reached else None,
            reached_precision=reached.precision if reached else Precision.DAY,
            standing=row.standing,
        )

    def _in_time(self, day: date) -> bool:
        return self.end is None or day < self.end

    def _changes(self, items: list[ActionItem]) -> tuple[ChangeFacts, ...]:
        changes = [change for item in items for change in self._changes_of(item)]
        order = {item.pk: place for place, item in enumerate(items)}
        places = {item.reference: order[item.pk] for item in items}
        return tuple(sorted(changes, key=lambda change: (change.on, places[change.reference], change.kind)))

    def _changes_of(self, item: ActionItem) -> Iterable[ChangeFacts]:
        before = Status.NO_STATEMENT.value
        for row in self.standing.get(item.pk, []):
            if row.status != before:
                yield ChangeFacts(
                    row.as_at, Precision.DAY, item.reference, "status", self.side_codes[row.side_id],
                    before, row.status, Texts(), None, Texts(),
                )  # fmt: skip
            before = row.status
        for step in self.milestones[item.pk]:
            for event in self.events[step.pk]:
                moved = event.kind == MilestoneEventKind.MOVED
                on = clock.day_of(event.recorded_at) if moved else event.on
                if self._in_time(on) and (self.start is None or on >= self.start):
                    yield ChangeFacts(
                        on, Precision.DAY if moved else event.precision, item.reference, event.kind,
                        self.side_codes[event.side_id], "", "", Texts.of(step, "text"),
                        event.on if moved else None, Texts.of(event, "reason"),
                    )  # fmt: skip


def _meeting(meeting: Meeting) -> MeetingFacts:
    return MeetingFacts(meeting.number, meeting.date, Texts.of(meeting, "place"))


def _part(texts: dict[tuple[str, str], str], part: str) -> Texts:
    return Texts(**{column_suffix(code): text for (kind, code), text in texts.items() if kind == part})


def _grouped(rows: Iterable[Any], key: Any) -> ByKey:
    found: ByKey = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
