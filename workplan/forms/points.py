"""What is said on a point of a return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.forms import Narrative
from committees.keeping import once
from workplan.choices import ReturnPart
from workplan.forms.refused import RefusedByService

MOST_OF_A_POINT = 2_000  # characters
NEW = 0  # in the place of a number, for a point that is not raised yet


class AnswerForm(RefusedByService):
    """The next turn of one point, and its key, so that it is said once."""

    once_key = forms.UUIDField(widget=forms.HiddenInput)
    # Which point was written on, for when it comes back after signing in again.
    on_point = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = Narrative(rows=2, max_length=MOST_OF_A_POINT, label=_("Your answer"))

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        options["auto_id"] = f"point-{number}-%s"
        super().__init__(*args, **options)

    @classmethod
    def blank(cls, number: int, **typed: str) -> AnswerForm:
        return cls(initial={**typed, "on_point": number, "once_key": once.new_key()}, number=number)


class LastWordForm(AnswerForm):
    """A point is closed with a word or without."""

    text = Narrative(rows=2, max_length=MOST_OF_A_POINT, required=False, label=_("Your answer"))


class RaiseForm(AnswerForm):
    part = forms.ChoiceField(choices=ReturnPart, initial=ReturnPart.WHOLE, label=_("About which part"))
    text = Narrative(rows=2, max_length=MOST_OF_A_POINT, label=_("What is the point?"))
    field_order = ["once_key", "on_point", "part", "text"]


def form_that_came_back(typed: Mapping[str, Any]) -> tuple[int, AnswerForm]:
    """What was typed before a session ended, by the number of its point."""
    on_point = str(typed["on_point"])
    number = int(on_point) if on_point.isascii() and on_point.isdigit() and len(on_point) < 6 else NEW
    said = {name: str(typed[name]) for name in ("part", "text") if name in typed}
    return number, (AnswerForm if number else RaiseForm).blank(number, **said)
