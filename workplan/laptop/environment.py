"""The virtual environment `.venv`: made when missing, filled again when the requirements change."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from workplan.laptop.places import ENVIRONMENT, PROJECT, CannotGoOn, ended_with_sentence, say, step

OLDEST, NEWEST = (3, 11), (3, 13)
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def inside(environment: Path = ENVIRONMENT) -> bool:
    return Path(sys.prefix).resolve() == environment.resolve()


def go_inside(module: str, development: bool = False) -> None:
    """Make the environment ready and run ``module`` again in it; returns when already inside a ready one.

    `PYTHONPATH` is dropped: the packages are those of the requirements and no others.
    """
    if inside():
        if not is_current(DEVELOPMENT if development else RUNTIME, PROJECT, ENVIRONMENT):
            ready(development)
        return
    ready(development)
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    python = str(python_of(ENVIRONMENT))
    os.chdir(PROJECT)
    os.execve(python, [python, "-m", module, *sys.argv[1:]], surroundings)


def ready(development: bool = False, project: Path = PROJECT, environment: Path = ENVIRONMENT) -> None:
    """Leave an environment that holds exactly what the requirements file asks for."""
    wanted = DEVELOPMENT if development else RUNTIME
    if not _works(environment):
        with step("virtual environment"):
            _make(environment)
    if not is_current(wanted, project, environment):
        say("  fetching packages ...")
        with step("packages of " + wanted):
            _install(project / wanted, environment)
            _stamp(wanted, project, environment)


def is_current(wanted: str, project: Path, environment: Path) -> bool:
    """Was this very requirements file installed into the environment?"""
    return _stamps(environment).get(wanted) == _fingerprint(project / wanted)


def suitable_python(version: tuple[int, ...] = sys.version_info[:2], executable: str = sys.executable) -> str:
    """This Python, or another one on the PATH that is neither too old nor too new."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            return other
    raise CannotGoOn(
        f"This is Python {version[0]}.{version[1]}; Python 3.11, 3.12 or 3.13 is needed and none was found.\n"
        "Install one of them, then run the same command again."
    )


def refuse_without_ensurepip(python: str) -> None:
    """Debian's bare python3 has the venv module but not the part that puts pip into it."""
    if python == sys.executable:
        present = importlib.util.find_spec("ensurepip") is not None
    else:
        present = subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode == 0
    if not present:
        raise CannotGoOn(
            "This Python cannot make virtual environments: its part called ensurepip is missing.\n"
            "On Debian and Ubuntu this installs it:  sudo apt install python3-venv"
        )


def _works(environment: Path) -> bool:
    """A copied or half-made environment, or one whose Python was removed, does not."""
    python = python_of(environment)
    if not os.access(python, os.X_OK):
        return False
    check = f"import pip, sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    return subprocess.run([str(python), "-c", check], capture_output=True).returncode == 0


def _make(environment: Path) -> None:
    python = suitable_python()
    refuse_without_ensurepip(python)
    made = subprocess.run([python, "-m", "venv", "--clear", str(environment)], capture_output=True, text=True)
    if made.returncode != 0:
        raise CannotGoOn(f"The virtual environment could not be made:\n{made.stdout}{made.stderr}")


def _install(requirements: Path, environment: Path) -> None:
    command = [str(python_of(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(requirements)]
    if subprocess.run(command).returncode != 0:
        raise CannotGoOn(
            f"The packages of {requirements.name} could not be installed; what pip said stands above.\n"
            "They are fetched once, so the network must be there the first time."
        )


def _fingerprint(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _stamp_file(environment: Path) -> Path:
    return environment / "installed-requirements.json"


def _stamps(environment: Path) -> dict[str, str]:
    try:
        return dict(json.loads(_stamp_file(environment).read_text()))
    except (OSError, ValueError):
        return {}


def _stamp(wanted: str, project: Path, environment: Path) -> None:
    """The development file contains the other one, so installing it covers both."""
    covered = {wanted, RUNTIME}
    stamps = {name: _fingerprint(project / name) for name in covered if (project / name).exists()}
    _stamp_file(environment).write_text(json.dumps(stamps))


def main(arguments: Sequence[str]) -> int:
    try:
        ready(development="--development" in arguments)
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
