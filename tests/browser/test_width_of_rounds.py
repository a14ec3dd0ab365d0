"""The pages of rounds on A4, as wide as the paper between its margins, and in windows of any width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page

from committees.keeping import clock
from tests.workplan.rounds_of_tests import at, open_round
from tests.workplan.test_extend_and_chase import extend

BETWEEN_THE_MARGINS = {"width": 688, "height": 1000}  # 182 mm
AFTER_DUE = datetime(2025, 10, 27, 12, tzinfo=clock.HONG_KONG)
LANGUAGES = ("en", "zh-hant", "zh-hans")


def on_paper(page: Page, address: str) -> Page:
    page.set_viewport_size(BETWEEN_THE_MARGINS)
    page.emulate_media(media="print")
    page.goto(address)
    return page


def widths(page: Page, cells: str) -> list[float]:
    return [cell["width"] for cell in (each.bounding_box() for each in page.locator(cells).all()) if cell]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_a_round_stands_is_no_column_of_single_letters(
    page_as: Callable[..., Page], language: str
) -> None:
    open_round()
    page = on_paper(page_as("secretariat.hk", language=language), "/mhstcc/rounds/")
    assert min(widths(page, ".rounds tbody td")) > 48, "half an inch"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_says_its_days_late_in_one_line_and_leaves_room_for_its_title(
    page_as: Callable[..., Page], language: str
) -> None:
    open_round()
    with at(AFTER_DUE):
        page = on_paper(page_as("secretariat.hk", language=language), "/mhstcc/rounds/1/")
        parts = page.locator(".returns .cell-late .late").first.locator("> *").all()
        tops = [box["y"] + box["height"] for box in (part.bounding_box() for part in parts) if box]
        assert max(tops) - min(tops) < 8, "the number beside its words"
        assert widths(page, ".returns .cell-title")[0] > widths(page, ".returns .cell-body")[0]


@pytest.mark.parametrize("language", ["en", "zh-hant"])
@pytest.mark.parametrize("address", ["/mhstcc/rounds/", "/mhstcc/rounds/1/", "/mhstcc/rounds/1/close/"])
def test_no_page_is_wider_than_its_window(page_as: Callable[..., Page], address: str, language: str) -> None:
    open_round()
    extend()
    page = page_as("secretariat.hk", language=language)
    page.goto(address)
    too_wide = []
    for width in (320, 390, 641, 768, 961, 1000, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(width)
        if address.endswith("rounds/"):
            assert min(widths(page, ".rounds .round-now")) > 80, "no column of single letters"
    assert too_wide == []
