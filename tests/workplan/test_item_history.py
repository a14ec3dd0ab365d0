"""The whole history of an item as a log that can be read: who, when, what changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from committees.keeping.acting import acting_as
from committees.middleware import actor_of
from tests.helpers import person, signed_in
from tests.strangers import another_committee
from tests.workplan.reading import PLAN, in_chinese, text_of, tree
from tests.workplan.recording import record
from workplan.models import ActionItem

pytestmark = pytest.mark.django_db
HISTORY = f"{PLAN}III-2/history/"


def entries(response: Any) -> list[str]:
    return [
        " ".join(entry.text_content().split()) for entry in tree(response).xpath("//ol[@class='history']/li")
    ]


def change_chinese_title(username: str, title: str) -> None:
    """The one thing of an adopted item that may still give way to better: a Chinese title."""
    with acting_as(actor_of(person(username))):
        item = ActionItem.objects.get(workplan__period="2024-25", reference="III-2")
        item.title_zh_hant = title
        item.save()


def test_readers_read_it_and_strangers_do_not_find_it() -> None:
    assert signed_in("viewer").get(HISTORY).status_code == 200
    assert Client().get(HISTORY).status_code == 302
    another_committee()
    assert signed_in("tides.secretariat").get(HISTORY).status_code == 404


def test_it_begins_with_the_plan_s_own_rows() -> None:
    told = entries(signed_in("viewer").get(HISTORY))
    assert any("The item was entered into the plan." in entry for entry in told)
    assert any("NSFC was named as a responsible body." in entry for entry in told)
    assert any("was entered." in entry and "milestone" in entry for entry in told)


def test_a_statement_stands_first_with_who_recorded_it() -> None:
    client = signed_in("officer.hk")
    record(client, status="behind_schedule", reason_en="Late.", as_at="2025-10-10")
    first = entries(client.get(HISTORY))[0]
    assert "was recorded: Behind schedule." in first
    assert "Liaison officer, Hong Kong side, liaison officer, Hong Kong" in first


def test_a_changed_field_is_shown_as_what_was_struck_and_what_was_written() -> None:
    old = ActionItem.objects.get(workplan__period="2024-25", reference="III-2").title_zh_hant
    change_chinese_title("secretariat.hk", old + "（續）")
    response = signed_in("viewer").get(HISTORY)
    first = tree(response).xpath("//ol[@class='history']/li")[0]
    assert "The item was changed." in first.text_content()
    assert first.xpath(".//dt")[0].text_content() == "title, Traditional Chinese"
    diff = first.xpath(".//dd")[0]
    assert diff.get("lang") == "zh-Hant"
    assert [written.text for written in diff.xpath("ins")] == ["（續）"]
    assert "Secretariat, Hong Kong side" in first.text_content()


def test_a_name_is_in_the_reader_s_language_while_it_is_still_the_recorded_one() -> None:
    change_chinese_title("secretariat.hk", "甲")
    chinese = in_chinese(signed_in("viewer"))
    assert "香港方秘書處" in entries(chinese.get(HISTORY))[0]
    secretariat = person("secretariat.hk")
    secretariat.display_name_en, secretariat.display_name_zh_hant = "Somebody else", "另一人"
    secretariat.save()
    assert "Secretariat, Hong Kong side" in entries(chinese.get(HISTORY))[0]
    assert "另一人" not in text_of(chinese.get(HISTORY))


def test_newest_stands_first() -> None:
    times = tree(signed_in("viewer").get(HISTORY)).xpath("//ol[@class='history']//time/@datetime")
    assert times == sorted(times, reverse=True)
    assert len(times) > 10


@pytest.mark.parametrize("more", [0, 5])
def test_it_costs_nine_queries_however_long_it_is(more: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    for number in range(more):
        change_chinese_title("secretariat.hk", f"題{number}")
        record(client, narrative_en=f"Statement {number}.")
    with django_assert_num_queries(9):
        client.get(HISTORY)
