"""Who wrote something, as the record keeps it and as the reader knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import Role, User
from workplan.positions import columns_of, wording_in
from workplan.surroundings import SideHere

# For rows that are read as JSON.
RECORDED = {
    "recorded_name": "recorded_name",
    "recorded_role": "recorded_role",
    "recorded_at": "recorded_at",
    **columns_of("display_name", "recorded_by__"),
}


def name_now(user: User | None, stored: str) -> str:
    """A person's name in the reader's language, as long as it is still the name that was recorded."""
    return str(user) if user is not None and user.name_for_the_record == stored else stored


def name_in(row: Mapping[str, Any]) -> str:
    """The same for a row with the columns of `RECORDED`."""
    stored = str(row["recorded_name"])
    return str(wording_in(row, "display_name")) if row["display_name_en"] == stored else stored


def roles_in_words(stored: str) -> str:
    """``liaison_officer`` as people say it; several are kept with commas."""
    labels = {str(role): str(role.label) for role in Role} | {"command": _("a command")}
    return between_names(labels.get(role, role) for role in stored.split(", ") if role)


def sides_in_words(stored: str, sides: Sequence[SideHere]) -> str:
    names = {side.code: str(side.name) for side in sides}
    return between_names(names.get(code, code) for code in stored.split(", ") if code)


def between_names(names: Iterable[str]) -> str:
    names = list(names)
    return str(names[0]) if len(names) == 1 else pgettext("between names", ", ").join(names)
