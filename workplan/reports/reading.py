"""Facts are read in one snapshot, by a fixed number of queries however many items there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from committees.keeping import clock
from committees.keeping.snapshot import snapshot
from committees.keeping.trilingual import LANGUAGES, column_suffix
from committees.models import Meeting, Side
from workplan.choices import ItemKind, MilestoneEventKind, ResponsibilityRole, Status, TextPart, WorkplanState
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
from workplan.reports.changes import changes_between
from workplan.reports.facts import (
    AreaFacts,
    BodyFacts,
    EvidenceFacts,
    Interval,
    ItemFacts,
    MeetingFacts,
    MilestoneFacts,
    PartialDate,
    ReportFacts,
    Said,
    SideFacts,
    StatementFacts,
    Texts,
    last_day,
)

SUFFIXES = tuple(column_suffix(language) for language in LANGUAGES)


def _three(name: str) -> list[str]:
    return [f"{name}_{suffix}" for suffix in SUFFIXES]


# Of the tables with many rows only what a report tells is read, as plain tuples with names: a model costs ten times
# as much as its row.
UPDATES = ("pk", "item_id", "item__reference", "side_id", "side__code", "number", "as_at", "status")
WAIVED = ("waiver_reason", "standing")
STEPS = ("pk", "item_id", "item__reference", "number", "due", "precision", *_three("text"))
EVENTS = ("milestone_id", "kind", "on", "precision", "recorded_at", "side__code", *_three("reason"))
BODIES = ("body__code", "body__abbreviation", *_three("body__name"))
EVIDENCE = (*_three("title"), *_three("publisher"), "date", "precision", "url")


def gather(meeting: Meeting) -> ReportFacts:
    """The facts of the report to ``meeting``, as of this moment. Opens its own transaction, which only reads."""
    with snapshot():
        return read_facts(meeting.pk)


def read_facts(meeting_id: int) -> ReportFacts:
    """Whoever calls this has opened the snapshot."""
    built_at = clock.now()
    meeting = Meeting.objects.select_related("committee").get(pk=meeting_id)
    previous = meeting.previous()
    interval = Interval(previous.date if previous else None, meeting.date)
    sides = tuple(
        SideFacts(side.code, _texts(side, "name"))
        for side in Side.objects.filter(committee=meeting.committee_id).order_by("order")
    )
    plan = _plan(previous)
    record = _Record(interval, built_at)
    areas = _areas(plan, record, [side.code for side in sides]) if plan else ()
    return ReportFacts(
        committee_slug=meeting.committee.slug,
        committee=_texts(meeting.committee, "name"),
        meeting=_meeting(meeting),
        previous=_meeting(previous) if previous else None,
        interval=interval,
        position_date=last_day(interval, built_at.date()),
        built_at=built_at,
        sides=sides,
        period=plan.period if plan else "",
        plan_title=_texts(plan, "title") if plan else Texts(),
        areas=areas,
        changes=changes_between(record.updates, record.events, record.milestones, interval),
    )


def _plan(previous: Meeting | None) -> Workplan | None:
    """The plan that the last meeting adopted is the one this report answers for."""
    if previous is None:
        return None
    adopted = Workplan.objects.filter(adopted_by__meeting=previous, state=WorkplanState.ADOPTED)
    return adopted.order_by("-period").first()


@dataclass
class _Record:
    """What was recorded of a plan before the report was built, within the interval; filled by one query a table."""

    interval: Interval
    built_at: datetime
    updates: Sequence[Any] = ()
    events: Sequence[Any] = ()
    milestones: Sequence[Any] = ()

    def read(self, plan: Workplan) -> None:
        self.updates = self._updates(plan)
        self.milestones = list(
            Milestone.objects.filter(item__workplan=plan)
            .order_by("item_id", "number")
            .values_list(*STEPS, named=True)
        )
        events = (
            MilestoneEvent.objects.filter(milestone__item__workplan=plan, recorded_at__lte=self.built_at)
            .order_by("milestone_id", "number")
            .values_list(*EVENTS, named=True)
        )
        self.events = [event for event in events if self._happened_before_the_meeting(event)]

    def _updates(self, plan: Workplan) -> list[Any]:
        """Standing statements on days of the interval, oldest first."""
        found = ProgressUpdate.objects.filter(
            item__workplan=plan, corrected_by=None, recorded_at__lte=self.built_at
        )
        if self.interval.start:
            found = found.filter(as_at__gte=self.interval.start)
        if self.interval.end:
            found = found.filter(as_at__lt=self.interval.end)
        in_order = found.order_by("item_id", "as_at", "number")
        return list(in_order.values_list(*UPDATES, *WAIVED, named=True))

    def _happened_before_the_meeting(self, event: Any) -> bool:
        """A move happens on the day it is recorded; its own date lies ahead."""
        moved = event.kind == MilestoneEventKind.MOVED
        day = clock.day_of(event.recorded_at) if moved else event.on
        return self.interval.end is None or day < self.interval.end


def _areas(plan: Workplan, record: _Record, side_codes: list[str]) -> tuple[AreaFacts, ...]:
    record.read(plan)
    areas = CooperationArea.objects.filter(workplan=plan).order_by("number")
    items = ActionItem.objects.filter(workplan=plan).order_by("area__number", "position")
    bodies = _grouped(
        Responsibility.objects.filter(item__workplan=plan)
        .order_by("item_id", "side__order", "pk")
        .values_list("item_id", "role", "side__code", *BODIES, named=True),
        "item_id",
    )
    statements = _statements(record.updates, side_codes)
    said = _grouped(record.updates, "item_id")
    milestones = _milestones(record)
    by_area: dict[int, list[ItemFacts]] = defaultdict(list)
    for item in items:
        by_area[item.area_id].append(
            ItemFacts(
                reference=item.reference,
                title=_texts(item, "title"),
                kind=ItemKind(item.kind),
                leads=_bodies(bodies[item.pk], ResponsibilityRole.LEAD),
                supports=_bodies(bodies[item.pk], ResponsibilityRole.SUPPORT),
                statements=statements[item.pk],
                statements_in_period=len(said[item.pk]),
                milestones=milestones[item.pk],
            )
        )
    return tuple(
        AreaFacts(
            number=area.number,
            numeral=area.numeral,
            title=_texts(area, "title"),
            agreed=Said(_texts(area, "agreed_text"), _texts(area, "text_standing")),
            items=tuple(by_area[area.pk]),
        )
        for area in areas
    )


def _statements(updates: Iterable[Any], side_codes: list[str]) -> dict[int, tuple[StatementFacts, ...]]:
    """By item, the newest of each side; their texts, bodies and evidence come by one query each."""
    newest = {(update.item_id, update.side__code): update for update in updates}
    ids = [update.pk for update in newest.values()]

    def rows(model: Any, order: str, *columns: str) -> defaultdict[int, list[Any]]:
        found = model.objects.filter(update__in=ids).order_by(order)
        return _grouped(found.values_list("update_id", *columns, named=True), "update_id")

    texts = rows(ProgressText, "revision", "part", "language", "text", "standing")
    bodies = rows(ProgressBody, "pk", *BODIES)
    evidence = rows(Evidence, "number", *EVIDENCE)
    found: dict[int, list[StatementFacts]] = defaultdict(list)
    in_order = sorted(newest.items(), key=lambda entry: side_codes.index(entry[0][1]))
    for (item_id, _side), update in in_order:
        found[item_id].append(
            StatementFacts(
                number=update.number,
                side=update.side__code,
                status=Status(update.status),
                as_at=update.as_at,
                bodies=tuple(map(_body, bodies[update.pk])),
                narrative=_said(texts[update.pk], TextPart.NARRATIVE),
                reason=_said(texts[update.pk], TextPart.REASON),
                next_step=_said(texts[update.pk], TextPart.NEXT_STEP),
                evidence=tuple(_evidence(piece) for piece in evidence[update.pk]),
                waiver_reason=update.waiver_reason,
                standing=update.standing,
            )
        )
    return defaultdict(tuple, {item_id: tuple(statements) for item_id, statements in found.items()})


def _milestones(record: _Record) -> dict[int, tuple[MilestoneFacts, ...]]:
    events = _grouped(record.events, "milestone_id")
    found: dict[int, list[MilestoneFacts]] = defaultdict(list)
    for milestone in record.milestones:
        agreed = PartialDate(milestone.due, milestone.precision)
        current, reached = agreed, None
        for event in events[milestone.pk]:
            if event.kind == MilestoneEventKind.MOVED:
                current = PartialDate(event.on, event.precision)
            else:
                reached = PartialDate(event.on, event.precision)
        found[milestone.item_id].append(
            MilestoneFacts(milestone.number, _texts(milestone, "text"), agreed, current, reached)
        )
    return defaultdict(tuple, {item_id: tuple(steps) for item_id, steps in found.items()})


def _said(rows: Iterable[Any], part: str) -> Said:
    """The newest revision in each language; the rows come oldest first."""
    newest = {column_suffix(row.language): row for row in rows if row.part == part}
    return Said(
        Texts(**{suffix: row.text for suffix, row in newest.items()}),
        Texts(**{suffix: row.standing for suffix, row in newest.items()}),
    )


def _evidence(piece: Any) -> EvidenceFacts:
    return EvidenceFacts(
        title=_texts(piece, "title"),
        publisher=_texts(piece, "publisher"),
        date=PartialDate(piece.date, piece.precision) if piece.date else None,
        url=piece.url,
    )


def _bodies(rows: Iterable[Any], role: str) -> tuple[BodyFacts, ...]:
    return tuple(_body(row, row.side__code or "") for row in rows if row.role == role)


def _body(row: Any, side: str = "") -> BodyFacts:
    return BodyFacts(row.body__code, row.body__abbreviation, _texts(row, "body__name"), side)


def _meeting(meeting: Meeting) -> MeetingFacts:
    return MeetingFacts(meeting.number, meeting.date, _texts(meeting, "place"))


def _texts(row: Any, name: str) -> Texts:
    return Texts(*(getattr(row, f"{name}_{suffix}") for suffix in SUFFIXES))


def _grouped(rows: Iterable[Any], column: str) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, column)].append(row)
    return grouped
