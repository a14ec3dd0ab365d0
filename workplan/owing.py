"""What each person owes on a day: what digests are written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from committees.keeping import clock
from committees.models import Membership, Role, User
from committees.roles import RIGHTS, Reach, Right
from workplan.choices import OUTSTANDING, Holder, ReturnState
from workplan.models import ReportingRound, Return
from workplan.notifications import Kind, Owed, can_be_written_to
from workplan.round_sums import has_point_for

Place = tuple[int, int]  # a round, and the body or the side whose it is


def owed_by_person(*, today: date) -> Iterable[tuple[User, Sequence[Owed]]]:
    """Each person once, with what is theirs in rounds that take returns on that day.

    Of a body: each return that is outstanding, or has a point to answer. Of a liaison office: what was handed in and
    waits to be looked at, points that lie with it, and what bodies owe through it of whose people none can be
    written to.
    """
    rounds = ReportingRound.objects.filter(
        closed_at=None, opens_at__lte=clock.now(), cut_off_at__gt=clock.now()
    )
    is_owed = Q(state__in=[*OUTSTANDING, ReturnState.SUBMITTED])
    returns = list(
        Return.objects.filter(round__in=rounds)
        .annotate(body_answers=has_point_for(Holder.BODY), office_answers=has_point_for(Holder.OFFICE))
        .filter(is_owed | Q(body_answers=True) | Q(office_answers=True))
        .select_related("round__committee", "item", "body")
        .order_by("due_at", "pk")
    )
    people: dict[User, list[Owed]] = {}
    written_to: set[Place] = set()
    for user, place, key in _people():
        mine = [each for each in returns if (each.round.committee_id, getattr(each, f"{key}_id")) == place]
        if key == "body":
            if can_be_written_to(user):
                written_to.add(place)
            people.setdefault(user, []).extend(_of_a_body(mine))
        else:
            people.setdefault(user, []).extend(_of_an_office(mine, written_to))
    return [(user, owed) for user, owed in people.items() if owed]


def _people() -> Iterator[tuple[User, Place, str]]:
    """Who hands in for a body first, then who handles the returns of a side."""
    held = (
        Membership.objects.filter(user__is_active=True).select_related("user", "seat").order_by("user", "pk")
    )
    for right, key in ((Right.HAND_IN, "body"), (Right.HANDLE_RETURNS, "side")):
        roles = [role for role in Role if RIGHTS[right][role] != Reach.NO]
        for membership in held.filter(role__in=roles):
            seat = membership.seat
            yield membership.user, (seat.committee_id, getattr(seat, f"{key}_id")), key


def _of_a_body(returns: Sequence[Return]) -> Iterator[Owed]:
    for each in returns:
        asked = {Kind.OWN: each.state in OUTSTANDING, Kind.TO_ANSWER: each.body_answers}  # type: ignore[attr-defined]
        for kind in [kind for kind, is_asked in asked.items() if is_asked]:
            yield Owed(
                what=f"{each.item.reference} {each.body.abbreviation}",
                where=each.get_absolute_url(),
                due=clock.day_of(each.due_at),
                committee_id=each.round.committee_id,
                kind=kind,
            )


def _of_an_office(returns: Sequence[Return], written_to: set[Place]) -> Iterator[Owed]:
    """What lies with itself, and what lies with bodies of whose people none can be written to."""
    for place in dict.fromkeys(each.round for each in returns):
        here = [each for each in returns if each.round_id == place.pk]
        without = [each for each in here if (place.committee_id, each.body_id) not in written_to]
        submitted = [each for each in here if each.state == ReturnState.SUBMITTED]
        yield from _of_round(place, submitted, Kind.TO_LOOK_AT, ("state", ReturnState.SUBMITTED.value))
        outstanding = [each for each in without if each.state in OUTSTANDING]
        yield from _by_body(place, outstanding, Kind.THROUGH_THE_OFFICE, ("holder", Holder.BODY.value))
        for_office = [each for each in here if each.office_answers]  # type: ignore[attr-defined]
        yield from _of_round(place, for_office, Kind.TO_ANSWER, ("points", Holder.OFFICE.value))
        for_bodies = [each for each in without if each.body_answers]  # type: ignore[attr-defined]
        yield from _by_body(place, for_bodies, Kind.TO_ANSWER, ("points", Holder.BODY.value))


def _of_round(
    place: ReportingRound, returns: Sequence[Return], kind: Kind, asked: tuple[str, str]
) -> Iterator[Owed]:
    if returns:
        yield Owed(
            what=_round(place.number),
            where=place.get_absolute_url(),
            asked=(asked,),
            due=clock.day_of(place.due_at),
            committee_id=place.committee_id,
            kind=kind,
            returns=len(returns),
        )


def _by_body(
    place: ReportingRound, returns: Sequence[Return], kind: Kind, asked: tuple[str, str]
) -> Iterator[Owed]:
    """A line a body and due day."""
    for body, due in dict.fromkeys((each.body, clock.day_of(each.due_at)) for each in returns):
        theirs = [each for each in returns if (each.body, clock.day_of(each.due_at)) == (body, due)]
        yield Owed(
            what=_of_body(body.abbreviation, ", ".join(each.item.reference for each in theirs)),
            where=place.get_absolute_url(),
            asked=(("body", body.code), asked),
            due=due,
            committee_id=place.committee_id,
            kind=kind,
            returns=len(theirs),
        )


def _the_round(number: int) -> str:
    return _("Round %(number)d") % {"number": number}


def _returns_of(body: str, references: str) -> str:
    return _("%(body)s: %(references)s") % {"body": body, "references": references}


# Read in the language of the letter.
_round = lazy(_the_round, str)
_of_body = lazy(_returns_of, str)
