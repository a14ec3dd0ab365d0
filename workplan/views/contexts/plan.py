"""How the year stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext

from committees.keeping.trilingual import Wording
from committees.models import Decision, Meeting
from workplan.choices import STATUS_ORDER, Status
from workplan.positions import StepDate, columns_of, wording_in
from workplan.round_sums import open_round_of_plan
from workplan.surroundings import Surroundings
from workplan.views.contexts.addresses import PlanAddresses, addresses_of
from workplan.views.contexts.areas import AreaBlock, ItemRow, area_blocks, areas_of, counts_of
from workplan.views.contexts.changes import Change, changes_in, events_of_plan, statements_of_plan
from workplan.views.contexts.drawn import columns_in, drawn_from
from workplan.views.contexts.index import plan_index
from workplan.views.contexts.open_round import OpenRound, open_round_in
from workplan.views.contexts.timeline import pictures_of, timeline_of

MOST_REFERENCES = 40
MOST_STEPS = 12
# Whatever these read must be in `PlanPage.drawn`.
PARTS = {
    "index": "components/index.html",
    "heading": "workplan/plan/heading.html",
    "docket": "workplan/plan/docket.html",
    "content": "workplan/plan/content.html",
    "standing": "workplan/plan/standing.html",
}


def columns_of_plan() -> dict[str, Any]:
    """What the page's one query of the plan brings along."""
    closing = Meeting.objects.filter(committee=OuterRef("committee"), date=OuterRef("ends_before"))
    return {
        "statement_rows": statements_of_plan(),
        "event_rows": events_of_plan(),
        "round_row": open_round_of_plan(),
        "closing_row": Subquery(
            closing.values(row=JSONObject(number="number", date="date", **columns_of("place")))[:1]
        ),
    }


@dataclass(frozen=True)
class ClosingMeeting:
    """The meeting that notes the plan's work report."""

    number: int
    date: date
    place: Wording
    days: int


@dataclass(frozen=True)
class StatusLine:
    status: Status
    items: list[ItemRow]
    url: str

    @property
    def shown(self) -> list[ItemRow]:
        return self.items[:MOST_REFERENCES]

    @property
    def more(self) -> int:
        return len(self.items) - len(self.shown)


@dataclass(frozen=True)
class Dated:
    """A line of the calendar: a milestone of an item, or the meeting that ends the year."""

    day: date
    item: ItemRow | None = None
    step: StepDate | None = None
    meeting: ClosingMeeting | None = None


@dataclass(frozen=True)
class PlanPage:
    plan: Any  # fetched with `columns_of_plan`
    at: PlanAddresses
    today: date
    areas: list[Any]  # as `areas_of` found them
    closing: ClosingMeeting | None
    round: OpenRound | None

    @cached_property
    def blocks(self) -> list[AreaBlock]:
        return area_blocks(self.areas, self.at, self.today)

    @cached_property
    def items(self) -> list[ItemRow]:
        return [item for block in self.blocks for item in block.items]

    @cached_property
    def changes(self) -> list[Change]:
        return changes_in(self.plan.statement_rows, self.plan.event_rows, self.at)

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.items)

    @property
    def status_lines(self) -> list[StatusLine]:
        items = self.items
        return [
            StatusLine(
                status,
                [item for item in items if item.status == status],
                self.at.items_with(status=str(status)),
            )
            for status in STATUS_ORDER
        ]

    @property
    def differing(self) -> list[ItemRow]:
        return [item for item in self.items if item.sides]

    @property
    def count_sentence(self) -> SafeString:
        return count_sentence(self.counts, self.at)

    @property
    def steps(self) -> list[StepDate]:
        return [step for block in self.blocks for step in block.steps]

    @property
    def reached(self) -> int:
        return sum(step.is_reached for step in self.steps)

    @property
    def is_judged(self) -> bool:
        """Whether the words without an item are told apart in the texts shown."""
        return all(block.is_judged for block in self.blocks)

    @property
    def has_words_left_out(self) -> bool:
        return any(block.words_left_out for block in self.blocks)

    @property
    def overdue(self) -> list[Dated]:
        return self._open_steps(passed=True)

    @property
    def ahead(self) -> list[Dated]:
        return self._open_steps(passed=False)

    @property
    def calendar(self) -> list[Dated]:
        """The next dates, with the meeting among them."""
        dated = self.ahead[:MOST_STEPS]
        if self.closing and self.closing.days >= 0:
            dated.append(Dated(self.closing.date, meeting=self.closing))
        return sorted(dated, key=lambda line: line.day)

    @property
    def met(self) -> list[Dated]:
        """Milestones that were reached, the newest first."""
        found = [
            Dated(step.reached_on, item, step)
            for item in self.items
            for step in item.steps
            if step.reached_on
        ]
        return sorted(found, key=lambda line: line.day, reverse=True)

    @property
    def adopted_at(self) -> Meeting | None:
        decision: Decision | None = self.plan.adopted_by
        return decision.meeting if decision else None

    @property
    def timeline(self) -> list[SafeString]:
        return list(pictures_of(timeline_of(self.blocks, [self.adopted_at, self.closing], self.today)))

    @cached_property
    def drawn(self) -> dict[str, SafeString]:
        """All of the page that comes from its rows, the addresses and the day; not the frame, and not the minute."""
        rows = [self.plan, self.adopted_at, *self.areas]
        of_round = self.round and (self.round.clock, self.round.sums)
        data = (self.at, self.today, of_round, [columns_in(row) for row in rows])
        return drawn_from(PARTS, self._read, *data)

    def _read(self) -> dict[str, Any]:
        index = plan_index(self.at, self.blocks, total=len(self.items))
        return {"page": self, "plan": self.plan, "plan_index": index}

    def _open_steps(self, *, passed: bool) -> list[Dated]:
        found = [
            Dated(step.due, item, step)
            for item in self.items
            for step in item.steps
            if not step.is_reached and step.has_passed == passed
        ]
        return sorted(found, key=lambda line: line.day)


def count_sentence(counts: dict[str, int], at: PlanAddresses) -> SafeString:
    """One sentence in which every number is a link to the items it counts."""
    total = sum(counts.values())
    link = format_html('<a href="{}">{}</a>', at.items, total)
    sentence = ngettext(
        "Of %(total)s action item %(counts)s.", "Of %(total)s action items %(counts)s.", total
    )
    told = SafeString(pgettext("between counts", ", ")).join(_counts_with_links(counts, at))
    return mark_safe(sentence % {"total": link, "counts": told})  # noqa: S308


def _counts_with_links(counts: dict[str, int], at: PlanAddresses) -> Iterator[SafeString]:
    for status, count in counts.items():
        if count:
            link = format_html('<a href="{}">{}</a>', at.items_with(status=status), count)
            yield mark_safe(_counted(status, count) % {"count": link})  # noqa: S308


def _counted(status: str, count: int) -> str:
    """The number stands as a placeholder, to become a link."""
    phrases = {
        "completed": ngettext("%(count)s is completed", "%(count)s are completed", count),
        "on_track": ngettext("%(count)s is on track", "%(count)s are on track", count),
        "behind_schedule": ngettext("%(count)s is behind schedule", "%(count)s are behind schedule", count),
        "not_started": ngettext("%(count)s is not started", "%(count)s are not started", count),
        "no_statement": ngettext("%(count)s has no statement yet", "%(count)s have no statement yet", count),
        "withdrawn": ngettext("%(count)s is withdrawn", "%(count)s are withdrawn", count),
    }
    return phrases[status]


def plan_page(plan: Any, here: Surroundings) -> PlanPage:
    """``plan`` was fetched with `columns_of_plan`."""
    at = addresses_of(here.committee.slug, plan.period)
    return PlanPage(
        plan=plan,
        at=at,
        today=here.today,
        areas=areas_of(plan),
        closing=closing_in(plan.closing_row, here.today),
        round=open_round_in(plan.round_row, here),
    )


def closing_in(row: dict[str, Any] | None, today: date) -> ClosingMeeting | None:
    if row is None:
        return None
    day = date.fromisoformat(row["date"])
    return ClosingMeeting(row["number"], day, wording_in(row, "place"), (day - today).days)
