"""`make run` and `manage.py` in a copy of the project whose path has a space: real processes, a real port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from workplan.laptop import run
from workplan.laptop.database import Embedded, home
from workplan.laptop.places import PROJECT, CannotGoOn

# One copy for the whole file, so one test process runs it.
pytestmark = pytest.mark.xdist_group("make-run")

SOURCE = ("committees", "workplan", "fixtures", "templates", "static", "manage.py", "pyproject.toml")
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project as somebody copied it, with the packages that are installed already."""
    project = tmp_path_factory.mktemp("copy") / "an office"
    project.mkdir()
    for name in (*SOURCE, *REQUIREMENTS):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(PROJECT / name, project / name)
    (project / ".venv").symlink_to(sys.prefix)
    yield project
    _database_of(project).forget()
    shutil.rmtree(_database_of(project).data.parent)


@pytest.fixture
def started_once(copy: Path) -> Path:
    """The copy as an earlier start left it, whichever test made that."""
    if not _database_of(copy).data.exists():
        with _running(copy, _free_port()) as (started, _said):
            started.send_signal(signal.SIGINT)
            started.communicate(timeout=20)
    return copy


def _database_of(project: Path) -> Embedded:
    return Embedded(home(project, project / ".local") / "database")


def _surroundings(**more: str) -> dict[str, str]:
    """Those of a person who set nothing."""
    ours = (
        "DATABASE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DJANGO_",
        "DEMO_",
        "INSECURE_",
        "STATIC_FROM",
        "PYTEST_",
    )
    return {**{name: value for name, value in os.environ.items() if not name.startswith(ours)}, **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=project, env=_surroundings(), capture_output=True, text=True
    )


@contextmanager
def _running(project: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`make run`, ready to be looked at, and what it said until then."""
    with subprocess.Popen(
        [sys.executable, "-m", "workplan.laptop.run"],
        cwd=project,
        env=_surroundings(PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        assert started.stdout is not None
        said = ""
        for line in started.stdout:
            said += line
            if line.startswith("  viewer"):
                break
        assert "Ready: " in said, said
        try:
            yield started, said
        finally:
            started.kill()


def _sign_in_page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as answer:
        return str(answer.read().decode())


def _worker(project: Path) -> int:
    """The number of the process that sends mail."""
    return int(json.loads((project / ".local" / "worker.json").read_text())["pid"])


def _shares_of_its_own(project: Path) -> list[float]:
    """What each worker of the web server has for itself, of the memory that it sees."""
    leader = int(json.loads((project / ".local" / "processes.json").read_text())["pid"])
    told = [one.memory_full_info() for one in psutil.Process(leader).children(recursive=True)]
    return [memory.uss / memory.rss for memory in told]


def _refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_serves_says_how_to_sign_in_and_stops_in_order(copy: Path) -> None:
    port = _free_port()
    with _running(copy, port) as (started, said):
        assert f"http://127.0.0.1:{port}/" in said
        assert "Everyone's password: " in said
        assert str(_database_of(copy).data) in said
        assert "<form" in _sign_in_page(port)
        shares = _shares_of_its_own(copy)
        assert len(shares) == run.WORKERS
        assert max(shares) < 0.5  # they are copies of one process that loaded the product
        killed = psutil.Process(_worker(copy))
        assert killed.cmdline()[-2:] == ["send_mails", "--stay"]
        killed.kill()
        assert any("another one begins" in line for line in started.stdout or ())
        worker = _worker(copy)
        assert psutil.pid_exists(worker)
        second = _command(copy, "-m", "workplan.laptop.run")
        assert second.returncode == 1
        assert "running in this folder already" in second.stderr
        started.send_signal(signal.SIGINT)
        rest, _ = started.communicate(timeout=20)
        assert "The data are kept" in rest
        assert started.returncode == 0
    assert _refuses(port)
    assert not psutil.pid_exists(worker)
    assert _database_of(copy).server() is None


def test_killed_it_is_cleared_away_and_the_next_start_is_quick(started_once: Path) -> None:
    """About as quick as one after an orderly stop: nothing is made anew, and nobody waits for the dead.

    On a machine with much else to do both take longer; making the data anew takes four times as long.
    """
    copy, port = started_once, _free_port()
    since = time.monotonic()
    with _running(copy, port) as (started, said):
        in_order = time.monotonic() - since
        password = said.partition("password: ")[2].split()[0]
        worker = _worker(copy)
        started.kill()
        started.wait()
        assert "<form" in _sign_in_page(port)  # its web server lives on
    since = time.monotonic()
    with _running(copy, port) as (started, said):
        assert time.monotonic() - since < 3 * in_order
        assert "an earlier start left running" in said
        assert password in said
        assert not psutil.pid_exists(worker)
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=20)
    assert _refuses(port)
    assert _database_of(copy).server() is None


def test_commands_by_hand_use_its_database_and_leave_it_as_they_found_it(copy: Path) -> None:
    database = _database_of(copy)
    shown = _command(copy, "manage.py", "showmigrations", "--plan")
    assert shown.returncode == 0, shown.stderr
    assert "workplan.0001" in shown.stdout
    assert database.server() is None
    with database.in_use():
        assert _command(copy, "manage.py", "showmigrations").returncode == 0
        assert database.server() is not None


def test_a_port_that_is_taken_is_named_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotGoOn, match=f"Port {port} cannot be used.*\n.*PORT={port + 1} make run"):
            run.refuse_taken(port)
    run.refuse_taken(port)


@pytest.mark.parametrize(("given", "port"), [("", 8000), ("8001", 8001), ("65535", 65535)])
def test_the_port_is_chosen(given: str, port: int) -> None:
    assert run.chosen_port(given) == port


@pytest.mark.parametrize("given", ["0", "65536", "abc", "-1", "80.5", "８０００", "08000"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(CannotGoOn, match="PORT is a number"):
        run.chosen_port(given)
