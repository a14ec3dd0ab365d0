"""`make run`: from a fresh folder to a page in the browser, and back to nothing running on Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from workplan.laptop import environment, surroundings
from workplan.laptop.places import LOCAL, PROJECT, CannotGoOn, ended_with_sentence, say, step

HOST = "127.0.0.1"
ANSWER_WITHIN = 60.0  # seconds
LOOKED_AT_EVERY = 10  # seconds between two looks at how much memory workers take
WORKERS = 2
GIVE_UP_AFTER = 3  # ends of the worker of mail that came too soon
TOO_SOON = 10.0  # seconds
PEOPLE = (
    ("admin", "administrator"),
    ("secretariat.hk", "secretariat, Hong Kong side"),
    ("secretariat.mainland", "secretariat, Mainland side"),
    ("officer.hk", "liaison officer, Hong Kong side"),
    ("officer.mainland", "liaison officer, Mainland side"),
    ("contributor.rgc", "contributor"),
    ("viewer", "viewer"),
)


def main() -> int:
    try:
        port = chosen_port(os.environ.get("PORT", ""))
        if not (LOCAL / "processes.json").exists():
            refuse_taken(port)
        environment.go_inside("workplan.laptop.run")
        with stopped_in_order():
            return _run(port)
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    except KeyboardInterrupt:
        say("\nStopped. The data are kept; `make run` starts again.")
        return 0


def chosen_port(given: str) -> int:
    port = int(given) if given.isascii() and given.isdigit() else 8000
    if given and not (str(port) == given and 1 <= port <= 65535):
        raise CannotGoOn(f"PORT is a number from 1 to 65535, not “{given}”.")
    return port


def refuse_taken(port: int) -> None:
    """Two web servers can share a port in silence here, and then answer in turns: so ask first."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as refusal:
            raise CannotGoOn(
                f"Port {port} cannot be used ({refusal.strerror}).\n"
                f"If another program has it, choose another:  PORT={port + 1 if port < 65535 else 8000} make run"
            ) from refusal


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Being asked to end, in any of the usual ways, ends like Ctrl-C: once, and then in peace."""

    def stop(number: int, frame: FrameType | None) -> None:
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, signal.SIG_IGN)
        raise KeyboardInterrupt

    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, stop)
    yield


@contextmanager
def only_one() -> Iterator[None]:
    """What a second start would take for leftovers is the first one's living web server."""
    import fasteners

    LOCAL.mkdir(exist_ok=True)
    lock = fasteners.InterProcessLock(LOCAL / "run.lock")
    if not lock.acquire(blocking=False):
        raise CannotGoOn("`make run` is running in this folder already; its terminal says at which address.")
    try:
        yield
    finally:
        lock.release()


def _run(port: int) -> int:
    from workplan.laptop import catalogues, processes

    say("The workplan tracker")
    with only_one():
        ended = sum(map(processes.end_leftovers, (processes.WORKER_FILE, processes.FILE)))
        if ended:
            say(f"  ended {ended} processes that an earlier start left running")
        refuse_taken(port)
        with step("message catalogues"):
            catalogues.compile_catalogues()
        children = surroundings.of_a_child()
        children.setdefault("SITE_URL", f"http://{HOST}:{port}")
        with _database(children):
            _prepare(children)
            return _serve(port, children)


@contextmanager
def _database(children: dict[str, str]) -> Iterator[None]:
    """The embedded database and its address for the children; or the one the person named."""
    if children.get("DATABASE_URL"):
        say("  using the database of DATABASE_URL")
        yield
        return
    from workplan.laptop import database

    _say_what_is_unusual(database.DEMONSTRATION.data)
    with ExitStack() as stack:
        with step("database"):
            children["DATABASE_URL"] = stack.enter_context(database.DEMONSTRATION.in_use())
        yield


def _say_what_is_unusual(data: Path) -> None:
    if data.parent != LOCAL:
        say(f"  PostgreSQL cannot work in {PROJECT}; the data are kept in {data}")
    if os.geteuid() == 0:
        say(
            "  You are root, and PostgreSQL will not run as root: it runs as the user pgserver, made if missing,\n"
            f"  and every folder above {data.parent} and {environment.ENVIRONMENT}\n"
            "  is opened to all users of this machine for reading, so that it can get there."
        )


def _prepare(children: dict[str, str]) -> None:
    command = [sys.executable, "-m", "workplan.laptop.prepare"]
    if subprocess.run(command, env=children, cwd=PROJECT).returncode != 0:
        raise CannotGoOn("The database could not be made ready; the reason stands above.")


def web_server(port: int, application: str = "workplan.wsgi:application") -> list[str]:
    """The command of the web server, the same for whoever starts one here."""
    program = [sys.executable, "-m", "workplan.laptop.web", "--interface", "wsgi"]
    where = ["--host", HOST, "--port", str(port)]
    how = ["--workers", str(WORKERS), "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    # A worker that set a large report keeps what it took; a fresh one starts first, then the old one ends its requests.
    rest = ["--rss-sample-interval", str(LOOKED_AT_EVERY)]
    return [*program, *where, *how, *rest, application]


def _serve(port: int, children: dict[str, str]) -> int:
    from workplan.laptop import processes

    with step("web server"):
        web = processes.start(web_server(port), children)
        try:
            _await_answer(port, web)
        except BaseException:
            processes.end(web)
            raise
    try:
        with _worker(children) as keep_it_running:
            _say_who_may_sign_in(port, children["DEMO_PASSWORD"])
            code = None
            while code is None:
                with suppress(subprocess.TimeoutExpired):
                    code = web.wait(timeout=1)
                keep_it_running()
    finally:
        with step("stopping"):
            processes.end(web)
    say(f"The web server ended by itself (code {code}); what it said stands above.")
    return 1


@contextmanager
def _worker(children: dict[str, str]) -> Iterator[Callable[[], None]]:
    """The process that sends mail. The web server works without it; what it should send waits in the database.

    The value is called now and then: it starts another one when this one ended, unless they end as soon as they begin.
    """
    from workplan.laptop import processes

    command = [sys.executable, "manage.py", "send_mails", "--stay"]

    def start() -> subprocess.Popen[bytes]:
        return processes.start(command, children, processes.WORKER_FILE)

    worker, began, too_soon = start(), time.monotonic(), 0

    def keep_it_running() -> None:
        nonlocal worker, began, too_soon
        if worker.poll() is None or too_soon == GIVE_UP_AFTER:
            return
        too_soon = too_soon + 1 if time.monotonic() - began < TOO_SOON else 0
        if too_soon == GIVE_UP_AFTER:
            say("Mail is not sent: its worker ends as soon as it begins. What it said stands above.")
            return
        ended = worker.returncode
        worker, began = start(), time.monotonic()
        say(f"The worker that sends mail ended (code {ended}); another one begins.")

    try:
        yield keep_it_running
    finally:
        processes.end(worker, processes.WORKER_FILE)


def _await_answer(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + ANSWER_WITHIN
    while not _answers(port):
        if web.poll() is not None or time.monotonic() > deadline:
            raise CannotGoOn("The web server does not answer; what it said stands above.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _say_who_may_sign_in(port: int, password: str) -> None:
    say(f"\nReady: http://{HOST}:{port}/   (Ctrl-C stops everything)\n")
    say(f"Everyone's password: {password}\n")
    for name, what in PEOPLE:
        say(f"  {name:<24}{what}")
    say("")


if __name__ == "__main__":
    sys.exit(main())
