"""`make anywhere`: start the project as other people would, on this machine, and say of each way whether it serves.

Each proof has a copy of its own of what is committed, so packages are fetched for each; that takes minutes. Named
interpreters (ARGS="/path/to/python3.13 ...") are tried as well; without names, every python3.11 to 3.13 on the path.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn, ended_with_sentence, say

SECONDS_TO_START = 600  # with its downloads
ORDINARY_USER = "nobody"
NAMES = ("python3.11", "python3.12", "python3.13")


@dataclass
class Copy:
    """What is committed, cloned; and how it is started."""

    place: Path
    python: str = sys.executable
    user: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, below: Path, name: str, python: str = sys.executable, user: str = "") -> Copy:
        place = below / name
        subprocess.run(["git", "clone", "-q", str(PROJECT), str(place)], check=True)
        copy = cls(place, python, user)
        if copy.user:
            below.chmod(0o755)
            for path in (place, *place.rglob("*")):
                shutil.chown(path, copy.user)
        return copy

    def command(self, port: int) -> list[str]:
        start = [self.python, "-m", "workplan.laptop.run"]
        surroundings = {"PORT": str(port), "PATH": os.environ["PATH"], "HOME": str(self.place), **self.extra}
        settings = [f"{name}={value}" for name, value in surroundings.items()]
        become = ["runuser", "-u", self.user, "--"] if self.user else []
        return [*become, "env", "-i", *settings, *start]

    @contextmanager
    def running(self, port: int) -> Iterator[subprocess.Popen[str]]:
        log = self.place / "start.log"
        with (
            log.open("w") as out,
            subprocess.Popen(
                self.command(port), cwd=self.place, stdout=out, stderr=out, text=True, start_new_session=True
            ) as started,
        ):
            try:
                _await(lambda: _serves(port) or _ended(started, log), SECONDS_TO_START)
                yield started
            finally:
                # As from a keyboard: to everybody in front, however many stand between.
                with suppress(ProcessLookupError):
                    os.killpg(started.pid, signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    started.wait(20)
                started.kill()

    def processes(self, word: str) -> list[int]:
        """Those of this copy whose command line holds a word."""
        found = subprocess.run(
            ["pgrep", "-f", f"{self.place}.*{word}|{word}.*{self.place}"], capture_output=True
        )
        return [int(number) for number in found.stdout.split()]


def _ended(started: subprocess.Popen[str], log: Path) -> bool:
    if started.poll() is not None:
        raise AssertionError(f"it ended with {started.returncode}: {log.read_text()[-1500:]}")
    return False


def _await(happened: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise AssertionError(f"nothing happened in {seconds:.0f} s")
        time.sleep(0.2)


def _serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as answer:
            return b"<form" in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serves_and_stops(copy: Copy) -> None:
    port = _free_port()
    with copy.running(port):
        pass
    assert not _serves(port)  # noqa: S101
    assert not copy.processes("laptop.web")  # noqa: S101
    assert not copy.processes("send_mails")  # noqa: S101
    assert not copy.processes("postgres")  # noqa: S101


def starts_again_quickly(copy: Copy) -> None:
    begun = time.monotonic()
    with copy.running(_free_port()):
        took = time.monotonic() - begun
    assert took < 10, f"{took:.1f} s"  # noqa: S101


def survives_the_death_of(*victims: str) -> Callable[[Copy], None]:
    """Killed at once and without a word; the next start serves the kept data."""

    def prove(copy: Copy) -> None:
        with copy.running(_free_port()):
            for victim in victims:
                found = copy.processes(victim)
                assert found, f"no process of {victim}"  # noqa: S101
                for number in found:
                    with suppress(ProcessLookupError):
                        os.kill(number, signal.SIGKILL)
        serves_and_stops(copy)

    return prove


def names_a_port_that_is_taken(copy: Copy) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(copy.command(port), cwd=copy.place, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1, ended.stdout  # noqa: S101
    assert str(port) in ended.stderr, ended.stderr  # noqa: S101


def _proofs(below: Path, pythons: list[str]) -> Iterator[tuple[str, Callable[[], None]]]:
    spaced = Copy.made(below, "an office")
    yield f"as {_me()}, in a path with a space", lambda: serves_and_stops(spaced)
    yield "a second start, under 10 s", lambda: starts_again_quickly(spaced)
    yield "after kill -9 of the web server", lambda: survives_the_death_of("laptop.web")(spaced)
    yield "after kill -9 of the database", lambda: survives_the_death_of("postgres")(spaced)
    yield "after kill -9 of both", lambda: survives_the_death_of("laptop.web", "postgres")(spaced)
    yield "a port that is taken", lambda: names_a_port_that_is_taken(spaced)
    homeless = Copy(spaced.place, extra={"HOME": "/dev/null/home"})
    yield "a home that cannot be written to", lambda: serves_and_stops(homeless)
    if os.geteuid() == 0:
        ordinary = Copy.made(below, "ordinary", _python_of(ORDINARY_USER), ORDINARY_USER)
        yield f"as an ordinary user ({ORDINARY_USER})", lambda: serves_and_stops(ordinary)
    for place, python in enumerate(pythons):
        other = Copy.made(below, f"python-{place}", python)
        yield _version(python), lambda other=other: serves_and_stops(other)  # type: ignore[misc]


def _python_of(user: str) -> str:
    """One that this user may run: root's own may lie in root's home."""
    for python in ("/usr/bin/python3", "/usr/local/bin/python3"):
        if (
            subprocess.run(
                ["runuser", "-u", user, "--", python, "-c", "import ensurepip"], capture_output=True
            ).returncode
            == 0
        ):
            return python
    raise CannotGoOn(f"There is no python3 with venv that the user {user} may run.")


def _me() -> str:
    return "root" if os.geteuid() == 0 else "an ordinary user"


def _version(python: str) -> str:
    told = subprocess.run([python, "--version"], capture_output=True, text=True)
    return told.stdout.strip() if told.returncode == 0 else ""


def main() -> int:
    try:
        environment.go_inside("workplan.laptop.anywhere", development=True)
        return _prove(sys.argv[1:])
    except CannotGoOn as failure:
        return ended_with_sentence(failure)


def _prove(named: list[str]) -> int:
    pythons = [found for name in named or NAMES if (found := shutil.which(name)) and _version(found)]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="workplan-anywhere-") as below:
        for name, prove in _proofs(Path(below), pythons):
            begun = time.monotonic()
            try:
                prove()
                result = "serves"
            except (AssertionError, subprocess.SubprocessError) as fault:
                result, failed = f"FAILED: {fault}", failed + 1
            say(f"  {name:<44}{time.monotonic() - begun:7.1f} s  {result}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
