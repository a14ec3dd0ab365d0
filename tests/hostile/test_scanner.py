"""The virus scanner of the installation is asked of every file, and a file it cannot judge is refused."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.hostile.files import upload
from workplan.uploads import checked


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", "virus scanner refuses"),
        ("exit 2", "could not be scanned"),
        ("grep -q harmless $1 && exit 1", "virus scanner refuses"),
    ],
)
def test_the_scanner_refuses(script: str, sentence: str, tmp_path: Path, settings: Any) -> None:
    settings.VIRUS_SCAN_COMMAND = scanner(tmp_path, script)
    with pytest.raises(ValidationError, match=sentence):
        checked(upload("a.txt", b"harmless"))


def test_a_scanner_that_is_gone_or_hangs_refuses_too(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VIRUS_SCAN_COMMAND = "/nowhere/scanner --quiet"
    with pytest.raises(ValidationError, match="could not be scanned"):
        checked(upload("a.txt", b"harmless"))
    monkeypatch.setattr("workplan.uploads.scanning.WITHIN", 0.1)
    settings.VIRUS_SCAN_COMMAND = f"{sys.executable} -c 'import time; time.sleep(30)'"
    with pytest.raises(ValidationError, match="could not be scanned"):
        checked(upload("a.txt", b"harmless"))


def test_control_the_scanner_is_given_the_file(tmp_path: Path, settings: Any) -> None:
    settings.VIRUS_SCAN_COMMAND = scanner(tmp_path, "cp $1 " + str(tmp_path / "seen"))
    checked(upload("a.txt", b"harmless"))
    assert (tmp_path / "seen").read_bytes() == b"harmless"


def scanner(folder: Path, script: str) -> str:
    program = folder / "scanner"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)
