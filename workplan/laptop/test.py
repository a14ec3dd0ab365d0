"""`make test`: everything the tests need, then the tests. What follows ARGS= goes to pytest."""

from __future__ import annotations

import os
import subprocess
import sys

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn, ended_with_sentence, step


def main() -> int:
    try:
        environment.go_inside("workplan.laptop.test", development=True)
        return _test(sys.argv[1:])
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    except KeyboardInterrupt:
        return 130


def _test(arguments: list[str]) -> int:
    from workplan.laptop import browser, catalogues

    browser.ready()
    with step("message catalogues"):
        catalogues.compile_catalogues()
    surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments]
    if surroundings.get("DATABASE_URL_TESTS"):
        return subprocess.run(command, env=surroundings, cwd=PROJECT).returncode
    from workplan.laptop import database

    # Held here as well, so that it is not stopped and started between the two test processes.
    with database.TESTS.in_use():
        return subprocess.run(command, env=surroundings, cwd=PROJECT).returncode


if __name__ == "__main__":
    sys.exit(main())
