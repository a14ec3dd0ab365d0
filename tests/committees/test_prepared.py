"""Queries put together once: they find what the plain query finds, and each call brings its own values."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Value

from committees.keeping.prepared import Given, Prepared, prepared
from committees.models import Meeting
from tests.helpers import together

MEETINGS = Meeting.objects.select_related("committee").order_by("number")


@prepared
def meeting() -> Any:
    return MEETINGS.filter(committee__slug=Given("slug"), number=Given("number"))


@pytest.mark.django_db
def test_it_finds_objects_with_what_was_selected_along(django_assert_num_queries: Any) -> None:
    plain = MEETINGS.get(committee__slug="mhstcc", number=18)
    with django_assert_num_queries(1):
        (found,) = meeting.rows(slug="mhstcc", number=18)
        assert found.committee.slug == "mhstcc"
    assert vars(found).keys() == vars(plain).keys()
    assert (found, found.date, found.committee) == (plain, plain.date, plain.committee)


@pytest.mark.django_db
def test_each_call_brings_its_own_values() -> None:
    assert [meeting.rows(slug="mhstcc", number=number)[0].number for number in (17, 18, 17)] == [17, 18, 17]
    assert meeting.rows(slug="' OR true --", number=18) == []
    with pytest.raises(KeyError):
        meeting.rows(slug="mhstcc")


@pytest.mark.django_db
def test_it_is_composed_once() -> None:
    composed: list[int] = []

    def compose() -> Any:
        composed.append(1)
        return MEETINGS.filter(number=Given("number")).values("number", "committee__slug")

    query = Prepared(compose)
    assert query.rows(number=18) == query.rows(number=18) == [{"number": 18, "committee__slug": "mhstcc"}]
    assert len(composed) == 1


def test_threads_ask_over_their_own_connections(own_database: str) -> None:
    asked = [
        lambda number=number: meeting.rows(slug="mhstcc", number=number)[0].number for number in (16, 17, 18)
    ]
    assert together(*asked) == [16, 17, 18]


@pytest.mark.django_db
def test_postgresql_keeps_it_and_its_constants() -> None:
    """A constant may hold what begins a value's place; from the second call on the database knows the query."""
    odd = Meeting.objects.annotate(odd=Value("100 %s %% '")).filter(number=Given("number"))
    query = Prepared(lambda: odd.values("number", "odd"))
    for number in (17, 18, 16):
        assert query.rows(number=number) == [{"number": number, "odd": "100 %s %% '"}]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%100 \\%s%"])
        ((kept,),) = cursor.fetchall()
    assert kept.count("$1") == 1
    assert "$2" not in kept
