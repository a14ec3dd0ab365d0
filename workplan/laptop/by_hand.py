"""`manage.py` typed by a person: in the environment and on the database that `make run` made.

Where DATABASE_URL is set, as on a server, nothing of this happens.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from workplan.laptop import environment
from workplan.laptop.places import CannotGoOn, ended_with_sentence

NEEDS_NO_DATABASE = {"help", "--help", "-h", "version", "--version", "compilemessages", "makemessages"}


def run_command(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
    on_a_laptop = not os.environ.get("DATABASE_URL")
    if on_a_laptop:
        _go_inside(arguments)
    try:
        _fill_in(on_a_laptop)
        with _database(arguments) if on_a_laptop else nullcontext():
            _hand_over(arguments)
    except CannotGoOn as failure:
        return ended_with_sentence(failure)
    except KeyboardInterrupt:
        return 130
    return 0


def _go_inside(arguments: Sequence[str]) -> None:
    """Run again with the packages of the project, if they were fetched and this Python is another one."""
    python = environment.python_of(environment.ENVIRONMENT)
    if os.access(python, os.X_OK) and not environment.inside():
        os.execve(str(python), [str(python), *arguments], dict(os.environ))


def _fill_in(on_a_laptop: bool) -> None:
    from workplan.laptop import secrets, surroundings

    if on_a_laptop:
        os.environ.update(surroundings.of_a_child())
    elif not os.environ.get("SECRET_KEY") and secrets.FILE.exists():
        os.environ["SECRET_KEY"] = secrets.secret_key()


def _database(arguments: Sequence[str]) -> AbstractContextManager[object]:
    from workplan.laptop import database

    if not NEEDS_NO_DATABASE.isdisjoint(arguments[1:2] or ["help"]):
        return nullcontext()
    return database.DEMONSTRATION.in_use()


def _hand_over(arguments: Sequence[str]) -> None:
    try:
        from django.core.management import execute_from_command_line
    except ImportError as missing:
        raise CannotGoOn(
            f"The packages of this project are not installed here ({missing.name} is missing).\n"
            "`make run` fetches them into .venv and uses them; so does this command afterwards."
        ) from missing
    execute_from_command_line(list(arguments))
