"""The rights table, written out once more by hand: a cell that changes in the product must be changed here too."""

from __future__ import annotations

import pytest

from committees.keeping.acting import acting_as_command
from committees.models import Committee, Membership, Role, User
from committees.permissions import REFUSALS, Refused, check, may, person_with_places, places_of
from committees.roles import RIGHTS, Right
from tests.helpers import person
from tests.strangers import another_committee

# Columns: viewer, contributor, liaison officer, secretariat, administrator.
TABLE = """
read              yes yes yes        yes      yes
record            no  no  own_side   own_side no
record_on_behalf  no  no  no         yes      no
correct           no  no  own_side   yes      no
leave_final       no  no  no         yes      no
waive_evidence    no  no  no         yes      no
move_milestone    no  no  side_leads yes      no
edit_draft_plan   no  no  no         yes      no
adopt_plan        no  no  no         yes      no
keep_meetings     no  no  no         yes      yes
keep_bodies       no  no  no         no       yes
keep_notes        no  no  own_side   own_side no
keep_mail         no  no  no         own_side no
load_fixtures     no  no  no         no       yes
keep_accounts     no  no  no         no       yes
run_rounds        no  no  no         yes      no
handle_returns    no  no  own_side   own_side no
hand_in           no  own_body no    no       no
admin_site        no  no  yes        yes      yes
"""
COLUMNS = (Role.VIEWER, Role.CONTRIBUTOR, Role.LIAISON_OFFICER, Role.SECRETARIAT, Role.ADMINISTRATOR)
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(Right(row[0]), role, reach) for row in ROWS for role, reach in zip(COLUMNS, row[1:], strict=True)]
USERNAMES = {
    Role.VIEWER: "viewer",
    Role.CONTRIBUTOR: "contributor.rgc",
    Role.LIAISON_OFFICER: "officer.hk",
    Role.SECRETARIAT: "secretariat.hk",
    Role.ADMINISTRATOR: "admin",
}


def test_every_right_and_every_role_stands_in_the_table() -> None:
    assert {right for right, _role, _reach in CELLS} == set(Right) == set(RIGHTS)
    assert all(set(cells) == set(Role) for cells in RIGHTS.values())
    assert set(REFUSALS) == set(Right)


@pytest.mark.parametrize(("right", "role", "reach"), CELLS)
def test_a_cell(right: Right, role: Role, reach: str) -> None:
    assert RIGHTS[right][role] == reach


@pytest.mark.django_db
@pytest.mark.parametrize(("right", "role", "reach"), CELLS)
def test_what_a_person_may(right: Right, role: Role, reach: str) -> None:
    """The same cells, asked of people: on the own side, on the other side, in another committee."""
    committee = Committee.objects.get(slug="mhstcc")
    own = committee.sides.get(code="hong_kong").pk
    other = committee.sides.get(code="mainland").pk
    stranger = another_committee(statement=False).committee.pk
    user = person(USERNAMES[role])
    bodies = {own: user.memberships.get().seat.body_id, other: committee.seats.filter(side=other)[0].body_id}

    def asked(side: int, **where: int) -> bool:
        return may(user, right, side_id=side, body_id=bodies[side], leading_sides=[side], **where)

    assert asked(own, committee_id=committee.pk) == (reach != "no")
    assert asked(other, committee_id=committee.pk) == (reach == "yes")
    assert not asked(own, committee_id=stranger)


@pytest.mark.django_db
def test_a_refusal_is_its_sentence() -> None:
    with pytest.raises(Refused) as refusal:
        check(person("viewer"), Right.RECORD, committee_id=Committee.objects.get(slug="mhstcc").pk)
    assert str(refusal.value) == "Only a liaison office may record progress, and only for its own side."


@pytest.mark.django_db
def test_a_disabled_person_may_nothing() -> None:
    user = person("secretariat.hk")
    user.is_active = False
    assert not any(may(user, right) for right in Right)


@pytest.mark.django_db
def test_flags_of_django_open_nothing() -> None:
    user = User(username="root", is_staff=True, is_superuser=True)
    user.save()
    assert not any(may(user, right) for right in Right)


@pytest.mark.django_db
def test_a_right_of_one_committee_is_none_in_another() -> None:
    """A secretary here who is a viewer there keeps meetings here only."""
    there = another_committee(statement=False)
    user = person("secretariat.hk")
    with acting_as_command("test"):
        Membership.objects.create(user=user, seat=there.seats[0], role=Role.VIEWER)
    user.places = None
    assert may(user, Right.READ, committee_id=there.committee.pk)
    assert not may(user, Right.KEEP_MEETINGS, committee_id=there.committee.pk)
    assert may(user, Right.KEEP_MEETINGS, committee_id=Committee.objects.get(slug="mhstcc").pk)


@pytest.mark.django_db
def test_the_places_that_come_with_an_account_are_those_it_has() -> None:
    there = another_committee(statement=False)
    user = person("secretariat.hk")
    with acting_as_command("test"):
        Membership.objects.create(user=user, seat=there.seats[0], role=Role.VIEWER)
    come_along = person_with_places(user.pk)
    assert come_along is not None
    user.places = None
    assert come_along.places == places_of(user)
    assert [place.role for place in places_of(user)] == [Role.SECRETARIAT, Role.VIEWER]
    assert person_with_places(0) is None
