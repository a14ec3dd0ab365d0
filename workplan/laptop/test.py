"""`make test`: everything the tests need, then the tests. What follows ARGS= goes to pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn, ended_with_sentence, step


def main() -> int:
    try:
        refuse_missing(sys.argv[1:])
        environment.go_inside("workplan.laptop.test", development=True)
        return _test(sys.argv[1:])
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    except KeyboardInterrupt:
        return 130


def refuse_missing(arguments: list[str]) -> None:
    """Its worker processes would only say that no tests ran."""
    files = [given.partition("::")[0] for given in arguments if given.startswith("tests/")]
    missing = [name for name in files if not (PROJECT / name).exists()]
    if missing:
        raise CannotGoOn(f"There is no {', no '.join(missing)}; no test ran.")


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
        code = subprocess.run(command, env=surroundings, cwd=PROJECT).returncode
    if database.TESTS.data.is_relative_to(database.MEMORY):
        with suppress(CannotGoOn):  # somebody else's tests are using it
            database.TESTS.forget()
    return code


if __name__ == "__main__":
    sys.exit(main())
