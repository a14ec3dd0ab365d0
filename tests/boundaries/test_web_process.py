"""What a process of the web server does before its first request."""

from __future__ import annotations

from tests.boundaries.test_headers import run

ASKED = """
import gc, sys
import workplan.wsgi
print("workplan.views.rounds" in sys.modules, gc.get_freeze_count() > 50_000)
"""


def test_the_pages_are_loaded_and_left_alone_by_the_collector_of_garbage() -> None:
    done = run("-c", ASKED, STATIC_FROM_SOURCE="1")
    assert done.stdout.split() == ["True", "True"], done.stderr
