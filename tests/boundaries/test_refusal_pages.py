"""Every refusal has a page: its code, its sentence, in three languages, with a way back; never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from lxml import html

from committees.refusals import BY_RULE, BY_STATE
from tests.helpers import signed_in

URLCONF = "tests.boundaries.raising_urls"
LANGUAGES = ("en", "zh-hant", "zh-hans")
CODES = (400, 403, 404, 405, 409, 413, 422, 429, 500)


@pytest.fixture(scope="module")
def failing_addresses() -> Iterator[None]:
    """For all tests of the module at once: looking through all addresses anew takes longer than a page."""
    with override_settings(ROOT_URLCONF=URLCONF):
        yield


@pytest.fixture
def reader(db: None, failing_addresses: None) -> Client:
    client = signed_in("officer.hk")
    client.raise_request_exception = False
    return client


def said(response: Any) -> str:
    """The text of the page's article."""
    (article,) = html.fromstring(response.content).xpath("//article[contains(@class, 'refusal')]")
    return re.sub(r"\s+", " ", article.text_content()).strip()


@pytest.mark.parametrize("state", BY_STATE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sqlstate_becomes_its_sentence(reader: Client, state: str, language: str) -> None:
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    code, sentence = BY_STATE[state]
    response = reader.post(f"/raises/{state}/")
    with translation.override(language):
        assert (response.status_code, str(sentence) in said(response)) == (code, True)


@pytest.mark.parametrize("rule", BY_RULE)
def test_every_rule_becomes_its_sentence(reader: Client, rule: str) -> None:
    code, sentence = BY_RULE[rule]
    response = reader.post(f"/raises/23514/{rule}/")
    assert (response.status_code, str(sentence) in said(response)) == (code, True)


def test_control_without_the_middleware_it_is_a_500(reader: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "committees.middleware.refusals"]
    reader.handler.load_middleware()
    assert {reader.post(f"/raises/{state}/").status_code for state in BY_STATE} == {500}


def test_a_fault_of_ours_stays_a_fault(reader: Client) -> None:
    """An undefined column is no refusal."""
    response = reader.post("/raises/42703/")
    assert response.status_code == 500


def test_what_django_protects_is_told_like_what_the_database_protects(reader: Client) -> None:
    response = reader.post("/protected/")
    assert (response.status_code, str(BY_STATE["23503"][1]) in said(response)) == (409, True)


@pytest.mark.django_db
def test_every_constraint_and_every_rule_of_the_database_has_a_sentence() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid"
            " WHERE contype IN ('c', 'u', 'f') UNION SELECT i.relname, t.relname FROM pg_index x"
            " JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid"
            " WHERE indisunique AND NOT indisprimary"
        )
        named = {name for name, table in cursor.fetchall() if table.startswith(("committees_", "workplan_"))}
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname LIKE 'workplan\\_%%' OR proname LIKE 'keeping\\_%%'"
        )
        bodies = "\n".join(source for (source,) in cursor.fetchall())
    # Django names what it makes itself: `committees_body_code_3f1a_uniq`, `..._fk_...`, `..._key`, `..._check`.
    by_django = re.compile(r"(_uniq|_key|_check|_fk_\w+|_pk)$|_[0-9a-f]{8}_")
    named = {name for name in named if not by_django.search(name)}
    rules = set(re.findall(r"workplan_refuse\('(\w+)'|CONSTRAINT = '(\w+)'", bodies))
    missing = (named | {one or other for one, other in rules}) - set(BY_RULE)
    assert len(named) > 50
    assert not missing


def test_no_sentence_is_for_a_rule_that_is_gone() -> None:
    """Forms say the same sentences by their own names, so only the look of a name is asked."""
    assert all(re.fullmatch(r"[a-z_]+", rule) for rule in BY_RULE)


# Pages by real requests.


def too_large(client: Client) -> Any:
    body = "text=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return client.post("/reads/", body, content_type="application/x-www-form-urlencoded")


REQUESTS: dict[int, Any] = {
    400: lambda client: client.get("/bodies/?q=%00"),
    403: lambda client: client.get("/forbidden/"),
    404: lambda client: client.get("/nowhere/at/all/"),
    405: lambda client: client.get("/language/"),
    409: lambda client: client.post("/raises/40001/"),
    413: too_large,
    422: lambda client: client.post("/raises/23514/"),
    500: lambda client: client.get("/broken/"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REQUESTS)
def test_a_page_for_every_code(reader: Client, code: int, language: str) -> None:
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = REQUESTS[code](reader)
    assert response.status_code == code
    page = html.fromstring(response.content)
    assert page.get("lang") == {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}[language]
    assert str(code) in said(response)
    assert page.xpath("//article//a[@href]"), "a way back"
    if language != "en":
        assert not re.search(r"[A-Za-z]{4,}", said(response)), said(response)


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("post", "/bodies/", "GET, HEAD"),
        ("put", "/mhstcc/mail/", "GET, HEAD"),
        ("get", "/theme/", "POST"),
        ("post", "/admin/workplan/progressupdate/add/", "GET"),
        ("options", "/livez", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_gets_a_page(
    reader: Client, method: str, address: str, allowed: str
) -> None:
    response = getattr(reader, method)(address)
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert "This address does not work that way" in said(response)


def test_the_pages_say_different_things() -> None:
    assert set(REQUESTS) | {429} == set(CODES)


NO_TEXT = [
    "/%00",
    "/mhstcc/%00/",
    "/bodies/?q=%00",
    "/%ff%fe",
    "/mhstcc/?x=%c3%28",
    "/static/%00",
    "/static/%ff.css",
    "/accounts/login/?next=%00",
    "/admin/committees/body/%00/change/",
]


@pytest.mark.parametrize("address", NO_TEXT)
@pytest.mark.parametrize("known", [True, False])
def test_addresses_that_are_no_text(db: None, address: str, known: bool) -> None:
    client = (
        signed_in("viewer", raise_request_exception=False) if known else Client(raise_request_exception=False)
    )
    response = client.get(address)
    assert response.status_code == 400
    assert "400" in said(response)


@pytest.mark.parametrize("header", ["/%ed%a0%80", "/%f0%9f%98%80", "/%E5%8A%A0"])
def test_other_unknown_addresses_are_no_fault_either(db: None, header: str) -> None:
    assert signed_in("viewer", raise_request_exception=False).get(header).status_code in (400, 404)


def test_more_fields_than_any_form_of_ours(reader: Client) -> None:
    fields = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    response = reader.post("/reads/", fields)
    assert (response.status_code, "more fields" in said(response)) == (413, True)


def test_a_form_from_another_page(db: None) -> None:
    response = signed_in("viewer", enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "The form was not sent from a page of this site" in said(response)


def test_an_unknown_host(db: None) -> None:
    headers = {"host": "elsewhere.example", "accept-language": "zh-HK"}
    response = Client(raise_request_exception=False).get("/", headers=headers)
    assert response.status_code == 400
    assert html.fromstring(response.content).get("lang") == "zh-Hant"


@pytest.mark.parametrize(
    ("asked", "lang"), [("en", "en"), ("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr", "en")]
)
def test_the_page_of_a_fault_asks_the_database_nothing(
    failing_addresses: None, asked: str, lang: str
) -> None:
    """No `db` here: the database is barred, and a signed-in person's session cannot be read."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    response = client.get("/bodies/", headers={"accept-language": asked})
    assert response.status_code == 500
    assert html.fromstring(response.content).get("lang") == lang
    assert "500" in unescape(said(response))


def test_of_the_page_of_a_fault_in_the_chosen_language(failing_addresses: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    response = client.get("/bodies/", headers={"accept-language": "en"})
    assert html.fromstring(response.content).get("lang") == "zh-Hans"
