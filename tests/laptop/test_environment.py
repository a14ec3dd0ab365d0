"""The virtual environment is made again when it cannot work, and filled again only when the requirements changed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_one_that_was_never_made_does_not_work(place: Path) -> None:
    assert not environment._works(place)


def test_one_whose_python_was_removed_does_not_work(place: Path) -> None:
    (place / "bin" / "python").symlink_to(place / "gone")
    assert not environment._works(place)


def test_one_whose_python_may_not_be_run_does_not_work(place: Path) -> None:
    (place / "bin" / "python").write_text("")
    assert not environment._works(place)


def test_what_was_installed_is_not_installed_again_until_the_requirements_change(place: Path) -> None:
    for name in (environment.RUNTIME, environment.DEVELOPMENT):
        (place / name).write_text("django==5.2.19\n")
    assert not environment.is_current(environment.RUNTIME, place, place)
    environment._stamp(environment.DEVELOPMENT, place, place)
    assert environment.is_current(environment.DEVELOPMENT, place, place)
    assert environment.is_current(environment.RUNTIME, place, place)
    (place / environment.RUNTIME).write_text("django==5.2.20\n")
    assert not environment.is_current(environment.RUNTIME, place, place)


def test_a_python_too_old_or_too_new_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for version in ((3, 10), (3, 14)):
        with pytest.raises(CannotGoOn, match=r"Python 3\.11, 3\.12 or 3\.13 is needed"):
            environment.suitable_python(version)
    assert environment.suitable_python((3, 12), "this one") == "this one"


def targets() -> list[str]:
    """The modules that `make` starts with whatever Python the machine has."""
    modules = re.findall(r"python3 -m (\S+)", (PROJECT / "Makefile").read_text())
    return [f"{module}.__main__" if (PROJECT / module).is_dir() else module for module in modules]


@pytest.mark.parametrize("module", targets())
def test_each_target_begins_without_a_single_package(module: str) -> None:
    """A new checkout has none, and the target is what makes the environment."""
    begins = [sys.executable, "-S", "-c", f"import importlib; importlib.import_module({module!r})"]
    done = subprocess.run(begins, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
