"""`make test ARGS=…`: what is named and is not there is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workplan.laptop.places import PROJECT, CannotGoOn
from workplan.laptop.test import refuse_missing


def test_a_file_that_is_not_there_is_named() -> None:
    wrong = ["-x", "tests/look", "tests/nowhere.py::test_it", "tests/nothing"]
    with pytest.raises(CannotGoOn, match=r"There is no tests/nowhere\.py, no tests/nothing; no test ran\."):
        refuse_missing(wrong)
    refuse_missing(["tests/look", "-k", "desk", "tests/laptop/test_choosing_tests.py::test_it"])


def test_the_command_ends_with_that_sentence() -> None:
    command = [sys.executable, "-m", "workplan.laptop.test", "tests/nowhere.py"]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert ended.returncode
    assert "There is no tests/nowhere.py" in ended.stdout + ended.stderr
