"""What a body hands in and what its office makes of it: every write into a return."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from committees.keeping import clock
from committees.models import User
from workplan import permissions, round_permissions
from workplan.access import visible_files
from workplan.choices import (
    ACTS_OF_READING,
    ACTS_WITH_A_REASON,
    ANSWERED,
    RETURN_STEPS,
    MilestoneEventKind,
    ReturnAct,
    ReturnState,
    TextPart,
)
from workplan.models import (
    ActionItem,
    CitedReturn,
    EvidenceFile,
    ProgressUpdate,
    Return,
    ReturnDraft,
    ReturnEvent,
)
from workplan.services import progress
from workplan.services.contributions import Contribution, ProposedStep, Signature, said_in, write
from workplan.services.recording import recorded
from workplan.services.rounds import hold


@transaction.atomic
def save_return(*, contribution: Return, said: Contribution, expected_version: int, by: User) -> Return:
    """Keep ``said`` where the body's colleagues and its office see it; nothing is handed in yet."""
    round_permissions.check_may_hand_in(by, contribution)
    held = _held(contribution, expected_version)
    _check_may_write(held)
    _check_files([proof.file for proof in said.evidence], by)
    if write(held, said):
        if held.state == ReturnState.EXPECTED:
            _step(held, ReturnAct.BEGIN, by)
        else:
            held.save()
    forget_draft(contribution=held, by=by)
    return held


@transaction.atomic
def submit_return(
    *,
    contribution: Return,
    said: Contribution,
    signature: Signature,
    expected_version: int,
    by: User,
) -> Return:
    """Hand in ``said``; it is frozen then. Raises ``Refused``, ``ValidationError`` by field; 40001 when stale."""
    round_permissions.check_may_hand_in(by, contribution)
    held = _held(contribution, expected_version)
    _check_may_write(held)
    round_permissions.check_step(held, ReturnAct.SUBMIT)
    _check_signature(held, signature, by)
    _check_files([proof.file for proof in said.evidence], by)
    _check_whole(held, said)
    write(held, said)
    _step(held, ReturnAct.SUBMIT, by, signature=signature)
    forget_draft(contribution=held, by=by)
    return held


@transaction.atomic
def answer_nil(
    *,
    contribution: Return,
    signature: Signature,
    expected_version: int,
    by: User,
    said: Contribution | None = None,
) -> Return:
    """ "Nothing to report": an answer, signed and dated. ``said`` is what a form says that was emptied for it."""
    round_permissions.check_may_hand_in(by, contribution)
    held = _held(contribution, expected_version)
    _check_may_write(held)
    round_permissions.check_step(held, ReturnAct.NIL)
    _check_signature(held, signature, by)
    if parts := (said_in(held) if said is None else said).parts:
        raise ValidationError(
            _("This return says something: %(parts)s. Submit it, or empty these first."),
            params={"parts": pgettext("between names", ", ").join(str(part.label) for part in parts)},
        )
    if said is not None:
        write(held, said)
    _step(held, ReturnAct.NIL, by, signature=signature)
    forget_draft(contribution=held, by=by)
    return held


@transaction.atomic
def take_step(
    *, contribution: Return, act: ReturnAct, expected_version: int, by: User, reason: str = ""
) -> Return:
    """Recall, mark received, send back, accept or waive."""
    round_permissions.check_may_act(by, contribution, act)
    held = _held(contribution, expected_version)
    if act not in ACTS_OF_READING:
        round_permissions.check_is_open(held.round)
    round_permissions.check_step(held, act)
    if act in ACTS_WITH_A_REASON and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if act in (ReturnAct.RECALL, ReturnAct.SEND_BACK):
        round_permissions.check_takes_returns(held.round, now=clock.now())
    _step(held, act, by, reason=reason)
    return held


@transaction.atomic
def consolidate(
    *,
    item: ActionItem,
    returns: Sequence[Return],
    statement: progress.Statement,
    steps: Sequence[ProposedStep] = (),
    expected_number: int,
    by: User,
    once_key: uuid.UUID | None = None,
    events_seen: Mapping[int, int] | None = None,
) -> ProgressUpdate:
    """Record the side's statement, citing accepted ``returns``, and the events of ``steps``. This releases it.

    ``events_seen``: how many events each milestone, by number, had when its step was looked at; if there are more
    by now the database refuses (40001). Raises like `record_statement`.
    """
    for contribution in returns:
        round_permissions.check_may_handle(by, contribution)
    update = progress.record_statement(
        item=item,
        statement=statement,
        expected_number=expected_number,
        by=by,
        once_key=once_key,
        cites=returns,
    )
    for contribution in returns:
        CitedReturn.objects.create(update=update, contribution=contribution)
    for step in steps:
        seen = (events_seen or {}).get(step.milestone.number, step.milestone.events.count())
        _record_step(step, statement, seen + 1, by)
    return update


def keep_draft(*, contribution: Return, typed: Mapping[str, Any], based_on: int, by: User) -> ReturnDraft:
    """What a person has typed so far, for this person alone."""
    round_permissions.check_may_hand_in(by, contribution)
    round_permissions.check_text_may_change(contribution)
    draft, _made = ReturnDraft.objects.update_or_create(
        contribution=contribution,
        user=by,
        defaults={"typed": dict(typed), "based_on": based_on, "kept_at": clock.now()},
    )
    return draft


def forget_draft(*, contribution: Return, by: User) -> None:
    ReturnDraft.objects.filter(contribution=contribution, user=by).delete()


def _held(contribution: Return, expected_version: int) -> Return:
    """The row as it is now, locked after its round; saved against the version its reader saw."""
    place = hold(contribution.round_id)
    held = Return.objects.select_for_update().get(pk=contribution.pk)
    held.round = place
    held.version = expected_version
    return held


def _check_may_write(held: Return) -> None:
    round_permissions.check_takes_returns(held.round, now=clock.now())
    round_permissions.check_text_may_change(held)


def _check_whole(held: Return, said: Contribution) -> None:
    """The rules of a statement, asked when the body hands in and not only when the office states it."""
    wrong: dict[str, list[Any]] = {}
    if not said.status:
        wrong["status"] = [_("Choose a status.")]
    if said.as_at is None:
        wrong["as_at"] = [_("Say which day this describes.")]
    if not said.has(TextPart.NARRATIVE):
        wrong["narrative"] = [_("Say in at least one language how far the work is.")]
    item = held.item
    questions: list[tuple[Callable[..., None], tuple[Any, ...], dict[str, Any]]] = [
        (permissions.check_status, (item, said.status), {"now": item.current.status}),
        (permissions.check_reason, (said.status, said.has(TextPart.REASON)), {}),
        (permissions.check_evidence, (said.status, bool(said.evidence), ""), {}),
    ]
    if said.as_at is not None:
        questions.append((permissions.check_day, (item.workplan, said.as_at), {"today": clock.today()}))
    for question, args, kwargs in questions:
        try:
            question(*args, **kwargs)
        except ValidationError as refused:
            for name, sentences in refused.error_dict.items():
                wrong.setdefault(name, []).extend(sentences)
    if wrong:
        raise ValidationError(wrong)


def _check_signature(held: Return, signature: Signature, by: User) -> None:
    wrong: dict[str, list[Any]] = {}
    if not signature.name.strip():
        wrong["signed_by"] = [_("Name who signs for the body.")]
    if signature.on > clock.today():
        wrong["signed_on"] = [_("A return is signed on a day that has come.")]
    if not round_permissions.speaks_as_the_body(by, held):
        if not signature.source.strip():
            wrong["source"] = [_("Name the letter or message of the body that this follows.")]
        if signature.source_file is None:
            wrong["source_file"] = [_("Attach the letter or message of the body.")]
    if wrong:
        raise ValidationError(wrong)
    _check_files([signature.source_file], by)


def _check_files(files: Sequence[EvidenceFile | None], by: User) -> None:
    """Naming a file gives it to whoever reads the return, so only what one sees oneself is named."""
    keys = {file.pk for file in files if file is not None}
    if keys and visible_files(by).filter(pk__in=keys).count() < len(keys):
        raise ValidationError({"evidence": _("A file is not yours to attach. Choose it again.")})


def _step(
    held: Return, act: ReturnAct, by: User, *, reason: str = "", signature: Signature | None = None
) -> None:
    """Keep the event, and move the return to where it leads, by the instant that the database gave the event."""
    event = ReturnEvent.objects.create(
        contribution=held,
        number=held.events.count() + 1,
        act=act,
        reason=reason,
        on_behalf=not round_permissions.speaks_as_the_body(by, held) and signature is not None,
        **_signed(signature),
        **recorded(by),
    )
    event.refresh_from_db(fields=["recorded_at"])
    state = RETURN_STEPS[act][ReturnState(held.state)]
    if state != held.state:
        held.since = event.recorded_at
    if act in (ReturnAct.SUBMIT, ReturnAct.NIL):
        held.answered_at = event.recorded_at
    if state not in ANSWERED:
        held.answered_at = held.received_at = None
    if act in (ReturnAct.RECEIVE, ReturnAct.ACCEPT):
        held.received_at = held.received_at or event.recorded_at
    held.state = state
    held.save()


def _signed(signature: Signature | None) -> dict[str, Any]:
    if signature is None:
        return {}
    return {
        "signed_by": signature.name,
        "signed_on": signature.on,
        "source": signature.source,
        "source_file": signature.source_file,
    }


def _record_step(step: ProposedStep, statement: progress.Statement, number: int, by: User) -> None:
    common: dict[str, Any] = {
        "milestone": step.milestone,
        "side": statement.side,
        "precision": step.precision,
        "reasons": {step.language: step.reason},
        "expected_number": number,
        "by": by,
    }
    if step.kind == MilestoneEventKind.REACHED:
        progress.reach_milestone(on=step.on, **common)
    else:
        progress.move_milestone(to=step.on, **common)
