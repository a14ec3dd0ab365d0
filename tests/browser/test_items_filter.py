"""The filter of the list in a real browser: quickened by htmx, a plain form without it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_quiet, axe

ITEMS = "/mhstcc/plans/2024-25/actions/"


@pytest.fixture(scope="module")
def live_site(site_of_module: str) -> str:
    return site_of_module


def test_a_tick_replaces_the_list_and_the_address(page_as: Callable[..., Page]) -> None:
    page = page_as("viewer")
    page.goto(ITEMS)
    page.get_by_label("No statement yet", exact=False).check()
    expect(page.locator("#list .result-line")).to_contain_text("6 of 24 items")
    expect(page.locator("#list td.cell-ref")).to_have_count(6)
    assert "status=no_statement" in page.url
    expect(page.locator("#views a[aria-current]")).to_contain_text("No statement yet")
    page.go_back()
    expect(page.locator("#list td.cell-ref")).to_have_count(24)
    assert_quiet(page)


def test_the_same_form_works_without_javascript(page_as: Callable[..., Page]) -> None:
    page = page_as("viewer", javascript=False)
    page.goto(ITEMS)
    page.get_by_label("Text").fill("hetao")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#list td.cell-ref")).to_have_text(["I-3", "VII-3"])


def test_the_keyboard_alone_reaches_the_first_item(page_as: Callable[..., Page]) -> None:
    page = page_as("viewer")
    page.goto(ITEMS)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('td.cell-ref') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/I-1/$"))


@pytest.mark.parametrize(
    "path", ["/", "/mhstcc/plans/2024-25/", ITEMS, "/mhstcc/plans/2024-25/I-2/", "/bodies/"]
)
def test_no_page_scrolls_sideways(page_as: Callable[..., Page], path: str) -> None:
    page = page_as("officer.hk")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, width
    assert_quiet(page)


# The other two ways are those of `test_every_page`.
@pytest.mark.parametrize(("language", "dark"), [("en", True), ("zh-hant", False)])
def test_a_long_list_of_pages_breaks_no_rule_of_access(
    page_as: Callable[..., Page], language: str, dark: bool
) -> None:
    page = page_as("officer.hk", language=language, dark=dark)
    for path in ("/", "/mhstcc/", ITEMS, "/mhstcc/plans/2024-25/VI-1/history/", "/mhstcc/meetings/19/"):
        page.goto(path)
        assert axe(page, structure=language == "en") == []
