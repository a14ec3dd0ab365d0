"""The plan page: the text that was agreed, how the year stands, what changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.test import Client

from committees.keeping.acting import acting_as_command
from committees.models import Side
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, PERIOD, plan_of
from tests.workplan.reading import PLAN, fallback_marks, in_chinese, text_of, tree
from tests.workplan.recording import record
from tests.workplan.reports_of_tests import move, set_clock, state, the_meeting
from tests.workplan.rounds_of_tests import open_round
from workplan.choices import STATUS_ORDER, MilestoneEventKind
from workplan.models import ActionItem, CooperationArea, ItemPosition, Milestone
from workplan.views.contexts import drawn

pytestmark = pytest.mark.django_db
BIG = f"/mhstcc/plans/{PERIOD}/"


def agreed_texts(response: Any, lang: str = "en") -> list[Any]:
    return list(tree(response).xpath(f"//div[contains(@class, 'words')]/p[@lang='{lang}']"))


def words_in(element: Any) -> str:
    """Without the references, which are no part of the agreed words."""
    return "".join(element.xpath(".//text()[not(ancestor::sup)]"))


def counts_in_the_table(response: Any) -> dict[str, int]:
    rows = tree(response).xpath("//table[contains(@class, 'legend')]/tbody/tr")
    return {row[0].text_content().strip(): int(row[1].text_content()) for row in rows}


@pytest.mark.parametrize(
    "username", ["officer.hk", "secretariat.mainland", "viewer", "contributor.rgc", "admin"]
)
def test_everybody_of_the_committee_reads_it(username: str) -> None:
    response = signed_in(username).get(PLAN)
    assert response.status_code == 200
    assert text_of(response, "//h1") == "Workplan 2024-25"


def test_people_of_another_committee_do_not_find_it() -> None:
    another_committee()
    assert signed_in("tides.secretariat").get(PLAN).status_code == 404


def test_nobody_reads_it_without_signing_in() -> None:
    response = Client().get(PLAN)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_a_draft_is_not_there_for_viewers() -> None:
    strangers = another_committee(adopted=False)
    address = f"/tides/plans/{strangers.plan.period}/"
    assert signed_in("tides.viewer").get(address).status_code == 404
    response = signed_in("tides.secretariat").get(address)
    assert response.status_code == 200
    assert "draft" in text_of(response, "//h1")


def test_it_cannot_be_posted_to() -> None:
    assert signed_in("officer.hk").post(PLAN).status_code == 405


def test_the_agreed_text_stands_letter_for_letter() -> None:
    response = signed_in("viewer").get(PLAN)
    agreed = CooperationArea.objects.filter(workplan__period="2024-25").order_by("number")
    assert [words_in(paragraph) for paragraph in agreed_texts(response)] == [
        area.agreed_text_en for area in agreed
    ]


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_every_item_s_words_lead_to_its_row_and_its_page_leads_to_its_words(language: str) -> None:
    client = signed_in("viewer")
    client.cookies["language"] = language
    page = tree(client.get(PLAN))
    items = ActionItem.objects.filter(workplan__period="2024-25")
    for item in items:
        (clause,) = page.xpath(f"//div[contains(@class, 'words')]//*[@id='clause-{item.reference}']")
        assert words_in(clause) == getattr(item, f"agreed_words_{language.replace('-', '_')}")
        (link,) = clause.xpath(".//a")
        assert link.get("href") == f"#row-{item.reference}"
        assert link.xpath("sup")[0].text_content() == item.reference
        (row,) = page.xpath(f"//tr[@id='row-{item.reference}']")
        assert row[0].text_content() == item.reference
    item = items.latest("pk")
    back = tree(client.get(item.get_absolute_url())).xpath("//p[@class='words-head']/a/@href")
    assert back == [f"{PLAN}#clause-{item.reference}"]


def test_excused_words_are_told_apart_in_the_language_they_are_excused_in() -> None:
    client = signed_in("viewer")
    area = CooperationArea.objects.get(workplan__period="2024-25", number=1)
    shown = tree(client.get(PLAN)).xpath("//article[@id='I']//*[@class='excused']")
    assert [words.text_content() for words in shown] == [
        "Support the Hong Kong Special Administrative Region (HKSAR) Government in",
        "including",
        "as well as",
        "and",
    ]
    assert {words.text_content() for words in shown} == set(area.excused_words)
    chinese = in_chinese(client).get(PLAN)
    assert tree(chinese).xpath("//*[@class='excused'] | //*[@class='uncovered']") == []
    assert "只有英文本註明" in text_of(chinese, "//p[contains(@class, 'legend-of-words')]")


def test_an_item_without_an_excerpt_in_the_language_shown_has_no_words_marked() -> None:
    plan_of(3)
    with acting_as_command("translation"):
        for area in CooperationArea.objects.filter(workplan__period=PERIOD):
            area.agreed_text_zh_hant = "有關工作。"
            area.text_standing_zh_hant = "working_translation"
            area.save()
    client = in_chinese(signed_in("viewer"))
    page = client.get(BIG)
    assert [words_in(text) for text in agreed_texts(page, "zh-Hant")] == ["有關工作。"] * 7
    assert tree(page).xpath("//article//*[@class='clause']") == []
    assert tree(page).xpath("//article//*[@class='uncovered']") == []
    back = tree(client.get(f"{BIG}I-1/")).xpath("//p[@class='words-head']/a/@href")
    assert back == [f"{BIG}#I"]


def test_words_of_several_items_name_each_of_them() -> None:
    plan_of(15)  # I-1, I-2 and I-3 carry the same words
    (text,) = tree(signed_in("viewer").get(BIG)).xpath("//article[@id='I']//p[@lang]")
    assert text.xpath(".//sup/a/@href") == ["#row-I-1", "#row-I-2", "#row-I-3"]
    assert {f"clause-I-{number}" for number in (1, 2, 3)} == set(text.xpath(".//span/@id"))
    assert words_in(text) == "Work on matter 1."


def test_the_counts_are_those_of_the_positions() -> None:
    counts = counts_in_the_table(signed_in("viewer").get(PLAN))
    for status in STATUS_ORDER:
        positions = ItemPosition.objects.filter(item__workplan__period="2024-25", status=status)
        assert counts[str(status.label)] == positions.count()


def test_every_number_of_the_sentence_leads_to_as_many_items() -> None:
    client = signed_in("viewer")
    links = tree(client.get(PLAN)).xpath("//p[contains(@class, 'count-sentence')]/a")
    assert len(links) > 2
    for link in links:
        shown = text_of(client.get(link.get("href")), "//div[contains(@class, 'result-line')]")
        assert shown.split()[0] == link.text_content()


def test_a_statement_is_seen_at_once() -> None:
    client = signed_in("officer.hk")
    before = counts_in_the_table(client.get(PLAN))
    record(client, status="behind_schedule", reason_en="Peer review took longer.", as_at="2025-10-10")
    response = client.get(PLAN)
    assert counts_in_the_table(response)["Behind schedule"] == before["Behind schedule"] + 1
    newest = tree(response).xpath("//ol[@class='log']/li")[0].text_content()
    assert "III-2" in newest
    assert "Behind schedule" in newest


def test_where_the_sides_differ_both_statuses_stand() -> None:
    record(signed_in("officer.hk"), as_at="2025-10-10", status="behind_schedule", reason_en="Late.")
    record(signed_in("officer.mainland"), as_at="2025-10-09", status="on_track")
    row = tree(signed_in("viewer").get(PLAN)).xpath(
        "//tr[td/a[text()='III-2'] and td[@class='cell-status']]"
    )[0]
    assert "Sides differ" in row.text_content()
    assert "Behind schedule" in row.text_content()
    assert "On track" in row.text_content()


def test_words_that_no_item_carries_are_marked() -> None:
    client = signed_in("viewer")
    assert tree(client.get(PLAN)).xpath("//span[@class='uncovered']") == []
    plan_of(3)  # of seven areas three have an item
    response = client.get(BIG)
    marked = [span.text_content() for span in tree(response).xpath("//article//span[@class='uncovered']")]
    assert marked == [f"Work on matter {number}" for number in (4, 5, 6, 7)]
    assert "4 words that no item carries: Work on matter 7" in text_of(response, "//article[@id='VII']")
    assert "no item carries them" in text_of(response, "//p[contains(@class, 'legend-of-words')]")


def test_milestones_are_counted_and_those_past_their_date_are_named() -> None:
    response = signed_in("viewer").get(PLAN)
    planned = Milestone.objects.filter(item__workplan__period="2024-25")
    reached = planned.filter(events__kind=MilestoneEventKind.REACHED)
    late = planned.exclude(pk__in=reached).filter(due__lt="2025-10-01", precision="day").order_by("due", "pk")
    told = text_of(response, "//table[contains(@class, 'legend')]/following-sibling::p")
    assert told.startswith(f"Milestones: {reached.count()} of {planned.count()} reached, ")
    first = tree(response).xpath("//div[@class='ahead'][1]//tr")[0].text_content()
    assert late[0].item.reference in first
    assert late[0].text_en in first


def test_a_chinese_page_has_few_marks_and_all_on_agreed_text() -> None:
    response = in_chinese(signed_in("viewer")).get(PLAN)
    assert len(fallback_marks(response)) < 5
    assert response.headers["Content-Language"] == "zh-hant"
    assert "參考譯文" in text_of(response, "//p[@class='words-head']")


def test_the_strip_says_where_something_is_behind() -> None:
    record(signed_in("officer.hk"), as_at="2025-10-10", status="behind_schedule", reason_en="Late.")
    strip = tree(signed_in("viewer").get(PLAN)).xpath(
        "//nav[contains(@class, 'index')]//a[contains(., 'III')]"
    )
    assert "something is behind schedule" in strip[0].text_content()


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_it_costs_five_queries_whatever_its_size(size: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    client.get(BIG)
    with django_assert_num_queries(5):
        response = client.get(BIG)
    assert f"Of {size} action items" in text_of(response, "//p[contains(@class, 'count-sentence')]")


@pytest.mark.parametrize("path", ["/mhstcc/plans/2099-00/", "/mhstcc/plans/24-25/", "/nobody/plans/2024-25/"])
def test_a_plan_that_is_not_there_is_a_page_that_says_so(path: str) -> None:
    response = signed_in("viewer").get(path)
    assert response.status_code == 404
    assert "There is no such page for you" in text_of(response)


def test_what_is_kept_of_it_is_what_would_be_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """After every change of something that stands on the page, with all kept that was drawn before."""
    client = signed_in("officer.hk")

    def content() -> str:
        return str(tree(client.get(PLAN)).xpath("//body")[0].text_content())

    seen = [content()]

    def is_seen() -> None:
        seen.append(content())
        with monkeypatch.context() as keeping_nothing:
            keeping_nothing.setattr(drawn, "_kept", DummyCache("nothing", {}))
            assert seen[-1] == content()
        assert seen[-1] not in seen[:-1]

    open_round()
    is_seen()
    with acting_as_command("a test"):
        side = Side.objects.get(committee__slug="mhstcc", code="hong_kong")
        side.name_en = "Harbour"
        side.save()
    is_seen()
    state("III-2", text="Seven projects were chosen.")
    is_seen()
    state("III-2", "behind_schedule", side="hong_kong", as_at=date(2025, 10, 9))
    is_seen()
    move(Milestone.objects.filter(item__workplan__period="2024-25", events=None)[0], date(2025, 11, 1))
    is_seen()
    with acting_as_command("a test"):
        for number in (18, 19):
            meeting = the_meeting(number)
            meeting.place_en = f"Place of the meeting {number}"
            meeting.save()
    is_seen()
    in_chinese(client)
    is_seen()
    set_clock(datetime(2025, 10, 31, 4, tzinfo=UTC))
    is_seen()
