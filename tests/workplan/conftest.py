"""Committed databases for tests that only read, and the files of a report made of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, partial

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cloning
from tests.workplan.big_plan import committed_plan_of
from tests.workplan.reports_of_tests import FileOf, state, the_meeting
from tests.workplan.rounds_of_tests import found_open, open_round
from workplan.reports.excel import as_excel
from workplan.reports.facts import ReportFacts
from workplan.reports.pdf import as_pdf
from workplan.reports.reading import gather
from workplan.reports.word import as_word


@pytest.fixture(scope="module")
def seeded(module_database: str) -> ReportFacts:
    """One committed database for the tests here that only read, with one item on which the sides differ."""
    state("II-1", "behind_schedule", side="mainland", as_at=date(2025, 10, 8))
    state("II-1", "on_track", side="hong_kong", as_at=date(2025, 10, 9))
    return gather(the_meeting())


@pytest.fixture(scope="class")  # without a class: of one test, but made before its transaction begins
def size(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """So many items has the newest plan, which is really committed; `indirect=True`."""
    size = request.param
    with django_db_blocker.unblock(), cloning.kept_copy(f"plan of {size}", partial(committed_plan_of, size)):
        yield size


@pytest.fixture(scope="module")
def round_is_open(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a module whose tests all begin with `open_round()`: it was opened already, and really committed."""
    with django_db_blocker.unblock(), cloning.kept_copy("open round", open_round), found_open():
        yield


@pytest.fixture(scope="module")
def file_of(seeded: ReportFacts) -> FileOf:
    """`file_of(".pdf", "en")`: of what is seeded, as the product makes it, once for all tests that only read it."""
    makers = {".pdf": as_pdf, ".docx": as_word, ".xlsx": as_excel}

    @cache
    def made(ending: str, language: str) -> bytes:
        return makers[ending](seeded, language)

    return made
