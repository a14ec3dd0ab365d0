"""`make clean`: forget the data, the packages and everything else that was made here."""

from __future__ import annotations

import shutil
import sys

from workplan.laptop import environment
from workplan.laptop.places import ENVIRONMENT, LOCAL, PROJECT, CannotGoOn, ended_with_sentence, say

MADE_HERE = (".local", ".venv", "staticfiles", "test-results", ".hypothesis")
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache")


def main() -> int:
    try:
        if environment.python_of(ENVIRONMENT).exists() and LOCAL.exists():
            environment.go_inside("workplan.laptop.clean")
            _stop_everything()
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    for name in (*MADE_HERE, *CACHES):
        shutil.rmtree(PROJECT / name, ignore_errors=True)
    say("Forgotten: the data, the password, the packages. `make run` makes them anew.")
    return 0


def _stop_everything() -> None:
    from workplan.laptop import database, processes

    for embedded in (database.DEMONSTRATION, database.TESTS):
        embedded.forget()
    for home in {database.home(), database.home_of_tests()} - {LOCAL}:
        shutil.rmtree(home, ignore_errors=True)
    for file in (processes.WORKER_FILE, processes.FILE):
        processes.end_leftovers(file)


if __name__ == "__main__":
    sys.exit(main())
