"""What every form says that a service refused."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


class RefusedByService(forms.Form):
    """A form that says what the service refused: beside the field it is about, or above all of them."""

    def place_of(self, name: str) -> str | None:
        """The field beside which a refusal about ``name`` is read; None for above the form."""
        return name if name in self.fields else None

    def refuse(self, refused: ValidationError) -> None:
        by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
        for name, sentences in by_field.items():
            self.add_error(self.place_of(name), sentences)
