"""What a killed start left running is ended, and no process of anybody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workplan.laptop import processes
from workplan.laptop.places import PROJECT

# Like the web server: a leader and a worker, both of which run until they are ended.
WITH_A_WORKER = (
    "import signal, subprocess, sys\n"
    "worker = 'import signal; print(1, flush=True); signal.pause()'\n"
    "child = subprocess.Popen([sys.executable, '-c', worker], stdout=subprocess.PIPE)\n"
    "child.stdout.readline(); open(sys.argv[1], 'w').write('ready'); signal.pause()"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "processes.json"


@pytest.fixture
def server(file: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    started = processes.start([sys.executable, "-c", WITH_A_WORKER, str(ready)], os.environ, file)
    assert ready.read_text() == "ready"  # waits until the worker runs
    yield started
    processes.end(started, file)


def test_a_server_ends_with_its_workers(server: subprocess.Popen[bytes], file: Path) -> None:
    assert len(processes._session_of(server.pid)) == 2
    processes.end(server, file)
    assert processes._session_of(server.pid) == []
    assert not file.exists()


def test_leftovers_are_ended(server: subprocess.Popen[bytes], file: Path) -> None:
    assert processes.end_leftovers(file) == 2
    assert processes._session_of(server.pid) == []
    assert processes.end_leftovers(file) == 0


def test_workers_whose_leader_was_killed_are_ended(server: subprocess.Popen[bytes], file: Path) -> None:
    server.kill()
    server.wait()
    assert processes.end_leftovers(file) == 1
    assert processes._session_of(server.pid) == []


def test_a_process_that_has_the_number_now_is_left_alone(server: subprocess.Popen[bytes], file: Path) -> None:
    note = json.loads(file.read_text())
    file.write_text(json.dumps({**note, "started": note["started"] - 3600}))
    assert processes.end_leftovers(file) == 0
    assert len(processes._session_of(server.pid)) == 2


def test_a_process_of_another_folder_is_left_alone(file: Path, tmp_path: Path) -> None:
    assert tmp_path != PROJECT
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as other:
        assert not processes._works_here(processes.psutil.Process(other.pid))
        other.communicate(b"\n")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_note_cut_short_names_nobody(file: Path, content: str) -> None:
    file.write_text(content)
    assert processes.end_leftovers(file) == 0
    assert not file.exists()
