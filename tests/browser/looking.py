"""What a page must not do while nobody looks, and what it must be for those who cannot see it."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_noises: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


def listen(page: Page, address: str) -> None:
    """Write down console errors, exceptions, requests to other hosts and answers of 500 and above."""
    noises = _noises.setdefault(page, [])
    local = (address, "data:", "blob:", "about:")
    page.on("console", lambda said: noises.append(f"console: {said.text}") if _is_fault(said) else None)
    page.on("pageerror", lambda fault: noises.append(f"exception: {fault}"))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(local) else noises.append(f"other host: {asked.url}"),
    )
    page.on("response", lambda got: noises.append(f"{got.status}: {got.url}") if got.status >= 500 else None)


def _is_fault(said: Any) -> bool:
    """Chromium reports a refused form (409, 422 ...) as a failed resource; that answer is meant."""
    meant = said.text.startswith("Failed to load resource: the server responded with a status of 4")
    return said.type in ("error", "warning") and not meant


def assert_quiet(page: Page) -> None:
    """Nothing in the console, nothing from another host, no server error, since the page was opened."""
    assert not _noises[page], "\n".join(_noises[page])


# What another language or another palette can break of a page whose structure was judged already.
OF_WORDS_AND_COLOURS = (
    "aria-command-name",
    "aria-input-field-name",
    "aria-toggle-field-name",
    "button-name",
    "color-contrast",
    "document-title",
    "empty-heading",
    "frame-title",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "input-button-name",
    "label",
    "label-content-name-mismatch",
    "link-in-text-block",
    "link-name",
    "select-name",
    "summary-name",
    "svg-img-alt",
    "valid-lang",
)


def axe(page: Page, *, colours: bool = True, structure: bool = True) -> list[str]:
    """The accessibility rules this page breaks, one line per element; `assert axe(page) == []`.

    Judging colours takes longest; they need not be judged twice on pages of one kind, nor the structure of one
    page in every language.
    """
    # What passes is not listed rule by rule: that takes longer than the judging.
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if structure:
        options["rules"] = {"color-contrast": {"enabled": colours}}
    else:
        options["runOnly"] = {"type": "rule", "values": list(OF_WORDS_AND_COLOURS)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))} - {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]
