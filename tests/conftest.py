"""Fixtures for every test.

- A test marked `django_db` sees the seeded database in a transaction of its own, rolled back after it.
- `own_database`: a copy of the seeded database in which everything is really committed; for races and snapshots.
- `module_database`: such a copy for all tests of a module, for what a fixture of the module makes once.
- `live_site`: a real threaded HTTP server on such a copy; its value is the address.
- `as_person(name)`: a test client signed in as one of the demonstration's people.

Helpers that are plain functions are in `tests/helpers.py`; browser fixtures in `tests/browser/conftest.py`.
"""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from tests import cloning
from tests.helpers import signed_in
from tests.seeding import seed

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Emptying all tables after a test would empty the seed of every later one.

    What is made once for a module is made once: one of several test processes takes all tests that look at it.
    """
    for item in items:
        if "module_database" in getattr(item, "fixturenames", ()) and not item.get_closest_marker(
            "xdist_group"
        ):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or mark.kwargs.get("reset_sequences")):
            raise pytest.UsageError(f"{item.nodeid}: ask for `own_database` instead of real transactions.")


def pytest_collection_finish() -> None:
    """What was imported stays; looking through it again and again for garbage took a tenth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def no_other_hosts() -> Iterator[None]:
    """The product asks nobody on the network, and so do its tests."""
    connect = socket.socket.connect

    def to_this_machine_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", to_this_machine_only)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The embedded server runs while a test process uses it; the last one out stops it."""
    with ExitStack() as stack:
        if settings.EMBEDDED_DATABASE:
            stack.enter_context(settings.EMBEDDED_DATABASE.in_use())
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The seeded database. Of several test processes the first makes it; the others begin with a copy."""
    reuse = request.config.getoption("reuse_db")
    keep = reuse and not request.config.getoption("create_db")
    is_one_of_several = hasattr(request.config, "workerinput") and not keep
    shared = tmp_path_factory.getbasetemp().parent  # of all processes of this run
    with django_db_blocker.unblock(), cloning.begun_alike(shared) if is_one_of_several else nullcontext():
        made = setup_databases(0, interactive=False, keepdb=keep, serialized_aliases=[])
        place = connections["default"].settings_dict
        assert place["NAME"] == place["TEST"]["NAME"], "tests never touch the database they were given"
        cloning.drop_leftovers(place["NAME"])
        seed()
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        cloning.drop_kept()
        if is_one_of_several:
            cloning.forget_first_copy(shared)
        if not reuse:
            teardown_databases(made, verbosity=0)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A committed database of this test's own, for all its threads; the value is its name."""
    with django_db_blocker.unblock(), cloning.own_copy() as name:
        yield name


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A committed database of this module's own, for what is dear to make and only looked at.

    Tests of the module that ask for `db` as well leave it as they found it.
    """
    with django_db_blocker.unblock(), cloning.own_copy() as name:
        yield name


@pytest.fixture(scope="session")
def _server() -> Iterator[LiveServerThread]:
    # Static files come as in the product, through its own middleware.
    server = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield server
    server.terminate()


@pytest.fixture
def live_site(own_database: str, _server: LiveServerThread) -> str:
    """The address of a real server on this test's own database."""
    return f"http://127.0.0.1:{_server.port}"


@pytest.fixture(scope="module")
def site_of_module(module_database: str, _server: LiveServerThread) -> str:
    """The same on the module's database, for a module whose tests only look. It names this `live_site` itself."""
    return f"http://127.0.0.1:{_server.port}"


@pytest.fixture
def as_person(request: pytest.FixtureRequest) -> Callable[..., Client]:
    """`as_person("officer.hk")`: a client signed in; in the test's transaction, or in its own database."""
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")
    return signed_in
