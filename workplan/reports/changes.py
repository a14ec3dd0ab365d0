"""What changed since the last meeting: statuses of items, milestones reached or moved, in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from committees.keeping.clock import day_of
from committees.keeping.trilingual import LANGUAGES, column_suffix
from workplan.choices import MilestoneEventKind, Status
from workplan.reports.facts import ChangeFacts, Interval, PartialDate, Texts
from workplan.reports.words import place_of


def changes_between(
    updates: Iterable[Any],
    events: Iterable[Any],
    milestones: Iterable[Any],
    interval: Interval,
) -> tuple[ChangeFacts, ...]:
    """Rows as `reading` fetches them, all of one plan, oldest first within their item or milestone."""
    changes = [*_statuses(updates), *_steps(events, milestones, interval)]
    return tuple(sorted(changes, key=_order))


def _order(change: ChangeFacts) -> tuple[date, tuple[int, int], str]:
    """By the day it had happened by, so that a month follows its days."""
    return change.on.is_over_from, place_of(change.reference), change.kind


def _statuses(updates: Iterable[Any]) -> Iterable[ChangeFacts]:
    """Each statement in which a side says another status than it said before; a side is compared with itself."""
    stood: dict[tuple[int, int], Status] = {}
    for update in updates:
        who = (update.item_id, update.side_id)
        old, new = stood.get(who), Status(update.status)
        stood[who] = new
        if new != old:
            yield ChangeFacts(
                on=PartialDate(update.as_at),
                reference=update.item__reference,
                kind="status",
                side=update.side__code,
                old_status=old,
                new_status=new,
            )


def _steps(events: Iterable[Any], milestones: Iterable[Any], interval: Interval) -> Iterable[ChangeFacts]:
    by_id = {milestone.pk: milestone for milestone in milestones}
    dates = {key: PartialDate(milestone.due, milestone.precision) for key, milestone in by_id.items()}
    for event in events:
        milestone, old = by_id[event.milestone_id], dates[event.milestone_id]
        told = PartialDate(event.on, event.precision)
        moved = event.kind == MilestoneEventKind.MOVED
        if moved:
            dates[event.milestone_id] = told
        on = PartialDate(day_of(event.recorded_at)) if moved else told
        if interval.start is None or on.is_over_from > interval.start:
            yield ChangeFacts(
                on=on,
                reference=milestone.item__reference,
                kind="moved" if moved else "reached",
                side=event.side__code,
                milestone=_texts(milestone, "text"),
                old_date=old,
                new_date=told if moved else None,
                reason=_texts(event, "reason"),
            )


def _texts(row: Any, name: str) -> Texts:
    suffixes = [column_suffix(language) for language in LANGUAGES]
    return Texts(**{suffix: getattr(row, f"{name}_{suffix}") for suffix in suffixes})
