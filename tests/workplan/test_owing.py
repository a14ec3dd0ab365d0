"""What the daily letter says one owes: one's own, and nothing of another body or side."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from committees.models import User
from tests.helpers import acting_as_person, person, signed_in
from tests.workplan.rounds_of_tests import CUT_OFF, at, open_round, submit, take
from workplan.models import Return
from workplan.notifications import Kind, Owed
from workplan.owing import owed_by_person
from workplan.services import rounds

pytestmark = pytest.mark.django_db
TODAY = date(2025, 10, 14)


def owed(who: str) -> list[tuple[str, str, date]]:
    found: dict[str, list[Owed]] = {user.username: list(owed) for user, owed in owed_by_person(today=TODAY)}
    with translation.override("en"):
        return [(str(each.what), each.address, each.due) for each in found.get(who, [])]


def test_a_contributor_owes_the_returns_of_its_body_until_they_are_handed_in() -> None:
    open_round()
    assert owed("contributor.rgc") == [
        ("II-3 RGC", "/mhstcc/rounds/1/returns/II-3/rgc/", date(2025, 10, 24)),
        ("III-2 RGC", "/mhstcc/rounds/1/returns/III-2/rgc/", date(2025, 10, 24)),
    ]
    submit()
    assert [what for what, _where, _due in owed("contributor.rgc")] == ["II-3 RGC"]
    take("send_back", reason="How many?")
    assert len(owed("contributor.rgc")) == 2


def test_an_office_owes_a_look_at_what_came_in_and_a_word_for_bodies_without_an_account() -> None:
    open_round()
    before = owed("officer.hk")
    assert all(where.startswith("/mhstcc/rounds/1/?body=") for _what, where, _due in before)
    assert not any(what.startswith("RGC") for what, _where, _due in before), "it has an account"
    of_body = "/mhstcc/rounds/1/?body=DPO&holder=body"
    assert ("DPO: I-4", of_body, date(2025, 10, 24)) in before
    assert signed_in("officer.hk").get(of_body).status_code == 200
    submit()
    to_look_at = ("Round 1", "/mhstcc/rounds/1/?state=submitted")
    assert to_look_at in [(what, where) for what, where, _due in owed("officer.hk")]
    assert to_look_at not in [(what, where) for what, where, _due in owed("officer.mainland")]


def test_what_has_more_time_stands_apart_and_returns_are_counted_not_lines() -> None:
    open_round()
    theirs = Return.objects.filter(body__code="ITC")
    with acting_as_person("officer.hk") as by:
        rounds.extend(contributions=[theirs[0]], due_at=CUT_OFF, reason="The panel meets late.", by=by)
    lines = dict(owed_by_person(today=TODAY))[person("officer.hk")]
    of_body = {line.due: line for line in lines if ("body", "ITC") in line.asked}
    assert sorted(of_body) == [date(2025, 10, 24), date(2025, 10, 31)]
    assert of_body[date(2025, 10, 31)].returns == 1
    assert of_body[date(2025, 10, 24)].returns == theirs.count() - 1 > 1
    assert {line.kind for line in lines} == {Kind.THROUGH_THE_OFFICE}
    assert (
        sum(line.returns for line in lines)
        == Return.objects.filter(side__code="hong_kong").exclude(body__code="RGC").count()
    )


def test_an_office_is_told_of_a_body_whose_only_account_has_no_address() -> None:
    open_round()
    User.objects.filter(username="contributor.rgc").update(email=" ")
    assert "RGC: II-3, III-2" in [what for what, _where, _due in owed("officer.hk")]


def test_readers_and_administrators_owe_nothing() -> None:
    open_round()
    for who in ("viewer", "admin"):
        assert owed(who) == []


def test_after_the_cut_off_or_the_closing_nothing_is_owed() -> None:
    opened = open_round()
    with at(CUT_OFF):
        assert owed("contributor.rgc") == []
        with acting_as_person("secretariat.hk") as by:
            rounds.close_round(place=opened, expected_version=opened.version, by=by)
    assert owed("officer.hk") == []


def test_it_costs_the_same_for_many(django_assert_num_queries: object) -> None:
    open_round()
    with django_assert_num_queries(5):  # type: ignore[operator]
        list(owed_by_person(today=TODAY))
