"""The journey of a return: typed, left, found again, handed in; by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_quiet, axe
from tests.browser.test_journey import press_until, sign_in
from tests.workplan.return_pages import PAGE
from tests.workplan.rounds_of_tests import open_round, the_return
from workplan.models import ReturnDraft

PageAs = Callable[..., Page]
TEXT = "Seven projects were chosen; 七個項目。"


def leave(page: Page) -> None:
    """The browser tells nobody when what a page sent as it was left has arrived; the database does."""
    page.goto("/mhstcc/rounds/1/")
    for _try in range(200):
        if ReturnDraft.objects.exists():
            return
        page.wait_for_timeout(20)
    pytest.fail("leaving the page sent no draft")


def test_typed_and_left_it_is_found_again_and_handed_in_by_keyboard_alone(page_as: PageAs) -> None:
    open_round(guidance={"en": "Say how many projects were chosen."})
    page = page_as("contributor.rgc")
    page.goto(PAGE)
    assert axe(page) == []
    press_until(page, "Tab", "[name=status]")
    expect(page.get_by_label("None chosen yet")).to_be_checked()
    press_until(page, "ArrowRight", "[name=status][value=on_track]")
    expect(page.get_by_label("On track")).to_be_checked()
    press_until(page, "Tab", "#id_narrative_en")
    page.keyboard.type(TEXT)
    leave(page)
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="you typed something that was not saved")).to_be_visible()
    expect(page.locator("#id_narrative_en")).to_have_value("")
    assert axe(page, colours=False) == []
    press_until(page, "Tab", 'a[href="?draft"]')
    page.keyboard.press("Enter")
    expect(page.locator("#id_narrative_en")).to_have_value(TEXT)
    press_until(page, "Tab", ".action-bar .button-primary")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Submitted. The liaison office has it now.")
    expect(page.locator(".docket")).to_contain_text("the liaison office")
    assert axe(page) == []
    assert the_return().narrative_en == TEXT
    assert not ReturnDraft.objects.exists()
    assert_quiet(page)


def test_what_a_refused_form_brought_back_is_kept_when_the_page_is_left(page_as: PageAs) -> None:
    open_round()
    page = page_as("contributor.rgc")
    page.goto(PAGE)
    page.locator("#id_narrative_en").fill(TEXT)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a status.")
    leave(page)
    assert ReturnDraft.objects.get().typed["narrative_en"] == [TEXT]


def test_after_the_session_ended_it_asks_once_and_the_form_itself_is_kept(page_as: PageAs) -> None:
    """Texts of people who are signed out are kept so many times an hour; a form left open must not use that up."""
    open_round()
    page, asked = page_as("contributor.rgc"), []
    page.clock.install()
    page.goto(PAGE)
    page.on(
        "request",
        lambda sent: asked.append(sent) if (sent.method, sent.url[-7:]) == ("POST", "/draft/") else None,
    )
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_narrative_en").fill("A first word")
    with page.expect_response(lambda answer: "/accounts/login/" in answer.url):
        page.clock.run_for(20_000)
    page.locator("#id_narrative_en").fill(TEXT)
    page.clock.run_for(100_000)
    page.get_by_role("button", name="Save", exact=True).click()
    sign_in(page, "contributor.rgc")
    expect(page.locator("main")).to_contain_text("Your session had ended.")
    expect(page.locator("#id_narrative_en")).to_have_value(TEXT)
    assert len(asked) == 1
    leave(page)


def test_without_javascript_it_is_saved_and_handed_in(page_as: PageAs) -> None:
    open_round()
    page = page_as("contributor.rgc", javascript=False, width=390)
    page.goto(PAGE)
    page.locator("#id_narrative_en").fill(TEXT)
    page.get_by_role("button", name="Add a piece of evidence").click()
    expect(page.locator(".evidence-row")).to_have_count(3)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nothing has been handed in yet.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a status.")
    page.get_by_label("On track").check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("main")).to_contain_text("Submitted. The liaison office has it now.")
    assert the_return().state == "submitted"


def test_an_office_at_it_breaks_no_rule(page_as: PageAs) -> None:
    """Its form, with the fields of the letter, and a form that was refused."""
    open_round()
    page = page_as("officer.hk", language="zh-hant", dark=True, width=390)
    page.goto(PAGE)
    assert axe(page) == []
    page.locator(".action-bar .button-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    leave(page)
    assert_quiet(page)
