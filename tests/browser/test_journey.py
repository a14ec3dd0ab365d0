"""The journey: the Hong Kong officer records that III-2 is behind schedule, and everything says so."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_quiet
from tests.seeding import DEMO_PASSWORD
from workplan.models import ProgressUpdate

PageAs = Callable[..., Page]
PLAN = "/mhstcc/plans/2024-25/"
ITEM = f"{PLAN}III-2/"
TEXT = "The panels have not met; results are awaited."
REASON = "Two panels asked for more time."


def sign_in(page: Page, name: str = "officer.hk") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def state_that_it_is_behind(page: Page, *, reason: str = "") -> None:
    page.get_by_label("Behind schedule").check()
    page.locator("#id_as_at").fill("2025-10-10")
    page.locator("#id_narrative_en").fill(TEXT)
    page.locator("#id_reason_en").fill(reason)
    page.get_by_role("button", name="Record", exact=True).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_journey(page_as: PageAs, javascript: bool) -> None:
    page = page_as(None, javascript=javascript)
    page.goto("/")
    sign_in(page)
    page.goto(PLAN)
    page.get_by_role("link", name="III-2").first.click()
    page.get_by_role("link", name="Record progress").click()

    state_that_it_is_behind(page)
    expect(page.get_by_role("alert")).to_contain_text("Behind schedule and withdrawn need a reason.")
    expect(page.locator("#id_narrative_en")).to_have_value(TEXT)
    state_that_it_is_behind(page, reason=REASON)

    expect(page.locator(".state")).to_contain_text("Behind schedule")
    expect(page.locator(".updates li").first).to_contain_text(REASON)
    page.goto(f"{ITEM}history/")
    expect(page.locator("main")).to_contain_text("Behind schedule")
    page.goto(PLAN)
    expect(page.locator("main")).to_contain_text("2 are behind schedule")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("III-2")
    assert_quiet(page)


def test_all_three_reports_say_it(page_as: PageAs) -> None:
    page = page_as("officer.hk")
    page.goto(f"{ITEM}progress/")
    state_that_it_is_behind(page, reason=REASON)
    report = "/mhstcc/meetings/19/report"
    page.goto(f"{report}/")
    expect(page.locator("main")).to_contain_text(REASON)
    for language in ("en", "zh-hant", "zh-hans"):
        data = page.request.get(f"{report}.json?lang={language}").json()
        assert REASON in str(data)
        word = Document(io.BytesIO(page.request.get(f"{report}.docx?lang={language}").body()))
        assert any(REASON in cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_a_second_tabs_stale_form_shows_both_texts_and_writes_nothing(page_as: PageAs) -> None:
    first = page_as("officer.hk")
    first.goto(f"{ITEM}progress/")
    second = first.context.new_page()
    second.goto(f"{ITEM}progress/")
    state_that_it_is_behind(first, reason=REASON)
    count = ProgressUpdate.objects.count()
    second.get_by_label("On track").check()
    second.locator("#id_narrative_en").fill("Typed in the second tab.")
    second.get_by_role("button", name="Record", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("while you were writing")
    expect(second.locator("main")).to_contain_text(TEXT)
    expect(second.locator("main")).to_contain_text("Typed in the second tab.")
    assert ProgressUpdate.objects.count() == count


def test_an_ended_session_keeps_the_text_across_signing_in(page_as: PageAs) -> None:
    page = page_as("officer.hk")
    page.goto(f"{ITEM}progress/")
    page.context.clear_cookies(name="sessionid")
    state_that_it_is_behind(page, reason=REASON)
    sign_in(page)
    expect(page.locator("main")).to_contain_text("Your session had ended.")
    expect(page.locator("#id_narrative_en")).to_have_value(TEXT)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".state")).to_contain_text("Behind schedule")


def press_until(page: Page, key: str, reached: str, most: int = 200) -> None:
    """Tab on until the element is focused; a page where it cannot be reached fails."""
    for _press in range(most):
        if page.locator(f"{reached}:focus").count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {reached}")


def test_the_keyboard_alone_is_enough(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/")
    press_until(page, "Tab", "[name=login]")
    page.keyboard.type("officer.hk")
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    page.goto(PLAN)
    press_until(page, "Tab", f'main a[href="{ITEM}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ITEM}")
    press_until(page, "Tab", f'a[href="{ITEM}progress/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/progress/")
    press_until(page, "Tab", "[name=status]")
    for _option in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Behind schedule")).to_be_checked()
    press_until(page, "Tab", "#id_narrative_en")
    page.keyboard.type(TEXT)
    press_until(page, "Tab", "#id_reason_en")
    page.keyboard.type(REASON)
    press_until(page, "Tab", ".action-bar .button-primary")
    page.keyboard.press("Enter")
    expect(page.locator(".state")).to_contain_text("Behind schedule")
    focused: Any = page.evaluate("document.activeElement.textContent")
    assert "Recorded as update" in focused
