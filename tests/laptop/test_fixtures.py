"""The tests' own database fixtures keep what they promise."""

from __future__ import annotations

import urllib.request

import pytest
from django.db import connection, transaction

from tests.helpers import together


def _sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return int(cursor.fetchone()[0])


def _add_session(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, '', now())", [key])


def test_what_is_committed_in_an_own_database_is_seen_by_all_its_threads(own_database: str) -> None:
    with transaction.atomic():
        _add_session("committed")
    assert together(_sessions, _sessions) == [1, 1]
    assert connection.settings_dict["NAME"] == own_database


@pytest.mark.django_db
def test_and_by_no_other_test() -> None:
    assert _sessions() == 0


def test_threads_meet_in_the_database_and_one_of_them_is_refused(own_database: str) -> None:
    outcomes = together(lambda: _add_session("once"), lambda: _add_session("once"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "NoneType"]


def test_the_live_site_answers_from_this_tests_own_database(live_site: str) -> None:
    with urllib.request.urlopen(f"{live_site}/readyz") as answer:
        assert answer.status == 200
