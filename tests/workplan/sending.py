"""Sending a fixture from the page, and reading what the page then says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from committees.keeping import once
from tests.workplan.plans_of_tests import everything
from tests.workplan.reading import tree

FIXTURES = "/fixtures/"
# What sending itself leaves behind: the fixture as it was sent, what became of it, the key of the form.
OF_SENDING = (
    "workplan.FixtureLoad",
    "workplan.FixtureFile",
    "workplan.FixtureStep",
    "committees.OnceKey",
)


def send(client: Client, *texts: str | bytes, key: str = "", **fields: Any) -> HttpResponse:
    """Post the texts as `a.yaml`, `b.yaml`, ..."""
    files = [
        SimpleUploadedFile(f"{letter}.yaml", text.encode() if isinstance(text, str) else text)
        for letter, text in zip("abcdefgh", texts, strict=False)
    ]
    return client.post(FIXTURES, {"once_key": key or once.new_key(), "fixtures": files, **fields})


def sent(client: Client, *texts: str | bytes, **fields: Any) -> str:
    """The address of the page of what was sent."""
    answer = send(client, *texts, **fields)
    assert answer.status_code == 302
    return answer.headers["Location"]


def load(client: Client, address: str, seen: int | str | None = None) -> HttpResponse:
    """Press the button that the page offers, or post a token of one's own."""
    if seen is None:
        (seen,) = tree(client.get(address)).xpath("//main//input[@name='seen']/@value")
    return client.post(f"{address}load/", {"seen": seen})


def has_button(page: HttpResponse) -> bool:
    return bool(tree(page).xpath("//main//input[@name='seen']"))


def problems_on(page: HttpResponse) -> list[str]:
    rows = tree(page).xpath("//table[contains(@class, 'problems')]/tbody/tr")
    return [" ".join(" ".join(cell.text_content() for cell in row).split()) for row in rows]


def definitions() -> dict[str, list[tuple[Any, ...]]]:
    return {label: rows for label, rows in everything().items() if label not in OF_SENDING}


@contextmanager
def no_definition_written() -> Iterator[None]:
    before = definitions()
    yield
    assert definitions() == before
