"""Whoever sends a form after their session ended signs in and finds what they typed; nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from committees import typed_text
from tests.helpers import person
from tests.workplan.packs_of_tests import PACKS, send
from tests.workplan.reading import tree
from tests.workplan.recording import RECORD, fields_of, filled, page_text
from tests.workplan.rounds_of_tests import open_round, submit
from tests.workplan.test_extend_page import EXTEND, ticked
from tests.workplan.test_extend_page import TYPED as MORE_TIME
from workplan.models import Extension, PackUpload, ProgressUpdate

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


def test_more_time_comes_back_with_its_ticks_day_and_reason(as_person: AsPerson) -> None:
    open_round()
    client = as_person("officer.hk")
    form = {**fields_of(client.get(EXTEND)), **MORE_TIME, "r": ["III-2/rgc", "II-3/rgc"]}
    client.session.flush()
    assert client.post(EXTEND, form).headers["Location"] == f"/accounts/login/?next={EXTEND}"
    submit()  # answered meanwhile, so III-2 is not offered any more
    client.force_login(person("officer.hk"))
    page = client.get(EXTEND)
    assert "Your session had ended" in page_text(page)
    assert ticked(page) == ["II-3/rgc"]
    back = fields_of(page)
    assert {name: back[name] for name in MORE_TIME} == MORE_TIME
    assert back["once_key"] != form["once_key"]
    assert not Extension.objects.exists()
    assert client.post(EXTEND, back).status_code == 302
    assert "Your session had ended" not in page_text(client.get(EXTEND))


def test_what_was_typed_beside_a_pack_comes_back_and_the_file_is_chosen_again(as_person: AsPerson) -> None:
    open_round()
    client = as_person("officer.hk")
    (typist,) = tree(client.get(PACKS)).xpath("//main//input[@name='typist']/@value")
    typed = {"source": "Letter 12 來函", "signed_by": "Commissioner 專員", "signed_on": "2025-10-09"}
    client.session.flush()
    assert (
        send(client, b"a pack", typist=typist, **typed).headers["Location"]
        == f"/accounts/login/?next={PACKS}"
    )
    client.force_login(person("officer.hk"))
    page = client.get(PACKS)
    assert "Your session had ended" in page_text(page)
    assert "Choose your files again" in page_text(page)
    values = {name: tree(page).xpath(f"//main//input[@name='{name}']/@value") for name in typed}
    assert values == {name: [value] for name, value in typed.items()}
    assert not PackUpload.objects.exists()
    assert "Choose your files again" not in page_text(client.get(PACKS))
