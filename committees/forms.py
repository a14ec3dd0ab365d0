"""Fields every form shares: text that can be stored, and the token that says what its writer saw."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

MOST_NARRATIVE = 10_000  # characters
# Tab and line feed are text; other control characters, U+FFFD (the mark of undecodable bytes) and surrogates are not.
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff\ufffe\uffff]")
# Directions and widths that nobody sees: in a name they can make one thing look like another.
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad]")
# Whatever leaves the place empty where it stands: spaces of all widths, marks without a form, fillers.
NOTHING = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*"
)


class PlainText(forms.CharField):
    """NFC, unix line ends, no characters that cannot be stored; ``name=True`` refuses unseen ones too.

    Text of which nothing is seen is no text: a reason asked for is not given by it.
    """

    def __init__(self, *, name: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.name = name

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if NO_TEXT.search(text):
            raise ValidationError(
                _("The text contains characters that cannot be stored. Please type them again.")
            )
        if self.name and UNSEEN.search(text):
            raise ValidationError(
                _("The text contains characters that nobody can see. Please type it again.")
            )
        if NOTHING.fullmatch(text):
            text = ""
        return unicodedata.normalize("NFC", str(super().to_python(text) or ""))


class NameText(PlainText):
    """A name, title or reference: one where nothing may hide."""

    def __init__(self, **options: Any) -> None:
        super().__init__(name=True, **options)


class Narrative(PlainText):
    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        options.setdefault("max_length", MOST_NARRATIVE)
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)


class WebAddress(forms.URLField):
    """An address that can be printed as it is; without a name and a password in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)

    def to_python(self, value: Any) -> str:
        address = str(super().to_python(value) or "")
        if NO_TEXT.search(address) or UNSEEN.search(address) or "@" in _place_of(address):
            raise ValidationError(_("Enter the address of a page as the browser shows it."))
        return address


def _place_of(address: str) -> str:
    """Name, password and host; what no address begins like is left to Django's own check, which comes later."""
    try:
        return urlsplit(address).netloc
    except ValueError:  # http://[
        return ""


class Token(forms.IntegerField):
    """What the writer saw: a version or a number. Always hidden; `seen_token` reads it before anything else."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=2_000_000_000, **options)


def seen_token(posted: QueryDict, name: str) -> int:
    """A form without its token is not one of ours: 400, and nothing is written."""
    value = posted.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadRequest(f"The form carries no {name}.")
    return int(value)
