"""Objects are fetched with the right to read them, or they are not there (404)."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from committees.models import Body, Committee, Meeting
from committees.permissions import Reader, places_of
from committees.roles import RIGHTS, Reach, Right

Row = TypeVar("Row", bound=Model)


def visible_committees(user: Reader) -> QuerySet[Committee]:
    return Committee.objects.filter(pk__in={place.committee_id for place in places_of(user)})


def committees_where(user: Reader, right: Right) -> QuerySet[Committee]:
    """Those in which a seat of the person carries this right."""
    carrying = {place.committee_id for place in places_of(user) if RIGHTS[right][place.role] != Reach.NO}
    return Committee.objects.filter(pk__in=carrying)


def get_committee(user: Reader, slug: str) -> Committee:
    return _first(visible_committees(user).filter(slug=slug))


def visible_meetings(user: Reader) -> QuerySet[Meeting]:
    return Meeting.objects.filter(committee__in=visible_committees(user))


def get_meeting(user: Reader, slug: str, number: int) -> Meeting:
    return _first(
        visible_meetings(user).select_related("committee").filter(committee__slug=slug, number=number)
    )


def visible_bodies(user: Reader) -> QuerySet[Body]:
    """Bodies are public names; whoever reads any committee reads them."""
    return Body.objects.all() if places_of(user) else Body.objects.none()


def get_body(user: Reader, code: str) -> Body:
    return _first(visible_bodies(user).select_related("parent").filter(code=code.upper()))


def _first(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise Http404
    return found
