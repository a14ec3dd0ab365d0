"""Chromium for browser tests and pictures: found, installed where allowed, or asked for in a sentence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from workplan.laptop import apt
from workplan.laptop.places import CannotGoOn

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
# The first only draws pages, like the one Playwright brings, and takes less of a machine than a whole browser.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """A browser of this machine; None when there is only Playwright's own."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


def fonts(place: Path) -> Path:
    """A font configuration that knows only the fonts of a package: the same page on every machine."""
    import justmytype_intl_cjk  # type: ignore[import-untyped]

    folder = Path(next(iter(justmytype_intl_cjk.__path__))) / "fonts"
    configuration = place / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{folder}</dir><cachedir>{place / 'cache'}</cachedir></fontconfig>\n"
    )
    return configuration


def launch_options(place: Path) -> dict[str, Any]:
    """What Playwright starts Chromium with: this machine's browser if it has one, and our fonts."""
    found = chromium()
    where = {"executable_path": found} if found else {}
    return {**where, "args": FLAGS, "env": {**os.environ, "FONTCONFIG_FILE": str(fonts(place))}}


def _own_of_playwright() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def ready() -> None:
    """Leave a browser for the tests, or say what to install: they are never skipped in silence."""
    for package in NAMES[:2]:
        if chromium():
            return
        apt.fetch("Chromium", package)
    if not chromium() and not _own_of_playwright():
        raise CannotGoOn(
            "The browser tests need Chromium, and none was found.\n"
            "On Debian and Ubuntu this installs it:  sudo apt install chromium\n"
            "Elsewhere:  .venv/bin/playwright install chromium"
        )
