"""Loading: row by row in the order of the file, every refusal collected, and nothing kept unless all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from committees.models import Body
from committees.refusals import refusal_of
from workplan.models import Workplan

from .comparing import Change, FieldChange, Outcome, Reading, Refused, differences, missing_fields, read_row
from .finding import on_disk, shown
from .gone import gone_rows, remove
from .on_file import OnFile, Words, in_words
from .problems import Problem, Unfit, follows_from
from .reading import FixtureRow, Given, rows_of, text_of
from .registry import MODELS, fields_of, why_not_loaded

# The database judges histories when it is asked to; in portions, so that no single answer takes long.
PORTION = 1000


@dataclass
class Loading:
    """What was done, or would be."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> Counter[Outcome]:
        return Counter(change.outcome for change in self.changes)


def load(paths: Sequence[Path], *, dry_run: bool = False, remove_gone: bool = False) -> Loading:
    """Load files as `load_given` does; what the database refuses between rows is a problem of each file."""
    try:
        return load_given([on_disk(path) for path in paths], dry_run=dry_run, remove_gone=remove_gone)
    except DatabaseError as error:  # between rows: somebody holds a plan, or another load takes its time
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return Loading(problems=[Problem(shown(path), 0, "", str(refusal.sentence)) for path in paths])


def load_given(
    files: Sequence[Given],
    *,
    dry_run: bool = False,
    remove_gone: bool = False,
    within: Collection[str] | None = None,
) -> Loading:
    """Load fixtures in one transaction; a dry run and any problem leave the database as it was.

    The caller says who answers for it (``acting_as``). Rows of committees other than ``within`` are as if they
    were not there; None knows all.
    """
    with transaction.atomic():
        _wait_for_other_loads()
        load_of = _Load(within)
        for given in files:
            load_of.take_file(given)
        load_of.take_gone(remove_gone=remove_gone)
        load_of.settle()
        if dry_run or load_of.result.problems:
            transaction.set_rollback(True)
        return load_of.result


def _wait_for_other_loads() -> None:
    """Two loads at once are one after the other, so that the second finds what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('loading fixtures'))")


class _Load:
    def __init__(self, within: Collection[str] | None = None) -> None:
        self.result = Loading()
        self.on_file = OnFile(lock_plans=True, within=within)
        self.refused = Refused()
        self.lines: dict[tuple[type[Model], Words], str] = {}
        self.plans: list[Reading] = []
        self.unsettled = 0

    def take_file(self, given: Given) -> None:
        try:
            rows = rows_of(text_of(given), given.name)
        except Unfit as unfit:
            self.result.problems.append(Problem(given.name, 0, "", str(unfit)))
            return
        problems: list[Problem] = []
        for row in rows:
            self._take_row(row)
            problems += row.problems
        self.result.problems += sorted(problems, key=lambda problem: problem.line)

    def _take_row(self, row: FixtureRow) -> None:
        model = MODELS.get(row.model.lower())
        if model is None:
            if row.model:
                row.blame(row.line, why_not_loaded(row.model))
            return
        reading = read_row(row, model, self.on_file, self.refused)
        if reading.words:
            self._only_once(reading)
        if not row.problems:
            self._compare_and_write(reading)
        if model is Workplan and not row.problems:
            self.plans.append(reading)
        if row.problems and reading.words:
            self.refused.add(model, reading.words, row.line)

    def _only_once(self, reading: Reading) -> None:
        here = (reading.model, reading.words)
        if first := self.lines.get(here):
            told = {"place": first}
            reading.row.blame(
                reading.row.line, _("The same row was given already: %(place)s.") % told, reading.about
            )
            return
        told = {"file": reading.row.file, "line": str(reading.row.line)}
        self.lines[here] = _("%(file)s line %(line)s") % told

    def _compare_and_write(self, reading: Reading) -> None:
        found = self.on_file.find(reading.model, reading.words)
        if found is None:
            self._create(reading)
            return
        changed = differences(reading, found, self.on_file)
        if changed:
            self._change(reading, found, changed)
        else:
            self._note(Outcome.SAME, reading)

    def _create(self, reading: Reading) -> None:
        row, missing = reading.row, list(missing_fields(reading))
        for name in missing:
            row.blame(row.line, _("“%(field)s” is missing.") % {"field": name}, reading.about)
        if missing:
            return
        columns = fields_of(reading.model)
        new = reading.model(**{columns[name].attname: value for name, value in reading.values.items()})
        if self._written(reading, new.save):
            self.on_file.add(new)
            self._note(Outcome.CREATE, reading)

    def _change(self, reading: Reading, found: Model, changed: tuple[FieldChange, ...]) -> None:
        columns = fields_of(reading.model)
        before = {name: getattr(found, columns[name].attname) for name in reading.row.fields}
        for name in reading.row.fields:
            setattr(found, columns[name].attname, reading.values[name])
        if self._turns_in_a_ring(reading, found) or not self._written(reading, found.save, changed):
            for name, value in before.items():
                setattr(found, columns[name].attname, value)
        else:
            self._note(Outcome.CHANGE, reading, changed)

    def _turns_in_a_ring(self, reading: Reading, found: Model) -> bool:
        """A body may not be a part of its own part, however far down."""
        if not isinstance(found, Body):
            return False
        bodies = self.on_file.rows(Body).values()
        parents = {body.pk: body.parent_id for body in bodies if isinstance(body, Body)}
        above, seen = found.parent_id, {found.pk}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above != found.pk:
            return False
        line = reading.row.fields["parent"].line if "parent" in reading.row.fields else reading.row.line
        reading.row.blame(
            line, _("The body would be a part of one of its own parts."), f"{reading.about}, parent"
        )
        return True

    def _written(
        self, reading: Reading, write: Callable[[], Any], changed: tuple[FieldChange, ...] = ()
    ) -> bool:
        told = refused_by_database(write)
        if told is None:
            self.unsettled += 1
            if self.unsettled >= PORTION:
                self.settle()
            return True
        # A row under a refused one is measured against words that were not taken.
        lines = [self.refused.line_of(*parent) for parent in reading.parents]
        line, about = reading.row.line, reading.about
        if any(lines):
            told = follows_from(max(lines))
        elif len(changed) == 1:
            line, about = reading.row.fields[changed[0].name].line, f"{about}, {changed[0].name}"
        reading.row.blame(line, told, about)
        return False

    def _note(self, outcome: Outcome, reading: Reading, changed: tuple[FieldChange, ...] = ()) -> None:
        row, model = reading.row, reading.model
        name = in_words(model, reading.words)
        self.result.changes.append(
            Change(outcome, row.file, row.line, model._meta.label_lower, name, changed)
        )

    def settle(self) -> None:
        """Let the rules that wait for the end of a transaction speak now."""
        self.unsettled = 0
        told = refused_by_database(connection.check_constraints)
        if told:
            last = self.result.changes[-1] if self.result.changes else None
            self.result.problems.append(Problem(last.file if last else "", 0, "", told))

    def take_gone(self, *, remove_gone: bool) -> None:
        """Rows of a plan that its fixture no longer holds: told, and removed from a draft when asked to."""
        for plan in self.plans:
            for model, words, row in list(gone_rows(plan.words, self.on_file, self.lines)):
                label, name = model._meta.label_lower, in_words(model, words)
                told = refused_by_database(partial(remove, row)) if remove_gone else None
                if told:
                    self.result.problems.append(
                        Problem(plan.row.file, plan.row.line, f"{label} {name}", told)
                    )
                else:
                    outcome = Outcome.REMOVE if remove_gone else Outcome.GONE
                    self.result.changes.append(Change(outcome, plan.row.file, plan.row.line, label, name))


def refused_by_database(write: Callable[[], Any]) -> str | None:
    """Write within a savepoint; the sentence when the database refuses, and nothing when it does not."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal:
            return str(refusal.sentence)
        if isinstance(error, IntegrityError | DataError):
            return _("The database refuses this: %(told)s") % {"told": str(error).splitlines()[0]}
        raise
    return None
