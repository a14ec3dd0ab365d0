"""A recording page filled in as a person would: every field it brought, with some changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html

PLAN = "/mhstcc/plans/2024-25"
RECORD = f"{PLAN}/III-2/progress/"
SEVERAL = ("bodies", "return", "step")  # fields of which a form may have several
STATEMENT = {"status": "on_track", "as_at": "2025-10-09", "narrative_en": "Projects were chosen."}


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """What the browser would send if nothing were typed: hidden fields, texts, and what is ticked."""
    form = html.fromstring(response.content.decode()).xpath("//form[contains(@class, 'record')]")[0]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        value = value.removeprefix("\n")  # a browser drops the line feed that opens a text area
        sent[name] = [*sent[name], value] if isinstance(sent.get(name), list) else value
        if name in SEVERAL and not isinstance(sent[name], list):
            sent[name] = [value]
    return sent


def page_text(response: HttpResponse) -> str:
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def filled(client: Client, address: str = RECORD, **typed: Any) -> dict[str, Any]:
    return {**fields_of(client.get(address)), **STATEMENT, **typed}


def record(client: Client, address: str = RECORD, **typed: Any) -> HttpResponse:
    return client.post(address, filled(client, address, **typed))
