"""Where things are kept on this machine, and how a step says how long it took."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LOCAL = PROJECT / ".local"  # everything made here and not source; git ignores it
ENVIRONMENT = PROJECT / ".venv"


class CannotGoOn(Exception):
    """A sentence for the person at the keyboard: what is missing and what helps."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and the seconds it took when it is done."""
    started = time.monotonic()
    yield
    say(f"  {name:<44}{time.monotonic() - started:6.1f} s")


def ended_with_sentence(failure: CannotGoOn) -> int:
    """Print the sentence where errors go; the exit code to leave with."""
    print(f"\n{failure}", file=sys.stderr, flush=True)
    return 1
