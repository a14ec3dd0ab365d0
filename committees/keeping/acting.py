"""Who is acting: the name, role and side that every history row must carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """Stored as text beside the user, so that a renamed or moved person does not rewrite the past."""

    name: str
    role: str = ""
    side: str = ""
    user: Any = None


class NobodyActing(RuntimeError):
    """A tracked row was about to be written without anyone answering for it."""


_acting: ContextVar[Callable[[], Actor] | None] = ContextVar("acting", default=None)


def actor() -> Actor:
    """The person or command that answers for what is being written; raises ``NobodyActing``."""
    found = _acting.get()
    if found is None:
        raise NobodyActing("Nothing may be written without an actor: wrap the write in acting_as().")
    return found()


@contextmanager
def acting_as(who: Actor | Callable[[], Actor]) -> Iterator[None]:
    """Within this block, ``who`` answers for every write. A callable is asked only when one happens."""
    token = _acting.set(who if callable(who) else lambda: who)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def acting_as_command(name: str) -> Iterator[None]:
    """A management command or the loading of a fixture answers for itself by its name."""
    with acting_as(Actor(name=name, role="command")):
        yield
