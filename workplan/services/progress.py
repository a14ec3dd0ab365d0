"""Statements of progress and events of milestones: every write that makes an item's position."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from committees.keeping import clock, once
from committees.keeping.trilingual import LANGUAGES, column_suffix
from committees.models import Body, Side, User
from committees.permissions import check
from committees.roles import Right
from workplan import permissions
from workplan.choices import FINAL, MilestoneEventKind, Precision, TextOrigin, TextPart
from workplan.models import (
    ActionItem,
    CitedReturn,
    Evidence,
    EvidenceFile,
    ItemPosition,
    Milestone,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
    Return,
)
from workplan.services.files import check_may_attach
from workplan.services.recording import recorded


@dataclass(frozen=True)
class Words:
    """One part of a statement in one language."""

    language: str
    part: str
    text: str
    origin: str = TextOrigin.TYPED
    standing: str = ""


@dataclass(frozen=True)
class Proof:
    """A piece of evidence in the words it is cited by, by language; at least one title and one publisher."""

    titles: Mapping[str, str]
    publishers: Mapping[str, str]
    date: date | None = None
    precision: str = Precision.DAY
    url: str = ""
    file: EvidenceFile | None = None


@dataclass(frozen=True)
class Statement:
    """What a liaison office says of an item on a day."""

    side: Side
    status: str
    as_at: date
    words: Sequence[Words]
    bodies: Sequence[Body]
    evidence: Sequence[Proof] = ()
    waiver_reason: str = ""
    on_behalf_source: str = ""
    standing: str = ""

    def has(self, part: str) -> bool:
        return any(words.part == part and words.text for words in self.words)

    @property
    def files(self) -> list[EvidenceFile]:
        return [proof.file for proof in self.evidence if proof.file]


@transaction.atomic
def record_statement(
    *,
    item: ActionItem,
    statement: Statement,
    expected_number: int,
    by: User,
    once_key: uuid.UUID | None = None,
    cites: Sequence[Return] = (),
) -> ProgressUpdate:
    """Add ``statement`` as number ``expected_number`` of ``item``; recording releases it to both sides.

    Files of the returns it ``cites`` may go with it; see `services/returns.consolidate`.
    Raises ``Refused`` (who), ``ValidationError`` (when, by field), ``AlreadyAnswered`` (the same form again), and
    lets the database refuse a number that is taken (40001).
    """
    claimed = once.claim(once_key, by=by) if once_key else None
    permissions.check_may_record(by, item, statement.side.pk)
    _check_on_behalf(by, item, statement)
    update = _write(item, statement, expected_number, by, cites=cites)
    if claimed:
        once.answer(claimed, update.get_absolute_url())
    return update


@transaction.atomic
def correct_statement(
    *,
    update: ProgressUpdate,
    statement: Statement,
    reason: str,
    expected_number: int,
    by: User,
    once_key: uuid.UUID | None = None,
) -> ProgressUpdate:
    """Add a statement that strikes ``update``; the struck one stays. Raises like `record_statement`."""
    claimed = once.claim(once_key, by=by) if once_key else None
    permissions.check_may_correct(by, update)
    if statement.side.pk != update.side_id:
        raise ValidationError(_("A correction speaks for the side that made the statement."))
    if not reason.strip():
        raise ValidationError({"correction_reason": _("Say why the statement is corrected.")})
    _check_on_behalf(by, update.item, statement)
    statement = _unchanged_as_before(statement, update)
    corrected = _write(update.item, statement, expected_number, by, corrects=update, correction_reason=reason)
    # It is made of the same returns, however it puts them.
    CitedReturn.objects.bulk_create(
        CitedReturn(update=corrected, contribution_id=key)
        for key in update.cited.values_list("contribution", flat=True)
    )
    if claimed:
        once.answer(claimed, corrected.get_absolute_url())
    return corrected


@transaction.atomic
def add_texts(*, update: ProgressUpdate, texts: Sequence[tuple[Words, int]], by: User) -> list[ProgressText]:
    """Add texts in another language, or new revisions, each with the revision it expects to become.

    What was said before stays. A revision that is taken is refused by the database (40001).
    """
    permissions.check_may_record(by, update.item, update.side_id)
    return [_write_text(update, words, revision, by) for words, revision in texts]


@transaction.atomic
def move_milestone(
    *,
    milestone: Milestone,
    side: Side,
    to: date,
    reasons: Mapping[str, str],
    expected_number: int,
    by: User,
    precision: str = Precision.DAY,
    standing: str = "",
) -> MilestoneEvent:
    """Move the current date; the agreed one stays. ``reasons`` by language, at least one."""
    if not any(reasons.values()):
        raise ValidationError({"reason": _("Say why the date moves.")})
    return _write_event(
        milestone, MilestoneEventKind.MOVED, side, to, precision, expected_number, by, reasons, standing
    )


@transaction.atomic
def reach_milestone(
    *,
    milestone: Milestone,
    side: Side,
    on: date,
    expected_number: int,
    by: User,
    precision: str = Precision.DAY,
    reasons: Mapping[str, str] | None = None,
    standing: str = "",
) -> MilestoneEvent:
    if on > clock.today():
        raise ValidationError({"on": _("A milestone is reached on a day that has come.")})
    return _write_event(
        milestone,
        MilestoneEventKind.REACHED,
        side,
        on,
        precision,
        expected_number,
        by,
        reasons or {},
        standing,
    )


def _check_on_behalf(by: User, item: ActionItem, statement: Statement) -> None:
    committee_id = item.workplan.committee_id
    if not permissions.speaks_for(by, committee_id, statement.side.pk) and not statement.on_behalf_source:
        raise ValidationError(
            {"on_behalf_source": _("Name the letter or message of the other office that this follows.")}
        )
    if statement.waiver_reason:
        check(by, Right.WAIVE_EVIDENCE, committee_id=committee_id)


def _write(
    item: ActionItem,
    statement: Statement,
    number: int,
    by: User,
    *,
    corrects: ProgressUpdate | None = None,
    correction_reason: str = "",
    cites: Sequence[Return] = (),
) -> ProgressUpdate:
    _check_when(item, statement, by, is_correction=corrects is not None)
    check_may_attach(statement.files, side=statement.side, by=by, corrects=corrects, cites=cites)
    update = ProgressUpdate.objects.create(
        item=item,
        number=number,
        side=statement.side,
        status=statement.status,
        as_at=statement.as_at,
        corrects=corrects,
        correction_reason=correction_reason,
        waiver_reason=statement.waiver_reason,
        on_behalf_source=statement.on_behalf_source,
        standing=statement.standing,
        **recorded(by),
    )
    ProgressBody.objects.bulk_create(ProgressBody(update=update, body=body) for body in statement.bodies)
    for words in statement.words:
        if words.text:
            _write_text(update, words, 1, by)
    Evidence.objects.bulk_create(
        _evidence(update, place, proof) for place, proof in enumerate(statement.evidence, start=1)
    )
    # The rules that look at the whole statement speak here, so that their refusal belongs to this call.
    transaction.get_connection().check_constraints()
    return update


def _unchanged_as_before(statement: Statement, update: ProgressUpdate) -> Statement:
    """What a correction leaves as it was keeps its origin, its standing and its other languages."""
    said = {(row.part, row.language, row.text): row for row in update.texts.order_by("revision")}
    words = [
        replace(each, origin=before.origin, standing=before.standing)
        if (before := said.get((each.part, each.language, each.text)))
        else each
        for each in statement.words
    ]
    rows = list(update.evidence.select_related("file"))
    return replace(
        statement, words=words, evidence=[_proof_as_before(proof, rows) for proof in statement.evidence]
    )


def _proof_as_before(proof: Proof, rows: Sequence[Evidence]) -> Proof:
    for row in rows:
        titles = {code: getattr(row, f"title_{column_suffix(code)}") for code in LANGUAGES}
        publishers = {code: getattr(row, f"publisher_{column_suffix(code)}") for code in LANGUAGES}
        same_words = {*proof.titles.values()} <= {*titles.values()} and {*proof.publishers.values()} <= {
            *publishers.values()
        }
        if same_words and (proof.date, proof.url) == (row.date, row.url):
            return Proof(titles, publishers, row.date, row.precision, row.url, proof.file)
    return proof


def _check_when(item: ActionItem, statement: Statement, by: User, *, is_correction: bool) -> None:
    """All that is wrong at once, by field, so that nobody mends one thing to be told of the next."""
    plan = item.workplan
    permissions.check_plan_is_adopted(plan)
    # Held until the statement is in: what is asked of the position now must be true when it is written.
    position = ItemPosition.objects.select_for_update()
    now = position.values_list("status", flat=True).get(item=item)
    if is_correction and now in FINAL and statement.status != now:
        check(by, Right.LEAVE_FINAL, committee_id=plan.committee_id)
    wrong: dict[str, list[Any]] = {}
    questions: tuple[tuple[Callable[..., None], tuple[Any, ...], dict[str, Any]], ...] = (
        (permissions.check_day, (plan, statement.as_at), {"today": clock.today()}),
        (permissions.check_status, (item, statement.status), {"now": now, "is_correction": is_correction}),
        (permissions.check_reason, (statement.status, statement.has(TextPart.REASON)), {}),
        (
            permissions.check_evidence,
            (statement.status, bool(statement.evidence), statement.waiver_reason),
            {},
        ),
        (_check_says_something, (statement,), {}),
    )
    for question, args, kwargs in questions:
        try:
            question(*args, **kwargs)
        except ValidationError as refused:
            for name, sentences in refused.error_dict.items():
                wrong.setdefault(name, []).extend(sentences)
    if wrong:
        raise ValidationError(wrong)


def _check_says_something(statement: Statement) -> None:
    if not statement.has(TextPart.NARRATIVE):
        raise ValidationError({"narrative": _("Say in at least one language how far the work is.")})
    if not statement.bodies:
        raise ValidationError({"bodies": _("Name at least one body this speaks for.")})


def _write_text(update: ProgressUpdate, words: Words, revision: int, by: User) -> ProgressText:
    return ProgressText.objects.create(
        update=update,
        part=words.part,
        language=words.language,
        revision=revision,
        text=words.text,
        origin=words.origin,
        standing=words.standing,
        **recorded(by),
    )


def _evidence(update: ProgressUpdate, number: int, proof: Proof) -> Evidence:
    columns = {f"title_{code.replace('-', '_')}": text for code, text in proof.titles.items()}
    columns |= {f"publisher_{code.replace('-', '_')}": text for code, text in proof.publishers.items()}
    return Evidence(
        update=update,
        number=number,
        date=proof.date,
        precision=proof.precision,
        url=proof.url,
        file=proof.file,
        **columns,
    )


def _write_event(
    milestone: Milestone,
    kind: str,
    side: Side,
    on: date,
    precision: str,
    number: int,
    by: User,
    reasons: Mapping[str, str],
    standing: str,
) -> MilestoneEvent:
    permissions.check_may_move_milestones(by, milestone.item, side.pk)
    permissions.check_plan_is_adopted(milestone.item.workplan)
    return MilestoneEvent.objects.create(
        milestone=milestone,
        number=number,
        kind=kind,
        on=on,
        precision=precision,
        side=side,
        standing=standing,
        **{f"reason_{code.replace('-', '_')}": text for code, text in reasons.items()},
        **recorded(by),
    )
