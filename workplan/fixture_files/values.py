"""From a value as written to a value as stored, field by field; ``Unfit`` says in a sentence why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .problems import Unfit
from .reading import Kind, Written

# Marks that turn the direction of writing, and marks without width: in a name they deceive the eye.
DECEIVING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Value = str | int | bool | date | list[Any] | None


def clean(field: models.Field[Any, Any], written: Written) -> Value:
    """The value of a plain field; references are found elsewhere."""
    if written.kind == Kind.NOTHING:
        if not field.null:
            raise Unfit(_("This may not be left empty."))
        return None
    value = _reader_of(field)(field, written)
    if value in ("", []) and not field.blank:
        raise Unfit(_("This may not be left empty."))
    _check(field, value)
    return value


def _check(field: models.Field[Any, Any], value: Value) -> None:
    if value == "" and field.blank:
        return
    choices = [code for code, _label in field.flatchoices]
    if choices and value not in choices:
        told = {"value": value, "choices": ", ".join(str(code) for code in choices)}
        raise Unfit(_("“%(value)s” is none of the choices: %(choices)s.") % told)
    try:
        field.run_validators(value)
    except ValidationError as refused:
        raise Unfit(" ".join(refused.messages)) from None


def _text(field: models.Field[Any, Any], written: Written) -> str:
    if written.kind in (Kind.LIST, Kind.MAPPING):
        raise Unfit(_("This is a text, not a list."))
    if written.kind != Kind.TEXT:
        raise Unfit(
            _("YAML takes “%(text)s” for something else than text: put quotes around it.")
            % {"text": written.text}
        )
    # As forms do, so that a text typed and a text loaded are the same text.
    text = unicodedata.normalize("NFC", written.text)
    one_line = not isinstance(field, models.TextField)
    if CONTROLS.search(text) or (one_line and re.search(r"[\n\t]", text)):
        raise Unfit(_("The text contains control characters."))
    if one_line and DECEIVING.search(text):
        raise Unfit(_("A name must not contain invisible marks or marks that turn the direction of writing."))
    return text


def _whole(field: models.Field[Any, Any], written: Written) -> int:
    if written.kind != Kind.WHOLE or not WHOLE.fullmatch(written.text):
        raise Unfit(_("This is a whole number, written in digits."))
    return int(written.text)


def _switch(field: models.Field[Any, Any], written: Written) -> bool:
    if written.kind != Kind.SWITCH or written.text not in ("true", "false"):
        raise Unfit(_("This is either true or false."))
    return written.text == "true"


def _day(field: models.Field[Any, Any], written: Written) -> date:
    try:
        if not DAY.fullmatch(written.text):
            raise ValueError
        return date.fromisoformat(written.text)
    except ValueError:
        raise Unfit(
            _("“%(text)s” is no day of the calendar: write year, month and day, such as 2025-11-05.")
            % {"text": written.text[:40]}
        ) from None


def _list(field: models.Field[Any, Any], written: Written) -> list[Value]:
    assert isinstance(field, ArrayField)  # noqa: S101 - chosen by its type below
    if written.kind != Kind.LIST:
        raise Unfit(_("This is a list: write it in square brackets."))
    return [clean(field.base_field, part) for part in written.parts]


READERS: dict[type[models.Field[Any, Any]], Callable[[models.Field[Any, Any], Written], Value]] = {
    ArrayField: _list,
    models.DateField: _day,
    models.BooleanField: _switch,
    models.IntegerField: _whole,
    models.CharField: _text,
    models.TextField: _text,
}


def _reader_of(field: models.Field[Any, Any]) -> Callable[[models.Field[Any, Any], Written], Value]:
    return next(reader for kind, reader in READERS.items() if isinstance(field, kind))
