"""What tests say in one word. The people are those of the demonstration: `officer.hk`, `secretariat.mainland`, ..."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from committees.keeping.acting import acting_as
from committees.middleware import actor_of
from committees.models import User

PEOPLE = (
    "admin",
    "secretariat.hk",
    "secretariat.mainland",
    "officer.hk",
    "officer.mainland",
    "contributor.rgc",
    "viewer",
)


def at_commit() -> None:
    """Let the deferred constraints and triggers speak now, as they would when the transaction ends.

    A refusal breaks the transaction, so put both the write and this call into one
    `with pytest.raises(...), transaction.atomic():`.
    """
    connection.check_constraints()


def person(username: str) -> User:
    return User.objects.get(username=username)


def signed_in(username: str, **options: Any) -> Client:
    """A test client in which this person is signed in; `enforce_csrf_checks=True` and the like pass through."""
    client = Client(**options)
    client.force_login(person(username))
    return client


@contextmanager
def acting_as_person(username: str) -> Iterator[User]:
    """Within this block the person answers for every write, as in a request of theirs."""
    user = person(username)
    with acting_as(actor_of(user)):
        yield user


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each in a thread with its own connection; what each returned or raised.

    For tests with `own_database`: what a thread writes is committed.
    """
    outcomes: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int) -> None:
        try:
            start.wait(timeout=10)
            outcomes[place] = calls[place]()
        except Exception as refusal:  # noqa: BLE001 - handed to the test, which looks at it
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "a call did not end within 30 seconds"
    return outcomes
