"""The two web servers that are compared, started alike, and what they use of the machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from workplan.laptop import processes, run
from workplan.laptop.places import LOCAL, CannotGoOn


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Of all its processes, those that ended among them; the database's are not."""
        return sum(_told_by(one, lambda one: sum(one.cpu_times()[:4])) for one in self._family())

    def megabytes(self) -> float:
        """Memory of its own: what processes share is divided among them (PSS) where the system tells."""
        return sum(_told_by(one, _proportional) for one in self._family()) / 2**20

    def _family(self) -> list[psutil.Process]:
        leader = psutil.Process(self.process.pid)
        return [leader, *leader.children(recursive=True)]


def _told_by(process: psutil.Process, ask: Callable[[psutil.Process], float]) -> float:
    """Nothing by a worker that has just given way to another one."""
    try:
        return ask(process)
    except psutil.NoSuchProcess:
        return 0.0


def _proportional(process: psutil.Process) -> float:
    told = process.memory_full_info()
    return float(getattr(told, "pss", told.uss))


@contextmanager
def serving(application: str, port: int, children: dict[str, str]) -> Iterator[Server]:
    run.refuse_taken(port)
    note = LOCAL / f"bench-{port}.json"
    web = processes.start(run.web_server(port, application), children, note)
    try:
        _await(port, web)
        yield Server(port, web)
    finally:
        processes.end(web, note)


def _await(port: int, web: subprocess.Popen[bytes]) -> None:
    import socket
    import time

    deadline = time.monotonic() + run.ANSWER_WITHIN
    while True:
        try:
            socket.create_connection((run.HOST, port), timeout=5).close()
            return
        except OSError:
            if web.poll() is not None or time.monotonic() > deadline:
                raise CannotGoOn("The web server does not answer; what it said stands above.") from None
            time.sleep(0.05)


def base_port() -> int:
    return run.chosen_port(os.environ.get("PORT", "8131"))
