"""Fixtures that an administrator sends: compared when they come, loaded if that does just what was shown."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from committees.keeping import once
from committees.keeping.trilingual import reader_language
from committees.models import User
from committees.permissions import check
from committees.roles import Right
from workplan.access import committees_to_load_for
from workplan.choices import FixtureStepKind
from workplan.fixture_files import Given, Loading, load_given
from workplan.fixture_files.comparing import Change, Outcome
from workplan.models import FixtureFile, FixtureLoad, FixtureStep
from workplan.services.recording import recorded

# Beyond this many problems only their number is kept: nobody mends a file from so long a list.
MOST_TOLD = 2_000
LONGEST_WORDS = 1_000
# Characters that JSON can say and PostgreSQL's cannot keep.
NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


@transaction.atomic
def compare_fixtures(
    *, files: Sequence[Given], remove_gone: bool = False, by: User, once_key: uuid.UUID
) -> FixtureLoad:
    """Keep what was sent, beside what loading it would change; nothing else is written.

    Raises ``Refused`` and ``AlreadyAnswered`` (the same form again).
    """
    check(by, Right.LOAD_FIXTURES)
    claimed = once.claim(once_key, by=by)
    sent = FixtureLoad.objects.create(
        committees=sorted(committees_to_load_for(by)), remove_gone=remove_gone, **recorded(by)
    )
    for number, given in enumerate(files, start=1):
        digest = hashlib.sha256(given.raw).hexdigest()
        FixtureFile.objects.create(load=sent, number=number, name=given.name, raw=given.raw, sha256=digest)
    _add_step(sent, FixtureStepKind.COMPARED, _load(sent, dry_run=True), by)
    once.answer(claimed, sent.get_absolute_url())
    return sent


@transaction.atomic
def load_compared(*, sent: FixtureLoad, seen: int, by: User) -> FixtureStep:
    """Load what was sent if loading does exactly what step ``seen`` says; the newest step says what became of it.

    Where it would do anything else nothing is loaded, and the newest step says what it would do now. Loading again
    changes nothing.
    """
    check(by, Right.LOAD_FIXTURES)
    sent = FixtureLoad.objects.select_for_update().get(pk=sent.pk)
    newest = sent.steps.order_by("-number")[0]
    if newest.number != seen or not newest.can_be_loaded:
        return newest
    with transaction.atomic():
        loading = _load(sent)
        as_shown = details_of(loading) == newest.details
        if not as_shown:
            transaction.set_rollback(True)  # of this inner part: what differs is shown instead
    kind = FixtureStepKind.LOADED if as_shown else FixtureStepKind.COMPARED
    return _add_step(sent, kind, loading, by)


def _load(sent: FixtureLoad, *, dry_run: bool = False) -> Loading:
    files = [Given(file.name, bytes(file.raw)) for file in sent.files.order_by("number")]
    return load_given(files, dry_run=dry_run, remove_gone=sent.remove_gone, within=sent.committees)


def _add_step(sent: FixtureLoad, kind: FixtureStepKind, loading: Loading, by: User) -> FixtureStep:
    return FixtureStep.objects.create(
        load=sent,
        number=sent.steps.count() + 1,
        kind=kind,
        language=reader_language(),
        totals=_totals(loading),
        details=details_of(loading),
        **recorded(by),
    )


def _totals(loading: Loading) -> dict[str, int]:
    counts = loading.counts()
    return {**{outcome.value: counts[outcome] for outcome in Outcome}, "problems": len(loading.problems)}


def details_of(loading: Loading) -> dict[str, Any]:
    """What a loading does, as it is kept: counts by model, every row but those that stay the same, every problem."""
    counts: dict[str, Counter[str]] = {}
    for change in loading.changes:
        counts.setdefault(change.model, Counter())[change.outcome.value] += 1
    return {
        "counts": {model: dict(found) for model, found in counts.items()},
        "changes": [_kept_change(change) for change in loading.changes if change.outcome != Outcome.SAME],
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "about": _kept(problem.about),
                "sentence": _kept(problem.sentence),
            }
            for problem in loading.problems[:MOST_TOLD]
        ],
    }


def _kept_change(change: Change) -> dict[str, Any]:
    return {
        "outcome": change.outcome.value,
        "file": change.file,
        "line": change.line,
        "model": change.model,
        "name": change.name,
        "fields": [[field.name, field.old, field.new] for field in change.fields],
    }


def _kept(text: str) -> str:
    short = text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"
    return NOT_KEPT.sub("\ufffd", short)
