"""The gallery of components: there only for developers, whole in every language, and no rule of access broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.looking import assert_quiet, axe
from tests.helpers import signed_in

COMPONENTS = Path(__file__).parents[2] / "templates" / "components"
# Parts of the frame, which every page shows; no specimens of their own.
OF_THE_FRAME = {
    "committee_name.html",
    "crumbs.html",
    "diff_parts.html",
    "entrance.html",
    "index.html",
    "masthead.html",
    "messages.html",
    "sprite.html",
    "stylesheets.html",
    "user_menu.html",
}


@pytest.fixture(scope="module")
def live_site(site_of_module: str) -> str:
    return site_of_module


@pytest.mark.parametrize(("language", "dark"), [("en", True), ("zh-hans", False)])
def test_every_component_is_shown_and_breaks_no_rule(
    page_as: Callable[..., Page], settings: Any, language: str, dark: bool
) -> None:
    settings.DEVELOPER_PAGES = True
    page = page_as("viewer", language=language, dark=dark)
    page.goto("/gallery/")
    shown = {
        name.split("\n")[-1].lstrip("0123456789")
        for name in page.locator("h2[id^=specimen]").all_inner_texts()
    }
    assert {file.name for file in COMPONENTS.glob("*.html")} - OF_THE_FRAME <= shown
    assert axe(page) == []
    assert_quiet(page)


@pytest.mark.django_db
def test_elsewhere_it_is_not_there() -> None:
    assert signed_in("admin").get("/gallery/").status_code == 404
