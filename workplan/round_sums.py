"""How far a round is: what the whole committee may know of both sides, and what a kitchen knows of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from committees.keeping.rows import Rows
from committees.keeping.trilingual import Wording
from committees.models import Membership, Role
from committees.roles import RIGHTS, Reach, Right
from workplan.choices import ANSWERED, OUTSTANDING, OVER, Holder, PointTurn, ReturnState
from workplan.models import CitedReturn, ReportingRound, Return, ReturnPoint
from workplan.positions import columns_of, wording_in

# As bars, sentences and tables count them: what is settled first, what nobody has touched last.
STATE_ORDER = (
    ReturnState.ACCEPTED,
    ReturnState.NIL,
    ReturnState.WAIVED,
    ReturnState.SUBMITTED,
    ReturnState.RETURNED,
    ReturnState.DRAFT,
    ReturnState.EXPECTED,
)


def is_late(until: datetime) -> Q:
    """Outstanding past its due instant; ``until`` is now, or the instant the round was closed."""
    return Q(state__in=OUTSTANDING, due_at__lt=until)


def answered_late() -> Q:
    return Q(state__in=ANSWERED, answered_at__gt=F("due_at"))


def is_cited() -> Exists:
    """The side's statement says it already, so that it lies in nobody's court."""
    return Exists(CitedReturn.objects.filter(contribution=OuterRef("pk")))


def open_points() -> Coalesce:
    """How many points on the return were raised and not closed."""
    turns = ReturnPoint.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    raised = Count("pk", filter=Q(kind=PointTurn.RAISED))
    closed = Count("pk", filter=Q(kind=PointTurn.CLOSED))
    return Coalesce(Subquery(turns.annotate(still_open=raised - closed).values("still_open")), 0)


def office_is_next() -> Q:
    """Of newest turns of points: said by the body, or in a closed round, where only the office still says anything.

    Whoever works in the office of the side speaks for it, also where they hand in for a body elsewhere.
    """
    handling = [role for role in Role if RIGHTS[Right.HANDLE_RETURNS][role] != Reach.NO]
    of_office = Membership.objects.filter(
        user=OuterRef("recorded_by"), role__in=handling, seat__side=OuterRef("contribution__side")
    )
    body_spoke = Q(recorded_role__contains=Role.CONTRIBUTOR) & ~Q(Exists(of_office))
    return body_spoke | Q(contribution__round__closed_at__isnull=False)


def has_points() -> Exists:
    """Open or closed."""
    return Exists(ReturnPoint.objects.filter(contribution=OuterRef("pk")))


def has_point_for(holder: str) -> Exists:
    """An open point in this court: of the body where the office said the last word, else of the office."""
    turns = ReturnPoint.objects.filter(contribution=OuterRef("pk")).exclude(contribution__state__in=OVER)
    of_point = {name: OuterRef(name) for name in ("contribution", "point")}
    later = ReturnPoint.objects.filter(**of_point, number__gt=OuterRef("number"))
    waiting = turns.exclude(kind=PointTurn.CLOSED).filter(~Exists(later))
    return Exists(waiting.filter(office_is_next() if holder == Holder.OFFICE else ~office_is_next()))


def lies_with(holder: str) -> Q:
    """Returns in this court, of a query that knows ``cited`` (`is_cited`)."""
    office = Q(state=ReturnState.SUBMITTED) | Q(state=ReturnState.ACCEPTED, cited=False)
    if holder == Holder.BODY:
        return Q(state__in=OUTSTANDING)
    return office if holder == Holder.OFFICE else ~office & ~Q(state__in=OUTSTANDING)


# What both sides may know.


@dataclass(frozen=True)
class PublicSum:
    """Of one side: the returns that the plan expects, and its items on which it released what one says."""

    side: str
    expected: int
    items: int
    released: int

    @property
    def counts(self) -> dict[str, int]:
        return {"released": self.released, "awaited": self.items - self.released}


def public_sums_of_round() -> Rows:
    """For queries of rounds; read with `public_sums_in`."""
    return Rows(
        Return.objects.filter(round=OuterRef("pk"))
        .order_by("side__order")
        .values("side__order")
        .annotate(
            row=JSONObject(
                side=F("side__code"),
                expected=Count("pk", distinct=True),
                items=Count("item", distinct=True),
                released=Count("item", distinct=True, filter=Q(cited_by__isnull=False)),
            )
        )
        .values("row")
    )


def columns_of_round() -> dict[str, Any]:
    """What the page's one query of the round brings along."""
    return {"sums": public_sums_of_round()}


def public_sums_in(rows: Iterable[Mapping[str, Any]]) -> dict[str, PublicSum]:
    """By the code of the side."""
    return {row["side"]: PublicSum(**row) for row in rows}


def open_round_of_plan() -> Subquery:
    """The newest round of a plan that is not closed, as a row with its public sums."""
    rounds = ReportingRound.objects.filter(workplan=OuterRef("pk"), closed_at=None).order_by("-number")
    instants = {name: name for name in ("opens_at", "due_at", "cut_off_at")}
    told = JSONObject(id="pk", number="number", **instants, sums=public_sums_of_round())
    return Subquery(rounds.values(row=told)[:1])


# What a kitchen knows of its own.


@dataclass(frozen=True)
class BodySum:
    """Returns of one body in one state."""

    side: str
    code: str
    abbreviation: str
    name: Wording
    state: ReturnState
    number: int
    late: int
    cited: int
    with_points: int
    with_open_points: int
    points_for_body: int
    points_for_office: int


@dataclass(frozen=True)
class OwnSums:
    """Sums over returns that the reader may see."""

    rows: tuple[BodySum, ...]

    @property
    def total(self) -> int:
        return sum(row.number for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def with_points(self) -> int:
        return sum(row.with_points for row in self.rows)

    @property
    def with_open_points(self) -> int:
        return sum(row.with_open_points for row in self.rows)

    @property
    def points_for_body(self) -> int:
        """Returns with a point that the body is to answer."""
        return sum(row.points_for_body for row in self.rows)

    @property
    def points_for_office(self) -> int:
        return sum(row.points_for_office for row in self.rows)

    @property
    def outstanding(self) -> int:
        return sum(self.counts[state] for state in OUTSTANDING)

    @property
    def to_look_at(self) -> int:
        return self.counts[ReturnState.SUBMITTED]

    @property
    def to_consolidate(self) -> int:
        """Accepted, and not said by a statement of the side yet."""
        return sum(row.number - row.cited for row in self.rows if row.state == ReturnState.ACCEPTED)

    @property
    def in_our_court(self) -> int:
        return self.to_look_at + self.to_consolidate

    @property
    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(map(str, STATE_ORDER), 0)
        for row in self.rows:
            found[row.state] += row.number
        return found

    @property
    def bodies(self) -> list[BodySum]:
        """One row of each body, in the order of its abbreviation."""
        return sorted({row.code: row for row in self.rows}.values(), key=lambda row: row.abbreviation)


COUNTED = (
    "number",
    "late",
    "cited",
    "with_points",
    "with_open_points",
    "points_for_body",
    "points_for_office",
)


def own_sums(returns: QuerySet[Return], until: datetime) -> OwnSums:
    """One query; ``returns`` are those the reader may see (`access.visible_returns`)."""
    names = columns_of("name", "body__")
    rows = (
        returns.order_by()
        .alias(cited_already=is_cited(), still_open=open_points(), any_point=has_points())
        .alias(body_answers=has_point_for(Holder.BODY), office_answers=has_point_for(Holder.OFFICE))
        .values("side__code", "body__code", "body__abbreviation", "state", *names.values())
        .annotate(
            number=Count("pk"),
            late=Count("pk", filter=is_late(until)),
            cited=Count("pk", filter=Q(cited_already=True)),
            with_points=Count("pk", filter=Q(any_point=True)),
            with_open_points=Count("pk", filter=Q(still_open__gt=0)),
            points_for_body=Count("pk", filter=Q(body_answers=True)),
            points_for_office=Count("pk", filter=Q(office_answers=True)),
        )
    )
    return OwnSums(
        tuple(
            BodySum(
                side=row["side__code"],
                code=row["body__code"],
                abbreviation=row["body__abbreviation"],
                name=wording_in({name: row[path] for name, path in names.items()}, "name"),
                state=ReturnState(row["state"]),
                **{name: row[name] for name in COUNTED},
            )
            for row in rows
        )
    )
