"""Nine ways round the history, as they were found in the library: each is refused at commit.

The control drops the trigger in a transaction that is rolled back: then each of them passes, so it is the
trigger that refuses and not some accident of the test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from committees.keeping.acting import NobodyActing, acting_as_command
from committees.models import Body, Place
from tests.helpers import at_commit
from workplan.models import Workplan


def update(body: Body) -> None:
    Body.objects.filter(pk=body.pk).update(name_en="Changed", version=F("version") + 1)


def bulk_create(body: Body) -> None:
    Body.objects.bulk_create([Body(code="BULK", abbreviation="B", name_en="Bulk", place=Place.MACAO)])


def bulk_update(body: Body) -> None:
    body.name_en, body.version = "Changed", body.version + 1
    Body.objects.bulk_update([body], ["name_en", "version"])


def phantom_update_fields(body: Body) -> None:
    """Another field was changed in memory: the history row would hold a value that was never saved."""
    body.name_en, body.web = "Changed", "https://example.org/phantom"
    body.save(update_fields=["name_en"])


def stock_loaddata(body: Body) -> None:
    text = serializers.serialize("json", [body]).replace(body.name_en, "Changed")
    (loaded,) = serializers.deserialize("json", text)
    loaded.object.version = body.version + 1
    loaded.save()


def raw_sql(body: Body) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE committees_body SET name_en = 'Changed', version = version + 1 WHERE id = %s", [body.pk]
        )


def raw_delete(body: Body) -> None:
    lonely = Body.objects.filter(code="LONELY")
    lonely._raw_delete("default")


def save_without_history(body: Body) -> None:
    body.name_en = "Changed"
    body.save_without_historical_record()


def upsert(body: Body) -> None:
    """Named in the list of holes, not tried there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO committees_body (code, abbreviation, name_en, name_zh_hant, name_zh_hans, place, web,"
            " standing, sources, version) SELECT code, abbreviation, 'Changed', '', '', place, '', standing,"
            " sources, version FROM committees_body WHERE id = %s"
            " ON CONFLICT (code) DO UPDATE SET name_en = 'Changed', version = committees_body.version + 1",
            [body.pk],
        )


BYPASSES = [
    update,
    bulk_create,
    bulk_update,
    phantom_update_fields,
    stock_loaddata,
    raw_sql,
    raw_delete,
    save_without_history,
    upsert,
]


@pytest.fixture
def body(db: None) -> Body:
    with acting_as_command("test"), transaction.atomic():
        Body.objects.create(code="LONELY", abbreviation="L", name_en="Lonely", place=Place.MACAO)
        at_commit()
    return Body.objects.get(code="ITC")


def commit(write: Callable[[], object]) -> None:
    with acting_as_command("test"), transaction.atomic():
        write()
        at_commit()


@pytest.mark.parametrize("bypass", BYPASSES)
def test_a_bypass_is_refused(body: Body, bypass: Callable[[Body], None]) -> None:
    with pytest.raises(DatabaseError, match="written without its history"):
        commit(lambda: bypass(body))


@pytest.mark.parametrize("bypass", BYPASSES)
def test_control_without_the_trigger_it_passes(body: Body, bypass: Callable[[Body], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER history_invariant ON committees_body")
    commit(lambda: bypass(body))


def test_a_creation_outside_a_transaction_is_refused(own_database: str) -> None:
    """The row commits before its history row is written."""
    with acting_as_command("test"), pytest.raises(DatabaseError, match="written without its history"):
        Body.objects.create(code="ALONE", abbreviation="A", name_en="Alone", place=Place.MACAO)
    assert not Body.objects.filter(code="ALONE").exists()


def test_a_shortened_list_is_not_equal_to_the_longer_one(body: Body) -> None:
    """Containment would call it so; the comparison is equality."""
    body.sources = ["one", "two"]
    commit(body.save)
    shorter = Body.objects.filter(pk=body.pk)
    with pytest.raises(DatabaseError, match="written without its history"):
        commit(lambda: shorter.update(sources=["one"], version=F("version") + 1))


@pytest.mark.parametrize("change", ["create", "save", "delete"])
def test_the_ordinary_ways_pass_and_are_told(body: Body, change: str) -> None:
    with acting_as_command("the clerk"), transaction.atomic():
        lonely = Body.objects.get(code="LONELY")
        if change == "create":
            lonely = Body.objects.create(code="NEW", abbreviation="N", name_en="New", place=Place.MACAO)
        elif change == "save":
            lonely.name_en = "Less lonely"
            lonely.save(update_fields=["name_en"])
        key = lonely.pk
        if change == "delete":
            lonely.delete()
        at_commit()
    newest = Body.history.filter(id=key).first()
    assert (newest.history_type, newest.actor_name, newest.actor_role) == (
        {"create": "+", "save": "~", "delete": "-"}[change],
        "the clerk",
        "command",
    )


def test_nested_savepoints_pass(body: Body) -> None:
    with acting_as_command("test"), transaction.atomic():
        for name in ("First", "Second"):
            with transaction.atomic():
                body.name_en = name
                body.save()
        at_commit()


@pytest.mark.django_db
def test_nothing_is_written_without_an_actor() -> None:
    with pytest.raises(NobodyActing), transaction.atomic():
        Body.objects.create(code="NOBODY", abbreviation="N", name_en="Nobody", place=Place.MACAO)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Body, Workplan])
def test_history_itself_is_append_only(model: Any) -> None:
    for write in (
        lambda rows: rows.update(actor_name="Somebody else"),
        lambda rows: rows._raw_delete("default"),
    ):
        newest = model.history.order_by("-history_id")[:1].values("history_id")
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
            write(model.history.filter(history_id__in=newest))
