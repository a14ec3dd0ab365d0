"""Answers that take much memory: one at a time in a process, and nothing of them stays."""

from __future__ import annotations

import contextlib
import threading
import weakref

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from tests.helpers import signed_in, together
from workplan.views import large
from workplan.views.large import cleared_away

MOMENT = 0.3  # seconds in which something would happen that must not
LARGE = ("meetings/19/report/", "meetings/19/report.json", "plans/2024-25/actions.csv")


class Part:
    """Refers to itself, as the parts of a Word file do."""

    def __init__(self) -> None:
        self.whole = self


def test_what_refers_to_itself_is_gone_with_the_answer() -> None:
    left: list[weakref.ref[Part]] = []

    @cleared_away
    def view(request: HttpRequest) -> HttpResponse:
        left.append(weakref.ref(Part()))
        return HttpResponse("large")

    assert view(HttpRequest()).content == b"large"
    assert left[0]() is None


def test_a_process_makes_one_at_a_time() -> None:
    meeting = threading.Barrier(2)
    met = []

    @cleared_away
    def view(request: HttpRequest) -> HttpResponse:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.append(meeting.wait(timeout=MOMENT))
        return HttpResponse()

    answers = together(*[lambda: view(HttpRequest())] * 2)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert met == []


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("path", LARGE)
def test_reports_and_long_lists_wait_for_each_other(path: str) -> None:
    client, said = signed_in("viewer"), []

    def ask() -> None:
        said.append(client.get(f"/mhstcc/{path}").status_code)
        connection.close()

    asking = threading.Thread(target=ask)
    with large._one_at_a_time:
        asking.start()
        asking.join(timeout=MOMENT)
        assert said == []
    asking.join(timeout=30)
    assert said == [200]
