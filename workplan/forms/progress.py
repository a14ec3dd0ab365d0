"""What is typed about progress. Forms clean; whether it may be said is asked in `services/progress.py`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from committees.forms import Narrative, PlainText, Token, WebAddress
from committees.keeping.reach import check_in_reach
from committees.keeping.scripts import draft
from committees.keeping.trilingual import LANGUAGES, column_suffix, reader_language
from committees.models import Body, Side
from workplan.choices import STATED, Language, Precision, TextOrigin, TextPart
from workplan.forms.refused import RefusedByService
from workplan.models import EvidenceFile, ProgressUpdate
from workplan.services.files import NOT_YOURS
from workplan.services.progress import Proof, Statement, Words
from workplan.uploads import ACCEPTED

PARTS = {
    TextPart.NARRATIVE: (_("Progress"), 6),
    TextPart.REASON: (_("Reason"), 2),
    TextPart.NEXT_STEP: (_("Next step"), 2),
}
OTHER_SCRIPT = {"zh-hant": "zh-hans", "zh-hans": "zh-hant"}
FEWEST_PROOFS, MOST_PROOFS = 2, 20
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def field_name(part: str, language: str) -> str:
    return f"{part}_{column_suffix(language)}"


def languages_for_reader() -> list[str]:
    """The reader's own first."""
    own = reader_language()
    return [own, *(language for language in LANGUAGES if language != own)]


def called(body: Body) -> str:
    """By its abbreviation in English, which is Latin; by its name in Chinese."""
    return body.abbreviation if reader_language() == "en" else body.name


def first_day(on: date, precision: str) -> date:
    """A month is kept as its first day, a year as its first of January."""
    if precision == Precision.MONTH:
        return on.replace(day=1)
    return on.replace(month=1, day=1) if precision == Precision.YEAR else on


class ProofForm(forms.Form):
    """One row of evidence; an empty row is none.

    A file that was sent is kept before the row is judged, and ``kept`` then names it: what browsers send as a file
    they forget when the form comes back.
    """

    title = PlainText(name=True, max_length=300, required=False, label=_("Title"))
    publisher = PlainText(name=True, max_length=200, required=False, label=_("Publisher"))
    date = forms.DateField(required=False, label=_("Date"), widget=DAY, validators=[check_in_reach])
    url = WebAddress(max_length=600, required=False, label=_("Address"))
    upload = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, PNG, JPEG, text or CSV; at most 20 MiB."),
    )
    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    without_file = forms.BooleanField(required=False, label=_("Without this file"))

    def __init__(self, *args: Any, files: Mapping[str, EvidenceFile] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.files_kept = files or {}

    def clean_kept(self) -> uuid.UUID | None:
        key = self.cleaned_data["kept"]
        if key and str(key) not in self.files_kept:
            raise ValidationError(NOT_YOURS)
        return key

    @property
    def file(self) -> EvidenceFile | None:
        """The file kept for this row, to be shown beside it."""
        return self.files_kept.get(str(self["kept"].value() or ""))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if any(given.values()) and not self.errors:
            if not given["title"]:
                self.add_error("title", _("Evidence needs a title."))
            if not given["publisher"]:
                self.add_error("publisher", _("Evidence needs its publisher."))
        return given

    def proof(self) -> Proof | None:
        given = self.cleaned_data
        if not given.get("title"):
            return None
        language = reader_language()
        return Proof(
            titles={language: given["title"]},
            publishers={language: given["publisher"]},
            date=given["date"],
            url=given["url"],
            file=None if given["without_file"] else self.files_kept.get(str(given["kept"])),
        )


ProofFormSet = forms.formset_factory(
    ProofForm, extra=0, min_num=FEWEST_PROOFS, max_num=MOST_PROOFS, absolute_max=MOST_PROOFS
)


def text_fields() -> Iterable[tuple[str, forms.Field]]:
    for part, (label, rows) in PARTS.items():
        for language in LANGUAGES:
            yield (
                field_name(part, language),
                Narrative(rows=rows, required=False, label=f"{label} ({Language(language).label})"),
            )


class ThreeLanguagesForm(RefusedByService):
    """The parts of what is said, in three languages; ``drafted`` names languages filled by conversion."""

    drafted = forms.MultipleChoiceField(
        choices=[(code, code) for code in OTHER_SCRIPT], required=False, widget=forms.MultipleHiddenInput
    )
    checked = forms.MultipleChoiceField(
        choices=[(code, code) for code in OTHER_SCRIPT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Checked by a person"),
    )

    def clean_checked(self) -> list[str]:
        checked = self.cleaned_data["checked"]
        unread = [code for code in self.cleaned_data.get("drafted", []) if code not in checked]
        if unread and any(self.data.get(field_name(part, code)) for part in PARTS for code in unread):
            raise ValidationError(_("Read what the conversion drafted, and tick that you checked it."))
        return checked

    def place_of(self, name: str) -> str | None:
        """A text is refused beside its field in the reader's language."""
        is_text = name in (TextPart.NARRATIVE, TextPart.REASON)
        return super().place_of(field_name(name, reader_language()) if is_text else name)


class StatementForm(ThreeLanguagesForm):
    """What an office says of an item. Choices come as arguments."""

    number = Token()
    once_key = forms.UUIDField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in STATED],
        widget=forms.RadioSelect,
        label=_("Status"),
    )
    as_at = forms.DateField(
        label=_("As at"), help_text=_("The day this describes."), widget=DAY, validators=[check_in_reach]
    )

    def __init__(
        self,
        *args: Any,
        sides: Sequence[Side],
        bodies: Iterable[Body],
        may_waive: bool = False,
        may_speak_for_the_other: bool = False,
        is_correction: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.sides = {str(side.pk): side for side in sides}
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields |= self._who_speaks()
        self.fields |= dict(text_fields())
        if may_speak_for_the_other:
            self.fields["on_behalf_source"] = PlainText(
                max_length=300,
                required=False,
                label=_("Letter or message of the other office"),
                help_text=_("Needed when you speak for the other side."),
            )
        if may_waive:
            self.fields["waiver_reason"] = Narrative(
                rows=2, required=False, label=_("Why evidence is waived")
            )
        if is_correction:
            self.fields["correction_reason"] = Narrative(
                rows=2,
                label=_("Reason of the correction"),
                error_messages={"required": _("Say why the statement is corrected.")},
            )

    def _who_speaks(self) -> dict[str, forms.Field]:
        return {
            "side": forms.ChoiceField(
                choices=[(key, side.name) for key, side in self.sides.items()],
                widget=forms.RadioSelect if len(self.sides) > 1 else forms.HiddenInput,
                label=_("Side"),
            ),
            "bodies": forms.MultipleChoiceField(
                choices=[(key, called(body)) for key, body in self.bodies.items()],
                widget=forms.CheckboxSelectMultiple,
                label=_("Speaks for"),
                error_messages={"required": _("Name at least one body this speaks for.")},
            ),
        }

    def statement(self, proofs: Sequence[Proof]) -> Statement:
        given = self.cleaned_data
        return Statement(
            side=self.sides[given["side"]],
            status=given["status"],
            as_at=given["as_at"],
            words=list(self._words()),
            bodies=[self.bodies[key] for key in given["bodies"]],
            evidence=proofs,
            waiver_reason=given.get("waiver_reason", ""),
            on_behalf_source=given.get("on_behalf_source", ""),
        )

    def _words(self) -> Iterable[Words]:
        for part in PARTS:
            for language in LANGUAGES:
                text = self.cleaned_data[field_name(part, language)]
                if text:
                    drafted = language in self.cleaned_data["drafted"]
                    origin = TextOrigin.CONFIRMED_DRAFT if drafted else TextOrigin.TYPED
                    yield Words(language, part, text, origin)


def with_draft(posted: Any, target: str) -> Any:
    """What was posted, with the empty texts of ``target`` drafted from the other script."""
    data = posted.copy()
    if target not in OTHER_SCRIPT:
        return data
    for part in PARTS:
        source = data.get(field_name(part, OTHER_SCRIPT[target]), "")
        if source.strip() and not data.get(field_name(part, target), "").strip():
            data[field_name(part, target)] = draft(source, target)
    data.setlist("drafted", sorted({*data.getlist("drafted"), target}))
    data.setlist("checked", [code for code in data.getlist("checked") if code != target])
    return data


class TextForm(forms.Form):
    """The parts of one statement in one more language, or in a new revision."""

    def __init__(self, *args: Any, parts: Sequence[str], language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for part in parts:
            label, rows = PARTS[TextPart(part)]
            self.fields[part] = Narrative(rows=rows, required=False, label=label)
            self.fields[f"revision_{part}"] = Token()
        self.fields["drafted"] = forms.BooleanField(required=False, widget=forms.HiddenInput)
        self.fields["checked"] = forms.BooleanField(
            required=False, label=_("I have read the draft and checked it")
        )
        self.language = language
        self.parts = parts

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("drafted") and not given.get("checked"):
            self.add_error("checked", _("Read what the conversion drafted, and tick that you checked it."))
        if not self.errors and not any(given.get(part) for part in self.parts):
            self.add_error(self.parts[0], _("Type the text you want to add."))
        return given

    def words(self) -> list[tuple[Words, int]]:
        """Each text typed, with the revision it expects to become."""
        origin = TextOrigin.CONFIRMED_DRAFT if self.cleaned_data["drafted"] else TextOrigin.TYPED
        return [
            (
                Words(self.language, part, self.cleaned_data[part], origin),
                self.cleaned_data[f"revision_{part}"],
            )
            for part in self.parts
            if self.cleaned_data[part]
        ]


class MilestoneForm(RefusedByService):
    number = Token()
    kind = forms.ChoiceField(
        choices=[("reached", _("It was reached")), ("moved", _("Its date moves"))],
        widget=forms.RadioSelect,
        label=_("What happened"),
    )
    on = forms.DateField(
        label=_("Date"),
        help_text=_("The day it was reached, or the new date. Of a month, any day."),
        widget=DAY,
        validators=[check_in_reach],
    )
    precision = forms.ChoiceField(choices=Precision, initial=Precision.DAY, label=_("Precision of the date"))

    def __init__(self, *args: Any, sides: Sequence[Side], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sides = {str(side.pk): side for side in sides}
        self.fields["side"] = forms.ChoiceField(
            choices=[(key, side.name) for key, side in self.sides.items()],
            widget=forms.RadioSelect if len(self.sides) > 1 else forms.HiddenInput,
            label=_("Side"),
        )
        for language in LANGUAGES:
            self.fields[field_name("reason", language)] = Narrative(
                rows=2,
                required=False,
                label=_("Reason, %(language)s") % {"language": Language(language).label},
            )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("on"):
            given["on"] = first_day(given["on"], given.get("precision", ""))
        return given

    def place_of(self, name: str) -> str | None:
        return super().place_of(field_name(name, reader_language()) if name == "reason" else name)

    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[field_name("reason", code)] for code in LANGUAGES}


def texts_of(update: ProgressUpdate) -> dict[str, str]:
    """The newest revision of each text, under the name of its field."""
    return {field_name(row.part, row.language): row.text for row in update.texts.order_by("revision")}
