"""What every answer says to the browser, and what Django's own check says to us."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.helpers import signed_in

ROOT = Path(__file__).resolve().parents[2]
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
PRODUCTION = {
    "SECRET_KEY": "k9$w2-long-and-random-and-for-this-check-only-0123456789-abcdef",
    "ALLOWED_HOSTS": "plans.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "EVIDENCE_DIR": "/var/lib/nowhere",
    "PATH": os.environ["PATH"],
}


def policy(response: object) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")  # type: ignore[attr-defined]
    return {name: rest for name, _space, rest in (part.strip().partition(" ") for part in parts)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/accounts/login/", 200),
        ("/livez", 200),
        ("/nowhere/at/all/", 404),
        ("/language/", 405),
        ("/%00", 400),
    ],
)
def test_the_strict_policy_stands_on_every_page_of_ours(address: str, code: int) -> None:
    response = Client().get(address)
    assert response.status_code == code
    assert policy(response) == STRICT
    others = {
        name: response.headers[name]
        for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
    }
    assert others == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/mhstcc/plans/2024-25/", "/mhstcc/plans/2024-25/actions/", "/accounts/sessions/"]
)
def test_a_signed_in_persons_pages_too(address: str) -> None:
    response = signed_in("officer.hk").get(address)
    assert response.status_code == 200
    assert policy(response) == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/committees/body/", "/admin/committees/body/add/"])
def test_the_administration_alone_may_style_in_the_page(address: str) -> None:
    response = signed_in("admin").get(address)
    assert response.status_code == 200
    assert policy(response) == {**STRICT, "style-src": "'self' 'unsafe-inline'"}


@pytest.mark.django_db
def test_a_refusal_in_the_administration_has_the_strict_policy() -> None:
    response = signed_in("viewer").get("/admin/")
    assert response.status_code == 403
    assert policy(response) == STRICT


@pytest.mark.django_db
def test_pages_of_the_administration_are_not_kept_by_the_browser() -> None:
    assert "no-store" in signed_in("admin").get("/admin/").headers["Cache-Control"]


def run(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "workplan.settings", **changed}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_check_for_production_has_nothing_to_say() -> None:
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), (
        done.stderr
    )


def test_in_production_cookies_need_a_secure_connection() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    asked = (
        f"from django.conf import settings; print(*(getattr(settings, n) for n in {names}), settings.DEBUG)"
    )
    assert run("-c", asked).stdout.split() == ["True"] * 4 + ["False"]
