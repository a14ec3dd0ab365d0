"""What the commands that fill a demonstration share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

COMMITTEE = "mhstcc"
PERIOD = "2024-25"
APPROVED_AT = 18
RECORDER = "demonstration"
FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def refuse_outside_demonstration() -> None:
    """These people and statements must never turn up among an office's own."""
    if not settings.DEMO_MODE:
        raise CommandError(
            _(
                "This is for demonstrations only: set DEMO_MODE=1 in the environment of an installation of its own."
            )
        )


def read(name: str) -> Any:
    return yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
