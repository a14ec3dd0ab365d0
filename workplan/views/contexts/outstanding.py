"""The list of what is outstanding in a round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import clock, dates
from workplan.choices import OUTSTANDING
from workplan.models import ReportingRound, Return
from workplan.round_filters import ReturnFilter
from workplan.surroundings import Surroundings
from workplan.views.contexts.lists_of_round import ListOfRound, found_in
from workplan.views.contexts.rounds import ReturnRow, listed, told
from workplan.workbooks import Day, Value

ASKS_FOR_STATES = ("state", "holder", "late", "points")


@dataclass(frozen=True)
class Outstanding(ListOfRound):
    returns: list[ReturnRow]
    called = "returns"
    widths = (9, 50, 16, 12, 36, 16, 16, 16, 9, 18, 16, 12)

    @property
    def title(self) -> str:
        return _("Round %(number)d") % {"number": self.place.number}

    @property
    def title_of_sheet(self) -> str:
        return _("Returns")

    @property
    def heads(self) -> list[str]:
        return [
            _("Ref."),
            _("Action item"),
            _("Side"),
            _("Body"),
            _("Name of the body"),
            _("State"),
            _("Due"),
            _("Due at first"),
            _("Days late"),
            _("With whom"),
            pgettext("of a letter", "Since"),
            _("Open points"),
        ]

    @property
    def rows(self) -> Iterator[list[Value]]:
        for row in self.returns:
            yield [
                row.reference,
                str(row.title),
                str(row.side.name),
                row.body,
                str(row.body_name),
                str(row.state.label),
                Day(clock.day_of(row.due_at)),
                Day(clock.day_of(row.was_due)) if row.was_due else None,
                row.late_days,
                str(row.holder.label),
                Day(clock.day_of(row.since)),
                row.open_points,
            ]

    @property
    def plain(self) -> list[dict[str, Any]]:
        return [_plain(row) for row in self.returns]


def outstanding_of(
    place: ReportingRound, here: Surroundings, returns: QuerySet[Return], asked: QueryDict
) -> tuple[ReturnFilter, Outstanding]:
    """What the filter finds; of these the outstanding ones, unless it asks for states itself."""
    found = found_in(place, here, returns, asked)
    if not found.is_valid():
        return found, Outstanding(place, here, [])
    rows = found.ordered(found.qs)
    if not any(found.asked_for(name) for name in ASKS_FOR_STATES):
        rows = rows.filter(state__in=OUTSTANDING)
    return found, Outstanding(place, here, listed(list(told(rows)), place, here))


def _plain(row: ReturnRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "title": str(row.title),
        "side": row.side.code,
        "body": row.body,
        "state": str(row.state),
        "due_at": dates.in_hong_kong(row.due_at).isoformat(),
        "due_at_first": dates.in_hong_kong(row.was_due).isoformat() if row.was_due else None,
        "days_late": row.late_days,
        "holder": str(row.holder),
        "since": dates.in_hong_kong(row.since).isoformat(),
        "open_points": row.open_points,
    }
