"""Whoever is to say the next word on a point finds it on the desk and in the daily letter; the other side never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from committees.models import Membership, Seat, User
from committees.models.users import Role
from tests.helpers import acting_as_person, person, signed_in
from tests.workplan.points_of_tests import answer, ask, close
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.rounds_of_tests import nil, open_round, submit, take
from workplan.notifications import Kind, digests_due
from workplan.owing import owed_by_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
TODAY = date(2025, 10, 14)  # ten days before the round is due
ROUND = "/mhstcc/rounds/1/"
FOR_OFFICE, FOR_BODY = f"{ROUND}?points=office", f"{ROUND}?points=body"


def told(who: str) -> list[tuple[str, int]]:
    """Addresses of points in the letter, and how many returns each tells of."""
    owed = dict(owed_by_person(today=TODAY)).get(person(who), [])
    return [(each.address, each.returns) for each in owed if each.kind == Kind.TO_ANSWER]


def on_desk(who: str) -> str:
    return text_of(signed_in(who).get("/"), "//ul[@class='desk-round']")


def found(who: str, address: str) -> list[str]:
    links = tree(signed_in(who).get(address)).xpath("//td[@class='cell-ref']/a")
    return [link.text_content() for link in links]


def test_it_lies_with_the_body_until_it_answers_then_with_its_office_until_it_is_closed() -> None:
    open_round()
    submit()
    ask()
    own = f"{ROUND}returns/III-2/rgc/"
    assert (told("contributor.rgc"), told("officer.hk")) == ([(own, 1)], [])
    assert on_desk("contributor.rgc") == "1 return with points for your body to answer"
    assert "1 with points for its body to answer" in on_desk("officer.hk")
    assert found("contributor.rgc", FOR_BODY) == found("officer.hk", FOR_BODY) == ["III-2"]
    answer()
    assert (told("contributor.rgc"), told("officer.hk")) == ([], [(FOR_OFFICE, 1)])
    assert on_desk("contributor.rgc") == ""
    assert "1 with points for the office to answer or close" in on_desk("officer.hk")
    assert (found("officer.hk", FOR_BODY), found("officer.hk", FOR_OFFICE)) == ([], ["III-2"])
    answer(who="secretariat.hk", text="Of which year?")
    assert (told("contributor.rgc"), told("officer.hk")) == ([(own, 1)], [])
    close()
    assert (told("contributor.rgc"), told("officer.hk")) == ([], [])
    assert "points" not in on_desk("officer.hk") + on_desk("contributor.rgc")


def test_one_that_the_body_raises_lies_with_its_office_and_returns_are_counted_not_points() -> None:
    open_round()
    for reference in ("III-2", "III-2", "II-3"):
        ask("contributor.rgc", reference=reference)
    ask(reference="II-3")
    assert told("officer.hk") == told("secretariat.hk") == [(FOR_OFFICE, 2)]
    assert told("contributor.rgc") == [(f"{ROUND}returns/II-3/rgc/", 1)]
    assert "2 with points for the office to answer or close" in on_desk("officer.hk")


def test_nothing_of_it_reaches_the_other_side_or_those_who_only_read() -> None:
    open_round()
    ask()
    ask("contributor.rgc", reference="II-3")
    for who in ("officer.mainland", "secretariat.mainland", "viewer", "admin"):
        assert told(who) == []
        assert "points" not in on_desk(who)
        assert found(who, FOR_OFFICE) == found(who, FOR_BODY) == []


def test_an_office_is_told_of_what_a_body_without_an_account_is_to_answer() -> None:
    open_round()
    ask(reference="I-4", body="DPO")
    assert told("officer.hk") == [(f"{ROUND}?body=DPO&points=body", 1)]
    assert found("officer.hk", f"{ROUND}?body=DPO&points=body") == ["I-4"]


def test_whoever_also_hands_in_for_a_body_speaks_for_the_office_they_work_in() -> None:
    open_round()
    body = Seat.objects.get(body__code="HKSTPC", committee__slug="mhstcc")
    with acting_as_person("admin"):
        Membership.objects.create(user=person("officer.hk"), seat=body, role=Role.CONTRIBUTOR)
    ask()
    assert told("contributor.rgc") == [(f"{ROUND}returns/III-2/rgc/", 1)]


def test_a_nil_return_is_told_of_and_a_waived_one_is_not() -> None:
    open_round()
    nil()
    ask(part="whole")
    assert len(told("contributor.rgc")) == 1
    ask(reference="II-3")
    take("waive", "secretariat.hk", reference="II-3", reason="Merged into III-2.")
    assert [where for where, _returns in told("contributor.rgc")] == [f"{ROUND}returns/III-2/rgc/"]
    assert on_desk("contributor.rgc") == "1 return with points for your body to answer"


@pytest.mark.parametrize(
    ("language", "subject", "part"),
    [
        (
            "",
            "one return to hand in, one return with points to answer",
            "One return has points that wait for an answer:\n\n* III-2 RGC\n  http",
        ),
        ("zh-hant", "1份匯報表有意見待回覆", "1份匯報表有意見待回覆或處理：\n\n* III-2 RGC\n  http"),
        ("zh-hans", "1份汇报表有意见待回复", "1份汇报表有意见待回复或处理：\n\n* III-2 RGC\n  http"),
    ],
)
def test_the_letter_says_it_in_three_languages(language: str, subject: str, part: str) -> None:
    open_round()
    submit()
    ask()
    User.objects.filter(username="contributor.rgc").update(language=language)
    owing = [(user, owed) for user, owed in owed_by_person(today=TODAY) if user.username == "contributor.rgc"]
    (digest,) = digests_due(TODAY, owing)
    assert subject in digest.subject()
    assert part in digest.body()


def test_the_desk_says_it_in_chinese() -> None:
    open_round()
    ask()
    desk = in_chinese(signed_in("contributor.rgc")).get("/")
    assert text_of(desk, "//ul[@class='desk-round']") == "1 份匯報表有意見待貴單位回覆"


def test_the_desk_of_a_body_costs_no_query_more_for_them(django_assert_num_queries: Any) -> None:
    open_round()
    client = signed_in("contributor.rgc")
    client.get("/")
    for _time in range(2):
        with django_assert_num_queries(8):
            client.get("/")
        ask()
