"""A text that was changed in one language leaves the others behind, until they are changed after it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.helpers import acting_as_person, signed_in
from tests.workplan.recording import PLAN, page_text
from tests.workplan.reports_of_tests import state, the_item
from workplan.models import ProgressUpdate
from workplan.services.progress import Words, add_texts
from workplan.staleness import stale_in

pytestmark = pytest.mark.django_db
BEHIND = "does not follow the change of the text in English"


def said(*revisions: str) -> list[dict[str, Any]]:
    """``en1 hant1 en2``: in this order, a revision of a language each."""
    return [
        {
            "part": "narrative",
            "language": each[:-1],
            "revision": int(each[-1]),
            "text": each,
            "recorded_at": at,
        }
        for at, each in enumerate(revisions)
    ]


@pytest.mark.parametrize(
    ("revisions", "behind"),
    [
        (["en1", "zh-hant1", "zh-hans1"], []),
        (["en1", "zh-hant1", "en2"], ["zh-hant"]),
        (["en1", "zh-hant1", "zh-hans1", "en2"], ["zh-hant", "zh-hans"]),
        (["en1", "zh-hant1", "zh-hans1", "en2", "zh-hant2"], ["zh-hans"]),
        (["en1", "zh-hant1", "zh-hans1", "en2", "zh-hant2", "zh-hans2"], []),
        (["en1", "zh-hant1", "en2", "en3"], ["zh-hant"]),
        (["en1", "zh-hant1", "en2", "zh-hant2", "zh-hant3"], ["en"]),
        (["en1", "en2", "zh-hant1"], []),
    ],
)
def test_who_is_behind(revisions: list[str], behind: list[str]) -> None:
    assert [stale.language for stale in stale_in(reversed(said(*revisions)))] == behind


def revise(update: ProgressUpdate, *texts: tuple[str, str]) -> None:
    with acting_as_person("officer.hk") as by:
        for language, text in texts:
            number = update.texts.filter(part="narrative", language=language).count() + 1
            add_texts(update=update, texts=[(Words(language, "narrative", text), number)], by=by)


@pytest.fixture
def changed() -> ProgressUpdate:
    update = state("III-2", "on_track", side="hong_kong")
    revise(update, ("en", "Seven projects."), ("zh-hant", "七個項目。"), ("zh-hans", "七个项目。"))
    revise(update, ("en", "Eight projects."))
    return update


def test_the_item_page_says_so_with_what_changed(changed: ProgressUpdate) -> None:
    page = signed_in("viewer").get(f"{PLAN}/III-2/")
    text = page_text(page)
    assert text.count(BEHIND) == 2
    assert "<ins>Eight</ins>" in page.content.decode()
    assert "Revise the text" not in text


def test_its_office_is_asked_to_revise_it_on_page_and_desk(changed: ProgressUpdate) -> None:
    officer: Client = signed_in("officer.hk")
    assert "Revise the text in 简体中文" in page_text(officer.get(f"{PLAN}/III-2/"))
    sentence = f"Update {changed.number} was changed; the text in 繁體中文, 简体中文 does not follow yet."
    assert sentence in page_text(officer.get("/"))
    assert sentence not in page_text(signed_in("officer.mainland").get("/"))
    revise(changed, ("zh-hant", "八個項目。"), ("zh-hans", "八个项目。"))
    assert BEHIND not in page_text(officer.get(f"{PLAN}/III-2/"))
    assert the_item("III-2").updates.count() == changed.number
