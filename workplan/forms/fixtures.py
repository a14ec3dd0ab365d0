"""Sending fixtures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workplan.fixture_files import Given
from workplan.fixture_files.finding import ENDINGS, check_ending
from workplan.fixture_files.problems import Unfit

MOST_SENT = 1024 * 1024  # bytes of all files together; a larger fixture is loaded by the command
MOST_FILES = 20


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or more YAML files, together no larger than a page can load while its sender waits."""

    widget = _FilesInput(attrs={"accept": ",".join(ENDINGS)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(_FilesField, self).clean(file, initial) for file in data or [None]]
        if len(files) > MOST_FILES or sum(file.size for file in files) > MOST_SENT:
            told = {"size": MOST_SENT // 1024 // 1024, "files": MOST_FILES}
            raise ValidationError(
                _(
                    "This is more than %(size)d MiB or %(files)d files. Divide it, or have it loaded by the"
                    " command on the server."
                )
                % told,
                code="too_large",
            )
        try:
            for file in files:
                check_ending(file.name)
        except Unfit as unfit:
            raise ValidationError(str(unfit)) from None
        return files


class FixtureForm(forms.Form):
    once_key = forms.UUIDField(widget=forms.HiddenInput)
    fixtures = _FilesField(
        label=gettext_lazy("YAML files"),
        help_text=gettext_lazy("They are taken in the order of their names, all or none."),
        max_length=255,
    )
    remove_gone = forms.BooleanField(
        required=False,
        label=gettext_lazy("Remove from a draft plan the rows that its fixture no longer holds"),
    )

    @property
    def status(self) -> int:
        """The code of the refusal."""
        return 413 if self.has_error("fixtures", "too_large") else 422

    def given(self) -> list[Given]:
        files = sorted(self.cleaned_data["fixtures"], key=lambda file: file.name)
        return [Given(file.name, file.read()) for file in files]
