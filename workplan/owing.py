"""What each person owes on a day: what digests are written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from committees.keeping import clock
from committees.models import Membership, Role, User
from committees.roles import RIGHTS, Reach, Right
from workplan.choices import OUTSTANDING, Holder, ReturnState
from workplan.models import ReportingRound, Return
from workplan.notifications import Kind, Owed, can_be_written_to

Place = tuple[int, int]  # a round, and the body or the side whose it is


def owed_by_person(*, today: date) -> Iterable[tuple[User, Sequence[Owed]]]:
    """Each person once, with what is theirs in rounds that take returns on that day.

    Of a body: each return that is outstanding. Of a liaison office: what was handed in and waits to be looked at,
    and, a line a body and due day, what bodies owe through it of whose people none can be written to.
    """
    rounds = ReportingRound.objects.filter(
        closed_at=None, opens_at__lte=clock.now(), cut_off_at__gt=clock.now()
    )
    returns = list(
        Return.objects.filter(round__in=rounds, state__in=[*OUTSTANDING, ReturnState.SUBMITTED])
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
        if each.state in OUTSTANDING:
            yield Owed(
                what=f"{each.item.reference} {each.body.abbreviation}",
                where=each.get_absolute_url(),
                due=clock.day_of(each.due_at),
                committee_id=each.round.committee_id,
                kind=Kind.OWN,
            )


def _of_an_office(returns: Sequence[Return], written_to: set[Place]) -> Iterator[Owed]:
    for place in dict.fromkeys(each.round for each in returns):
        here = [each for each in returns if each.round_id == place.pk]
        waiting = [each for each in here if each.state == ReturnState.SUBMITTED]
        if waiting:
            yield Owed(
                what=_round(place.number),
                where=place.get_absolute_url(),
                asked=(("state", ReturnState.SUBMITTED.value),),
                due=clock.day_of(place.due_at),
                committee_id=place.committee_id,
                kind=Kind.TO_LOOK_AT,
                returns=len(waiting),
            )
        without = [
            each
            for each in here
            if each.state in OUTSTANDING and (place.committee_id, each.body_id) not in written_to
        ]
        for body, due in dict.fromkeys((each.body, clock.day_of(each.due_at)) for each in without):
            theirs = [each for each in without if (each.body, clock.day_of(each.due_at)) == (body, due)]
            yield Owed(
                what=_of_body(body.abbreviation, ", ".join(each.item.reference for each in theirs)),
                where=place.get_absolute_url(),
                asked=(("body", body.code), ("holder", Holder.BODY.value)),
                due=due,
                committee_id=place.committee_id,
                kind=Kind.THROUGH_THE_OFFICE,
                returns=len(theirs),
            )


def _the_round(number: int) -> str:
    return _("Round %(number)d") % {"number": number}


def _returns_of(body: str, references: str) -> str:
    return _("%(body)s: %(references)s") % {"body": body, "references": references}


# Read in the language of the letter.
_round = lazy(_the_round, str)
_of_body = lazy(_returns_of, str)
