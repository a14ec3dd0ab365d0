"""Adding a statement's text in one more language, or a new revision of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.strangers import another_committee
from tests.workplan.recording import PLAN, fields_of, page_text, record
from workplan.models import ActionItem, ProgressText, ProgressUpdate

pytestmark = pytest.mark.django_db
AsPerson = Callable[..., Client]


@pytest.fixture
def said_in_one_language(as_person: AsPerson) -> ProgressUpdate:
    record(as_person("officer.hk"), narrative_en="", narrative_zh_hant="資訊已經公布")
    item = ActionItem.objects.get_by_natural_key("mhstcc", "2024-25", "III-2")
    return item.updates.order_by("-number")[0]


def address(update: ProgressUpdate, language: str = "zh-hans") -> str:
    return f"{PLAN}/III-2/progress/{update.number}/texts/{language}/"


def post(client: Client, where: str, **typed: Any) -> Any:
    return client.post(where, {**fields_of(client.get(where)), **typed})


def test_the_own_side_adds_a_text_and_nothing_said_changes(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    before = list(said_in_one_language.texts.values_list("pk", "text"))
    response = post(as_person("officer.hk"), address(said_in_one_language), narrative="信息已经公布")
    assert response.status_code == 302
    after = list(said_in_one_language.texts.order_by("pk").values_list("pk", "text"))
    assert after[: len(before)] == before
    added = said_in_one_language.texts.get(language="zh-hans")
    assert (added.text, added.revision, added.origin) == ("信息已经公布", 1, "typed")


def test_a_second_revision_stands_beside_the_first(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    officer, where = as_person("officer.hk"), address(said_in_one_language)
    post(officer, where, narrative="第一")
    post(officer, where, narrative="第二")
    rows = said_in_one_language.texts.filter(language="zh-hans").order_by("revision")
    assert [(row.revision, row.text) for row in rows] == [(1, "第一"), (2, "第二")]


def test_a_stale_revision_shows_both_and_writes_nothing(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    officer, where = as_person("officer.hk"), address(said_in_one_language)
    mine = {**fields_of(officer.get(where)), "narrative": "我的文字"}
    post(as_person("secretariat.hk"), where, narrative="他的文字")
    response = officer.post(where, mine)
    assert response.status_code == 409
    assert "我的文字" in page_text(response)
    assert "他的文字" in page_text(response)
    assert ProgressText.objects.filter(update=said_in_one_language, language="zh-hans").count() == 1


def test_a_draft_is_stored_only_when_ticked(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    officer, where = as_person("officer.hk"), address(said_in_one_language)
    drafted = post(officer, where, draft="1")
    form = fields_of(drafted)
    assert form["narrative"] == "信息已经公布"
    assert officer.post(where, form).status_code == 422
    assert officer.post(where, {**form, "checked": "on"}).status_code == 302
    assert said_in_one_language.texts.get(language="zh-hans").origin == "confirmed_draft"


def test_an_empty_text_is_asked_for(as_person: AsPerson, said_in_one_language: ProgressUpdate) -> None:
    assert post(as_person("officer.hk"), address(said_in_one_language), narrative=" ").status_code == 422


def test_the_other_side_and_readers_are_refused(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    for name in ("officer.mainland", "viewer", "contributor.rgc", "admin"):
        assert as_person(name).get(address(said_in_one_language)).status_code == 403, name


def test_a_stranger_and_an_unknown_language_find_nothing(
    as_person: AsPerson, said_in_one_language: ProgressUpdate
) -> None:
    client = Client()
    client.force_login(another_committee().other_officer)
    assert client.get(address(said_in_one_language)).status_code == 404
    assert as_person("officer.hk").get(address(said_in_one_language, "fr")).status_code == 404


@pytest.mark.parametrize("value", [None, "x", "-1"])
def test_a_missing_or_forged_revision_is_400(
    as_person: AsPerson, said_in_one_language: ProgressUpdate, value: str | None
) -> None:
    officer, where = as_person("officer.hk"), address(said_in_one_language)
    form = {**fields_of(officer.get(where)), "narrative": "x"}
    form.pop("revision_narrative")
    if value is not None:
        form["revision_narrative"] = value
    assert officer.post(where, form).status_code == 400
