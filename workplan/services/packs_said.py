"""What the rows of a pack say, put beside what is stored: which cells change, and what is to be done with a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committees.keeping import clock
from workplan.choices import Language, MilestoneEventKind, ReturnState
from workplan.models import Indicator, Milestone, Return
from workplan.packs import (
    EVIDENCE,
    TEXTS,
    Key,
    cells_of_milestone,
    cells_of_reading,
    cells_of_return,
    day_of,
    key_in,
    touched_in,
    with_what_they_say,
)
from workplan.services.contributions import Contribution, OfferedProof, ProposedStep, Reading, said_in
from workplan.workbooks.csv_files import LOST, is_left_of
from workplan.workbooks.layout import Answer, SheetCode, open_columns
from workplan.workbooks.reading import Place, ReadPack, ReadRow, Remark


class Outcome(StrEnum):
    """What becomes of a return when the pack is applied."""

    SUBMIT = "submit"
    NIL = "nil"
    SAVE = "save"
    SAME = "same"


@dataclass(frozen=True)
class CellSaid:
    """An open cell that says something else than what is stored; ``part`` is the milestone or the indicator."""

    sheet: SheetCode
    part: int
    column: str
    old: str
    new: str
    place: Place

    @property
    def told(self) -> list[Any]:
        return [
            self.sheet.value,
            self.part,
            self.column,
            self.old,
            self.new,
            self.place.sheet[:100],
            self.place.cell,
        ]


@dataclass
class RowSaid:
    """A return, and what its rows in the pack say of it."""

    contribution: Return
    outcome: Outcome
    is_stale: bool
    cells: list[CellSaid]
    said: Contribution
    where: Place
    places: Mapping[str, Place]

    @property
    def reference(self) -> str:
        return self.contribution.item.reference

    @property
    def told(self) -> dict[str, Any]:
        return {
            "return": self.contribution.pk,
            "reference": self.reference,
            "outcome": self.outcome.value,
            "state": self.contribution.state,
            "version": self.contribution.version,
            "stale": self.is_stale,
            "cells": [cell.told for cell in self.cells],
        }


@dataclass
class _Group:
    """All rows of one return; only those that somebody touched say anything."""

    contribution: Return
    rows: list[tuple[Key, ReadRow]] = field(default_factory=list)

    @property
    def touched(self) -> list[tuple[Key, ReadRow]]:
        return [(key, row) for key, row in self.rows if touched_in(key, row.values)]

    @property
    def own_row(self) -> ReadRow | None:
        return next((row for _key, row in self.rows if row.sheet == SheetCode.RETURNS), None)


def rows_said(read: ReadPack, own: QuerySet[Return]) -> tuple[list[RowSaid], list[Remark]]:
    """A row of each return that the pack names, in the order of the plan; and what is wrong with it."""
    known = {row.pk: row for row in with_what_they_say(own)}
    groups, problems = _grouped(read, known)
    milestones = Milestone.objects.in_bulk(_parts(groups, SheetCode.MILESTONES))
    indicators = Indicator.objects.in_bulk(_parts(groups, SheetCode.INDICATORS))
    rows = []
    for pk in known:
        if pk in groups:
            saying = _Saying(groups[pk], milestones, indicators, read)
            rows.append(saying.row())
            problems += saying.problems
    return rows, problems


def _grouped(read: ReadPack, known: Mapping[int, Return]) -> tuple[dict[int, _Group], list[Remark]]:
    groups: dict[int, _Group] = {}
    there: dict[tuple[SheetCode, int, int], Place] = {}
    problems = []
    for row in read.rows:
        key = key_in(row.sheet, row.key)
        if key is None or key.contribution not in known:
            # The same sentence for a row of another body and for a key that nobody made: no more is told.
            problems.append(Remark(row.place, _("This key is of no return of this body in this round.")))
            continue
        earlier = there.setdefault((row.sheet, key.contribution, key.part), row.place)
        if earlier is not row.place:
            problems.append(
                Remark(
                    row.place,
                    _("This row stands in cell %(cell)s already; keep one.") % {"cell": earlier.cell},
                )
            )
            continue
        groups.setdefault(key.contribution, _Group(known[key.contribution])).rows.append((key, row))
    return groups, problems


def _parts(groups: Mapping[int, _Group], sheet: SheetCode) -> set[int]:
    return {key.part for group in groups.values() for key, row in group.touched if row.sheet == sheet}


class _Saying:
    """One return: stored, overlaid with the cells that were touched; the others stay as they stand now."""

    def __init__(
        self,
        group: _Group,
        milestones: Mapping[int, Milestone],
        indicators: Mapping[int, Indicator],
        read: ReadPack,
    ) -> None:
        self.group, self.held = group, group.contribution
        self.language, self.loses_letters = Language(read.language or "en"), read.loses_letters
        self.milestones, self.indicators = milestones, indicators
        self.cells: list[CellSaid] = []
        self.problems: list[Remark] = []
        self.said = said_in(self.held) if group.touched else Contribution()

    def row(self) -> RowSaid:
        for key, row in self.group.touched:
            self._overlay(key, row)
        answer = self.group.own_row.values.get("answer", "") if self.group.own_row else ""
        outcome = outcome_of(ReturnState(self.held.state), answer, changed=bool(self.cells))
        if not self.group.touched:
            outcome = Outcome.SAME
        first = self.group.own_row or self.group.rows[0][1]
        versions = {key.version for key, _row in self.group.touched}
        return RowSaid(
            contribution=self.held,
            outcome=outcome,
            is_stale=outcome != Outcome.SAME and versions != {self.held.version},
            cells=self.cells if outcome != Outcome.SAME else [],
            said=self.said,
            where=first.place,
            places=first.places if first is self.group.own_row else {},
        )

    def _overlay(self, key: Key, row: ReadRow) -> None:
        stored = self._stored(key, row.sheet)
        touched = touched_in(key, row.values)
        now = stored | {name: said for name, said in row.values.items() if name in touched}
        if self.loses_letters:
            now |= {name: text for name, text in stored.items() if is_left_of(text, now[name])}
        changed = [
            CellSaid(
                row.sheet,
                key.part,
                column.name,
                stored[column.name],
                now[column.name],
                row.places[column.name],
            )
            for column in open_columns(row.sheet)
            if column.name in row.values
            and column.name != "answer"
            and stored[column.name] != now[column.name]
        ]
        for cell in changed:
            if self.loses_letters and LOST.search(cell.new):
                lost = _(
                    "The file could not hold some characters; “?” stands in their place. Save it as “CSV UTF-8”."
                )
                self._problem(row, cell.column, lost)
        if changed:
            self.cells += changed
            {
                SheetCode.RETURNS: self._say,
                SheetCode.MILESTONES: self._step,
                SheetCode.INDICATORS: self._reading,
            }[row.sheet](key, row, now, {cell.column for cell in changed})

    def _stored(self, key: Key, sheet: SheetCode) -> dict[str, str]:
        if sheet == SheetCode.RETURNS:
            return cells_of_return(self.held)
        if sheet == SheetCode.MILESTONES:
            rows = self.held.milestones.all()
            return cells_of_milestone(next((row for row in rows if row.milestone_id == key.part), None))
        readings = self.held.readings.all()
        return cells_of_reading(next((row for row in readings if row.indicator_id == key.part), None))

    def _say(self, _key: Key, row: ReadRow, now: Mapping[str, str], changed: set[str]) -> None:
        texts = {name: now[name] if name in changed else self.said.texts.get(name, "") for name in TEXTS}
        self.said = replace(
            self.said,
            status=now["status"],
            as_at=date.fromisoformat(now["as_at"]) if now["as_at"] else None,
            texts=texts,
            evidence=self._evidence(row, now, changed),
        )

    def _evidence(self, row: ReadRow, now: Mapping[str, str], changed: set[str]) -> list[OfferedProof]:
        """The pack shows the first piece; others, and a file that was attached, stay."""
        first, others = next(iter(self.said.evidence), None), list(self.said.evidence[1:])
        if not changed & set(EVIDENCE):
            return list(self.said.evidence)
        if not any(now[name] for name in EVIDENCE):
            return others
        self._needs(row, now, "title_1", _("Evidence needs a title."))
        self._needs(row, now, "publisher_1", _("Evidence needs its publisher."))
        piece = first or OfferedProof("", "", self.language)
        on = date.fromisoformat(now["date_1"]) if now["date_1"] else None
        said = replace(piece, title=now["title_1"], publisher=now["publisher_1"], date=on, url=now["url_1"])
        return [said, *others]

    def _step(self, key: Key, row: ReadRow, now: Mapping[str, str], changed: set[str]) -> None:
        others = [step for step in self.said.milestones if step.milestone.pk != key.part]
        earlier = next((step for step in self.said.milestones if step.milestone.pk == key.part), None)
        if any(now.values()) and self._step_is_whole(row, now):
            on, precision = day_of(now["on"])
            language = earlier.language if earlier and "reason" not in changed else self.language
            others.append(
                ProposedStep(self.milestones[key.part], now["kind"], on, precision, now["reason"], language)
            )
        self.said = replace(self.said, milestones=others)

    def _step_is_whole(self, row: ReadRow, now: Mapping[str, str]) -> bool:
        before = len(self.problems)
        self._needs(row, now, "kind", _("Choose what happened to the milestone."))
        self._needs(row, now, "on", _("Give the day it was reached, or its new date."))
        if now["kind"] == MilestoneEventKind.MOVED:
            self._needs(row, now, "reason", _("Say why the date moves."))
        elif now["on"] and day_of(now["on"])[0] > clock.today():
            self._problem(row, "on", _("A milestone is reached on a day that has come."))
        return len(self.problems) == before and all(now[name] for name in ("kind", "on"))

    def _reading(self, key: Key, row: ReadRow, now: Mapping[str, str], _changed: set[str]) -> None:
        others = [reading for reading in self.said.readings if reading.indicator.pk != key.part]
        if any(now.values()):
            before = len(self.problems)
            self._needs(row, now, "value", _("Give the reading."))
            self._needs(row, now, "on", _("Say on which day it was read."))
            if len(self.problems) == before and now["value"] and now["on"]:
                value, on = Decimal(now["value"]), date.fromisoformat(now["on"])
                others.append(Reading(self.indicators[key.part], value, on))
        self.said = replace(self.said, readings=others)

    def _needs(self, row: ReadRow, now: Mapping[str, str], name: str, sentence: str) -> None:
        # A cell that could not be read has its sentence already.
        if not now[name] and name in row.values:
            self._problem(row, name, sentence)

    def _problem(self, row: ReadRow, name: str, sentence: str) -> None:
        self.problems.append(Remark(row.places[name], sentence))


def outcome_of(state: ReturnState, answer: str, *, changed: bool) -> Outcome:
    """What was answered so already, with the same text, is not answered again."""
    if answer == Answer.SUBMIT:
        there = state in (ReturnState.SUBMITTED, ReturnState.ACCEPTED) and not changed
        return Outcome.SAME if there else Outcome.SUBMIT
    if answer == Answer.NIL:
        return Outcome.SAME if state == ReturnState.NIL and not changed else Outcome.NIL
    return Outcome.SAVE if changed else Outcome.SAME
