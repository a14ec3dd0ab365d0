"""The environment in which this product's processes run on a laptop."""

from __future__ import annotations

import os
from collections.abc import Mapping

from workplan.laptop import secrets

# The demonstration lives in the plan's own year, four weeks before the 19th meeting.
DEMONSTRATION = {
    "DEMO_MODE": "1",
    "DEMO_NOW": "2025-10-10T10:00+08:00",
    "INSECURE_COOKIES": "1",  # plain http, on the loopback address only
    "STATIC_FROM_SOURCE": "1",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
}
SETTINGS = "workplan.settings"


def of_a_child(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the person set stays as it is; what is missing is filled in."""
    filled = {**DEMONSTRATION, **given}
    filled.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    filled["SECRET_KEY"] = given.get("SECRET_KEY") or secrets.secret_key()
    filled["DEMO_PASSWORD"] = secrets.demo_password()
    filled["PYTHONUNBUFFERED"] = "1"
    filled.pop("PYTHONPATH", None)
    return filled
