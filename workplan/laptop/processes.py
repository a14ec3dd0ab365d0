"""Processes of ours: written down when started, so that what a killed start left behind can be ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from workplan.laptop.places import LOCAL, PROJECT

FILE = LOCAL / "processes.json"  # the web server
WORKER_FILE = LOCAL / "worker.json"
PATIENCE = 5.0  # seconds between asking a process to end and ending it


def start(
    command: Sequence[str], surroundings: Mapping[str, str], file: Path = FILE
) -> subprocess.Popen[bytes]:
    """Start in a session of its own: Ctrl-C reaches only us, and we end it in order."""
    started = subprocess.Popen(command, env=dict(surroundings), cwd=PROJECT, start_new_session=True)
    process = psutil.Process(started.pid)
    note = {"pid": started.pid, "started": process.create_time(), "command": list(command)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(note, indent=1))
    return started


def end(process: subprocess.Popen[bytes], file: Path = FILE) -> None:
    _end_all(_session_of(process.pid))
    process.wait()
    file.unlink(missing_ok=True)


def end_leftovers(file: Path = FILE) -> int:
    """End what an earlier start left running, and nothing else; how many processes that were."""
    try:
        note = json.loads(file.read_text())
        left = _ours(int(note["pid"]), float(note["started"]))
    except FileNotFoundError:
        return 0
    except (ValueError, KeyError, TypeError):
        left = []  # a note cut short names nobody
    _end_all(left)
    file.unlink(missing_ok=True)
    return len(left)


def _ours(leader: int, started: float) -> list[psutil.Process]:
    """A number alone proves nothing: another process may have it now.

    While the leader or any of its workers lives, the system gives its number to nobody else.
    """
    try:
        if abs(psutil.Process(leader).create_time() - started) > 1:
            return []
    except psutil.NoSuchProcess:
        pass  # the leader was killed; its workers may still serve
    return [process for process in _session_of(leader) if _works_here(process)]


def _works_here(process: psutil.Process) -> bool:
    try:
        return Path(process.cwd()) == PROJECT
    except (psutil.Error, OSError):
        return False


def _session_of(leader: int) -> list[psutil.Process]:
    return [
        process for process in psutil.process_iter() if _session(process.pid) == leader and _lives(process)
    ]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end_all(processes: Sequence[psutil.Process]) -> None:
    """Ask the leader, which asks its workers; then those it forgot; after a while end whoever is left."""
    leaders = [process for process in processes if _session(process.pid) == process.pid]
    deadline = time.monotonic() + PATIENCE
    for asked in (leaders, processes):
        for process in filter(_lives, asked):
            _send(process, signal.SIGTERM)
        _await_end(asked, deadline)
    for process in filter(_lives, processes):
        _send(process, signal.SIGKILL)
    _await_end(processes, deadline + PATIENCE)


def _await_end(processes: Sequence[psutil.Process], deadline: float) -> None:
    while any(map(_lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)


def _send(process: psutil.Process, sent: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(sent)
