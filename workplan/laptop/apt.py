"""Programs of the system that development uses: fetched where this is Debian or Ubuntu and we may."""

from __future__ import annotations

import os
import shutil
import subprocess

from workplan.laptop.places import say, step


def fetch(name: str, *packages: str) -> None:
    """Quietly does nothing where it may not; the caller looks whether the program is there."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say(f"  fetching {name} ...")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(name):
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", "-q", *command], env=quietly, capture_output=True, text=True)
            if done.returncode != 0:
                say(done.stdout[-2000:] + done.stderr[-2000:])
