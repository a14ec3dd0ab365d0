"""The list of the points on the returns of a round: in tables a row for each word that was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import clock, dates
from workplan.choices import OVER, Holder, PointTurn, ReturnPart
from workplan.models import ReportingRound, Return, ReturnPoint
from workplan.round_filters import ReturnFilter
from workplan.round_sums import office_is_next
from workplan.surroundings import SideHere, Surroundings
from workplan.views.contexts.lists_of_round import ListOfRound, found_in
from workplan.views.contexts.people import name_now, roles_in_words
from workplan.workbooks import Day, Value


@dataclass(frozen=True)
class ListedPoint:
    """``turns`` came with their returns; ``holder`` has the next word, nobody where it is settled."""

    number: int
    contribution: Return
    side: SideHere
    holder: Holder
    turns: Sequence[ReturnPoint]

    @property
    def part(self) -> ReturnPart:
        return ReturnPart(self.turns[0].part)

    @property
    def is_open(self) -> bool:
        return self.turns[-1].kind != PointTurn.CLOSED


@dataclass(frozen=True)
class PointsList(ListOfRound):
    points: list[ListedPoint]
    called = "points"
    widths = (8, 28, 10, 9, 22, 8, 13, 12, 16, 10, 16, 14, 50)

    @property
    def title(self) -> str:
        return _("Points of round %(number)d") % {"number": self.place.number}

    @property
    def title_of_sheet(self) -> str:
        return pgettext("on a return", "Points")

    @property
    def heads(self) -> list[str]:
        return [
            _("Ref."),
            _("Action item"),
            _("Side"),
            _("Body"),
            _("Name of the body"),
            pgettext("number of a point on a return", "Point"),
            _("About which part"),
            _("With whom"),
            _("When"),
            pgettext("a point on a return", "What was done"),
            _("Who"),
            _("Role"),
            _("Text"),
        ]

    @property
    def rows(self) -> Iterator[list[Value]]:
        for point in self.points:
            item, body = point.contribution.item, point.contribution.body
            of_point: list[Value] = [
                item.reference,
                str(item.title),
                str(point.side.name),
                body.abbreviation,
                str(body.name),
                point.number,
                str(point.part.label),
                str(point.holder.label),
            ]
            for turn in point.turns:
                yield [
                    *of_point,
                    Day(clock.day_of(turn.recorded_at)),
                    str(turn.get_kind_display()),
                    name_now(turn.recorded_by, turn.recorded_name),
                    roles_in_words(turn.recorded_role),
                    turn.text,
                ]

    @property
    def plain(self) -> list[dict[str, Any]]:
        return [_plain(point) for point in self.points]


def points_list_of(
    place: ReportingRound, here: Surroundings, returns: QuerySet[Return], asked: QueryDict
) -> tuple[ReturnFilter, PointsList]:
    """Open and closed ones, in the order of the plan; where the filter asks for points, only those it asks for."""
    found = found_in(place, here, returns, asked)
    if not found.is_valid():
        return found, PointsList(place, here, [])
    wanted = found.asked_for("points")
    points = [point for point in _points_on(found.qs, here) if _is_asked_for(point, wanted)]
    return found, PointsList(place, here, points)


def _points_on(returns: QuerySet[Return], here: Surroundings) -> Iterator[ListedPoint]:
    """One query, whatever their number."""
    sides = {side.id: side for side in here.sides}
    turns = (
        ReturnPoint.objects.filter(contribution__in=returns.order_by().values("pk"))
        .select_related("recorded_by", "contribution__item__current", "contribution__body")
        .annotate(for_office=ExpressionWrapper(office_is_next(), output_field=BooleanField()))
        .order_by(
            "contribution__item__area__number",
            "contribution__item__position",
            "contribution__side__order",
            "contribution",
            "point",
            "number",
        )
    )
    for (_contribution, number), of_point in groupby(turns, key=lambda row: (row.contribution_id, row.point)):
        said = list(of_point)
        contribution = said[0].contribution
        yield ListedPoint(number, contribution, sides[contribution.side_id], _holder(said[-1]), said)


def _holder(newest: Any) -> Holder:
    if newest.kind == PointTurn.CLOSED or newest.contribution.state in OVER:
        return Holder.NOBODY
    return Holder.OFFICE if newest.for_office else Holder.BODY


def _is_asked_for(point: ListedPoint, wanted: str) -> bool:
    if not wanted:
        return True
    return point.is_open if wanted == "open" else point.holder == wanted


def _plain(point: ListedPoint) -> dict[str, Any]:
    item = point.contribution.item
    return {
        "reference": item.reference,
        "title": str(item.title),
        "side": point.side.code,
        "body": point.contribution.body.code,
        "point": point.number,
        "part": str(point.part),
        "holder": str(point.holder),
        "turns": [
            {
                "at": dates.in_hong_kong(turn.recorded_at).isoformat(),
                "kind": turn.kind,
                "name": name_now(turn.recorded_by, turn.recorded_name),
                "roles": [role for role in turn.recorded_role.split(", ") if role],
                "text": turn.text,
            }
            for turn in point.turns
        ],
    }
