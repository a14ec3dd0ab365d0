"""Correcting a statement: the old one stays, struck; the new one names it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from committees.refusals import refusal_of
from tests.helpers import person
from tests.strangers import another_committee
from tests.workplan.recording import PLAN, page_text, record
from workplan.models import ActionItem, ItemPosition, ProgressUpdate

pytestmark = pytest.mark.django_db
AsPerson = Callable[..., Client]


def newest(reference: str, side: str) -> ProgressUpdate:
    item = ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", reference)
    return item.updates.filter(side__code=side, corrected_by=None).newest_first()[0]


def address(update: ProgressUpdate) -> str:
    return f"{PLAN}/{update.item.reference}/progress/{update.number}/correct/"


def test_the_own_side_corrects_and_the_struck_one_stays(as_person: AsPerson) -> None:
    old = newest("III-2", "hong_kong")
    response = record(
        as_person("officer.hk"), address(old), correction_reason="A wrong day.", narrative_en="Put right"
    )
    assert response.status_code == 302
    new = newest("III-2", "hong_kong")
    assert (new.corrects, new.correction_reason) == (old, "A wrong day.")
    assert ProgressUpdate.objects.filter(pk=old.pk).exists()
    page = page_text(as_person("viewer").get(f"{PLAN}/III-2/"))
    assert "Put right" in page
    assert f"corrected by update {new.number}" in page


def test_what_is_left_as_it_was_keeps_its_languages_and_standing(as_person: AsPerson) -> None:
    old = newest("III-2", "hong_kong")
    record(as_person("officer.hk"), address(old), correction_reason="A wrong word.", narrative_en="Put right")
    new = newest("III-2", "hong_kong")
    columns = ("title_en", "title_zh_hant", "title_zh_hans", "publisher_zh_hant", "date", "precision", "url")
    assert list(new.evidence.values_list(*columns)) == list(old.evidence.values_list(*columns))
    assert old.evidence.exists()

    def standings(update: ProgressUpdate) -> set[tuple[str, str, str]]:
        return set(update.texts.exclude(language="en").values_list("part", "language", "standing"))

    assert standings(new) == standings(old)
    assert "working_translation" in {standing for _part, _language, standing in standings(new)}


def test_a_reason_is_asked(as_person: AsPerson) -> None:
    response = record(as_person("officer.hk"), address(newest("III-2", "hong_kong")), correction_reason=" ")
    assert response.status_code == 422
    assert "Say why the statement is corrected." in page_text(response)


def test_the_other_side_and_readers_are_refused(as_person: AsPerson) -> None:
    old = newest("III-2", "hong_kong")
    for name in ("officer.mainland", "viewer", "contributor.rgc", "admin"):
        response = as_person(name).get(address(old))
        assert response.status_code == 403, name
        assert "may correct it" in page_text(response)


def test_a_stranger_finds_nothing() -> None:
    client = Client()
    client.force_login(another_committee().other_officer)
    assert client.get(address(newest("III-2", "hong_kong"))).status_code == 404


def test_the_secretariat_corrects_the_other_sides_statement_with_a_source(as_person: AsPerson) -> None:
    old = newest("III-2", "mainland")
    secretariat = as_person("secretariat.hk")
    told = {"correction_reason": "As the letter says.", "on_behalf_source": ""}
    assert record(secretariat, address(old), **told).status_code == 422
    assert record(secretariat, address(old), **{**told, "on_behalf_source": "Letter"}).status_code == 302


def test_only_the_secretariat_leaves_a_final_status(as_person: AsPerson) -> None:
    item = ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", "VI-1")
    assert item.current.status == "completed"
    for side, own in (("mainland", "mainland"), ("hong_kong", "hk")):
        final = newest("VI-1", side)
        assert final.status == "completed"
        assert as_person(f"officer.{own}").get(address(final)).status_code == 403
        correction = {"status": "on_track", "correction_reason": "Too early."}
        assert record(as_person(f"secretariat.{own}"), address(final), **correction).status_code == 302
    assert ItemPosition.objects.get(item=item).status == "on_track"


def test_a_statement_is_corrected_once(as_person: AsPerson) -> None:
    old = newest("III-2", "hong_kong")
    officer = as_person("officer.hk")
    record(officer, address(old), correction_reason="First.")
    response = officer.get(address(old))
    assert response.status_code == 409
    assert "corrected already" in page_text(response)


def test_a_number_that_is_not_there_is_404(as_person: AsPerson) -> None:
    assert as_person("officer.hk").get(f"{PLAN}/III-2/progress/99/correct/").status_code == 404


def test_the_database_keeps_a_correction_within_item_and_side() -> None:
    old = newest("III-2", "mainland")
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        ProgressUpdate.objects.create(
            item=old.item,
            number=old.item.updates.count() + 1,
            side=newest("III-2", "hong_kong").side,
            status="on_track",
            as_at="2025-10-01",
            corrects=old,
            correction_reason="x",
            recorded_by=person("officer.hk"),
            recorded_name="x",
            recorded_at="2001-01-01T00:00Z",
        )
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "update_corrects_its_own"
