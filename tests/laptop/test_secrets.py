"""The password and the signing key are made once, kept, and nobody else's to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from workplan.laptop import secrets


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    return tmp_path / "new folder" / "secrets.json"


def test_they_are_made_once_and_kept(file: Path) -> None:
    first = secrets.secret_key(file), secrets.demo_password(file)
    assert (secrets.secret_key(file), secrets.demo_password(file)) == first
    assert len(first[0]) >= 50
    assert len(first[1]) >= 15


def test_nobody_but_the_owner_may_read_them(file: Path) -> None:
    secrets.demo_password(file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_password_one_chose_is_kept_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = secrets.secret_key(file)
    monkeypatch.setenv("DEMO_PASSWORD", "an office's own choice")
    assert secrets.demo_password(file) == "an office's own choice"
    monkeypatch.delenv("DEMO_PASSWORD")
    assert secrets.demo_password(file) == "an office's own choice"
    assert secrets.secret_key(file) == key
