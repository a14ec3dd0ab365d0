"""What a terminal shows of a request that was refused, and of one that broke."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.helpers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal() -> Iterator[io.StringIO]:
    """What the console handler of the settings writes."""
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    (handler,) = (each for each in logging.getLogger().handlers if each.name == "console")
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_refusal_is_one_line(terminal: io.StringIO) -> None:
    assert signed_in("viewer").get("/mhstcc/rounds/open/").status_code == 403
    assert terminal.getvalue() == "Forbidden (Permission denied): /mhstcc/rounds/open/\n"


@pytest.mark.urls("tests.boundaries.raising_urls")
def test_what_broke_keeps_its_stack(terminal: io.StringIO) -> None:
    client = signed_in("viewer")
    client.raise_request_exception = False
    assert client.get("/broken/").status_code == 500
    assert "Traceback (most recent call last)" in terminal.getvalue()
