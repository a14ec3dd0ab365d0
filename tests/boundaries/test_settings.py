"""A start with wrong settings ends with a sentence that says what to set."""

from __future__ import annotations

import pytest

from tests.boundaries.test_headers import run

READ = ("-c", "import django; django.setup()")


def told(**changed: str) -> str:
    done = run(*READ, **changed)
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


def test_a_right_environment_starts() -> None:
    assert run(*READ).returncode == 0


def test_without_a_secret_key() -> None:
    assert told(SECRET_KEY="").endswith(
        "Set SECRET_KEY to a long random text; `make run` makes one for a laptop."
    )


def test_the_clock_is_moved_in_demonstrations_only() -> None:
    assert told(DEMO_NOW="2025-10-10T10:00+08:00").endswith(
        "DEMO_NOW moves the clock and is for demonstrations only: set DEMO_MODE=1 or remove DEMO_NOW."
    )


@pytest.mark.parametrize("moment", ["2025-10-10", "2025-10-10T10:00", "tomorrow", "2025-13-40T10:00+08:00"])
def test_the_moment_of_a_demonstration_has_a_zone(moment: str) -> None:
    assert told(DEMO_MODE="1", DEMO_NOW=moment).endswith(
        "DEMO_NOW is a date with time and zone, for example 2025-10-10T10:00+08:00."
    )


def test_a_demonstration_with_its_moment_starts() -> None:
    assert run(*READ, DEMO_MODE="1", DEMO_NOW="2025-10-10T10:00+08:00").returncode == 0


def test_letters_go_to_the_console_or_to_a_server_that_is_named() -> None:
    show = (
        "-c",
        "from workplan import settings as s; print(s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_TIMEOUT)",
    )
    assert "console" in run(*show).stdout
    given = {"EMAIL_URL": "smtp://me:secret@mail.example.org:587/?tls=True", "MAIL_FROM": "plans@example.org"}
    assert run(*show, **given).stdout.split()[1:] == ["mail.example.org", "587", "20"]
    assert "Set MAIL_FROM" in told(**{**given, "MAIL_FROM": ""})
    assert told(EMAIL_URL="me:secret@mail.example.org").endswith("or console://.")
    assert "secret" not in told(EMAIL_URL="me:secret@mail.example.org")


@pytest.mark.parametrize(
    "site", ["plans.example.org", "https://me:secret@plans.example.org", "https://x/?a=b"]
)
def test_letters_link_to_a_plain_address(site: str) -> None:
    assert told(SITE_URL=site).endswith("letters link there.")
