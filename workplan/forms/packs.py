"""Sending a return pack."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.forms import NameText
from committees.keeping.reach import check_in_reach
from committees.refusals import status_of
from workplan.forms.progress import DAY
from workplan.forms.refused import RefusedByService
from workplan.services.packs import Cover
from workplan.uploads import ACCEPTED
from workplan.workbooks.reading import MOST_BYTES


class PackForm(RefusedByService):
    """Whoever sends for the body names its letter; who signs may stand in the file."""

    once_key = forms.UUIDField(widget=forms.HiddenInput)
    pack = forms.FileField(
        label=pgettext_lazy("in a pack", "Workbook that came back"),
        help_text=_("A pack as .xlsx or .csv. It is compared first; nothing is written yet."),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    source = NameText(
        max_length=300,
        required=False,
        label=pgettext_lazy("in a pack", "Letter or message"),
        help_text=_("The letter or message of the body that the pack came with, such as its number and day."),
    )
    letter = forms.FileField(
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        label=_("The letter as a file"),
        help_text=_(
            "It is attached to every return that the pack hands in. PDF, Word, Excel, PowerPoint, PNG, JPEG,"
            " text or CSV; at most 20 MiB."
        ),
    )
    signed_by = NameText(
        max_length=200,
        required=False,
        label=pgettext_lazy("in a pack", "Signed by"),
        help_text=_("A CSV file never says it."),
    )
    signed_on = forms.DateField(
        required=False, label=pgettext_lazy("in a pack", "Signed on"), widget=DAY, validators=[check_in_reach]
    )

    def __init__(self, *args: Any, speaks_as_the_body: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if speaks_as_the_body:
            del self.fields["source"], self.fields["letter"]
        else:
            self.fields["source"].required = True
            self.fields["source"].error_messages["required"] = _(
                "Name the letter or message of the body that this follows."
            )

    @property
    def status(self) -> int:
        """The code of the refusal."""
        if self.has_error("pack", "too_large") or self.has_error("letter", "too_large"):
            return 413
        return status_of(ValidationError(self.errors.as_data()))

    def clean_pack(self) -> Any:
        file = self.cleaned_data["pack"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MiB; no pack is."), code="too_large")
        return file

    def cover(self) -> Cover:
        given = self.cleaned_data
        return Cover(given.get("source", ""), given["signed_by"], given["signed_on"], given.get("letter"))

    def place_of(self, name: str) -> str:
        return super().place_of(name) or "pack"
