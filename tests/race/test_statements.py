"""Many writers at one item: nothing lost, nothing twice, every loser told. Real commits, threads, connections."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.keeping.once import OnceKey
from committees.models import Body
from committees.refusals import refusal_of
from tests.helpers import signed_in, together
from tests.workplan.recording import RECORD, fields_of, filled, page_text
from workplan.models import ActionItem, Evidence, ItemPosition, ProgressBody, ProgressText, ProgressUpdate

WRITERS, EDITS = 20, 10


def item() -> ActionItem:
    return ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", "III-2")


def test_two_forms_with_one_number_are_one_statement_and_one_conflict(own_database: str) -> None:
    clients = [signed_in("officer.hk"), signed_in("secretariat.hk")]
    forms = [filled(client, narrative_en=f"Said by {place}") for place, client in enumerate(clients)]
    before = item().updates.count()
    answers = together(*(lambda c=c, f=f: c.post(RECORD, f) for c, f in zip(clients, forms, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert "Said by 0" in page_text(lost)
    assert "Said by 1" in page_text(lost)
    assert item().updates.count() == before + 1


def test_thirty_identical_posts_are_one_row_and_thirty_identical_answers(own_database: str) -> None:
    form = filled(signed_in("officer.hk"))
    clients = [signed_in("officer.hk") for _ in range(30)]
    before = item().updates.count()
    answers = together(*(lambda c=c: c.post(RECORD, form) for c in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert item().updates.count() == before + 1


def test_eight_people_at_forms_lose_nothing_they_were_told_was_recorded(own_database: str) -> None:
    """Each tries until its statements are in; every refusal on the way is a 409 that shows both texts."""
    before = item().updates.count()

    def write(place: int) -> list[int]:
        client, refused = signed_in("officer.hk"), []
        for edit in range(2):
            form = filled(client, narrative_en=f"Writer {place}, edit {edit}")
            answer = client.post(RECORD, form)
            while answer.status_code != 302:
                assert answer.status_code == 409
                refused.append(answer.status_code)
                answer = _again(client, answer)
        return refused

    outcomes = together(*(lambda place=place: write(place) for place in range(8)))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    texts = set(ProgressText.objects.filter(update__item=item()).values_list("text", flat=True))
    assert {f"Writer {place}, edit {edit}" for place in range(8) for edit in range(2)} <= texts
    assert item().updates.count() == before + 8 * 2
    newest = item().updates.newest_first()[0]
    assert ItemPosition.objects.get(item=item()).statement == newest


def _again(client: Client, answer: Any) -> Any:
    """The form that a conflict shows, sent as it is; where a lock was not had in time, a fresh one."""
    form = fields_of(answer)
    return client.post(RECORD, {**form, "number": str(item().updates.count() + 1)})


def _edit(name: str, place: int) -> str:
    """Read, change, save: what a page does. Which word came back tells whether it was refused."""
    with acting_as_command(f"writer {place}"), transaction.atomic():
        body = Body.objects.get(code="ITC")
        body.web = f"{body.web.split('#')[0]}#{body.web.partition('#')[2]}{name}."
        body.save()
    return name


def _count_of_edits() -> tuple[int, int]:
    """Twenty people add ten marks each to one text; how many were told "saved", how many marks are there."""

    def person(place: int) -> int:
        saved = 0
        for _edit_number in range(EDITS):
            try:
                _edit("x", place)
            except DatabaseError as error:
                refusal = refusal_of(error)
                if refusal is None or refusal.status != 409:
                    raise
            else:
                saved += 1
        return saved

    saved = together(*(lambda place=place: person(place) for place in range(WRITERS)))
    assert [outcome for outcome in saved if isinstance(outcome, Exception)] == []
    return sum(saved), Body.objects.get(code="ITC").web.count("x.")


def test_twenty_writers_with_ten_edits_each_overwrite_nothing(own_database: str) -> None:
    told, found = _count_of_edits()
    assert told >= EDITS
    assert found == told
    assert Body.objects.get(code="ITC").history.count() == told + 1


def test_without_the_guard_the_same_writers_lose_edits(own_database: str) -> None:
    """The control: reading, changing and saving with the version trigger off must lose some."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE committees_body DISABLE TRIGGER version_step")
    told, found = _count_of_edits()
    assert found < told


def test_a_writer_that_fails_half_way_leaves_nothing_behind(own_database: str) -> None:
    """The last part of a statement is refused by the database: what was written before it goes too."""
    client = signed_in("officer.hk")
    form = filled(client)
    before = _parts()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE workplan_evidence ADD CONSTRAINT none_today CHECK (title_en <> 'Refused today') NOT VALID"
        )
    answer = client.post(
        RECORD, form | {"evidence-0-title": "Refused today", "evidence-0-publisher": "A publisher"}
    )
    assert answer.status_code == 422
    assert _parts() == before


def _parts() -> list[int]:
    return [
        model.objects.count() for model in (ProgressUpdate, ProgressText, ProgressBody, Evidence, OnceKey)
    ]
