"""An administrator sends a fixture, puts it right and loads it: by keyboard and button, on pages that break no rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from committees.models import Body
from tests.browser.looking import assert_quiet, axe
from tests.workplan.plans_of_tests import body


def choose(page: Page, text: str) -> None:
    page.goto("/fixtures/")
    file = {"name": "bodies.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    page.get_by_label("YAML files").set_input_files(files=[file])
    page.get_by_role("button", name="Compare").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_desk_to_a_loaded_fixture(page_as: Callable[..., Page], width: int) -> None:
    page = page_as("admin", width=width)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Load fixtures").click()
    choose(page, body("NEW-BODY", colour="red"))
    expect(page.get_by_role("alert")).to_contain_text("Nothing can be loaded: 1 problem")
    expect(page.get_by_role("row", name="line 7")).to_contain_text("There is no field “colour”.")
    assert axe(page) == []
    choose(page, body("NEW-BODY") + "- model: committees.body\n  fields: {code: MOST, name_en: Changed}\n")
    page.get_by_text("Show each with its line").click()
    expect(page.get_by_text("line 1 body NEW-BODY")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Load exactly this").press("Enter")
    expect(page.get_by_role("heading", name="Loaded")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    assert_quiet(page)
    assert Body.objects.get(code="NEW-BODY").history.get().actor_role == "administrator"
