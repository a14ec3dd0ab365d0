"""What a body types into its return. Forms clean; whether it may be handed in is asked in `services/returns.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from committees.forms import Narrative, PlainText, Token
from committees.keeping import clock
from committees.keeping.reach import check_in_reach
from committees.keeping.trilingual import reader_language
from workplan.choices import STATED, MilestoneEventKind, Precision
from workplan.forms.progress import DAY, ProofForm, ThreeLanguagesForm, first_day, text_fields
from workplan.forms.refused import RefusedByService
from workplan.models import EvidenceFile, Indicator, Milestone
from workplan.services.contributions import (
    TEXT_COLUMNS,
    Contribution,
    OfferedProof,
    ProposedStep,
    Reading,
    Signature,
)
from workplan.services.files import NOT_YOURS
from workplan.uploads import ACCEPTED

SIGNS = ("signed_by", "signed_on", "source", "source_kept")
STEP, READING, EVIDENCE = "step", "reading", "evidence"
# Said of a form at once, and by the service of what comes from elsewhere.
UNSIGNED = {
    "signed_by": _("Name who signs for the body."),
    "signed_on": _("Say on which day it was signed."),
    "source": _("Name the letter or message of the body that this follows."),
}


class ReturnForm(ThreeLanguagesForm):
    """Status, day, texts, and who signs. Half of it may be saved, so nothing is required here."""

    version = Token()
    status = forms.ChoiceField(
        # A choice once made can be taken back: nobody can untick the last of some radio buttons.
        choices=[("", _("None chosen yet")), *((status.value, status.label) for status in STATED)],
        widget=forms.RadioSelect,
        required=False,
        label=_("Proposed status"),
    )
    as_at = forms.DateField(
        required=False,
        label=_("As at"),
        help_text=_("The day this describes."),
        widget=DAY,
        validators=[check_in_reach],
    )
    signed_by = PlainText(name=True, max_length=200, required=False, label=_("Signed by"))
    signed_on = forms.DateField(required=False, label=_("Signed on"), widget=DAY, validators=[check_in_reach])

    def __init__(
        self,
        *args: Any,
        on_behalf: bool,
        is_signed: bool,
        files: Mapping[str, EvidenceFile],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.files_kept = files
        self.on_behalf = on_behalf
        self.is_signed = is_signed
        self.fields |= dict(text_fields())
        if on_behalf:
            self.fields |= _letter_fields()
        for name, sentence in UNSIGNED.items():
            if name in self.fields:
                self.fields[name].required = is_signed
                self.fields[name].error_messages["required"] = sentence

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        key = given.get("source_kept")
        if key and str(key) not in self.files_kept:
            self.add_error("source_upload", NOT_YOURS)
        if self.is_signed and self.on_behalf and not key:
            self.add_error("source_upload", _("Attach the letter or message of the body."))
        return given

    @property
    def letter(self) -> EvidenceFile | None:
        """The letter that was sent before, to be shown beside its field."""
        return self.files_kept.get(str(self["source_kept"].value() or "")) if self.on_behalf else None

    def signature(self) -> Signature:
        given = self.cleaned_data
        return Signature(
            name=given["signed_by"],
            on=given["signed_on"],
            source=given.get("source", ""),
            source_file=self.files_kept.get(str(given.get("source_kept"))),
        )

    def place_of(self, name: str) -> str | None:
        """The letter is refused beside the field that takes it."""
        return super().place_of("source_upload" if name == "source_file" else name)


def _letter_fields() -> dict[str, forms.Field]:
    return {
        "source": PlainText(
            max_length=300,
            required=False,
            label=_("Letter or message of the body"),
            help_text=_("By its number and its day."),
        ),
        "source_upload": forms.FileField(
            required=False,
            widget=forms.FileInput(attrs={"accept": ACCEPTED}),
            label=_("The letter as a file"),
            help_text=_("PDF, Word, Excel, PowerPoint, PNG, JPEG, text or CSV; at most 20 MiB."),
        ),
        "source_kept": forms.UUIDField(required=False, widget=forms.HiddenInput),
    }


class StepForm(forms.Form):
    """What a body says of one milestone of the item."""

    kind = forms.ChoiceField(
        choices=[("", _("Nothing to say")), ("reached", _("It was reached")), ("moved", _("Its date moves"))],
        required=False,
        label=_("What happened"),
    )
    on = forms.DateField(required=False, label=_("Date"), widget=DAY, validators=[check_in_reach])
    precision = forms.ChoiceField(
        choices=Precision, initial=Precision.DAY, required=False, label=_("Precision of the date")
    )
    reason = Narrative(rows=1, required=False, max_length=2000, label=_("Reason"))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind, on = given.get("kind"), given.get("on")
        if not kind:
            if (on or given.get("reason")) and "kind" not in self.errors:
                self.add_error("kind", _("Say what happened, or clear the date and the reason."))
            return given
        if on is None and "on" not in self.errors:
            self.add_error("on", _("Say which day."))
        if kind == MilestoneEventKind.MOVED and not given.get("reason"):
            self.add_error("reason", _("Say why the date moves."))
        if on and kind == MilestoneEventKind.REACHED and on > clock.today():
            self.add_error("on", _("A milestone is reached on a day that has come."))
        if on:
            given["on"] = first_day(on, given.get("precision", ""))
        return given

    def step(self, milestone: Milestone, before: Sequence[ProposedStep]) -> ProposedStep | None:
        given = self.cleaned_data
        if not given.get("kind"):
            return None
        same = [step for step in before if step.milestone == milestone and step.reason == given["reason"]]
        language = same[0].language if same else reader_language()
        precision = given["precision"] or Precision.DAY
        return ProposedStep(milestone, given["kind"], given["on"], precision, given["reason"], language)


class ReadingForm(forms.Form):
    """What one indicator stood at; both or neither."""

    value = forms.DecimalField(required=False, max_digits=16, decimal_places=2, label=_("Reading"))
    on = forms.DateField(required=False, label=_("Read on"), widget=DAY, validators=[check_in_reach])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("value") is not None and given.get("on") is None and "on" not in self.errors:
            self.add_error("on", _("Say which day."))
        if given.get("on") is not None and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Give the number that was read."))
        return given

    def reading(self, indicator: Indicator) -> Reading | None:
        given = self.cleaned_data
        return None if given.get("value") is None else Reading(indicator, given["value"], given["on"])


@dataclass
class ReturnForms:
    """The one form of a return, which is several: itself, its milestones, its indicators, its evidence."""

    form: ReturnForm
    steps: list[tuple[Milestone, StepForm]]
    readings: list[tuple[Indicator, ReadingForm]]
    proofs: Any

    def each(self) -> Iterator[forms.Form]:
        yield self.form
        yield from (form for _milestone, form in self.steps)
        yield from (form for _indicator, form in self.readings)
        yield from self.proofs

    def is_valid(self) -> bool:
        return all([*(form.is_valid() for form in self.each()), self.proofs.is_valid()])

    # As `components/form_errors.html` reads a form.

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self.each():
            yield from form

    @property
    def errors(self) -> list[Any]:
        """One each: of a form above its fields, and of each field."""
        return [*self.non_field_errors, *(field for field in self if field.errors)]

    @property
    def non_field_errors(self) -> list[Any]:
        found = [*self.proofs.non_form_errors()] if self.proofs.is_bound else []
        return found + [sentence for form in self.each() for sentence in form.non_field_errors()]

    def contribution(self, before: Contribution) -> Contribution:
        """``before`` is what is stored: words that stay as they were keep their language."""
        given = self.form.cleaned_data
        steps = [form.step(milestone, before.milestones) for milestone, form in self.steps]
        readings = [form.reading(indicator) for indicator, form in self.readings]
        proofs = [_offered(row, before.evidence) for row in self.proofs]
        return Contribution(
            status=given["status"],
            as_at=given["as_at"],
            texts={name: given[name] for name in TEXT_COLUMNS},
            milestones=[step for step in steps if step],
            readings=[reading for reading in readings if reading],
            evidence=[proof for proof in proofs if proof],
        )


def _offered(row: ProofForm, before: Sequence[OfferedProof]) -> OfferedProof | None:
    proof = row.proof()
    if proof is None:
        return None
    ((language, title),) = proof.titles.items()
    publisher = proof.publishers[language]
    same = [each for each in before if (each.title, each.publisher) == (title, publisher)]
    language = same[0].language if same else language
    return OfferedProof(title, publisher, language, proof.date, proof.url, proof.file)


class ActForm(RefusedByService):
    """What an office does with what was handed in."""

    version = Token()
    reason = Narrative(rows=2, required=False, max_length=2000, label=_("Reason"))


def as_typed(said: Contribution) -> QueryDict:
    """What the form would send if it said this: the one shape in which stored, typed and kept text are compared."""
    typed = QueryDict(mutable=True)
    typed["status"] = said.status
    typed["as_at"] = _word(said.as_at)
    for name in TEXT_COLUMNS:
        typed[name] = said.texts.get(name, "")
    for step in said.milestones:
        for name in ("kind", "on", "precision", "reason"):
            typed[f"{STEP}-{step.milestone.number}-{name}"] = _word(getattr(step, name))
    for reading in said.readings:
        typed[f"{READING}-{reading.indicator.number}-value"] = f"{reading.value.normalize():f}"
        typed[f"{READING}-{reading.indicator.number}-on"] = _word(reading.on)
    for place, proof in enumerate(said.evidence):
        for name in ("title", "publisher", "date", "url"):
            typed[f"{EVIDENCE}-{place}-{name}"] = _word(getattr(proof, name))
        typed[f"{EVIDENCE}-{place}-kept"] = str(proof.file.pk) if proof.file else ""
    typed[f"{EVIDENCE}-TOTAL_FORMS"] = str(len(said.evidence))
    return typed


def _word(value: Any) -> str:
    return "" if value is None else str(value)


NOT_SAID = ("csrfmiddlewaretoken", "typist", "version", "drafted", "checked", *SIGNS)


def says_the_same(one: QueryDict, other: QueryDict) -> bool:
    """Whether two forms say the same; who signs and what is empty are no part of it."""
    return _said(one) == _said(other)


def _said(typed: QueryDict) -> dict[str, str]:
    said = {
        name: str(value).replace("\r\n", "\n").strip()
        for name, value in typed.items()
        if name not in NOT_SAID and not name.endswith(("_FORMS", "-precision"))
    }
    return {name: value for name, value in said.items() if value}
