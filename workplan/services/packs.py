"""Return packs that come back: compared when they come, applied whole if that does just what was shown."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import clock, once
from committees.keeping.trilingual import reader_language
from committees.models import Body, Side, User
from committees.refusals import refusal_of
from workplan import round_permissions
from workplan.access import visible_returns
from workplan.choices import PackStepKind
from workplan.models import PackStep, PackUpload, ReportingRound
from workplan.packs import key_in
from workplan.services import returns
from workplan.services.contributions import Signature
from workplan.services.files import ReadyFile, content_of, ready_file
from workplan.services.packs_said import Outcome, RowSaid, rows_said
from workplan.services.recording import recorded
from workplan.uploads import cleaned_name
from workplan.workbooks.reading import Place, ReadPack, Remark, read_pack

# Beyond this many only their number is kept: nobody mends a pack from so long a list.
MOST_TOLD = 500
NOBODY = "–"


@dataclass(frozen=True)
class Cover:
    """What is given beside the file: the letter it came with, and who signs where the file does not say."""

    source: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    letter: UploadedFile | None = None


@dataclass
class PackComparison:
    """What applying a pack does: its rows, all its problems, and what is only to be known."""

    rows: list[RowSaid]
    signature: Signature
    signed_on: date | None  # as it was given; what asks for no signature has none
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    @property
    def changes(self) -> list[RowSaid]:
        return [row for row in self.rows if row.outcome != Outcome.SAME]

    @property
    def totals(self) -> dict[str, int]:
        counts = Counter(row.outcome.value for row in self.rows)
        return {
            **{outcome.value: counts[outcome.value] for outcome in Outcome},
            "changes": len(self.changes),
            "stale": sum(row.is_stale for row in self.rows),
            "problems": len(self.problems),
        }

    @property
    def details(self) -> dict[str, Any]:
        """As it is kept. Versions are in it, so that whatever changes meanwhile is seen."""
        return {
            "rows": [row.told for row in self.changes],
            "problems": [_told(remark) for remark in self.problems[:MOST_TOLD]],
            "notes": [_told(remark) for remark in self.notes[:MOST_TOLD]],
            "signed_by": self.signature.name.removeprefix(NOBODY),
            "signed_on": self.signed_on.isoformat() if self.signed_on else "",
        }

    def is_told_by(self, step: PackStep) -> bool:
        """Whether applying does what ``step`` says. Sentences are as their reader's language has them, so not they
        but their places are compared; notes change nothing."""
        own, told = self.details, step.details
        return (
            own["rows"] == told["rows"]
            and own["signed_by"] == told["signed_by"]
            # Steps of earlier days say the day of comparing where none was given.
            and (not self.signed_on or own["signed_on"] == told["signed_on"])
            and len(self.problems) == step.totals["problems"]
            and _places(own["problems"]) == _places(told["problems"])
        )


def _places(problems: Iterable[list[str]]) -> list[list[str]]:
    return [place for *place, _sentence in problems]


def _told(remark: Remark) -> list[str]:
    return [remark.place.sheet[:100], remark.place.cell, remark.sentence[:1000]]


def send_pack(
    *, upload: UploadedFile, place: ReportingRound, cover: Cover, by: User, once_key: uuid.UUID | None = None
) -> PackUpload:
    """Keep a pack, beside what applying it would change; no return is written.

    Raises ``ValidationError`` where the file as a whole cannot be taken, ``AlreadyAnswered`` for the same form again.
    """
    if once_key:
        once.check_not_answered(once_key, by=by)
    came = _came(upload, place, cover, by)
    with transaction.atomic(), came.dropped_if_refused():
        claimed = once.claim(once_key, by=by) if once_key else None
        step = _compared(came, place, cover, by)
        if claimed:
            once.answer(claimed, step.upload.get_absolute_url())
    return step.upload


def try_pack(*, upload: UploadedFile, place: ReportingRound, cover: Cover, by: User) -> PackStep:
    """What `send_pack` would say, with neither a row nor the file kept. Raises like it."""
    came = _came(upload, place, cover, by)
    with transaction.atomic(), came.dropped_if_refused():
        step = _compared(came, place, cover, by)
        transaction.set_rollback(True)
    came.drop()
    return step


@dataclass(frozen=True)
class _Came:
    """A pack that was read, and its letter where there is one; both scanned and stored."""

    read: ReadPack
    body: Body
    side: Side
    file: ReadyFile
    letter: ReadyFile | None

    @contextmanager
    def dropped_if_refused(self) -> Iterator[None]:
        with (
            self.file.dropped_if_refused(),
            self.letter.dropped_if_refused() if self.letter else nullcontext(),
        ):
            yield

    def drop(self) -> None:
        self.file.drop()
        if self.letter:
            self.letter.drop()


def _came(upload: UploadedFile, place: ReportingRound, cover: Cover, by: User) -> _Came:
    """Before the transaction: reading may take its seconds, and the virus scanner a minute."""
    round_permissions.check_takes_returns(place, now=clock.now())
    read = read_pack(cleaned_name(upload.name or ""), upload.read())
    upload.seek(0)
    body, side = _whose(read, place, by)
    kitchen: dict[str, Any] = {"committee": place.committee, "side": side, "by": by}
    file = ready_file(upload=upload, **kitchen)
    with file.dropped_if_refused():
        letter = _ready_letter(cover.letter, **kitchen) if cover.letter else None
    return _Came(read, body, side, file, letter)


def _ready_letter(letter: UploadedFile, **kitchen: Any) -> ReadyFile:
    try:
        return ready_file(upload=letter, **kitchen)
    except ValidationError as refused:
        raise ValidationError({"letter": refused.error_list}) from refused


def _compared(came: _Came, place: ReportingRound, cover: Cover, by: User) -> PackStep:
    sent = PackUpload.objects.create(
        round=place,
        body=came.body,
        side=came.side,
        file=came.file.record(),
        source=cover.source,
        letter=came.letter.record() if came.letter else None,
        signed_by=cover.signed_by,
        signed_on=cover.signed_on,
        **recorded(by),
    )
    return _add_step(sent, PackStepKind.COMPARED, compare_pack(read=came.read, sent=sent, by=by), by)


def apply_pack(*, sent: PackUpload, seen: int, take: Collection[str] = (), by: User) -> PackStep:
    """Apply a pack if that does exactly what step ``seen`` says; the newest step says what became of it.

    All rows or none, through the services that the pages use. A row that changed since the pack was made is
    written over only where its reference is among ``take``. Applying again changes nothing.
    """
    read = read_pack(sent.file.name, content_of(sent.file))
    with transaction.atomic():
        sent = (
            PackUpload.objects.select_for_update(of=("self",))
            .select_related("round__committee", "file", "letter")
            .get(pk=sent.pk)
        )
        newest = sent.steps.order_by("-number")[0]
        if newest.number != seen or not newest.can_be_applied:
            return newest
        comparison = compare_pack(read=read, sent=sent, by=by)
        if not comparison.is_told_by(newest):
            return _add_step(sent, PackStepKind.COMPARED, comparison, by)
        _check_taken(comparison, take)
        for row in comparison.changes:
            _carry_out(row, comparison.signature, by)
        connection.check_constraints()
        return _add_step(sent, PackStepKind.APPLIED, comparison, by)


def _check_taken(comparison: PackComparison, take: Collection[str]) -> None:
    left = [row.reference for row in comparison.changes if row.is_stale and row.reference not in take]
    if left:
        raise ValidationError(
            _(
                "Nothing was applied: %(references)s changed since the pack was made. "
                "Take the pack's text for it, or make a new pack."
            )
            % {"references": pgettext("between names", ", ").join(left)}
        )


def _whose(read: ReadPack, place: ReportingRound, by: User) -> tuple[Body, Side]:
    """The body of the first row that is of this round and in a kitchen of ``by``."""
    own = {row.pk: row for row in visible_returns(by).filter(round=place).select_related("body", "side")}
    for row in read.rows:
        key = key_in(row.sheet, row.key)
        if key and key.contribution in own:
            found = own[key.contribution]
            return found.body, found.side
    raise ValidationError(_("No row of this file belongs to a return of this round."))


def compare_pack(*, read: ReadPack, sent: PackUpload, by: User) -> PackComparison:
    """Every row tried through the services it would be applied by, and undone again."""
    own = visible_returns(by).filter(round=sent.round, body=sent.body, side=sent.side)
    rows, problems = rows_said(read, own)
    comparison = PackComparison(
        rows=rows,
        signature=_signature(read, sent),
        signed_on=_signed_on(read, sent),
        problems=[*read.problems, *problems],
        notes=list(read.notes),
    )
    if any(row.outcome in (Outcome.SUBMIT, Outcome.NIL) for row in rows):
        comparison.problems += _unsigned(read, sent)
    # A cell that could not be read has its sentence; that it is missing is no news.
    unread = {problem.place for problem in read.problems}
    for row in comparison.changes:
        tried = _tried(row, comparison.signature, read, by)
        comparison.problems += [problem for problem in tried if problem.place not in unread]
    comparison.problems = list(dict.fromkeys(comparison.problems))  # one signature for many rows
    return comparison


def _signed_on(read: ReadPack, sent: PackUpload) -> date | None:
    return date.fromisoformat(read.signed_on) if read.signed_on else sent.signed_on


def _signature(read: ReadPack, sent: PackUpload) -> Signature:
    return Signature(
        # Where it is missing that is a problem of its own, and the rest is tried all the same.
        name=read.signed_by or sent.signed_by or NOBODY,
        on=_signed_on(read, sent) or clock.today(),
        source=sent.source or sent.file.name,
        source_file=sent.letter or sent.file,
    )


def _unsigned(read: ReadPack, sent: PackUpload) -> Iterable[Remark]:
    if not (read.signed_by or sent.signed_by):
        yield Remark(read.front or Place(""), _("Name who signs for the body."))
    if not (read.signed_on or sent.signed_on):
        yield Remark(read.signed_at or Place(""), _("Say on which day it was signed."))


def _tried(row: RowSaid, signature: Signature, read: ReadPack, by: User) -> list[Remark]:
    try:
        with transaction.atomic():
            _carry_out(row, signature, by)
            connection.check_constraints()
            transaction.set_rollback(True)  # of this inner part
    except ValidationError as refused:
        told = list(_placed(row, refused, read))
        if signature.on <= clock.today() or "signed_on" not in getattr(refused, "error_dict", {}):
            return told
        # What else is wrong is asked after the signature; it is told at once all the same.
        return told + _tried(row, replace(signature, on=clock.today()), read, by)
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return [Remark(row.where, str(refusal.sentence))]
    return []


def _carry_out(row: RowSaid, signature: Signature, by: User) -> None:
    """The version is that of now: whether a row that moved on is written over was asked before."""
    held, version = row.contribution, row.contribution.version
    if row.outcome == Outcome.SUBMIT:
        returns.submit_return(
            contribution=held, said=row.said, signature=signature, expected_version=version, by=by
        )
        return
    if row.cells:
        version = returns.save_return(
            contribution=held, said=row.said, expected_version=version, by=by
        ).version
    if row.outcome == Outcome.NIL:
        returns.answer_nil(contribution=held, signature=signature, expected_version=version, by=by)


def _placed(row: RowSaid, refused: ValidationError, read: ReadPack) -> Iterable[Remark]:
    """Each sentence beside the cell it is about."""
    own = read.language.replace("-", "_") or "en"
    columns = {"narrative": f"narrative_{own}", "reason": f"reason_{own}", "evidence": "title_1"}
    by_field: Mapping[str, Any] = refused.error_dict if hasattr(refused, "error_dict") else {"": [refused]}
    for name, errors in by_field.items():
        place = {"signed_by": read.front, "signed_on": read.signed_at}.get(name)
        place = place or row.places.get(columns.get(name, name)) or row.places.get("answer") or row.where
        for error in errors:
            for sentence in error.messages:
                yield Remark(place, sentence)


def _add_step(sent: PackUpload, kind: PackStepKind, comparison: PackComparison, by: User) -> PackStep:
    return PackStep.objects.create(
        upload=sent,
        number=sent.steps.count() + 1,
        kind=kind,
        language=reader_language(),
        totals=comparison.totals,
        details=comparison.details,
        **recorded(by),
    )
