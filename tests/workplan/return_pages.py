"""The page of one return filled in as a person would: every field it brought, with some changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Body, Membership, Role, Seat, User
from tests.helpers import person, signed_in
from tests.workplan.reading import text_of, tree

PAGE = "/mhstcc/rounds/1/returns/III-2/rgc/"
SAYS = {"status": "on_track", "narrative_en": "Seven projects were chosen."}
LETTER = {
    "signed_by": "Secretary-General",
    "signed_on": "2025-10-08",
    "source": "Letter of 8 October 2025",
}


def form_of(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send of the form if nothing were typed."""
    form = tree(response).xpath("//form[@data-keep-draft]")[0]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}


def filled(client: Client, address: str = PAGE, **typed: Any) -> dict[str, Any]:
    return {**form_of(client.get(address)), **SAYS, **typed}


def send(client: Client, step: str, form: dict[str, Any]) -> HttpResponse:
    return client.post(f"{PAGE}{step}/", form)


def press(client: Client, step: str, version: object, reason: str = "") -> HttpResponse:
    """A button of an office, on a page that was read at ``version``."""
    return client.post(f"{PAGE}{step}/", {"version": version, "reason": reason})


def beside(response: HttpResponse, name: str) -> str:
    """The sentences beside one field."""
    return text_of(response, f"//*[@id='id_{name}_error']")


def box(response: HttpResponse, name: str) -> str:
    """What stands in one text area."""
    (area,) = tree(response).xpath(f"//textarea[@name='{name}']")
    return str(area.text or "").removeprefix("\n")


def banners(response: HttpResponse) -> str:
    return text_of(response, "//*[contains(concat(' ', @class, ' '), ' banner ')]")


def colleague(username: str = "colleague.rgc") -> Client:
    """A second account of the same body."""
    with acting_as_command("test"):
        made = User.objects.create_user(username)
        seat = Membership.objects.get(user=person("contributor.rgc")).seat
        Membership.objects.create(user=made, seat=seat, role=Role.CONTRIBUTOR)
    return signed_in(username)


def another_body(username: str = "contributor.itc") -> Client:
    """A contributor of another body of the same side."""
    with acting_as_command("test"):
        made = User.objects.create_user(username)
        seat = Seat.objects.get(side__code="hong_kong", body=Body.objects.get(code="ITC"))
        Membership.objects.create(user=made, seat=seat, role=Role.CONTRIBUTOR)
    return signed_in(username)
