"""`make lock`: the exact versions and hashes of pyproject.toml's ranges, for all three Pythons at once."""

from __future__ import annotations

import os
import subprocess
import sys

from workplan.laptop import environment
from workplan.laptop.places import PROJECT, CannotGoOn, ended_with_sentence, step

# No hosts and no comments of the tool's own: the files are the same wherever they are made.
COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
)
FILES = (
    (environment.RUNTIME, ()),
    (environment.DEVELOPMENT, ("--group", "dev", "--constraint", environment.RUNTIME)),
)


def main() -> int:
    try:
        environment.go_inside("workplan.laptop.lock", development=True)
        for name, more in FILES:
            with step(name):
                _compile(name, more)
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    return 0


def _compile(name: str, more: tuple[str, ...]) -> None:
    oldest = ".".join(map(str, environment.OLDEST))
    command = [str(environment.ENVIRONMENT / "bin" / "uv"), *COMPILE, "--python-version", oldest]
    command += [*more, "pyproject.toml", "--output-file", name, *sys.argv[1:]]
    if subprocess.run(command, env={**os.environ, "UV_NO_PROGRESS": "1"}, cwd=PROJECT).returncode != 0:
        raise CannotGoOn(f"{name} could not be compiled; the reason stands above.")


if __name__ == "__main__":
    sys.exit(main())
