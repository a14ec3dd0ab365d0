"""Bring the database up to date: tables, then what the demonstration shows; a process of its own in `make run`."""

from __future__ import annotations

import sys

import django
from django.core.management import CommandError, call_command

from workplan.laptop.places import CannotGoOn, ended_with_sentence, step


def main() -> int:
    django.setup()
    try:
        with step("tables"):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("clearsessions")
        with step("demonstration data"):
            call_command("seed_demo", verbosity=0)
            call_command("seed_demo_round", verbosity=0)
    except CommandError as refusal:
        return ended_with_sentence(CannotGoOn(str(refusal)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
