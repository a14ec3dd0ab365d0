"""Accounts are kept by whoever keeps those of every committee they sit on; bodies likewise."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Body, Committee, Membership, Role, Seat, User
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit, person, signed_in, together
from tests.strangers import AnotherCommittee, another_committee

NEW = {
    "password1": "a-long-enough-phrase-77",
    "password2": "a-long-enough-phrase-77",
    "usable_password": "true",
}


@pytest.fixture
def tides(db: None) -> AnotherCommittee:
    return another_committee()


def sit(user: User, committee: str, role: Role) -> None:
    with acting_as_command("test"), transaction.atomic():
        seat = Seat.objects.filter(committee__slug=committee).order_by("pk").first()
        Membership.objects.create(user=user, seat=seat, role=role)


def password(client: Client, of: User) -> int:
    return client.post(f"/admin/committees/user/{of.pk}/password/", NEW).status_code


def test_an_administrator_changes_a_password_in_the_own_committee(tides: AnotherCommittee) -> None:
    assert password(signed_in("tides.administrator"), tides.people[Role.VIEWER]) == 302


def test_a_viewers_seat_elsewhere_reaches_no_account_there(tides: AnotherCommittee) -> None:
    sit(tides.people[Role.ADMINISTRATOR], "mhstcc", Role.VIEWER)
    admin = signed_in("tides.administrator")
    assert password(admin, person("secretariat.hk")) == 404
    assert "secretariat.hk" not in admin.get("/admin/committees/user/").content.decode()


def test_an_account_of_two_committees_is_not_one_administrators_to_change(tides: AnotherCommittee) -> None:
    both = person("secretariat.hk")
    sit(both, "tides", Role.VIEWER)
    before = User.objects.get(pk=both.pk).password
    for name in ("tides.administrator", "admin"):
        assert password(signed_in(name), both) == 403
        form = {"username": "taken.over", "token": "x"}
        assert signed_in(name).post(f"/admin/committees/user/{both.pk}/change/", form).status_code in (
            400,
            403,
        )
    assert User.objects.get(pk=both.pk).password == before


def test_an_account_without_a_seat_belongs_to_who_made_it(tides: AnotherCommittee) -> None:
    made = {
        "username": "newcomer",
        **NEW,
        "display_name_en": "A newcomer",
        "display_name_zh_hant": "",
        "display_name_zh_hans": "",
        "language": "en",
    }
    maker = signed_in("tides.administrator")
    assert maker.post("/admin/committees/user/add/", made).status_code == 302
    newcomer = User.objects.get(username="newcomer")
    assert password(maker, newcomer) == 302
    assert password(signed_in("admin"), newcomer) == 404


def test_whoever_keeps_every_committee_keeps_accounts_without_a_seat(db: None) -> None:
    assert Committee.objects.count() == 1
    nobody = User.objects.create_user("nobody.yet", password="x")
    assert password(signed_in("admin"), nobody) == 302


def test_rows_of_a_committee_where_one_only_reads_are_not_in_the_administration(
    tides: AnotherCommittee,
) -> None:
    sit(tides.people[Role.LIAISON_OFFICER], "mhstcc", Role.VIEWER)
    officer = signed_in(tides.people[Role.LIAISON_OFFICER].username)
    listed = officer.get("/admin/committees/membership/").content.decode()
    assert tides.people[Role.VIEWER].username in listed
    assert "officer.mainland" not in listed


def test_a_body_that_another_committee_seats_is_not_renamed(tides: AnotherCommittee) -> None:
    body = Body.objects.get(code="ITC")
    admin = signed_in("tides.administrator")
    page = f"/admin/committees/body/{body.pk}/change/"
    assert admin.get(page).status_code == 200
    assert admin.post(page, {"name_en": "Renamed", "version": body.version}).status_code == 403
    assert Body.objects.get(pk=body.pk).name_en == body.name_en


# Nobody's own role is theirs to give: an administrator would else walk into a kitchen.

OF_ONESELF = "Nobody gives, changes or removes a role of their own."


def test_an_administrator_takes_no_seat_in_a_kitchen(db: None) -> None:
    admin = person("admin")
    seat = Seat.objects.get(side__code="mainland", body__code="CSTEC")
    form = {"user": admin.pk, "seat": seat.pk, "role": Role.LIAISON_OFFICER}
    answer = signed_in("admin").post("/admin/committees/membership/add/", form)
    assert answer.status_code == 422
    assert OF_ONESELF in answer.content.decode()
    assert list(admin.memberships.values_list("role", flat=True)) == [Role.ADMINISTRATOR]


def test_nor_does_one_change_or_remove_the_own_role(db: None) -> None:
    own = person("admin").memberships.get()
    client, page = signed_in("admin"), f"/admin/committees/membership/{own.pk}"
    form = {"user": own.user_id, "seat": own.seat_id, "role": Role.SECRETARIAT, "version": own.version}
    for address, sent in (("change/", form), ("delete/", {"post": "yes", "version": own.version})):
        answer = client.post(f"{page}/{address}", sent)
        assert answer.status_code == 422
        assert OF_ONESELF in answer.content.decode()
    assert person("admin").memberships.get().role == Role.ADMINISTRATOR


def test_another_administrator_does_and_so_does_a_command(tides: AnotherCommittee) -> None:
    member = tides.people[Role.VIEWER].memberships.get()
    form = {"user": member.user_id, "seat": member.seat_id, "role": Role.CONTRIBUTOR}
    page = f"/admin/committees/membership/{member.pk}/change/"
    answer = signed_in("tides.administrator").post(page, form | {"version": member.version})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert member.role == Role.CONTRIBUTOR


def test_whoever_goes_round_the_pages_is_refused_by_the_database(db: None) -> None:
    with acting_as_person("admin") as admin, pytest.raises(DatabaseError) as refused, transaction.atomic():
        seat = Seat.objects.get(side__code="mainland", body__code="CSTEC")
        Membership.objects.create(user=admin, seat=seat, role=Role.LIAISON_OFFICER)
    refusal = refusal_of(refused.value)
    assert refusal
    assert refusal.rule == "membership_not_of_oneself"


# A committee keeps an administrator: nobody else could give roles in it.

THE_LAST = "The committee would be left without an administrator"


def test_the_last_administrator_does_not_switch_the_own_account_off(db: None) -> None:
    client, admin = signed_in("admin"), person("admin")
    page = f"/admin/committees/user/{admin.pk}/change/"
    token = re.findall(r'name="version" value="(\w+)"', client.get(page).content.decode())[0]
    answer = client.post(page, {"username": "admin", "language": "en", "theme": "", "version": token})
    assert answer.status_code == 409
    assert THE_LAST in answer.content.decode()
    assert person("admin").is_active


def test_nor_is_the_last_role_taken_or_moved_by_an_administrator_of_another_committee(
    tides: AnotherCommittee,
) -> None:
    """Who sits on both keeps the accounts of both, and stops at the last one of each."""
    last = tides.people[Role.ADMINISTRATOR].memberships.get()
    sit(person("admin"), "tides", Role.ADMINISTRATOR)
    client, page = signed_in("admin"), f"/admin/committees/membership/{last.pk}"
    form = {"user": last.user_id, "seat": last.seat_id, "role": Role.VIEWER, "version": last.version}
    assert client.post(f"{page}/change/", form).status_code == 302, "there are two"
    own = person("admin").memberships.get(seat__committee=tides.committee)
    answer = client.post(
        f"/admin/committees/membership/{own.pk}/delete/", {"post": "yes", "version": own.version}
    )
    assert answer.status_code == 422, "of one's own"
    with acting_as_command("test"), pytest.raises(DatabaseError) as refused, transaction.atomic():
        own.delete()
        at_commit()
    assert (found := refusal_of(refused.value))
    assert found.rule == "committee_keeps_an_administrator"


@pytest.mark.parametrize("change", ["switch off", "demote", "remove", "move to another committee"])
def test_nor_from_a_shell(tides: AnotherCommittee, change: str) -> None:
    user = tides.people[Role.ADMINISTRATOR]
    held = user.memberships.get()
    with pytest.raises(DatabaseError) as refused, acting_as_command("shell"), transaction.atomic():
        if change == "switch off":
            User.objects.filter(pk=user.pk).update(is_active=False)
        elif change == "demote":
            held.role = Role.VIEWER
            held.save()
        elif change == "remove":
            held.delete()
        else:
            held.seat = Seat.objects.filter(committee__slug="mhstcc")[0]
            held.save()
        at_commit()
    refusal = refusal_of(refused.value)
    assert refusal
    assert (refusal.status, refusal.rule) == (409, "committee_keeps_an_administrator")


def test_one_takes_the_place_of_another(tides: AnotherCommittee) -> None:
    held = tides.people[Role.ADMINISTRATOR].memberships.get()
    with acting_as_command("test"), transaction.atomic():
        held.delete()
        Membership.objects.create(user=tides.people[Role.VIEWER], seat=held.seat, role=Role.ADMINISTRATOR)
        at_commit()


def test_two_who_remove_each_other_at_once_do_not_both_succeed(own_database: str) -> None:
    sit(person("secretariat.hk"), "mhstcc", Role.ADMINISTRATOR)
    ready = threading.Barrier(2)

    def remove(name: str) -> None:
        with acting_as_command("test"), transaction.atomic():
            Membership.objects.get(user__username=name, role=Role.ADMINISTRATOR).delete()
            ready.wait(timeout=10)

    outcomes = together(lambda: remove("admin"), lambda: remove("secretariat.hk"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "NoneType"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1
