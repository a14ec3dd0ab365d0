"""My desk: what a side owes, and how the plan stands for those who read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from committees.keeping.trilingual import Wording
from committees.models import Side, User
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY
from tests.workplan.reading import PLAN, fallback_marks, in_chinese, text_of, tree
from tests.workplan.recording import record
from workplan.filters import quiet_since
from workplan.models import ActionItem, ProgressUpdate
from workplan.positions import led_by, steps
from workplan.views.contexts import duties

pytestmark = pytest.mark.django_db


def counts(response: Any) -> dict[str, int]:
    links = tree(response).xpath("//ul[@class='counts']/li/a")
    return {link.get("href"): int(link.xpath("b")[0].text) for link in links}


def rows(response: Any, section: str) -> list[str]:
    found = tree(response).xpath(f"//section[@aria-labelledby='{section}']//td[@class='cell-ref']")
    return [row.text_content() for row in found]


def test_nobody_sees_it_without_signing_in() -> None:
    assert Client().get("/").status_code == 302


def test_a_person_without_a_seat_is_told_so() -> None:
    User.objects.create(username="newcomer")
    response = signed_in("newcomer").get("/")
    assert response.status_code == 200
    assert "You have no seat on a committee yet." in text_of(response)


def test_another_committee_shows_its_own_people_its_own_items() -> None:
    another_committee()
    response = signed_in("tides.liaison_officer").get("/")
    assert "Committee on tides" in text_of(response)
    assert "Joint Research Scheme" not in text_of(response)


def test_silence_of_sixty_days_is_owed_until_somebody_speaks() -> None:
    client = signed_in("officer.hk")
    before = client.get("/")
    silent = ActionItem.objects.filter(quiet_since(date(2025, 8, 11)), workplan__period="2024-25")
    assert counts(before)["#quiet"] == silent.count()
    assert "III-2" in rows(before, "quiet")
    record(client, as_at="2025-10-09")
    after = client.get("/")
    assert counts(after)["#quiet"] == silent.count() == counts(before)["#quiet"] - 1
    assert "III-2" not in rows(after, "quiet")


def test_each_row_has_one_thing_to_do() -> None:
    page = tree(signed_in("officer.hk").get("/"))
    for row in page.xpath("//table[contains(@class, 'ledger-table')]/tbody/tr"):
        buttons = row.xpath(".//a[contains(@class, 'button')]")
        assert len(buttons) == 1
        assert signed_in("officer.hk").get(buttons[0].get("href")).status_code == 200


def test_dates_that_passed_are_late_and_stand_first() -> None:
    days = tree(signed_in("officer.hk").get("/")).xpath(
        "//section[@aria-labelledby='due']//div[contains(@class, 'ledger-day')]"
    )
    told = [" ".join(day.text_content().split()) for day in days]
    assert "days late" in told[0]
    late = ["late" in day for day in told]
    assert late == sorted(late, reverse=True)


def test_all_that_is_late_is_counted_shown_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "MOST_ROWS", 1)
    figure = text_of(signed_in("officer.hk").get("/"), "//ul[@class='counts']/li[a[@href='#due']]")
    sides = frozenset(Side.objects.filter(code="hong_kong").values_list("pk", flat=True))
    led = ActionItem.objects.filter(led_by(sides), workplan__period="2024-25")
    late = steps().filter(item__in=led, reached_on=None, over_on__lte=date(2025, 10, 10)).count()
    assert late > 1
    assert f"milestones due, {late} late" in figure


def test_a_date_known_to_the_month_is_late_when_the_month_is_over() -> None:
    """As the plan and the report count it."""
    month = duties.Duty("I-1", "/", Wording("A month", "en"), date(2025, 10, 1), precision="month")
    day = duties.Duty("I-2", "/", Wording("A day", "en"), date(2025, 10, 8))
    section = duties._section("due", [month, day], "/", date(2025, 10, 10))
    assert [(each.days, each.late) for each in section.days] == [(2, True), (21, False)]
    assert section.late == 1


def test_differences_and_missing_languages_are_owed() -> None:
    record(signed_in("officer.hk"), as_at="2025-10-10", status="behind_schedule", reason_en="Late.")
    record(signed_in("officer.mainland"), as_at="2025-10-09", status="on_track")
    response = signed_in("officer.hk").get("/")
    assert rows(response, "differ") == ["III-2"]
    assert rows(response, "languages") == ["III-2"]
    newest = ProgressUpdate.objects.filter(item__reference="III-2", side__code="hong_kong").latest("number")
    button = tree(response).xpath(
        "//section[@aria-labelledby='languages']//a[contains(@class, 'button')]/@href"
    )
    assert button == [f"{PLAN}III-2/progress/{newest.number}/texts/zh-hant/"]


def test_a_side_does_not_owe_the_other_side_s_languages() -> None:
    record(signed_in("officer.mainland"))
    assert rows(signed_in("officer.hk").get("/"), "languages") == []
    assert rows(signed_in("officer.mainland").get("/"), "languages") == ["III-2"]


@pytest.mark.parametrize("username", ["viewer", "contributor.rgc", "admin"])
def test_those_who_read_see_how_the_plan_stands(username: str) -> None:
    response = signed_in(username).get("/")
    assert counts(response) == {}
    assert "How the year stands" in text_of(response)
    assert "The year ends with the 19th meeting on 5 November 2025, in 26 days." in text_of(response)
    assert tree(response).xpath("//ol[@class='log']/li")


def test_a_contributor_sees_what_its_body_carries() -> None:
    response = signed_in("contributor.rgc").get("/")
    carried = tree(response).xpath("//section[@aria-labelledby='part-3']//td[@class='cell-ref']")
    assert "III-2" in [row.text_content() for row in carried]


def test_an_administrator_finds_what_is_theirs_to_keep() -> None:
    client = signed_in("admin")
    for link in tree(client.get("/")).xpath("//section[@aria-labelledby='box-keep']//a/@href"):
        assert client.get(link).status_code == 200
    assert tree(signed_in("viewer").get("/")).xpath("//section[@aria-labelledby='box-keep']") == []


def test_a_chinese_desk_has_no_mark_of_another_language() -> None:
    assert fallback_marks(in_chinese(signed_in("officer.hk")).get("/")) == []
    assert fallback_marks(in_chinese(signed_in("viewer")).get("/")) == []


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_its_queries_do_not_grow_with_the_plan(size: int, django_assert_num_queries: Any) -> None:
    reader, officer = signed_in("viewer"), signed_in("officer.hk")
    reader.get("/")
    with django_assert_num_queries(6):
        reader.get("/")
    officer.get("/")
    with django_assert_num_queries(7):
        response = officer.get("/")
    assert counts(response)["#languages"] == size
    assert len(rows(response, "languages")) <= 15
