"""What the administration shows: every model of ours, own committees only, in the reader's language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committees.keeping.acting import acting_as_command
from committees.models import Committee, Meeting, Membership, Role, Seat
from committees.roles import Right
from tests.boundaries.walk import call_for_returns, failed_letter
from tests.helpers import person, signed_in
from tests.kitchens import an_indicator, work_on
from tests.strangers import AnotherCommittee, another_committee
from tests.workplan.post_office import TODAY, owing
from tests.workplan.rounds_of_tests import open_round, the_return
from workplan.models import Mail
from workplan.services import mail as letters

MODELS = [
    model
    for app in ("committees", "workplan")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
# No page: one person's unsaved typing is nobody else's to read.
UNSAVED = {apps.get_model("workplan", "ReturnDraft")}
OURS = [model for model in MODELS if model not in UNSAVED]
HISTORIES = [model for model in OURS if hasattr(model, "history")]


def address(model: Any, rest: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{rest}"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def tides(module_database: str) -> AnotherCommittee:
    """With a kitchen of its first side, which its administrator does not see. In the demonstration cook two sides."""
    two_kitchens_of_the_demonstration()
    made = another_committee()
    cook = made.people[Role.LIAISON_OFFICER]
    an_indicator(made.item, made.people[Role.SECRETARIAT])
    work_on(call_for_returns(made).returns.get(side=made.sides[0]), cook)
    return made


def reader_of(model: Any) -> Role:
    """Letters are the secretariat's, kitchens their offices'; everything else is seen by administrators."""
    if model is Mail:
        return Role.SECRETARIAT
    page = admin.site.get_model_admin(model)
    of_offices = (Right.HANDLE_RETURNS, Right.KEEP_NOTES)
    return Role.LIAISON_OFFICER if page.readable_by in of_offices else Role.ADMINISTRATOR


def test_every_model_of_ours_and_no_other_has_a_page() -> None:
    assert set(admin.site._registry) == set(OURS)


@pytest.mark.parametrize("model", OURS)
def test_each_page_has_search_filters_and_joins_its_names(model: Any) -> None:
    page = admin.site.get_model_admin(model)
    assert page.search_fields or model.__name__ == "ClockOffset"
    assert page.list_filter or model.__name__ in ("ClockOffset",)
    relations = {
        name for name in page.list_display if getattr(getattr(model, name, None), "is_relation", False)
    }
    assert not relations or page.list_select_related


@pytest.mark.parametrize("model", OURS)
def test_lists_answer(tides: AnotherCommittee, model: Any) -> None:
    client = signed_in(f"tides.{reader_of(model)}")
    for query in ("?q=%E5%86%85&o=1", "?p=999"):
        assert client.get(address(model, query), follow=True).status_code == 200, query


def test_a_list_asked_something_odd_answers(tides: AnotherCommittee) -> None:
    client = signed_in("tides.administrator")
    for query in ("?all=", "?nonsense=1", "?e=1", "?o=99"):
        assert client.get(address(Meeting, query), follow=True).status_code == 200, query


@pytest.mark.parametrize("query", ["?id__regex=(", "?id__range=1", "?date__year=99999999999"])
def test_a_list_asked_what_nobody_understands_says_so(db: None, query: str) -> None:
    client = signed_in("admin", raise_request_exception=False)
    assert client.get(address(Meeting, query)).status_code == 400


@pytest.mark.parametrize("model", OURS)
def test_a_list_costs_the_same_for_one_row_and_for_many(tides: AnotherCommittee, model: Any) -> None:
    def queries(username: str) -> int:
        client = signed_in(username)
        client.get(address(model))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(model)).status_code == 200
        return len(captured)

    role = reader_of(model)
    many = {
        Role.ADMINISTRATOR: "admin",
        Role.LIAISON_OFFICER: "officer.hk",
        Role.SECRETARIAT: "secretariat.mainland",
    }[role]
    if model is Mail:
        failed_letter(tides)
        letters.queue_digests(today=TODAY, owing=owing(3, side="mainland"))
    assert queries(f"tides.{role}") == queries(many)
    assert queries(many) <= 20


def two_kitchens_of_the_demonstration() -> None:
    open_round()
    for reference, body in (("III-2", "RGC"), ("I-1", "ITIB")):
        here = the_return(reference, body)
        an_indicator(here.item, person("secretariat.hk"))
        work_on(here, person("officer.hk"))


@pytest.mark.parametrize("model", HISTORIES)
def test_a_history_costs_the_same_for_many_changes(tides: AnotherCommittee, model: Any) -> None:
    role = reader_of(model)
    row = admin.site.get_model_admin(model).visible(tides.people[role]).order_by("-pk").first()
    client = signed_in(f"tides.{role}")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address(model, f"{row.pk}/history/"))
    assert response.status_code == 200
    assert len(captured) <= 14


# Another committee


@pytest.mark.parametrize("rest", ["change/", "history/", "delete/"])
@pytest.mark.parametrize("model", [Committee, Meeting, Seat, Membership])
def test_rows_of_another_committee_are_not_there(tides: AnotherCommittee, model: Any, rest: str) -> None:
    row = admin.site.get_model_admin(model).visible(tides.people[Role.ADMINISTRATOR]).first()
    assert signed_in("admin").get(address(model, f"{row.pk}/{rest}")).status_code == 404


@pytest.mark.parametrize("model", OURS)
def test_no_list_filter_or_choice_names_another_committee(tides: AnotherCommittee, model: Any) -> None:
    """Bodies are public names; everything else of the tides stays theirs."""
    client = signed_in("admin")
    pages = [client.get(address(model))]
    if client.get(address(model, "add/")).status_code == 200:
        pages.append(client.get(address(model, "add/")))
    for page in pages:
        text = page.content.decode()
        assert "Committee on tides" not in text
        assert "tides.viewer" not in text


@pytest.mark.parametrize(
    ("model", "field", "term", "finds"),
    [
        ("cochair", "meeting", "1", "tides"),
        ("membership", "user", "tides", "tides"),
        ("membership", "seat", "TIDES", "TID"),
    ],
)
def test_choosers_offer_own_committees_only(
    tides: AnotherCommittee, model: str, field: str, term: str, finds: str
) -> None:
    asked = {"term": term, "app_label": "committees", "model_name": model, "field_name": field}

    def offered(username: str) -> str:
        response = signed_in(username).get("/admin/autocomplete/", asked)
        assert response.status_code == 200
        return " ".join(entry["text"] for entry in response.json()["results"])

    assert finds in offered("tides.administrator")
    assert finds not in offered("admin")


def test_a_row_cannot_be_posted_into_another_committee(tides: AnotherCommittee) -> None:
    form = {"committee": tides.committee.pk, "number": 9, "standing": "unverified", "version": 1}
    client = signed_in("admin")
    assert client.post("/admin/committees/meeting/add/", form).status_code == 422
    own = Meeting.objects.filter(committee__slug="mhstcc").first()
    assert own
    assert client.post(address(Meeting, f"{own.pk}/change/"), form).status_code == 422
    assert not Meeting.objects.filter(committee=tides.committee, number=9).exists()


def test_a_right_in_one_committee_writes_nothing_in_another(tides: AnotherCommittee) -> None:
    """An administrator here who only reads there is not offered the choice, and finds no row to change."""
    with acting_as_command("test"):
        Membership.objects.create(user=person("admin"), seat=tides.seats[1], role=Role.VIEWER)
    client = signed_in("admin")
    form = {"committee": tides.committee.pk, "number": 9, "standing": "unverified"}
    assert client.post("/admin/committees/meeting/add/", form).status_code == 422
    theirs = Meeting.objects.get(committee=tides.committee, number=1)
    assert client.get(address(Meeting, f"{theirs.pk}/change/")).status_code == 404
    assert client.post(address(Meeting, f"{theirs.pk}/change/"), form).status_code == 404
    own = Meeting.objects.filter(committee__slug="mhstcc").first()
    assert own
    assert (
        client.post(address(Meeting, f"{own.pk}/change/"), form | {"version": own.version}).status_code == 422
    )


@pytest.mark.parametrize("key", ["abc", "0", "-1", "99999999999999999999999", "1%20or%201=1", "_5F"])
@pytest.mark.parametrize("rest", ["change/", "history/", "delete/", "history/1/", "history/x/"])
def test_keys_that_nobody_has(db: None, key: str, rest: str) -> None:
    client = signed_in("admin", raise_request_exception=False)
    assert client.get(address(Meeting, f"{key}/{rest}")).status_code == 404


# Who is let in, and how it looks


def test_nobody_signs_in_here(db: None) -> None:
    (*_way, (last, _code)) = Client().get("/admin/committees/body/", follow=True).redirect_chain
    assert last == "/accounts/login/?next=/admin/committees/body/"
    assert Client().get("/admin/login/?next=/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("username", ["viewer", "contributor.rgc"])
def test_those_without_the_right_are_told_so(db: None, username: str) -> None:
    response = signed_in(username).get("/admin/")
    assert response.status_code == 403
    assert "for liaison offices, the secretariat and administrators" in response.content.decode()


@pytest.mark.parametrize(
    ("username", "sees", "does_not_see"),
    [
        ("officer.hk", ["statement/add", "meeting/"], ["user/", "meeting/add", "body/add", "oncekey/"]),
        ("secretariat.hk", ["meeting/add", "decision/add", "actionitem/add"], ["user/", "body/add"]),
        (
            "admin",
            ["user/add", "body/add", "meeting/add", "seat/add"],
            ["progressupdate/add", "actionitem/add"],
        ),
    ],
)
def test_the_first_page_offers_what_one_may(
    db: None, username: str, sees: list[str], does_not_see: list[str]
) -> None:
    page = signed_in(username).get("/admin/").content.decode()
    links = " ".join(re.findall(r'href="/admin/\w+/(\w+/[\w]*)', page)).replace("progressupdate", "statement")
    assert [part for part in sees if part not in links] == []
    assert [part for part in does_not_see if part.replace("progressupdate", "statement") in links] == []


@pytest.mark.parametrize(
    ("language", "lang", "heading", "back"),
    [
        ("en", "en", "Administration", "Back to plans and reports"),
        ("zh-hant", "zh-Hant", "管理", "返回"),
        ("zh-hans", "zh-Hans", "管理", "返回"),
    ],
)
def test_it_speaks_the_readers_language(db: None, language: str, lang: str, heading: str, back: str) -> None:
    client = signed_in("admin")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/admin/").content.decode()
    assert f'<html lang="{lang}"' in page
    assert heading in page
    assert back in page
    assert 'href="/"' in page
