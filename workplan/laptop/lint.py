"""`make lint`: every check that reads the source and runs nothing of it."""

from __future__ import annotations

import os
import subprocess
import sys

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn, ended_with_sentence, step

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
)


def main() -> int:
    try:
        environment.go_inside("workplan.laptop.lint", development=True)
        templates = sorted(str(page.relative_to(PROJECT)) for page in (PROJECT / "templates").rglob("*.html"))
        faults = [check for check in (*CHECKS, ("djade", "--check", *templates)) if not _passes(check)]
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    return 1 if faults else 0


def _passes(check: tuple[str, ...]) -> bool:
    """mypy reads the settings, and those ask for a key, a database and a folder; nothing of these is touched."""
    nothing = {
        "SECRET_KEY": "only-read",
        "DATABASE_URL": "postgres://nobody@/nothing",
        "EVIDENCE_DIR": "/nowhere",
    }
    surroundings = {**os.environ, **nothing}
    tool, *arguments = check
    with step(" ".join(check[:2])):
        command = [str(environment.ENVIRONMENT / "bin" / tool), *arguments]
        return subprocess.run(command, env=surroundings, cwd=PROJECT).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
