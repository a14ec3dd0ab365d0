"""What the benchmark tells of a web server's processes, also of those that ended."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from benchmarks.servers import Server, _told_by

WORK = 0.3  # seconds of a processor
WITH_A_WORKER_THAT_ENDED = f"""
import subprocess, sys
work = "import time\\nwhile time.process_time() < {WORK}: pass"
subprocess.run([sys.executable, "-c", work])
print("ended", flush=True)
sys.stdin.read()
"""


def test_the_work_of_a_worker_that_ended_counts() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_WORKER_THAT_ENDED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as leader:
        assert leader.stdout
        assert leader.stdout.readline() == "ended\n"
        assert Server(0, leader).cpu_seconds() >= WORK  # type: ignore[arg-type]


def test_a_worker_that_ends_while_it_is_asked_tells_nothing() -> None:
    ended = psutil.Popen([sys.executable, "-c", ""])
    process = psutil.Process(ended.pid)
    ended.wait()
    with pytest.raises(psutil.NoSuchProcess):
        process.memory_info()
    assert _told_by(process, lambda one: float(one.memory_info().rss)) == 0
