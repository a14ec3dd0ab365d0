"""What every test finds in the database: the reference data, the plan, the people, the demonstration."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command


def seed() -> None:
    call_command("seed_demo", stdout=StringIO())
