"""Finding where something is said, in either script, and nothing that the reader may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import MANY, plan_of
from tests.workplan.reading import in_chinese, listed, text_of, tree
from tests.workplan.recording import PLAN, record
from workplan.models import ActionItem
from workplan.searching import excerpt, saying

pytestmark = pytest.mark.django_db
SEARCH = "/mhstcc/search/"


def search(client: Client, words: str, **asked: Any) -> Any:
    return client.get(SEARCH, {"q": words, **asked})


def found(client: Client, words: str, kind: str = "statements") -> list[str]:
    """References under one of the headings."""
    path = f"//section[@aria-labelledby='found-{kind}']//span[@class='result-reference']"
    return [reference.text_content() for reference in tree(search(client, words)).xpath(path)]


def marked(response: Any, kind: str = "statements") -> set[str]:
    marks = tree(response).xpath(f"//section[@aria-labelledby='found-{kind}']//mark")
    return {mark.text_content() for mark in marks}


def say(**texts: str) -> Client:
    """A statement on III-2 with these texts."""
    officer = signed_in("officer.hk")
    assert record(officer, **{"narrative_en": "", **texts}).status_code == 302
    return officer


@pytest.mark.parametrize("username", ["officer.mainland", "viewer", "contributor.rgc", "admin"])
def test_everybody_of_the_committee_searches_it(username: str) -> None:
    assert found(signed_in(username), "河套", "items") == ["I-2", "VII-3"]


def test_nobody_searches_without_signing_in_and_strangers_do_not_find_the_page() -> None:
    assert Client().get(SEARCH).status_code == 302
    another_committee()
    assert signed_in("tides.viewer").get(SEARCH).status_code == 404


@pytest.mark.parametrize(
    ("said", "asked", "mark"),
    [
        ("推動機器人產業", "機器", "機器"),
        ("推動機器人產業", "机器", "機器"),
        ("推动机器人产业", "機器", "机器"),
        ("裏面為何", "里面", "裏面"),
        ("推動機器人產業", "產", "產"),
        ("建設5G網絡及雲端", "5G 网络", "5G"),
        ("建設5G網絡及雲端", "5g網絡", "網絡"),
        ("建設５Ｇ網絡", "5g", "５Ｇ"),
        ("機器人，產業", "「機器人」", "機器人"),
    ],
)
def test_chinese_is_found_by_two_characters_in_either_script(said: str, asked: str, mark: str) -> None:
    column = "narrative_zh_hans" if "推动" in said else "narrative_zh_hant"
    client = in_chinese(say(**{column: said}))
    assert "III-2" in found(client, asked)
    assert mark in marked(search(client, asked))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("A quixotic résumé", "quix"),
        ("A quixotic résumé", "QUIXOTIC resume"),
        ("A quixotic résumé", "re\u0301sume\u0301 quixotic"),
        ("A quixotic re\u0301sume\u0301", "résumé"),
        ("R&D of quixotics (phase 2)", "“quixotics” (R&D)"),
        ("See quixotic, and VI-3.", "vi-3 quixotic"),
    ],
)
def test_words_are_found_by_their_beginning_without_capitals_accents_and_marks(said: str, asked: str) -> None:
    assert found(say(narrative_en=said), asked) == ["III-2"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("narrative_en=A quixotic attempt", "ixotic"),
        ("narrative_en=A quixotic attempt", "quixotic windmill"),
        ("narrative_zh_hant=機器人與人工", "機器人工"),  # both pairs and neither run
        ("narrative_zh_hant=機器人與人工", "器人人"),
        ("narrative_en=quixotic VI-30", "quixotic vi-3"),
    ],
)
def test_what_is_not_said_is_not_found(said: str, asked: str) -> None:
    column, _equals, text = said.partition("=")
    assert found(say(**{column: text}), asked) == []


def test_a_reference_finds_its_item_first() -> None:
    client = signed_in("viewer")
    assert found(client, "III-2", "items") == ["III-2"]
    (link,) = tree(search(client, "iii-2")).xpath("//section[@aria-labelledby='found-items']//h3/a/@href")
    assert link == f"{PLAN}/III-2/"


def test_bodies_are_found_by_code_and_name_and_lead_to_their_pages() -> None:
    client = in_chinese(signed_in("viewer"))
    assert found(client, "RGC", "bodies") == ["RGC"]
    response = search(client, "研究资助局")
    assert "研究資助局" in marked(response, "bodies")
    assert "/bodies/rgc/" in tree(response).xpath("//section[@aria-labelledby='found-bodies']//h3/a/@href")


def test_one_result_a_statement_in_the_language_of_the_reader() -> None:
    client = say(narrative_zh_hant="機器人計劃", narrative_zh_hans="机器人计划")
    assert found(client, "机器人计划") == ["III-2"]
    assert marked(search(in_chinese(client), "机器人计划")) == {"機器人計劃"}
    client.cookies["language"] = "zh-hans"
    response = search(client, "機器人計劃")
    assert marked(response) == {"机器人计划"}
    assert tree(response).xpath("//p[@class='result-words']/@lang") == ["zh-Hans"]


def test_a_corrected_statement_is_found_and_said_to_be_corrected() -> None:
    client = say(narrative_en="A quixotic attempt.")
    number = (
        ActionItem.objects.get(workplan__period="2024-25", reference="III-2").updates.latest("number").number
    )
    correct = f"{PLAN}/III-2/progress/{number}/correct/"
    record(client, correct, correction_reason="A slip.", narrative_en="A quixotic success.")
    results = tree(search(client, "quixotic")).xpath("//section[@aria-labelledby='found-statements']//li")
    assert ["corrected since" in result.text_content() for result in results] == [False, True]


def test_words_of_another_committee_never_appear() -> None:
    another_committee()
    for asked in ("tide", "1890", "I-1"):
        page = text_of(search(signed_in("viewer"), asked))
        assert "tide tables" not in page
        assert "were found" not in page
    theirs = search(signed_in("tides.viewer"), "1890")
    assert theirs.status_code == 404
    theirs = signed_in("tides.viewer").get("/tides/search/", {"q": "1890"})
    assert "The tables of 1890 were found." in text_of(theirs)


def test_a_draft_is_found_by_those_who_may_read_it_only() -> None:
    another_committee(adopted=False)
    for username, hits in (("tides.viewer", 0), ("tides.contributor", 0), ("tides.secretariat", 1)):
        response = signed_in(username).get("/tides/search/", {"q": "tide tables"})
        assert len(tree(response).xpath("//section[@aria-labelledby='found-items']//li")) == hits


def test_the_filter_of_the_items_finds_the_same() -> None:
    client = say(narrative_zh_hant="推動機器人產業")
    assert listed(client.get(f"{PLAN}/actions/", {"q": "机器人产业"})) == ["III-2"]
    assert listed(client.get(f"{PLAN}/actions/", {"q": "器人人"})) == []


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", False),
        ("q=", False),
        ("q=%20", False),
        ("q=&kind=items&page=3", False),
        ("q=%21%3F%E3%80%82", True),
        ("q=quixotic", True),
        ("q=quixotic&kind=bodies", True),
    ],
)
def test_where_nothing_is_found_a_page_says_so(query: str, asked: bool) -> None:
    response = signed_in("viewer").get(f"{SEARCH}?{query}")
    assert response.status_code == 200
    assert tree(response).xpath("//section[starts-with(@aria-labelledby, 'found-')]") == []
    assert ("Nothing you may read says" in text_of(response)) == asked


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 201, 422),
        ("q=" + "長" * 10_000, 422),
        ("q=a&kind=people", 422),
        ("q=a&page=0", 422),
        ("q=a&page=two", 422),
        ("q=%00", 400),
        ("q=%ff", 400),
        ("q=%ED%A0%80", 400),
        ("q=" + "%25" * 50, 200),
        ("q=%5C%27%3A%2A", 200),
        ("q=a&page=999999", 200),
        ("q=a&kind=items&page=999999", 200),
        ("q=a&kind=statements&page=2", 200),
    ],
)
def test_hostile_addresses_are_answered_with_the_right_code(query: str, status: int) -> None:
    response = signed_in("viewer").get(f"{SEARCH}?{query}")
    assert response.status_code == status
    if status == 422:
        assert "The search was not understood" in text_of(response, "//div[@role='alert']")


NASTY = [
    "'",
    "\\",
    "':*",
    "a & b | !c",
    "a <-> b",
    "%_%",
    "((",
    "''':*",
    "x' OR 1=1 --",
    "𠮷野家",
    "\u202egnp",
    "é" * 99,
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.sampled_from(NASTY),
        st.text(max_size=40),
        st.text(alphabet="iv-'\\:*&|!<>()%_ 網络a9", max_size=20),
    )
)
def test_nothing_that_is_asked_breaks_it(words: str) -> None:
    words = words.encode("utf-8", "replace").decode().replace("\0", "")
    list(saying(words).values_list("text", "folded"))


def test_typed_text_is_shown_as_text() -> None:
    response = search(say(narrative_en="<script>quixotic</script>"), "quixotic <script>")
    assert found(signed_in("viewer"), "quixotic") == ["III-2"]
    assert b"<script>quix" not in response.content
    assert {"quixotic", "script"} <= marked(response)


def test_a_word_of_any_length_is_stored_and_found() -> None:
    assert found(say(narrative_en="q" * 9_000), "q" * 150) == ["III-2"]
    assert found(say(narrative_zh_hant="機" * 9_000), "機" * 150) == ["III-2"]


@pytest.mark.parametrize("size", [3, MANY], indirect=True)
def test_it_costs_as_many_queries_whatever_is_found(size: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    search(client, "it")
    with django_assert_num_queries(11):
        response = search(client, "it")  # items, statements ("It goes on.") and bodies ("ITC")
    assert len(tree(response).xpath("//section[starts-with(@aria-labelledby, 'found-')]")) == 3


def test_many_results_are_leafed_through_and_counted_honestly(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_of(60)
    client = signed_in("viewer")
    first = search(client, "it goes", kind="statements")
    assert "1 to 50 of 120" in text_of(first, "//nav[@class='pagination']")
    (following,) = tree(first).xpath("//a[@rel='next']/@href")
    urls = [tree(page).xpath("//h3/a/@href") for page in (first, client.get(following))]
    assert not set(urls[0]) & set(urls[1])
    monkeypatch.setattr("workplan.views.contexts.search.MOST_COUNTED", 100)
    capped = search(client, "it goes", kind="statements", page=2)
    assert "51 to 100 of more than 100" in text_of(capped, "//nav[@class='pagination']")
    assert tree(capped).xpath("//a[@rel='next']") == []
    assert "more than 100" in text_of(capped, "//h2")


def test_every_page_of_theirs_has_the_search_in_its_head() -> None:
    page = tree(signed_in("viewer").get("/bodies/"))
    assert page.xpath("//header//form[@role='search']/@action") == [SEARCH]


# Excerpts: pure functions.


@given(
    st.text(alphabet="ab é漢字 ", max_size=400), st.lists(st.text(alphabet="ab漢字", min_size=1, max_size=3))
)
def test_an_excerpt_is_a_piece_of_the_text_with_what_was_found_marked(text: str, pieces: list[str]) -> None:
    stretches = excerpt(text, text, pieces)
    shown = "".join(stretch.text for stretch in stretches).removeprefix("… ").removesuffix(" …")
    assert shown in text
    for stretch in stretches:
        assert stretch.text
        if stretch.found:
            assert stretch.text in pieces
    if stretches:
        assert any(stretch.found for stretch in stretches)
