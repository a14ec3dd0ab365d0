"""Recording a statement: who may, what is asked, what is kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from committees.refusals import refusal_of
from tests.helpers import acting_as_person, at_commit, person
from tests.strangers import another_committee
from tests.workplan.recording import PLAN, RECORD, fields_of, filled, page_text, record
from workplan.models import ActionItem, ItemPosition, ProgressText, ProgressUpdate
from workplan.services import progress

pytestmark = pytest.mark.django_db
AsPerson = Callable[..., Client]


def item(reference: str = "III-2") -> ActionItem:
    return ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", reference)


def count() -> int:
    return ProgressUpdate.objects.count()


def test_the_officer_records_for_the_own_side_and_the_position_follows(as_person: AsPerson) -> None:
    before = item().updates.count()
    response = record(as_person("officer.hk"), status="behind_schedule", reason_en="Panels sat late.")
    update = item().updates.order_by("-number").first()
    assert update is not None
    assert (response.status_code, response.headers["Location"]) == (302, update.get_absolute_url())
    assert (update.number, update.side.code, update.status) == (before + 1, "hong_kong", "behind_schedule")
    assert update.recorded_by == person("officer.hk")
    assert update.recorded_name == person("officer.hk").name_for_the_record
    position = ItemPosition.objects.get(item=item())
    assert (position.statement, position.status, position.sides_differ) == (update, "behind_schedule", True)


def test_who_may_read_is_refused_with_a_sentence(as_person: AsPerson) -> None:
    for name in ("viewer", "contributor.rgc", "admin"):
        response = as_person(name).get(RECORD)
        assert response.status_code == 403
        assert "Only a liaison office may record progress" in page_text(response)


def test_a_stranger_finds_nothing_and_a_signed_out_person_signs_in() -> None:
    stranger = another_committee().other_officer
    client = Client()
    client.force_login(stranger)
    assert client.get(RECORD).status_code == 404
    assert Client().get(RECORD).headers["Location"].startswith("/accounts/login/")


def test_behind_schedule_asks_a_reason_and_keeps_the_text(as_person: AsPerson) -> None:
    before = count()
    response = record(as_person("officer.hk"), status="behind_schedule", narrative_en="Kept <b>words</b>")
    assert response.status_code == 422
    assert "Behind schedule and withdrawn need a reason." in page_text(response)
    assert "Kept <b>words</b>" in page_text(response)
    assert count() == before


def test_completed_asks_evidence(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    assert "Completed needs a piece of evidence." in page_text(record(officer, status="completed"))
    proof = {"evidence-0-title": "Notice", "evidence-0-publisher": "RGC", "evidence-0-date": "2025-10-01"}
    assert record(officer, status="completed", **proof).status_code == 302
    newest = item().updates.order_by("-number").first()
    assert newest is not None
    assert [(piece.title_en, piece.publisher_en) for piece in newest.evidence.all()] == [("Notice", "RGC")]


def test_only_the_secretariat_waives_evidence(as_person: AsPerson) -> None:
    waiver = {"status": "completed", "waiver_reason": "The letter is on file."}
    assert record(as_person("officer.hk"), **waiver).status_code == 422
    assert record(as_person("secretariat.hk"), **waiver).status_code == 302


def test_a_continuing_item_is_never_completed(as_person: AsPerson) -> None:
    response = record(
        as_person("secretariat.hk"), f"{PLAN}/I-1/progress/", status="completed", waiver_reason="x"
    )
    assert response.status_code == 422
    assert "never completed" in page_text(response)


@pytest.mark.parametrize(
    ("as_at", "sentence"),
    [
        ("2025-10-11", "a day that has come"),
        ("2025-11-06", "a day that has come"),
        ("2024-11-11", "before the year of the plan"),
        ("2025-02-30", "valid date"),
        ("soon", "valid date"),
    ],
)
def test_the_day_lies_in_the_plans_year_and_has_come(as_person: AsPerson, as_at: str, sentence: str) -> None:
    response = record(as_person("officer.hk"), as_at=as_at)
    assert response.status_code == 422
    assert sentence in page_text(response)


def test_a_completed_item_is_left_by_correction_only(as_person: AsPerson) -> None:
    response = record(as_person("officer.hk"), f"{PLAN}/VI-1/progress/")
    assert response.status_code == 422
    assert "Only a correction by the secretariat" in page_text(response)


def test_the_secretariat_speaks_for_the_other_side_with_a_source(as_person: AsPerson) -> None:
    secretariat = as_person("secretariat.hk")
    mainland = str(item().workplan.committee.sides.get(code="mainland").pk)
    lead = str(item().responsibilities.get(role="lead", side=mainland).body_id)
    without = record(secretariat, side=mainland, bodies=[lead])
    assert without.status_code == 422
    assert "Name the letter or message of the other office" in page_text(without)
    assert (
        record(secretariat, side=mainland, bodies=[lead], on_behalf_source="Letter of 1 October").status_code
        == 302
    )
    # An officer is not offered the other side, so it is no choice at all.
    assert record(as_person("officer.hk"), side=mainland).status_code == 422


def test_a_body_of_the_other_side_is_no_choice(as_person: AsPerson) -> None:
    mainland = item().responsibilities.get(role="lead", side__code="mainland").body_id
    assert record(as_person("officer.hk"), bodies=[str(mainland)]).status_code == 422


def test_a_stale_form_shows_both_texts_and_writes_nothing(as_person: AsPerson) -> None:
    officer, colleague = as_person("officer.hk"), as_person("secretariat.hk")
    mine = filled(officer, narrative_en="Mine, typed slowly")
    record(colleague, narrative_en="Theirs, sent first")
    before = count()
    response = officer.post(RECORD, mine)
    assert response.status_code == 409
    assert "Theirs, sent first" in page_text(response)
    assert "Mine, typed slowly" in page_text(response)
    assert count() == before
    # The form below the two texts has the next number and is accepted.
    assert officer.post(RECORD, fields_of(response)).status_code == 302
    assert count() == before + 1


def test_the_same_form_twice_is_one_statement(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    form, before = filled(officer), count()
    first, second = officer.post(RECORD, form), officer.post(RECORD, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert count() == before + 1


@pytest.mark.parametrize("token", ["number", "once_key"])
@pytest.mark.parametrize("value", [None, "", "x", "-1", "99999999999", "½"])
def test_a_missing_or_forged_token_is_400(as_person: AsPerson, token: str, value: str | None) -> None:
    officer = as_person("officer.hk")
    form, before = filled(officer), count()
    form.pop(token)
    if value is not None:
        form[token] = value
    assert officer.post(RECORD, form).status_code == 400
    assert count() == before


def test_a_number_ahead_of_the_last_is_refused_with_a_sentence(as_person: AsPerson) -> None:
    response = record(as_person("officer.hk"), number="400")
    assert response.status_code == 422
    assert "without gaps" in page_text(response)


def test_a_conversion_is_a_draft_until_somebody_ticks_it(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    drafted = officer.post(RECORD, filled(officer, narrative_zh_hant="資訊已公布", draft="zh-hans"))
    assert drafted.status_code == 200
    form = {**fields_of(drafted), "status": "on_track"}
    assert form["narrative_zh_hans"] == "信息已公布"
    assert "tick that you checked it" in page_text(officer.post(RECORD, form))
    assert officer.post(RECORD, {**form, "checked": "zh-hans"}).status_code == 302
    stored = ProgressText.objects.filter(language="zh-hans").latest("pk")
    assert (stored.text, stored.origin) == ("信息已公布", "confirmed_draft")


def test_more_evidence_can_be_asked_for_without_javascript(as_person: AsPerson) -> None:
    officer = as_person("officer.hk")
    response = officer.post(RECORD, filled(officer, more="1", **{"evidence-1-title": "Second"}))
    assert response.status_code == 200
    assert 'value="Second"' in response.content.decode()
    assert 'name="evidence-2-title"' in response.content.decode()


def test_nothing_is_recorded_on_a_draft_plan() -> None:
    with acting_as_person("officer.hk"), pytest.raises(DatabaseError) as refused, transaction.atomic():
        plan = item().workplan
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workplan_workplan DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE workplan_workplan SET state = 'draft', adopted_by_id = NULL WHERE id = %s", [plan.pk]
            )
        _insert(item("I-1"))
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == "update_of_an_adopted_plan"


def _insert(on: ActionItem, **columns: object) -> ProgressUpdate:
    """A row written round the service."""
    told = {
        "item": on,
        "number": on.updates.count() + 1,
        "side": on.workplan.committee.sides.get(code="hong_kong"),
        "status": "on_track",
        "as_at": date(2025, 10, 1),
        "recorded_by": person("officer.hk"),
        "recorded_name": "x",
        "recorded_at": "2001-01-01T00:00Z",
        **columns,
    }
    return ProgressUpdate.objects.create(**told)


# Each rule of the database is broken once, round Python.
BROKEN = {
    "update_number_once": {"number": 1},
    "update_number_follows": {"number": 99},
    "update_not_of_the_future": {"as_at": date(2025, 10, 11)},
    "update_within_the_plan": {"as_at": date(2024, 11, 11)},
    "update_correction_has_reason": {"correction_reason": "without naming one"},
    "update_waiver_is_for_completed": {"waiver_reason": "x"},
    "update_states_a_status": {"status": "no_statement"},
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_refuses_what_the_service_would(rule: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        _insert(item(), **BROKEN[rule])
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == rule


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("on_track", "update_has_text"),
        ("behind_schedule", "update_has_reason"),
        ("completed", "update_has_evidence"),
    ],
)
def test_at_commit_the_statement_must_be_whole(status: str, rule: str) -> None:
    with (
        acting_as_person("officer.hk") as officer,
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
    ):
        update = _insert(item(), status=status)
        lead = item().responsibilities.get(role="lead", side__code="hong_kong").body
        update.body_rows.create(body=lead)
        if rule != "update_has_text":
            update.texts.create(
                language="en",
                text="x",
                recorded_by=officer,
                recorded_name="x",
                recorded_at="2001-01-01T00:00Z",
            )
        at_commit()
    refusal = refusal_of(refused.value)
    assert refusal is not None
    assert refusal.rule == rule


def test_the_instant_is_the_databases_whatever_is_given() -> None:
    with transaction.atomic():
        update = _insert(item())
        update.refresh_from_db()
        assert update.recorded_at.year == 2025
        transaction.set_rollback(True)


def test_positions_recomputed_equal_those_kept() -> None:
    for kept in ItemPosition.objects.select_related("item"):
        standing = kept.item.updates.filter(corrected_by=None)
        newest = standing.newest_first().first()
        sides = {row.side_id: row.status for row in standing.order_by("as_at", "number")}
        assert kept.statement == newest
        assert kept.status == (newest.status if newest else "no_statement")
        assert kept.sides_differ == (len(set(sides.values())) > 1)


def test_positions_are_not_written_by_hand() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemPosition.objects.filter(item=item()).update(status="completed")


def test_the_service_needs_no_page_and_refuses_the_same(as_person: AsPerson) -> None:
    from committees.permissions import Refused

    hong_kong = item().workplan.committee.sides.get(code="hong_kong")
    words = [progress.Words("en", "narrative", "x")]
    statement = progress.Statement(hong_kong, "on_track", date(2025, 10, 1), words, [])
    with acting_as_person("viewer") as viewer, pytest.raises(Refused):
        progress.record_statement(
            item=item(), statement=statement, expected_number=9, by=viewer, once_key=uuid.uuid4()
        )
