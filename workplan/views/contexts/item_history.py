"""The whole history of an item: itself, its bodies, its milestones, its statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from committees.permissions import Reader
from workplan.models import ActionItem, Milestone, Responsibility
from workplan.surroundings import Surroundings
from workplan.views.contexts.addresses import addresses_of
from workplan.views.contexts.history import Entry, newest_first, of_rows, of_statements, of_steps
from workplan.views.contexts.statements import cards_of
from workplan.views.contexts.steps import steps_of


@dataclass(frozen=True)
class HistoryPage:
    item: ActionItem
    url: str
    entries: list[Entry]


def history_page(item: ActionItem, here: Surroundings, reader: Reader) -> HistoryPage:
    bodies = _rows(Responsibility.history.filter(item_id=item.pk).annotate(body_name=F("body__abbreviation")))
    entries = newest_first(
        of_statements(cards_of(item, reader)),
        of_steps(steps_of(item, here.today)),
        of_rows(_rows(item.history.all()), ActionItem, here.sides),
        of_rows(bodies, Responsibility, here.sides, {"body": {row.body_id: row.body_name for row in bodies}}),
        of_rows(_rows(Milestone.history.filter(item_id=item.pk)), Milestone, here.sides),
    )
    return HistoryPage(
        item, addresses_of(here.committee.slug, item.workplan.period).item(item.reference), entries
    )


def _rows(history: Any) -> list[Any]:
    return list(history.select_related("history_user").order_by("-history_date", "-history_id"))
