"""`make look`: every page and every file as its people see it, to be looked at; and the five pictures of the README.

A web server of its own on the demonstration's data, each page in English and Traditional Chinese, wide and
narrow, light and dark, and printed on A4; the Word, Excel and PDF files page by page. Nothing is written to the data.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workplan.laptop import environment, surroundings
from workplan.laptop.places import LOCAL, PROJECT, CannotGoOn, ended_with_sentence, say, step

OUT = LOCAL / "look"
README = PROJECT / "docs" / "pictures"
PLAN = "/mhstcc/plans/2024-25"
ROUND = "/mhstcc/rounds/1"

# name, who looks, address
PAGES: tuple[tuple[str, str | None, str], ...] = (
    ("sign-in", None, "/accounts/login/"),
    ("desk", "officer.hk", "/"),
    ("desk-of-a-viewer", "viewer", "/"),
    ("committee", "officer.hk", "/mhstcc/"),
    ("plan", "officer.hk", f"{PLAN}/"),
    ("items", "officer.hk", f"{PLAN}/actions/"),
    ("item", "officer.hk", f"{PLAN}/VI-1/"),
    ("item-of-a-viewer", "viewer", f"{PLAN}/III-2/"),
    ("history", "officer.hk", f"{PLAN}/VI-1/history/"),
    ("record", "officer.hk", f"{PLAN}/III-2/progress/"),
    ("correct", "secretariat.hk", f"{PLAN}/VI-1/progress/1/correct/"),
    ("milestone", "secretariat.hk", f"{PLAN}/I-4/milestones/1/"),
    ("meetings", "officer.hk", "/mhstcc/meetings/"),
    ("meeting", "officer.hk", "/mhstcc/meetings/18/"),
    ("report", "secretariat.hk", "/mhstcc/meetings/19/report/"),
    ("mail", "secretariat.hk", "/mhstcc/mail/"),
    ("rounds", "officer.hk", "/mhstcc/rounds/"),
    ("open-round", "secretariat.hk", "/mhstcc/rounds/open/"),
    ("round", "officer.hk", f"{ROUND}/"),
    ("round-of-a-body", "contributor.rgc", f"{ROUND}/"),
    ("round-of-a-viewer", "viewer", f"{ROUND}/"),
    ("desk-of-a-body", "contributor.rgc", "/"),
    ("return", "contributor.rgc", f"{ROUND}/returns/III-2/rgc/"),
    ("return-sent-back", "contributor.rgc", f"{ROUND}/returns/II-3/rgc/"),
    ("return-handed-in", "officer.hk", f"{ROUND}/returns/VII-2/devb/"),
    ("return-waived", "officer.mainland", f"{ROUND}/returns/VI-3/gdst/"),
    ("consolidate", "officer.hk", f"{ROUND}/returns/II-3/consolidate/"),
    ("more-time", "officer.hk", f"{ROUND}/extend/"),
    ("chase", "officer.hk", f"{ROUND}/chase/"),
    ("chase-letter", "officer.hk", f"{ROUND}/chase/rgc/"),
    ("packs", "officer.hk", f"{ROUND}/packs/"),
    ("close-round", "secretariat.hk", f"{ROUND}/close/"),
    ("notes", "officer.hk", f"{PLAN}/III-2/notes/"),
    ("search", "officer.hk", "/mhstcc/search/?q=%E8%B3%87%E5%8A%A9"),
    ("bodies", "viewer", "/bodies/"),
    ("body", "viewer", "/bodies/itc/"),
    ("admin", "admin", "/admin/"),
    ("admin-list", "admin", "/admin/committees/body/"),
    ("gallery", "viewer", "/gallery/"),
    ("refused", "viewer", f"{PLAN}/III-2/progress/"),
    ("not-there", "viewer", "/mhstcc/plans/1999-00/"),
)
# page, language: the upper part of these stands in the README
OF_THE_README = {("plan", "en"), ("desk", "zh-hant"), ("item", "en"), ("record", "en"), ("report", "en")}
WAYS = (
    ("en", 1280, "light"),
    ("zh-hant", 1280, "light"),
    ("zh-hans", 1280, "light"),
    ("en", 1280, "dark"),
    ("en", 390, "light"),
    ("zh-hant", 390, "light"),
)


def main() -> int:
    try:
        environment.go_inside("workplan.laptop.look", development=True)
        return _draw(sys.argv[1:])
    except CannotGoOn as failure:
        return ended_with_sentence(failure)


def _draw(wanted: list[str]) -> int:
    from playwright.sync_api import sync_playwright

    from workplan.laptop import browser, papers, run

    browser.ready()
    papers.ready()
    OUT.mkdir(parents=True, exist_ok=True)
    README.mkdir(parents=True, exist_ok=True)
    children = surroundings.of_a_child() | {"DEVELOPER_PAGES": "1"}
    pages = [page for page in PAGES if not wanted or page[0] in wanted]
    with run._database(children):  # noqa: SLF001 - the same start as `make run`
        run._prepare(children)  # noqa: SLF001
        with _site(children) as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**browser.launch_options(OUT))
            for who in dict.fromkeys(page[1] for page in pages):
                with step(f"pages of {who or 'nobody'}"):
                    theirs = [page for page in pages if page[1] == who]
                    _of_one_person(chromium, address, who, children["DEMO_PASSWORD"], theirs)
            if not wanted or "files" in wanted:
                with step("Word, Excel and PDF files, opened"):
                    _of_the_files(chromium, address, children["DEMO_PASSWORD"])
            chromium.close()
    say(f"The pictures are in {OUT.relative_to(PROJECT)}.")
    return 0


@contextmanager
def _site(children: dict[str, str]) -> Iterator[str]:
    from workplan.laptop import processes, run

    with socket.socket() as probe:
        probe.bind((run.HOST, 0))
        port = probe.getsockname()[1]
    web = processes.start(run.web_server(port), children)
    try:
        run._await_answer(port, web)  # noqa: SLF001
        yield f"http://{run.HOST}:{port}"
    finally:
        processes.end(web)


def _of_one_person(
    chromium: Any, address: str, who: str | None, password: str, pages: list[tuple[str, str | None, str]]
) -> None:
    cookies = _signed_in(chromium, address, who, password)
    for language, width, theme in WAYS:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            storage_state=cookies,
        )
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        page = context.new_page()
        for name, _who, place in pages:
            page.goto(place)
            _take(page, name, language, width, theme)
        context.close()


def _of_the_files(chromium: Any, address: str, password: str) -> None:
    from workplan.laptop import papers

    cookies = _signed_in(chromium, address, "secretariat.hk", password)
    context = chromium.new_context(base_url=address, storage_state=cookies)
    papers.draw(context, OUT / "files")
    context.close()


def _take(page: Any, name: str, language: str, width: int, theme: str) -> None:
    dark = ".dark" if theme == "dark" else ""
    page.screenshot(path=OUT / f"{name}.{language}.{width}{dark}.png", full_page=True)
    if width != 1280 or dark:
        return
    page.pdf(path=OUT / f"{name}.{language}.print.pdf", format="A4", prefer_css_page_size=True)
    if (name, language) in OF_THE_README:
        page.screenshot(path=README / f"{name}-{language}.png")


def _signed_in(chromium: Any, address: str, who: str | None, password: str) -> Any:
    context = chromium.new_context(base_url=address)
    if who:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{address}/")
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    sys.exit(main())
