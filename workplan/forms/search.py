"""What to search for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = [("items", _("Action items")), ("statements", _("Statements")), ("bodies", _("Bodies"))]


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words or a reference"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        required=False,
        choices=KINDS,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This is none of the choices.")},
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
