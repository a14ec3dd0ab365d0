"""What a process of the web server does before its first request."""

from __future__ import annotations

import pytest

from tests.boundaries.test_headers import run

ASKED = """
import gc, sys
import workplan.wsgi
from django.db import connections
from django.template import engines
loaders = engines["django"].engine.template_loaders[0].loaders
kept = {name for loader in loaders for name in loader.get_template_cache if name.endswith("report.html")}
print("workplan.views.rounds" in sys.modules, "workplan.reports.word" in sys.modules, bool(kept))
print(gc.get_freeze_count() > 50_000)
print(all(one.connection is None for one in connections.all(initialized_only=True)))
"""


@pytest.fixture(scope="module")
def answers() -> list[str]:
    done = run("-c", ASKED, STATIC_FROM_SOURCE="1")
    assert not done.returncode, done.stderr
    return done.stdout.splitlines()


def test_pages_formats_and_templates_are_loaded(answers: list[str]) -> None:
    assert answers[0] == "True True True"


def test_what_is_loaded_is_left_alone_by_the_collector_of_garbage(answers: list[str]) -> None:
    assert answers[1] == "True"


def test_no_connection_is_left_that_copies_of_the_process_would_share(answers: list[str]) -> None:
    assert answers[2] == "True"
