"""What the administration says of stored values: roles, fields, languages."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import display_for_field
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import Role

LANGUAGE_OF_SUFFIX = {"_en": "en", "_zh_hant": "zh-hant", "_zh_hans": "zh-hans"}


def roles_in_words(stored: str) -> str:
    """History keeps the codes of the roles; a command is no role of ours and keeps its word."""
    known = {**dict(Role.choices), "command": _("a command")}
    return pgettext("between names", ", ").join(str(known.get(code, code)) for code in stored.split(", "))


def shown(field: Any, row: Any) -> str:
    value = getattr(row, field.name)
    return str(value) if field.is_relation and value else str(display_for_field(value, field, "–"))


def language_of(name: str) -> str:
    for suffix, language in LANGUAGE_OF_SUFFIX.items():
        if name.endswith(suffix):
            return language
    return ""
