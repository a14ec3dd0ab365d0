"""A milestone moves, or was reached; the agreed date stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.helpers import person
from tests.strangers import another_committee
from tests.workplan.recording import PLAN, fields_of, page_text
from workplan.models import ActionItem, Milestone

pytestmark = pytest.mark.django_db
AsPerson = Callable[..., Client]
WHERE = f"{PLAN}/I-4/milestones/1/"


def milestone() -> Milestone:
    item = ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", "I-4")
    return item.milestones.get(number=1)


def post(client: Client, **typed: Any) -> Any:
    return client.post(WHERE, {**fields_of(client.get(WHERE)), **typed})


def test_a_date_moves_with_a_reason_and_the_agreed_one_stays(as_person: AsPerson) -> None:
    agreed = milestone().due
    officer = as_person("officer.hk")
    moved = {"kind": "moved", "on": "2025-11-30", "precision": "day"}
    refused = post(officer, **moved)
    assert refused.status_code == 422
    assert "Say why the date moves." in page_text(refused)
    assert post(officer, **moved, reason_en="More time was asked for.").status_code == 302
    event = milestone().events.get()
    assert (event.kind, event.on, event.reason_en) == (
        "moved",
        date(2025, 11, 30),
        "More time was asked for.",
    )
    assert event.recorded_by == person("officer.hk")
    assert milestone().due == agreed


def test_reached_in_a_month_is_kept_as_its_first_day_and_is_final(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    assert post(officer, kind="reached", on="2025-09-17", precision="month").status_code == 302
    assert milestone().events.get().on == date(2025, 9, 1)
    again = officer.get(WHERE)
    assert again.status_code == 409
    assert "was reached" in page_text(again)


def test_nothing_is_reached_in_the_future(as_person: AsPerson) -> None:
    response = post(as_person("officer.hk"), kind="reached", on="2025-10-11", precision="day")
    assert response.status_code == 422
    assert "a day that has come" in page_text(response)


def test_a_stale_form_writes_nothing(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    mine = {**fields_of(officer.get(WHERE)), "kind": "moved", "on": "2025-12-01", "reason_en": "Mine"}
    post(as_person("officer.mainland"), kind="moved", on="2025-11-30", precision="day", reason_en="Theirs")
    response = officer.post(WHERE, mine)
    assert response.status_code == 409
    assert "Theirs" in page_text(response)
    assert "Mine" in page_text(response)
    assert milestone().events.count() == 1


def test_readers_are_refused_and_strangers_find_nothing(as_person: AsPerson) -> None:
    for name in ("viewer", "contributor.rgc", "admin"):
        assert as_person(name).get(WHERE).status_code == 403, name
    client = Client()
    client.force_login(another_committee().other_officer)
    assert client.get(WHERE).status_code == 404


def test_without_the_number_that_was_seen_it_is_400(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    form = fields_of(officer.get(WHERE))
    del form["number"]
    assert officer.post(WHERE, {**form, "kind": "reached", "on": "2025-10-01"}).status_code == 400
