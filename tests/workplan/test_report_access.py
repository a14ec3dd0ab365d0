"""Who may read the report, in which languages, to which meetings."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from lxml import html

from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.reports_of_tests import REPORT, get
from workplan.reports.facts import ReportFacts

ENDINGS = ("/", ".docx", ".pdf", ".xlsx", ".json")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_language_that_is_none_is_refused(seeded: ReportFacts, ending: str) -> None:
    for language in ("fr", "", "zh_Hant", "<script>"):
        answer = get("viewer", language, ending)
        assert answer.status_code == 400
        assert "A report is written in English (en)" in answer.content.decode()
    assert get("viewer", "en\x00", ending).status_code == 400


@pytest.mark.parametrize("name", ["viewer", "contributor.rgc", "officer.mainland", "secretariat.hk", "admin"])
def test_every_member_reads_the_report(seeded: ReportFacts, name: str) -> None:
    assert {get(name, "en", ending).status_code for ending in ENDINGS} == {200}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nobody_else_does(own_database: str, ending: str) -> None:
    stranger = next(iter(another_committee().people.values()))
    client = Client()
    client.force_login(stranger)
    assert client.get(REPORT + ending).status_code == 404
    answer = Client().get(REPORT + ending)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_meeting_that_is_not_there_and_a_post(seeded: ReportFacts, ending: str) -> None:
    assert get("viewer", "en", ending, number=99).status_code == 404
    assert signed_in("secretariat.hk").post(REPORT + ending).status_code == 405


@pytest.mark.parametrize("number", [1, 2, 17, 18])
def test_a_meeting_of_which_little_is_known_has_a_report_that_says_so(
    seeded: ReportFacts, number: int
) -> None:
    page = get("viewer", "en", number=number)
    assert page.status_code == 200
    text = html.fromstring(page.content.decode()).xpath("//article")[0].text_content()
    assert "not known" in text
    assert "is on file" in text
    assert get("viewer", "zh-hant", ".docx", number).status_code == 200
    assert json.loads(get("viewer", "en", ".json", number).content)["overall"] == []
