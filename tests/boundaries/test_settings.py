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
