"""Chromium on the real server.

`page_as(name, ...)` gives a page of a signed-in person (`None`: nobody) on `live_site`; the addresses given to
`page.goto` are relative. `assert_quiet(page)` and `axe(page)` are in `tests/browser/looking.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser import looking
from tests.helpers import signed_in
from workplan.laptop.browser import launch_options

WAIT = 10_000  # milliseconds; two cores run two browsers


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options(tmp_path_factory.mktemp("fonts"))}


@pytest.fixture
def page_as(live_site: str, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    def page_of(
        username: str | None,
        *,
        language: str = "en",
        dark: bool = False,
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
    ) -> Page:
        context = new_context(
            base_url=live_site,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale={"en": "en-GB", "zh-hant": "zh-HK", "zh-hans": "zh-CN"}[language],
            timezone_id="Asia/Hong_Kong",
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if username:
            cookies[settings.SESSION_COOKIE_NAME] = (
                signed_in(username).cookies[settings.SESSION_COOKIE_NAME].value
            )
        context.add_cookies(
            [{"name": name, "value": value, "url": live_site} for name, value in cookies.items()]
        )
        context.set_default_timeout(WAIT)
        page = context.new_page()
        looking.listen(page, live_site)
        return page

    return page_of
