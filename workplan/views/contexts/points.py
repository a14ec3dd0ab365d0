"""The points on a return as its page shows them: what is open first, each beside what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch, prefetch_related_objects

from committees.models import User
from workplan import round_permissions
from workplan.choices import PointTurn, ReturnPart
from workplan.forms.points import NEW, AnswerForm, RaiseForm
from workplan.models import Return, ReturnPoint
from workplan.permissions import refusal
from workplan.views.contexts.people import name_now, roles_in_words


@dataclass(frozen=True)
class Turn:
    at: datetime
    what: str
    who: str
    role: str
    text: str


@dataclass(frozen=True)
class Point:
    """``form`` is there while it may be answered, and where an answer was refused."""

    number: int
    part: str
    title: str
    turns: list[Turn]
    is_open: bool
    form: AnswerForm | None


@dataclass(frozen=True)
class Points:
    open: list[Point]
    closed: list[Point]
    form: AnswerForm | None  # where another one may be raised
    may_answer: bool
    may_close: bool
    refused: AnswerForm | None
    shows_closed: bool
    shows_form: bool

    @property
    def any(self) -> bool:
        return bool(self.open or self.closed or self.form)

    def on(self, *parts: str) -> list[Point]:
        """The open ones on these parts of the return."""
        return [point for point in self.open if point.part in parts]


def fetch_points(here: Return) -> None:
    """All that was said of them, in one query; whoever asks for ``here.points`` then asks no more."""
    rows = ReturnPoint.objects.select_related("recorded_by").order_by("point", "number")
    prefetch_related_objects([here], Prefetch("points", queryset=rows))


def points_of(here: Return, user: User, forms: Mapping[int, AnswerForm]) -> Points:
    """Of a return whose points were fetched. ``forms``: what was refused or came back, by the number of its point."""
    is_under_way, may_close = not here.round.is_closed, round_permissions.handles(user, here)
    told = [
        _point(number, list(turns), forms, is_under_way or may_close)
        for number, turns in groupby(here.points.all(), key=lambda row: row.point)
    ]
    may_raise = is_under_way and not refusal(round_permissions.check_point_may_be_raised, here)
    form = forms.get(NEW) or (RaiseForm.blank(NEW) if may_raise else None)
    closed = [point for point in told if not point.is_open]
    return Points(
        open=[point for point in told if point.is_open],
        closed=closed,
        form=form,
        may_answer=is_under_way,
        may_close=may_close,
        refused=next((each for each in forms.values() if each.is_bound), None),
        shows_closed=any(point.form for point in closed),
        shows_form=NEW in forms,
    )


def _point(number: int, turns: list[ReturnPoint], forms: Mapping[int, AnswerForm], may_say: bool) -> Point:
    is_open = turns[-1].kind != PointTurn.CLOSED
    blank = AnswerForm.blank(number) if is_open and may_say else None
    return Point(
        number=number,
        part=turns[0].part,
        title=str(ReturnPart(turns[0].part).label),
        turns=[_turn(row) for row in turns],
        is_open=is_open,
        form=forms.get(number) or blank,
    )


def _turn(row: ReturnPoint) -> Turn:
    return Turn(
        at=row.recorded_at,
        what=str(row.get_kind_display()),
        who=name_now(row.recorded_by, row.recorded_name),
        role=roles_in_words(row.recorded_role),
        text=row.text,
    )
