"""A note of a side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.forms import Narrative
from committees.keeping import once
from committees.models import Side

MOST_OF_A_NOTE = 4_000  # characters


class NoteForm(forms.Form):
    once_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sides: Sequence[Side], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sides = {str(side.pk): side for side in sides}
        self.fields["side"] = forms.ChoiceField(
            choices=[(key, side.name) for key, side in self.sides.items()],
            widget=forms.RadioSelect if len(self.sides) > 1 else forms.HiddenInput,
            label=_("Side"),
        )
        self.fields["text"] = Narrative(rows=3, max_length=MOST_OF_A_NOTE, label=_("New note"))

    @classmethod
    def blank(cls, sides: Sequence[Side], typed: Any = None) -> NoteForm:
        initial = {**(typed.dict() if typed else {}), "once_key": once.new_key()}
        return cls(initial={"side": sides[0].pk, **initial}, sides=sides)
