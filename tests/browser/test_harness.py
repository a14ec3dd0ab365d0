"""The browser fixtures notice what they are there to notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_quiet, axe

PageAs = Callable[..., Page]


@pytest.fixture(scope="module")
def live_site(site_of_module: str) -> str:
    return site_of_module


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans")])
def test_the_sign_in_page_is_quiet_and_readable_for_everyone(
    page_as: PageAs, language: str, tag: str
) -> None:
    page = page_as(None, language=language)
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("lang", tag)
    assert axe(page) == []
    assert_quiet(page)


def test_a_request_to_another_host_is_noticed(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/livez")
    page.evaluate("new Image().src = 'http://elsewhere.example/pixel.png'")
    with pytest.raises(AssertionError, match="other host"):
        assert_quiet(page)


def test_an_error_in_the_console_is_noticed(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/livez")
    page.evaluate("console.error('broken')")
    with pytest.raises(AssertionError, match="broken"):
        assert_quiet(page)
