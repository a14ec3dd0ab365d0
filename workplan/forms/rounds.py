"""What is typed about rounds. Forms clean; whether it may be done is asked in `services/rounds.py`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from committees.forms import Narrative, PlainText
from committees.keeping.reach import check_in_reach
from committees.keeping.trilingual import LANGUAGES, column_suffix
from committees.models import Meeting
from committees.templatetags.meetings import meeting_title
from workplan.choices import Language
from workplan.forms.refused import RefusedByService
from workplan.models import Workplan
from workplan.services.rounds import Call

NOT_THERE = {"invalid_choice": _("This is none of the choices.")}


def _spoken(kind: str, label: Any) -> dict[str, Any]:
    return {"type": kind, "aria-label": label}


class Instant(forms.SplitDateTimeField):
    """A day and a time on Hong Kong's clock."""

    widget = forms.SplitDateTimeWidget

    def __init__(self, **options: Any) -> None:
        widget = forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs=_spoken("date", _("Day")),
            time_attrs=_spoken("time", _("Time")),
        )
        options.setdefault("error_messages", {"required": _("Give a day and a time.")})
        super().__init__(widget=widget, input_time_formats=["%H:%M", "%H:%M:%S"], **options)

    def compress(self, data_list: Any) -> datetime | None:
        if data_list and data_list[0]:
            check_in_reach(data_list[0])
        return super().compress(data_list)


class _MeetingField(forms.ModelChoiceField):
    def label_from_instance(self, meeting: Meeting) -> str:
        return meeting_title(meeting.number)


class _PlanField(forms.ModelChoiceField):
    def label_from_instance(self, plan: Workplan) -> str:
        return plan.period


class OpenForm(RefusedByService):
    once_key = forms.UUIDField(widget=forms.HiddenInput)
    meeting = _MeetingField(
        queryset=Meeting.objects.none(),
        label=_("For the meeting"),
        empty_label=None,
        error_messages=NOT_THERE,
    )
    workplan = _PlanField(
        queryset=Workplan.objects.none(),
        label=_("On the workplan"),
        empty_label=None,
        error_messages=NOT_THERE,
    )
    opens_at = Instant(label=_("Opens"), help_text=_("From then on bodies hand in."))
    due_at = Instant(label=_("Due"), help_text=_("What comes later is late."))
    cut_off_at = Instant(label=_("Cut-off"), help_text=_("From then on nothing more is handed in."))

    def __init__(
        self, *args: Any, meetings: Any, plans: Any, now: datetime | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.now = now
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["workplan"].queryset = plans  # type: ignore[attr-defined]
        for language in LANGUAGES:
            label = Language(language).label
            self.fields[f"guidance_{column_suffix(language)}"] = Narrative(
                rows=4, required=False, label=label
            )

    @property
    def guidance_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(language, self[f"guidance_{column_suffix(language)}"]) for language in LANGUAGES]

    def clean_due_at(self) -> datetime:
        due: datetime = self.cleaned_data["due_at"]
        if self.now and due <= self.now:
            raise ValidationError(_("This has passed already: every return would be late at once."))
        return due

    def clean_cut_off_at(self) -> datetime:
        cut_off: datetime = self.cleaned_data["cut_off_at"]
        if self.now and cut_off <= self.now:
            raise ValidationError(_("This has passed already: nobody could hand in."))
        return cut_off

    def call(self) -> Call:
        given = self.cleaned_data
        return Call(
            meeting=given["meeting"],
            workplan=given["workplan"],
            opens_at=given["opens_at"],
            due_at=given["due_at"],
            cut_off_at=given["cut_off_at"],
            guidance={
                language: given[f"guidance_{column_suffix(language)}"].strip() for language in LANGUAGES
            },
        )


class ExtendForm(RefusedByService):
    """``returns`` are the keys that may be chosen."""

    once_key = forms.UUIDField(widget=forms.HiddenInput)
    r = forms.MultipleChoiceField(
        label=_("Returns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one return."),
            "invalid_choice": _("One of these is no longer outstanding. Look at the list again."),
        },
    )
    due_at = Instant(label=_("New due time"))
    reason = PlainText(
        max_length=1000,
        label=_("Why more time is given"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why more time is given.")},
    )

    def __init__(self, *args: Any, keys: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["r"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class LetterForm(RefusedByService):
    once_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language in LANGUAGES:
            self.fields[f"text_{column_suffix(language)}"] = Narrative(
                rows=38, required=False, label=Language(language).label
            )

    @property
    def text_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(language, self[f"text_{column_suffix(language)}"]) for language in LANGUAGES]

    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{column_suffix(language)}"] for language in LANGUAGES}
