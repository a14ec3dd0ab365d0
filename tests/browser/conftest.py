"""Chromium on the real server.

`page_as(name, ...)` gives a page of a signed-in person (`None`: nobody) on `live_site`; the addresses given to
`page.goto` are relative. `assert_quiet(page)` and `axe(page)` are in `tests/browser/looking.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import justmytype_intl_cjk
import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser import looking
from tests.helpers import signed_in
from workplan.laptop.browser import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WAIT = 10_000  # milliseconds; two cores run two browsers


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font configuration that knows only the fonts of a package: the same page on every machine."""
    folder = Path(next(iter(justmytype_intl_cjk.__path__))) / "fonts"
    place = tmp_path_factory.mktemp("fonts")
    configuration = place / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{folder}</dir><cachedir>{place / 'cache'}</cachedir></fontconfig>\n"
    )
    return configuration


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], fonts: Path) -> dict[str, Any]:
    found = chromium()
    where = {"executable_path": found} if found else {}
    return {
        **browser_type_launch_args,
        **where,
        "args": FLAGS,
        "env": {**os.environ, "FONTCONFIG_FILE": str(fonts)},
    }


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
