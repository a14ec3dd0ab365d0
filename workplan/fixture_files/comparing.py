"""One row of a fixture beside the database: what names it, what it would set, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from committees.models import Body, Source

from .on_file import OnFile, Words, in_words
from .problems import Unfit, follows_from
from .reading import FixtureRow, Kind, Written
from .registry import IDENTITY, fields_of, leaves_of, nearest, target_of
from .values import clean


class Outcome(Enum):
    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    GONE = "gone"
    REMOVE = "remove"


@dataclass(frozen=True)
class FieldChange:
    name: str
    old: str
    new: str

    def __str__(self) -> str:
        told = {"field": self.name, "old": _short(self.old), "new": _short(self.new)}
        return _("%(field)s: “%(old)s” → “%(new)s”") % told


@dataclass(frozen=True)
class Change:
    """What loading does to one row."""

    outcome: Outcome
    file: str
    line: int
    model: str
    name: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def about(self) -> str:
        return f"{self.model} {self.name}"


@dataclass
class Reading:
    """A row whose values are clean, or as many of them as are."""

    row: FixtureRow
    model: type[Model]
    words: Words = ()
    values: dict[str, Any] = field(default_factory=dict)
    parents: list[tuple[type[Model], Words]] = field(default_factory=list)

    @property
    def about(self) -> str:
        return f"{self.row.model} {in_words(self.model, self.words)}" if self.words else self.row.model


class Refused:
    """Rows of the fixtures that were refused, so that whatever depends on them is told to follow."""

    def __init__(self) -> None:
        self._lines: dict[tuple[type[Model], Words], int] = {}

    def add(self, model: type[Model], words: Words, line: int) -> None:
        self._lines.setdefault((model, words), line)

    def line_of(self, model: type[Model], words: Words) -> int:
        return self._lines.get((model, words), 0)


def read_row(row: FixtureRow, model: type[Model], on_file: OnFile, refused: Refused) -> Reading:
    """Clean every field the row names; what is wrong is blamed on the row."""
    reading = Reading(row, model)
    _name(reading)
    known = fields_of(model)
    for name, written in row.fields.items():
        try:
            if name not in known:
                raise Unfit(_unknown_field(model, name))
            reading.values[name] = _value(reading, known[name], written, on_file, refused)
        except _Follows as follows:
            if follows.sentence not in (problem.sentence for problem in row.problems):
                row.blame(row.line, follows.sentence, reading.about)
        except Unfit as unfit:
            row.blame(written.line, str(unfit), f"{reading.about}, {name}")
    return reading


def _name(reading: Reading) -> None:
    """The words that name the row, as far as they can be read; they need no database."""
    found: list[str | int | date | None] = []
    for name in IDENTITY[reading.model]:
        field = fields_of(reading.model)[name]
        written = reading.row.fields.get(name)
        if name in reading.row.unread:
            return  # told already
        if written is None and not field.null:
            told = {"field": name, "key": ", ".join(IDENTITY[reading.model])}
            reading.row.blame(
                reading.row.line,
                _("“%(field)s” is missing; a row of this model is named by: %(key)s.") % told,
            )
            return
        try:
            target = target_of(field)
            if written is None:
                found.append(None)
            elif target:
                found += reference(target, written)
            else:
                found.append(clean(field, written))  # type: ignore[arg-type]
        except Unfit:
            return  # told with the field itself
    reading.words = tuple(found)
    for name in IDENTITY[reading.model]:
        reading.values.setdefault(name, None)


def reference(target: type[Model], written: Written) -> Words:
    """The words of a reference, such as ``[mhstcc, "2024-25", I-1]``."""
    leaves = leaves_of(target)
    if written.kind != Kind.LIST or len(written.parts) != len(leaves):
        told = {"key": ", ".join(leaf.name for leaf in leaves)}
        raise Unfit(_("A reference is a list that names the row: [%(key)s].") % told)
    return tuple(clean(leaf, part) for leaf, part in zip(leaves, written.parts, strict=True))  # type: ignore[misc]


class _Follows(Unfit):
    def __init__(self, line: int) -> None:
        self.sentence = follows_from(line)
        super().__init__(self.sentence)


def _value(
    reading: Reading, column: Field[Any, Any], written: Written, on_file: OnFile, refused: Refused
) -> Any:
    target = target_of(column)
    if target is None:
        value = clean(column, written)
        if column.name == "sources":
            _check_sources(value, on_file, refused)  # type: ignore[arg-type]
        return value
    if written.kind == Kind.NOTHING and column.null:
        return None
    words = reference(target, written)
    found = on_file.find(target, words)
    if found is not None:
        reading.parents.append((target, words))
        return found.pk
    if line := refused.line_of(target, words):
        raise _Follows(line)
    raise Unfit(_nothing_there(target, words, on_file))


def _check_sources(keys: list[str], on_file: OnFile, refused: Refused) -> None:
    for key in keys:
        if on_file.find(Source, (key,)) is None:
            if line := refused.line_of(Source, (key,)):
                raise _Follows(line)
            raise Unfit(_nothing_there(Source, (key,), on_file))


def _nothing_there(target: type[Model], words: Words, on_file: OnFile) -> str:
    """A reference to nothing, with the nearest name that is there."""
    names = [in_words(target, known) for known in on_file.rows(target) if _neighbours(known, words)]
    shown = in_words(target, words)
    told = {"model": target._meta.verbose_name, "words": shown, "near": nearest(shown, names)}
    if target is Body and told["near"]:
        return _("There is no body with the code “%(words)s”. Did you mean “%(near)s”?") % told
    if told["near"]:
        return (
            _("There is no %(model)s “%(words)s”, here or above in this file. Did you mean “%(near)s”?")
            % told
        )
    return _("There is no %(model)s “%(words)s”, here or above in this file.") % told


def _neighbours(known: Words, words: Words) -> bool:
    """Whether two rows belong to one plan, so that one could be meant for the other."""
    return len(words) < 3 or known[:2] == words[:2]


def _unknown_field(model: type[Model], name: str) -> str:
    if name in {field.name for field in model._meta.concrete_fields}:
        return _("This field is set by the application, not by a fixture.")
    told = {"field": name, "near": nearest(name, fields_of(model))}
    if told["near"]:
        return _("There is no field “%(field)s”. Did you mean “%(near)s”?") % told
    return _("There is no field “%(field)s”.") % told


def missing_fields(reading: Reading) -> Iterator[str]:
    """Names of fields that a new row cannot do without."""
    for name, column in fields_of(reading.model).items():
        optional = column.has_default() or column.null or column.blank
        if not optional and name not in reading.row.fields:
            yield name


def differences(reading: Reading, row: Model, on_file: OnFile) -> tuple[FieldChange, ...]:
    """The fields the fixture names whose value differs from the stored one."""
    found = []
    for name in reading.row.fields:
        column = fields_of(reading.model)[name]
        old, new = getattr(row, column.attname), reading.values[name]
        if old != new:
            found.append(FieldChange(name, _shown(column, old, on_file), _shown(column, new, on_file)))
    return tuple(found)


def _shown(column: Field[Any, Any], value: Any, on_file: OnFile) -> str:
    target = target_of(column)
    if target and value is not None:
        return in_words(target, on_file.words_of_id(target, value))
    if isinstance(column, ArrayField):
        return ", ".join(value)
    return "" if value is None else str(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
