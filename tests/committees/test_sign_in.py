"""Signing in and out, passwords, the second step, sessions; nobody signs up."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from lxml import html

from committees.models import User
from tests.helpers import person, signed_in

PASSWORD = settings.SECRET_KEY[:20] + " for people"
LANGUAGES = ("en", "zh-hant", "zh-hans")
NAMES = {
    "en": "Mainland/Hong Kong Science and Technology Co-operation Committee",
    "zh-hant": "內地與香港科技合作委員會",
    "zh-hans": "内地与香港科技合作委员会",
}


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def officer(db: None) -> User:
    user = person("officer.hk")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, username: str, password: str, **headers: str) -> Any:
    return client.post("/accounts/login/", {"login": username, "password": password}, **headers)


def confirm(client: Client, **form: str) -> None:
    """Before the account's protection is changed, one is asked once more."""
    address = "/accounts/2fa/reauthenticate/" if "code" in form else "/accounts/reauthenticate/"
    assert client.post(address, form or {"password": PASSWORD}).status_code == 302


def text(response: Any) -> str:
    (main,) = html.fromstring(response.content).xpath("//main")
    return re.sub(r"\s+", " ", main.text_content()).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_names_the_committee_in_the_readers_language(language: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/accounts/login/")
    assert response.status_code == 200
    assert NAMES[language] in text(response)


def test_it_asks_the_browser_before_anybody_chose() -> None:
    response = Client().get("/accounts/login/", headers={"accept-language": "zh-TW,zh;q=0.9"})
    assert NAMES["zh-hant"] in text(response)


def test_signing_in_leads_to_the_desk_or_to_where_one_was_going(officer: User) -> None:
    assert sign_in(Client(), "officer.hk", PASSWORD).headers["Location"] == "/"
    form = {"login": "officer.hk", "password": PASSWORD, "next": "/bodies/"}
    assert Client().post("/accounts/login/", form).headers["Location"] == "/bodies/"
    form["next"] = "https://elsewhere.example/"
    assert Client().post("/accounts/login/", form).headers["Location"] == "/"


def test_the_session_key_changes_at_sign_in_and_ends_at_sign_out(officer: User) -> None:
    client = Client()
    client.get("/accounts/login/")
    sign_in(client, "officer.hk", PASSWORD)
    first = client.cookies["sessionid"].value
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    client.cookies["sessionid"] = first
    assert client.get("/accounts/sessions/").status_code == 302
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    assert client.cookies["sessionid"].value != first


def test_a_session_past_its_time_and_a_made_up_key_open_nothing(officer: User) -> None:
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    assert client.get("/accounts/sessions/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/accounts/sessions/").status_code == 302
    client.cookies["sessionid"] = made_up = "a" * 32
    sign_in(client, "officer.hk", PASSWORD)
    assert client.cookies["sessionid"].value != made_up
    assert client.get("/accounts/sessions/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_password_and_an_unknown_name_are_told_alike(officer: User, language: str) -> None:
    def told(username: str) -> str:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = sign_in(client, username, "wrong words, quite wrong")
        assert response.status_code == 422
        return text(response).replace(username, "")

    assert told("officer.hk") == told("nobody.there")
    if language == "en":
        assert "This name and this password do not belong together. Check both." in told("officer.hk")


def test_after_five_failures_the_account_is_slowed(officer: User) -> None:
    for _try in range(5):
        assert sign_in(Client(), "officer.hk", "wrong words, quite wrong").status_code == 422
    response = sign_in(Client(), "officer.hk", PASSWORD)
    assert response.status_code == 422
    assert (
        "Too many failed tries for this name, or from this place. Wait fifteen minutes, then try again."
        in text(response)
    )
    # Somebody else is not.
    other = person("officer.mainland")
    other.set_password(PASSWORD)
    other.save()
    assert sign_in(Client(), "officer.mainland", PASSWORD).status_code == 302


def test_forged_addresses_of_proxies_change_nothing(officer: User) -> None:
    for number in range(5):
        sign_in(Client(), "officer.hk", "wrong words", headers={"x-forwarded-for": f"10.0.0.{number}"})
    response = sign_in(Client(), "officer.hk", PASSWORD, headers={"x-forwarded-for": "10.9.9.9"})
    assert response.status_code == 422


def test_control_one_failure_slows_nobody(officer: User) -> None:
    sign_in(Client(), "officer.hk", "wrong words, quite wrong")
    assert sign_in(Client(), "officer.hk", PASSWORD).status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_requests_are_told_on_a_page_of_ours(language: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    codes = [sign_in(client, f"name{number}", "x").status_code for number in range(61)]
    response = sign_in(client, "name", "x")
    assert (codes[0], response.status_code, response.headers["Retry-After"]) == (422, 429, "60")
    assert "429" in text(response)
    assert html.fromstring(response.content).xpath("//article[@class='refusal']")


def test_an_account_that_is_switched_off_is_told_so(officer: User) -> None:
    officer.is_active = False
    officer.save()
    response = sign_in(Client(), "officer.hk", PASSWORD)
    assert response.status_code in (302, 422)
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    assert client.get("/accounts/sessions/").status_code == 302
    assert "This account is switched off" in text(Client().get("/accounts/inactive/"))


@pytest.mark.parametrize(
    "address", ["signup/", "password/reset/", "email/", "3rdparty/", "login/code/", "confirm-email/"]
)
def test_nobody_signs_up_and_no_mail_is_sent(address: str) -> None:
    before = User.objects.count()
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD, "email": "a@example.org"}
    assert Client().get(f"/accounts/{address}").status_code == 404
    assert Client().post(f"/accounts/{address}", form).status_code == 404
    assert User.objects.count() == before


@pytest.mark.parametrize("page", ["logout", "password/change", "2fa", "sessions", "reauthenticate"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_account_pages_stand_in_our_frame_in_three_languages(page: str, language: str) -> None:
    client = signed_in("officer.hk")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(f"/accounts/{page}/")
    assert response.status_code == 200
    document = html.fromstring(response.content)
    assert len(document.xpath("//main")) == len(document.xpath("//h1")) == 1
    assert document.xpath("//header[contains(@class, 'masthead')]")
    if language != "en":
        told = re.sub(r"UTC|\d", "", text(response))
        assert not re.search(r"[A-Za-z]{4,}", told), told


def test_a_person_reads_their_own_language_after_signing_in(officer: User) -> None:
    officer.language = "zh-hans"
    officer.save()
    client = Client(headers={"accept-language": "en"})
    assert "Sign in" in text(client.get("/accounts/login/"))
    sign_in(client, "officer.hk", PASSWORD)
    assert html.fromstring(client.get("/accounts/sessions/").content).get("lang") == "zh-Hans"


def test_a_choice_follows_a_person_to_other_browsers(officer: User) -> None:
    client = signed_in("officer.hk")
    client.post("/language/", {"language": "zh-hant", "next": "/"})
    client.post("/theme/", {"theme": "dark", "next": "/"})
    officer.refresh_from_db()
    assert (officer.language, officer.theme) == ("zh-hant", "dark")
    page = html.fromstring(signed_in("officer.hk").get("/accounts/sessions/").content)
    assert (page.get("lang"), page.get("data-theme")) == ("zh-Hant", "dark")


@pytest.mark.parametrize(
    "way",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere.example"],
)
def test_a_choice_leads_back_to_this_site_only(way: str) -> None:
    assert Client().post("/language/", {"language": "en", "next": way}).headers["Location"] == "/"


@pytest.mark.parametrize("language", ["fr", "", "zh-hant; drop", "../en"])
def test_an_unknown_language_is_not_kept(language: str) -> None:
    response = Client().post("/language/", {"language": language})
    assert (response.status_code, settings.LANGUAGE_COOKIE_NAME in response.cookies) == (302, False)


# Passwords


def change_password(client: Client, old: str, new: str) -> Any:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_password_is_changed_and_the_other_sessions_end(officer: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, "officer.hk", PASSWORD)
    sign_in(elsewhere, "officer.hk", PASSWORD)
    assert change_password(here, PASSWORD, "quite another sentence 5").status_code == 302
    assert here.get("/accounts/sessions/").status_code == 200
    assert elsewhere.get("/accounts/sessions/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("not it", "quite another sentence 5", "Type the password you have now."),
        (PASSWORD, "fourteen chars", "at least 15 characters"),
        (PASSWORD, "123456789012345", "numeric"),
    ],
)
def test_a_password_that_will_not_do(officer: User, old: str, new: str, sentence: str) -> None:
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    response = change_password(client, old, new)
    assert (response.status_code, sentence in text(response)) == (422, True), text(response)
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


# The second step


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


@pytest.fixture
def protected(officer: User) -> tuple[Client, str]:
    """An officer who has just set up an authenticator, and its key."""
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    assert (
        client.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")
    )
    confirm(client)
    page = html.fromstring(client.get("/accounts/2fa/totp/activate/").content)
    secret = page.xpath("string(//main//code)")
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302
    cache.clear()
    return client, secret


def test_with_an_authenticator_the_password_alone_opens_nothing(protected: tuple[Client, str]) -> None:
    client = Client()
    assert (
        sign_in(client, "officer.hk", PASSWORD).headers["Location"].startswith("/accounts/2fa/authenticate/")
    )
    assert client.get("/accounts/sessions/").status_code == 302
    assert client.get("/admin/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, "This code is wrong or too old." in text(wrong)) == (422, True)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(protected[1])}).status_code == 302
    assert client.get("/accounts/sessions/").status_code == 200


def test_a_recovery_code_opens_once(protected: tuple[Client, str]) -> None:
    codes = html.fromstring(protected[0].get("/accounts/2fa/recovery-codes/").content).xpath(
        "//main//li/code/text()"
    )
    assert len(codes) == 10
    for expected in (302, 422):
        client = Client()
        sign_in(client, "officer.hk", PASSWORD)
        assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_new_codes_put_the_old_ones_out_and_can_be_downloaded(protected: tuple[Client, str]) -> None:
    client = protected[0]
    before = client.get("/accounts/2fa/recovery-codes/download/").content
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
    assert client.get("/accounts/2fa/recovery-codes/download/").content != before


def test_an_authenticator_is_removed(protected: tuple[Client, str]) -> None:
    client = protected[0]
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), "officer.hk", PASSWORD).headers["Location"] == "/"


def test_a_wrong_code_sets_nothing_up(officer: User) -> None:
    client = Client()
    sign_in(client, "officer.hk", PASSWORD)
    confirm(client)
    response = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_the_pages_of_the_second_step_are_translated(protected: tuple[Client, str], language: str) -> None:
    client = protected[0]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for page in ("2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/generate/", "2fa/reauthenticate/"):
        told = text(client.get(f"/accounts/{page}"))
        assert not re.search(r"[A-Za-z]{4,}", told), (page, told)


def test_sessions_are_listed_and_the_others_ended(officer: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, "officer.hk", PASSWORD)
    sign_in(elsewhere, "officer.hk", PASSWORD)
    assert len(html.fromstring(here.get("/accounts/sessions/").content).xpath("//main//tbody/tr")) == 2
    assert here.post("/accounts/sessions/").status_code == 302
    assert here.get("/accounts/sessions/").status_code == 200
    assert elsewhere.get("/accounts/sessions/").status_code == 302
