"""Who may: named answers from the rights table, and refusals that are sentences for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from committees.keeping.prepared import Given, prepared
from committees.keeping.rows import Rows
from committees.models import Membership, Role, User
from committees.roles import RIGHTS, Reach, Right

Reader = User | AnonymousUser

REFUSALS: dict[Right, Promise] = {
    Right.READ: _("This committee is not yours to read."),
    Right.RECORD: _("Only a liaison office may record progress, and only for its own side."),
    Right.RECORD_ON_BEHALF: _("Only the secretariat may record a statement on behalf of the other side."),
    Right.CORRECT: _(
        "Only the liaison office of the side that made a statement, or the secretariat, may correct it."
    ),
    Right.LEAVE_FINAL: _("Only the secretariat may correct a statement that completed or withdrew an item."),
    Right.WAIVE_EVIDENCE: _("Only the secretariat may waive the evidence of completion."),
    Right.MOVE_MILESTONE: _(
        "Only the secretariat, or a liaison officer whose side leads the item, may move its milestones."
    ),
    Right.EDIT_DRAFT_PLAN: _("Only the secretariat may edit a draft plan."),
    Right.ADOPT_PLAN: _("Only the secretariat may adopt a plan."),
    Right.KEEP_MEETINGS: _("Only the secretariat and administrators keep meetings and decisions."),
    Right.KEEP_BODIES: _("Only administrators keep bodies and seats."),
    Right.KEEP_NOTES: _("Only a liaison office keeps notes, each for its own side."),
    Right.KEEP_MAIL: _("Only the secretariat sees what was sent to people of its side."),
    Right.LOAD_FIXTURES: _("Only administrators load fixtures."),
    Right.KEEP_ACCOUNTS: _("Only administrators keep accounts and roles."),
    Right.RUN_ROUNDS: _("Only the secretariat opens and closes reporting rounds."),
    Right.HANDLE_RETURNS: _("Only a liaison office handles returns, and only those of its own side."),
    Right.HAND_IN: _("Only the responsible body, or the liaison office of its side, hands in this return."),
    Right.ADMIN_SITE: _(
        "The administration pages are for liaison offices, the secretariat and administrators."
    ),
}


class Refused(PermissionDenied):
    """May read, may not do this; its text is shown to the person (403)."""


@dataclass(frozen=True)
class Place:
    """One membership of a person, flattened."""

    committee_id: int
    committee_slug: str
    side_id: int
    side_code: str
    body_id: int
    body_code: str
    role: Role


SEAT_OF_A_PLACE = {
    "committee_id": F("seat__committee_id"),
    "committee_slug": F("seat__committee__slug"),
    "side_id": F("seat__side_id"),
    "side_code": F("seat__side__code"),
    "body_id": F("seat__body_id"),
    "body_code": F("seat__body__code"),
}


def places_of(user: Reader) -> tuple[Place, ...]:
    """The memberships of a signed-in person; read once and kept on the object for the request."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    if user.places is None:
        user.places = _places(_memberships.rows(user=user.pk))
    return user.places


def person_with_places(pk: Any) -> User | None:
    """The account, and in the same query what `places_of` says of it."""
    for person in _person.rows(user=pk):
        person.places = _places(person.place_rows)
        return person
    return None


def _places(rows: Iterable[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(**row | {"role": Role(row["role"])}) for row in rows)


@prepared
def _memberships() -> Any:
    return Membership.objects.filter(user=Given("user")).order_by("pk").values("role", **SEAT_OF_A_PLACE)


@prepared
def _person() -> Any:
    places = Membership.objects.filter(user=OuterRef("pk")).order_by("pk")
    rows = places.values(row=JSONObject(role="role", **SEAT_OF_A_PLACE))
    return User.objects.filter(pk=Given("user")).annotate(place_rows=Rows(rows))


def roles_in(user: Reader, committee_id: int) -> frozenset[Role]:
    return frozenset(place.role for place in places_of(user) if place.committee_id == committee_id)


def sides_of(user: Reader, committee_id: int) -> frozenset[int]:
    """Ids of the sides the person sits on in this committee."""
    return frozenset(place.side_id for place in places_of(user) if place.committee_id == committee_id)


def may(
    user: Reader,
    right: Right,
    *,
    committee_id: int | None = None,
    side_id: int | None = None,
    body_id: int | None = None,
    leading_sides: Iterable[int] = (),
) -> bool:
    """Does a membership of ``user`` carry ``right`` here?

    ``committee_id=None`` asks for any committee (things that belong to none, such as bodies).
    ``side_id`` is the side spoken for, ``body_id`` the body; ``leading_sides`` are the sides that lead the item.
    """
    for place in places_of(user):
        if committee_id is not None and place.committee_id != committee_id:
            continue
        reach = RIGHTS[right][place.role]
        if (
            reach == Reach.YES
            or (reach == Reach.OWN_SIDE and side_id in (None, place.side_id))
            or (reach == Reach.OWN_BODY and body_id in (None, place.body_id))
            or (
                reach == Reach.SIDE_LEADS
                and place.side_id in leading_sides
                and side_id in (None, place.side_id)
            )
        ):
            return True
    return False


def check(
    user: Reader,
    right: Right,
    *,
    committee_id: int | None = None,
    side_id: int | None = None,
    body_id: int | None = None,
    leading_sides: Iterable[int] = (),
) -> None:
    """Like `may`, but raises `Refused` with the sentence of the right."""
    where = {"committee_id": committee_id, "side_id": side_id, "body_id": body_id}
    if not may(user, right, **where, leading_sides=leading_sides):
        raise Refused(REFUSALS[right])
