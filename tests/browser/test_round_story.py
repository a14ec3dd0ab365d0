"""The weeks of a round, in a browser: opened, answered by every road, chased, closed.

After every step both sides' secretariats look at who has not answered, and at how the rest stands; what they ought
to see is kept by the story itself, from the plan alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import html
from playwright.sync_api import Page, expect

from committees.keeping.clock import HONG_KONG
from tests.browser.looking import assert_quiet
from tests.workplan.packs_of_tests import FILLED, filled
from tests.workplan.rounds_of_tests import at
from workplan.choices import FINAL, ResponsibilityRole
from workplan.models import Responsibility

PageAs = Callable[..., Page]
ROUND = "/mhstcc/rounds/1/"
NOT_ANSWERED = f"{ROUND}?state=expected&state=draft&state=returned&sort=item"
SIDES = {"mainland": "secretariat.mainland", "hong_kong": "secretariat.hk"}
AFTER_DUE = datetime(2025, 10, 27, 10, tzinfo=HONG_KONG)
AFTER_CUT_OFF = datetime(2025, 11, 1, 9, tzinfo=HONG_KONG)
# The facts say codes, the pages words.
CODES = {"sent back": "returned", "nothing to report": "nil"}
WORKBOOKS = {"DPO": "I-4", "InvestHK": "V-3", "HKTE": "V-4"}


def kept_by_the_plan() -> dict[str, dict[tuple[str, str], str]]:
    """Of each side what a round must expect: each lead body of each item that is not at its end."""
    leads = Responsibility.objects.filter(
        role=ResponsibilityRole.LEAD,
        item__workplan__period="2024-25",
        item__workplan__committee__slug="mhstcc",
    ).exclude(item__current__status__in=FINAL)
    found: dict[str, dict[tuple[str, str], str]] = {code: {} for code in SIDES}
    for lead in leads.select_related("item", "body", "side"):
        assert lead.side
        found[lead.side.code][lead.item.reference, lead.body.abbreviation] = "expected"
    return found


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


class Story:
    def __init__(self, page_as: PageAs) -> None:
        self.page_as = page_as
        self.people: dict[str, Page] = {}
        self.ought = kept_by_the_plan()
        self.late: set[tuple[str, str]] = set()

    def page(self, username: str) -> Page:
        if username not in self.people:
            self.people[username] = self.page_as(username)
        return self.people[username]

    def becomes(self, side: str, reference: str, body: str, state: str) -> None:
        assert (reference, body) in self.ought[side]
        self.ought[side][reference, body] = state
        self.both_see_it()

    def both_see_it(self) -> None:
        for side, username in SIDES.items():
            shown = html.fromstring(self.page(username).request.get(NOT_ANSWERED).text())
            ought = self.ought[side]
            outstanding = {
                place: (state, place in self.late)
                for place, state in ought.items()
                if state in ("expected", "draft", "sent back")
            }
            assert self.rows(shown) == outstanding, side
            assert self.sums(shown) == Counter(ought.values()), side

    @staticmethod
    def rows(shown: Any) -> dict[tuple[str, str], tuple[str, bool]]:
        """State and lateness of every row, by reference and body."""
        found = {}
        for row in shown.xpath("//table[contains(@class, 'returns')]/tbody/tr"):
            (late, reference, body, state) = (
                words(row.xpath(f".//td[@class='cell-{name}']")[0])
                for name in ("late", "ref", "body", "status")
            )
            found[reference, body.split()[-1]] = (state, late != "not late")
        return found

    @staticmethod
    def sums(shown: Any) -> dict[str, int]:
        lines = shown.xpath("//table[contains(@class, 'own-states')]/tbody/tr")
        sums = {words(line[0]): int(words(line[1])) for line in lines}
        return {state: number for state, number in sums.items() if number}

    def open_round(self) -> None:
        page = self.page("secretariat.hk")
        page.goto("/mhstcc/rounds/")
        page.get_by_role("link", name="Open a round").click()
        for name, day in (("opens_at", "2025-10-10"), ("due_at", "2025-10-24"), ("cut_off_at", "2025-10-31")):
            page.locator(f"[name={name}_0]").fill(day)
            page.locator(f"[name={name}_1]").fill("09:00" if name == "opens_at" else "18:00")
        page.get_by_role("button", name="Open the round").click()
        expect(page).to_have_url(re.compile(f"{ROUND}$"))

    def hand_in(self, username: str, reference: str, code: str, text: str, *, for_it: bool = False) -> Page:
        page = self.page(username)
        page.goto(f"{ROUND}returns/{reference}/{code}/")
        page.get_by_label("On track").check()
        page.locator("#id_narrative_en").fill(text)
        if for_it:
            self.sign_for(page)
        page.get_by_role("button", name="Submit", exact=True).click()
        expect(page.locator("main")).to_contain_text("Submitted.")
        return page

    @staticmethod
    def sign_for(page: Page) -> None:
        """The office answers on a body's behalf: who signed, when, by which letter, and the letter itself."""
        page.locator("#id_signed_by").fill("Director-General")
        page.locator("#id_signed_on").fill("2025-10-09")
        page.locator("#id_source").fill("Letter of 9 October 2025")
        letter = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"We report as follows."}
        page.locator("#id_source_upload").set_input_files(files=[letter])

    def send_pack(self, username: str, code: str, reference: str, folder: Path) -> None:
        page = self.page(username)
        page.goto(f"{ROUND}packs/")
        with page.expect_download() as taken:
            page.get_by_role("row").filter(has_text=code).get_by_role(
                "link", name="Workbook English", exact=False
            ).click()
        pack = folder / f"{code}.xlsx"
        said = {**FILLED, "narrative_en": f"{code} answers by workbook."}
        pack.write_bytes(filled(taken.value.path().read_bytes(), said, reference))
        page.locator("[name=pack]").set_input_files(pack)
        page.locator("[name=source]").fill(f"Message of {code}, 9 October 2025")
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("main")).to_contain_text(f"{code} answers by workbook.")
        page.get_by_role("button", name="Apply").click()
        expect(page.locator(".docket")).to_contain_text("Applied")

    def answer_nil(self, username: str, reference: str, code: str) -> None:
        page = self.page(username)
        page.goto(f"{ROUND}returns/{reference}/{code}/")
        self.sign_for(page)
        page.get_by_role("button", name="Nothing to report").click()
        expect(page.locator(".docket")).to_contain_text("nothing to report")

    def give_more_time(self, username: str, reference: str, body: str) -> None:
        page = self.page(username)
        page.goto(NOT_ANSWERED)
        page.get_by_label(f"{reference} {body}", exact=True).check()
        page.get_by_role("button", name="Give those chosen more time").click()
        page.locator("[name=due_at_0]").fill("2025-10-29")
        page.locator("[name=due_at_1]").fill("18:00")
        page.locator("[name=reason]").fill("Its council meets on 28 October.")
        page.get_by_role("button", name="Give more time").click()
        expect(page.locator("main")).to_contain_text("extended from 24 Oct")

    def send_back(self, username: str, reference: str, code: str, reason: str) -> None:
        page = self.page(username)
        page.goto(f"{ROUND}returns/{reference}/{code}/")
        page.get_by_text("Send back with a reason").click()
        page.locator("#act_reason").fill(reason)
        page.get_by_role("button", name="Send back", exact=True).click()
        expect(page.locator(".docket")).to_contain_text("sent back")

    def accept(self, username: str, reference: str, code: str) -> None:
        page = self.page(username)
        page.goto(f"{ROUND}returns/{reference}/{code}/")
        page.get_by_role("button", name="Accept").click()
        expect(page.locator(".docket")).to_contain_text("accepted")

    def due_day_passes(self, *, but: set[tuple[str, str]]) -> None:
        for states in self.ought.values():
            self.late |= {
                place for place, state in states.items() if state in ("expected", "sent back")
            } - but
        self.both_see_it()

    def close(self, username: str) -> None:
        page = self.page(username)
        page.goto(f"{ROUND}close/")
        page.get_by_role("button", name="Close the round").click()
        expect(page.locator("h1")).to_contain_text("closed")

    def both_read_the_facts(self) -> None:
        for side, username in SIDES.items():
            facts = self.page(username).request.get(f"{ROUND}facts.json").json()
            said = {(row["reference"], row["body"]): row["state"] for row in facts["returns"]}
            assert Counter(said.values()) == Counter(
                CODES.get(word, word) for word in self.ought[side].values()
            )
            assert len(said) == len(self.ought[side])


def test_the_outstanding_list_is_right_at_every_step_for_both_sides(page_as: PageAs, tmp_path: Path) -> None:
    story = Story(page_as)
    story.open_round()
    story.both_see_it()
    in_time(story, tmp_path)
    with at(AFTER_DUE):
        after_the_due_day(story)
    with at(AFTER_CUT_OFF):
        at_the_end(story)
    for page in story.people.values():
        assert_quiet(page)


def in_time(story: Story, folder: Path) -> None:
    """Every road in: the page, on behalf with a letter, workbooks, nil; then one is sent back and one has more time."""
    story.hand_in("contributor.rgc", "III-2", "rgc", "Seven projects were chosen.")
    story.becomes("hong_kong", "III-2", "RGC", "submitted")
    page = story.hand_in("officer.mainland", "III-2", "nsfc", "The panels have met.", for_it=True)
    expect(page.locator("main")).to_contain_text("Letter of 9 October 2025")
    story.becomes("mainland", "III-2", "NSFC", "submitted")
    for body, reference in WORKBOOKS.items():
        story.send_pack("officer.hk", body, reference, folder)
        story.becomes("hong_kong", reference, body, "submitted")
    story.answer_nil("officer.hk", "VII-2", "nmco")
    story.becomes("hong_kong", "VII-2", "NMCO", "nothing to report")

    story.send_back("officer.hk", "III-2", "rgc", "Please name the projects.")
    story.becomes("hong_kong", "III-2", "RGC", "sent back")
    page = story.page("contributor.rgc")
    page.goto(f"{ROUND}returns/III-2/rgc/")
    expect(page.locator("main")).to_contain_text("Please name the projects.")
    expect(page.locator("#id_narrative_en")).to_have_value("Seven projects were chosen.")
    story.give_more_time("officer.mainland", "IV-3", "CAST")
    story.both_see_it()


def after_the_due_day(story: Story) -> None:
    story.due_day_passes(but={("IV-3", "CAST")})
    story.hand_in("contributor.rgc", "III-2", "rgc", "Seven projects: one to seven.")
    story.becomes("hong_kong", "III-2", "RGC", "submitted")
    story.accept("officer.hk", "III-2", "rgc")
    story.becomes("hong_kong", "III-2", "RGC", "accepted")
    story.hand_in("officer.mainland", "IV-2", "nosta", "The awards were given.", for_it=True)
    story.becomes("mainland", "IV-2", "NOSTA", "submitted")
    story.hand_in("officer.mainland", "IV-3", "cast", "The council has met.", for_it=True)
    story.becomes("mainland", "IV-3", "CAST", "submitted")
    answered_late = story.page("secretariat.mainland")
    answered_late.goto(f"{ROUND}?late=answered")
    assert story.rows(html.fromstring(answered_late.content())) == {("IV-2", "NOSTA"): ("submitted", True)}


def at_the_end(story: Story) -> None:
    story.both_see_it()
    story.close("secretariat.mainland")
    story.both_see_it()
    story.both_read_the_facts()
    page = story.page("contributor.rgc")
    page.goto(f"{ROUND}returns/III-2/rgc/")
    expect(page.locator("#id_narrative_en")).to_have_count(0)
