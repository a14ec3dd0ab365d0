"""Every address, every reader, GET and POST: the code that `rights.csv` says, and nothing written by those who may not.

An address that the table does not name fails here. Whoever adds a page adds its rows, after asking themselves who
may see it.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import transaction

from committees.keeping.acting import acting_as_command
from committees.models import Membership, Role
from tests.boundaries import refusing, walk
from tests.boundaries.addresses import every_pattern
from tests.helpers import person
from tests.strangers import another_committee

ROWS = walk.rows()
# What a POST answers where it was not even looked at: sign in first, may not, not there, no such method.
TURNED_AWAY = {302, 403, 404, 405}
MISSING = 400


def test_the_table_names_every_address_and_no_other() -> None:
    named = {row.address for row in ROWS}
    there = set(every_pattern())
    assert there - named == set(), "add rows for these to tests/boundaries/rights.csv"
    assert named - there == set(), "these are gone"


def test_the_table_names_each_address_once_with_each_method() -> None:
    assert set(Counter((row.address, row.method) for row in ROWS).values()) == {1}
    by_address: dict[str, set[str]] = {}
    for row in ROWS:
        by_address.setdefault(row.address, set()).add(row.method)
    assert all(methods == {"GET", "POST"} for methods in by_address.values())


def test_both_officers_have_the_same_codes_in_the_administration() -> None:
    rows = [row for row in ROWS if walk.is_the_same_for_both_sides(row)]
    assert [row.address for row in rows if row.codes["officer"] != row.codes["other_officer"]] == []


def test_control_the_digest_sees_a_write(db: None) -> None:
    before = walk.digest()
    another_committee("winds", statement=False)
    after = walk.digest()
    assert {"committees_committee", "committees_historicalseat"} <= {
        table for table in before if before[table] != after[table]
    }


@pytest.mark.django_db
def test_a_post_without_its_token_of_this_site_is_refused() -> None:
    world = walk.World()
    addresses = [row.address for row in ROWS if row.method == "POST"]
    with refusing.drawn_once():
        found = walk.answers(world, "administrator", "POST", addresses, enforce_csrf_checks=True)
    assert {address: code for address, code in found.items() if code != 403} == {}


def test_every_post_says_why_a_repeat_does_no_harm() -> None:
    posts = [row for row in ROWS if row.method == "POST"]
    looked_at = [row for row in posts if set(row.codes.values()) - TURNED_AWAY]
    assert {row.address for row in looked_at if row.sort not in walk.SORTS} == set()
    assert {row.address for row in ROWS if row.method == "GET" and row.sort} == set()


def test_whoever_signs_in_again_after_pressing_a_button_is_led_to_a_page() -> None:
    """Signing in leads to the address of the form, as a GET. Nobody is asked to sign in for language and colours."""
    only_posted = {row.address for row in ROWS if row.method == "GET" and 405 in row.codes.values()}
    assert only_posted == {"language/", "theme/", "admin/logout/"}


@pytest.mark.parametrize("sort", ["once key", "version token"])
def test_a_form_without_its_key_or_token_is_refused(sort: str) -> None:
    """The empty forms of the walk carry neither, so those who may write get a 400."""
    rows = [row for row in ROWS if row.sort == sort]
    assert rows
    assert {row.address for row in rows if MISSING not in row.codes.values()} == set()


@pytest.mark.django_db
def test_what_is_another_committees_looks_like_what_is_not_there() -> None:
    """The answer to a stranger, but for the address in it, is that to a number nobody has."""
    world = walk.World()
    stranger = walk.client_of(world.people["stranger"])

    def page(address: str) -> str:
        response = stranger.get(address)
        assert response.status_code == 404
        text = response.content.decode().replace(address, "")
        return re.sub(r'value="[^"]*"', "", text)

    theirs = [row for row in ROWS if row.method == "GET" and row.codes["stranger"] == 404]
    assert len(theirs) > 50
    for row in theirs:
        address = world.path(row.address)
        nowhere = re.sub(r"/\d+/", "/987654321/", address.replace("/tides/", "/nobody/"))
        if nowhere != address:
            assert page(address) == page(nowhere), address


def another_administrator(world: walk.World) -> None:
    """A committee keeps one, so that the first may go."""
    with acting_as_command("test"), transaction.atomic():
        Membership.objects.create(user=person("viewer"), seat=world.made.seats[0], role=Role.ADMINISTRATOR)


@pytest.mark.django_db
def test_a_person_who_is_switched_off_is_out_with_the_next_request() -> None:
    world = walk.World()
    another_administrator(world)
    for reader in ("officer", "secretariat", "administrator"):
        user = world.people[reader]
        assert user is not None
        client = walk.client_of(user)
        assert client.get("/admin/").status_code == 200
        user.is_active = False
        user.save()
        assert client.get("/admin/").status_code == 302
        assert client.get("/bodies/").headers["Location"] == "/accounts/login/?next=/bodies/"


@pytest.mark.django_db
def test_a_person_who_is_demoted_is_refused_with_the_next_request() -> None:
    world = walk.World()
    another_administrator(world)
    user = world.people["administrator"]
    assert user is not None
    client = walk.client_of(user)
    assert client.get("/admin/committees/user/").status_code == 200
    with acting_as_command("test"), transaction.atomic():
        membership = user.memberships.get()
        membership.role = Role.LIAISON_OFFICER
        membership.save()
    assert client.get("/admin/committees/user/").status_code == 403
    with acting_as_command("test"), transaction.atomic():
        membership.delete()
    assert client.get("/admin/").status_code == 403
