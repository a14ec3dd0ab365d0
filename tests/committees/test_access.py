"""Objects are fetched with the right to read them, or they are not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from committees import access
from committees.models import Role
from tests.helpers import person
from tests.strangers import PERIOD, AnotherCommittee, another_committee
from workplan import access as workplan_access

GETTERS: list[Callable[[Any], Any]] = [
    lambda user: access.get_committee(user, "tides"),
    lambda user: access.get_meeting(user, "tides", 1),
    lambda user: workplan_access.get_plan(user, "tides", PERIOD),
    lambda user: workplan_access.get_item(user, "tides", PERIOD, "I-1"),
]


@pytest.fixture
def tides(db: None) -> AnotherCommittee:
    return another_committee()


@pytest.mark.parametrize("get", GETTERS)
@pytest.mark.parametrize("username", ["admin", "secretariat.hk", "officer.mainland", "viewer"])
def test_another_committee_is_not_there(
    tides: AnotherCommittee, get: Callable[[Any], Any], username: str
) -> None:
    with pytest.raises(Http404):
        get(person(username))


@pytest.mark.parametrize("get", GETTERS)
def test_nobody_reads_without_signing_in(tides: AnotherCommittee, get: Callable[[Any], Any]) -> None:
    with pytest.raises(Http404):
        get(AnonymousUser())


@pytest.mark.parametrize("get", GETTERS)
@pytest.mark.parametrize("role", Role)
def test_its_own_people_read_it(tides: AnotherCommittee, get: Callable[[Any], Any], role: Role) -> None:
    assert get(tides.people[role]) is not None


@pytest.mark.parametrize("get", GETTERS)
def test_a_disabled_person_reads_nothing(tides: AnotherCommittee, get: Callable[[Any], Any]) -> None:
    user = tides.people[Role.SECRETARIAT]
    user.is_active = False
    with pytest.raises(Http404):
        get(user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.VIEWER, False),
        (Role.CONTRIBUTOR, False),
        (Role.LIAISON_OFFICER, True),
        (Role.SECRETARIAT, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_a_draft_is_shown_to_those_who_prepare_it(role: Role, sees: bool) -> None:
    drafted = another_committee("drafts", adopted=False)
    user = drafted.people[role]
    assert workplan_access.visible_plans(user).filter(pk=drafted.plan.pk).exists() is sees
    assert workplan_access.visible_items(user).filter(pk=drafted.item.pk).exists() is sees


@pytest.mark.django_db
def test_a_body_is_found_by_its_code_in_any_case_and_by_signed_in_people_only() -> None:
    assert access.get_body(person("viewer"), "itc").code == "ITC"
    with pytest.raises(Http404):
        access.get_body(AnonymousUser(), "itc")
