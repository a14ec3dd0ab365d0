"""Whoever sends a form after their session ended signs in and finds what they typed; nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from committees import typed_text
from tests.helpers import person
from tests.workplan.recording import RECORD, fields_of, filled, page_text
from workplan.models import ProgressUpdate

pytestmark = pytest.mark.django_db
AsPerson = Callable[..., Client]
TYPED = "Typed for an hour 打了一小時"


@pytest.fixture
def signed_out(as_person: AsPerson) -> Client:
    client = as_person("officer.hk")
    form = filled(client, narrative_en=TYPED, status="behind_schedule")
    client.session.flush()
    response = client.post(RECORD, form)
    assert response.headers["Location"].startswith("/accounts/login/")
    return client


def test_the_text_comes_back_once_and_nothing_was_recorded(signed_out: Client) -> None:
    before = ProgressUpdate.objects.count()
    signed_out.force_login(person("officer.hk"))
    page = signed_out.get(RECORD)
    assert "Your session had ended" in page_text(page)
    form = fields_of(page)
    assert (form["narrative_en"], form["status"]) == (TYPED, "behind_schedule")
    assert ProgressUpdate.objects.count() == before
    assert signed_out.post(RECORD, {**form, "reason_en": "Late."}).status_code == 302
    assert "Your session had ended" not in page_text(signed_out.get(RECORD))


def test_somebody_else_at_the_same_browser_does_not_get_it(signed_out: Client) -> None:
    signed_out.force_login(person("secretariat.hk"))
    assert TYPED not in page_text(signed_out.get(RECORD))
    signed_out.force_login(person("officer.hk"))
    assert TYPED not in page_text(signed_out.get(RECORD))


def test_a_forged_typist_or_too_long_a_text_is_not_kept() -> None:
    client = Client()
    client.post(RECORD, {"typist": "1:forged", "narrative_en": TYPED})
    assert typed_text.KEPT not in client.session
    long = "x" * typed_text.MOST_KEPT
    client.post(RECORD, {"typist": typed_text.sign_typist(person("officer.hk")), "narrative_en": long})
    assert typed_text.KEPT not in client.session
