"""Every address that answers a page: no accessibility rule broken, nothing from another host, a quiet console.

Each address of ours once in English and light, once in Traditional Chinese and dark. Of the administration each form of
a new row in one of the two; its other pages are drawn alike whatever the model, so of every four models one is looked
at.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from committees.models import Role
from tests.boundaries import walk
from tests.browser.looking import assert_quiet, axe

WAYS = [("en", False), ("zh-hant", True)]
# Known in Django's own administration: a column of an inline table that only a script fills has no head.
KNOWN_IN_ADMIN = ("empty-table-header",)
# Signs out, is a script, is a file; everything else that is no page has no slash at its end.
NO_PAGE = ("accounts/logout/", "admin/jsi18n/", "<slug:slug>/files/<uuid:key>/")
FORMS = ("/add/", "/password/")
OF_EVERY = 4  # models one, of what is alike for all


@pytest.fixture(scope="module")
def live_site(site_of_module: str) -> str:
    return site_of_module


@pytest.fixture(scope="module")
def world(live_site: str) -> walk.World:
    return walk.World()


def pages(reader: str) -> list[str]:
    """What this reader is shown as a page."""
    shown = [row.address for row in walk.rows() if row.method == "GET" and row.codes[reader] == 200]
    return [each for each in shown if (not each or each.endswith(("/", "$"))) and each not in NO_PAGE]


def of_the_administration(reader: str) -> list[str]:
    every = [each for each in pages(reader) if each.startswith("admin/")]
    forms = [each for each in every if each.endswith(FORMS)]
    return forms + sorted(set(every) - set(forms), key=_kind)[::OF_EVERY]


def _kind(address: str) -> str:
    """Of the administration: list, form, history and the like, whatever the model; each page of ours is its own."""
    return "/".join(address.split("/")[3:]) if address.startswith("admin/") else address


def check(page: Page, world: walk.World, addresses: list[str], *, structure: bool = True) -> list[str]:
    broken, seen = [], set()
    for address in addresses:
        answer = page.goto(world.path(address))
        assert answer
        assert answer.headers["content-type"].startswith("text/html"), address
        known = KNOWN_IN_ADMIN if address.startswith("admin/") else ()
        kind = _kind(address)
        faults = axe(page, colours=kind not in seen, structure=structure)
        seen.add(kind)
        broken += [f"{address}: {fault}" for fault in faults if not fault.startswith(known or "?")]
    assert_quiet(page)
    return broken


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_our_pages(page_as: Callable[..., Page], world: walk.World, language: str, dark: bool) -> None:
    page = page_as(world.made.people[Role.SECRETARIAT].username, language=language, dark=dark)
    ours = [address for address in pages("secretariat") if not address.startswith("admin/")]
    assert len(ours) > 10
    assert check(page, world, ours, structure=not dark) == []


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_the_administration(
    page_as: Callable[..., Page], world: walk.World, language: str, dark: bool
) -> None:
    page = page_as(world.made.people[Role.ADMINISTRATOR].username, language=language, dark=dark)
    theirs = of_the_administration("administrator")[WAYS.index((language, dark)) :: 2]
    assert {_kind(each) for each in theirs} > {"", "add/", "<path:object_id>/change/"}
    ours = [address for address in pages("administrator") if address.startswith("fixtures/")]
    assert check(page, world, [*ours, *theirs]) == []


@pytest.mark.parametrize(("language", "dark"), WAYS)
def test_the_pages_before_signing_in(
    page_as: Callable[..., Page], world: walk.World, language: str, dark: bool
) -> None:
    page = page_as(None, language=language, dark=dark)
    assert check(page, world, pages("anonymous")) == []
