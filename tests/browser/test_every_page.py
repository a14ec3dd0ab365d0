"""Every address that answers a page: no accessibility rule broken, nothing from another host, a quiet console.

Each address of ours once in English and light, once in Traditional Chinese and dark; each of the administration, whose
pages are of five kinds, in one of the two.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from committees.models import Role
from tests.boundaries import walk
from tests.browser.looking import assert_quiet, axe

WAYS = [("en", False), ("zh-hant", True)]
# Known in Django's own administration: a column of an inline table that only a script fills has no head.
KNOWN_IN_ADMIN = ("empty-table-header",)
SIGNS_OUT = "accounts/logout/"


def addresses_of(reader: str) -> list[str]:
    return [row.address for row in walk.rows() if row.method == "GET" and row.codes[reader] == 200]


def pages(world: walk.World, reader: str) -> list[str]:
    """Those that answer HTML; a file or plain text is no page."""
    client: Client = walk.client_of(world.people[reader])
    found = []
    for address in addresses_of(reader):
        answer = client.get(world.path(address))
        if answer.headers["Content-Type"].startswith("text/html") and address != SIGNS_OUT:
            found.append(address)
    return found


def _kind(address: str) -> str:
    """Of the administration: list, form, history and the like, whatever the model; each page of ours is its own."""
    return "/".join(address.split("/")[3:]) if address.startswith("admin/") else address


def check(page: Page, world: walk.World, addresses: list[str]) -> list[str]:
    broken, seen = [], set()
    for address in addresses:
        page.goto(world.path(address))
        known = KNOWN_IN_ADMIN if address.startswith("admin/") else ()
        kind = _kind(address)
        faults = axe(page, colours=kind not in seen)
        seen.add(kind)
        broken += [f"{address}: {fault}" for fault in faults if not fault.startswith(known or "?")]
    assert_quiet(page)
    return broken


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_our_pages(page_as: Callable[..., Page], language: str, dark: bool) -> None:
    world = walk.World()
    page = page_as(world.made.people[Role.SECRETARIAT].username, language=language, dark=dark)
    ours = [address for address in pages(world, "secretariat") if not address.startswith("admin/")]
    assert len(ours) > 10
    assert check(page, world, ours) == []


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_the_administration(page_as: Callable[..., Page], language: str, dark: bool) -> None:
    world = walk.World()
    page = page_as(world.made.people[Role.ADMINISTRATOR].username, language=language, dark=dark)
    every = pages(world, "administrator")
    theirs = [address for address in every if address.startswith("admin/")][WAYS.index((language, dark)) :: 2]
    assert len(theirs) > 10
    ours = [address for address in every if address.startswith("fixtures/")]
    assert check(page, world, [*ours, *theirs]) == []


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_the_pages_before_signing_in(page_as: Callable[..., Page], language: str, dark: bool) -> None:
    world = walk.World()
    page = page_as(None, language=language, dark=dark)
    assert check(page, world, pages(world, "anonymous")) == []
