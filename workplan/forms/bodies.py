"""Search among the bodies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.models import Place


class BodySearch(forms.Form):
    q = forms.CharField(label=_("Name or abbreviation"), required=False, max_length=200)
    place = forms.ChoiceField(
        label=_("Place"),
        required=False,
        choices=[("", _("Any place")), *Place.choices],
        error_messages={"invalid_choice": _("This is none of the choices.")},
    )
