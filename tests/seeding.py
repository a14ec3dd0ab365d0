"""What every test finds in the database: the reference data, the plan, the people, the demonstration."""

from __future__ import annotations

import os
from io import StringIO

from django.core.management import call_command

DEMO_PASSWORD = os.environ["DEMO_PASSWORD"]  # set by the settings of the tests


def seed() -> None:
    call_command("seed_demo", stdout=StringIO())
