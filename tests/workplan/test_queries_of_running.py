"""What an office works with in a round costs the same queries for one body as for many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committees.models import Role, Side
from tests.boundaries.walk import call_for_returns, client_of
from tests.helpers import acting_as_person, person, signed_in
from tests.strangers import another_committee
from tests.workplan.reading import tree
from tests.workplan.rounds_of_tests import open_round
from workplan.models import ActionItem
from workplan.services.notes import add_note

pytestmark = pytest.mark.django_db
PAGES = ["chase", "extend", "close"]


def queries(client: Client, address: str) -> tuple[int, Any]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)
    assert page.status_code == 200
    return len(captured), page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_round_costs_the_same_for_one_return_and_for_thirty(page: str) -> None:
    made = another_committee()
    call_for_returns(made)
    open_round()
    few, one = queries(client_of(made.people[Role.SECRETARIAT]), f"/tides/rounds/1/{page}/")
    many, thirty = queries(signed_in("secretariat.hk"), f"/mhstcc/rounds/1/{page}/")
    assert len(tree(one).xpath("//main//li | //main//tbody/tr")) < len(
        tree(thirty).xpath("//main//li | //main//tbody/tr")
    )
    assert (few, many) == (6, 6)


@pytest.mark.parametrize("more", [1, 30])
def test_the_notes_cost_the_same_however_many(more: int) -> None:
    item = ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", "III-2")
    side = Side.objects.get(committee__slug="mhstcc", code="hong_kong")
    with acting_as_person("officer.hk") as by:
        for number in range(more):
            add_note(item=item, side=side, text=f"Note {number}", by=by)
    number, page = queries(signed_in("officer.hk"), f"{item.get_absolute_url()}notes/")
    assert number == 6
    assert page.content.decode().count("Note ") >= more
    assert person("officer.hk").name_for_the_record in page.content.decode()
