"""From a YAML text to rows that know their lines. No database, and nothing in the file is ever executed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import yaml
from django.utils.translation import gettext as _

from .problems import Problem, Unfit

LARGEST_FILE = 8 * 1024 * 1024
MOST_ROWS = 20_000
# libyaml's scanner where the wheel has it: about twelve times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Kind(Enum):
    """What YAML takes a value for, before anybody asks which field it is for."""

    TEXT = "str"
    WHOLE = "int"
    DECIMAL = "float"
    SWITCH = "bool"
    DAY = "timestamp"
    NOTHING = "null"
    LIST = "seq"
    MAPPING = "map"


@dataclass(frozen=True)
class Given:
    """A fixture as it was handed in: what its sender calls it, and its bytes."""

    name: str
    raw: bytes


_KINDS = {f"tag:yaml.org,2002:{kind.value}": kind for kind in Kind}


@dataclass(frozen=True)
class Written:
    """A value as it stands in the file."""

    line: int
    kind: Kind
    text: str = ""
    parts: tuple[Written, ...] = ()


@dataclass
class FixtureRow:
    file: str
    line: int
    model: str = ""
    fields: dict[str, Written] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, line: int, sentence: str, about: str = "") -> None:
        self.problems.append(Problem(self.file, line, about or self.model, sentence))


class _UnfitAt(Unfit):
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


def text_of(given: Given) -> str:
    """The file's text; ``Unfit`` when it is too large or no text."""
    if len(given.raw) > LARGEST_FILE:
        raise Unfit(
            _("The file is larger than %(size)d MiB. Divide it.") % {"size": LARGEST_FILE // 1024 // 1024}
        )
    try:
        return given.raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Unfit(_("The file is not a text in UTF-8.")) from None


def rows_of(text: str, file: str) -> list[FixtureRow]:
    """Every row of the file, with what is wrong with its form; a file that is no list of rows is one faulty row."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        return [_faulty(file, mark.line + 1 if mark else 0, _not_yaml(fault.problem or ""))]
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        return [_faulty(file, 0, _not_yaml(str(getattr(fault, "reason", ""))))]
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        return [_faulty(file, 1, _("A fixture is a list of rows, each with a model and fields."))]
    if len(root.value) > MOST_ROWS:
        sentence = _("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS}
        return [_faulty(file, root.value[MOST_ROWS].start_mark.line + 1, sentence)]
    seen: set[int] = set()
    return [_row(node, file, seen) for node in root.value]


def _not_yaml(told: str) -> str:
    return _("This is not YAML as it should be (%(told)s).") % {"told": told}


def _faulty(file: str, line: int, sentence: str) -> FixtureRow:
    row = FixtureRow(file, line)
    row.blame(line, sentence)
    return row


def _row(node: yaml.Node, file: str, seen: set[int]) -> FixtureRow:
    row = FixtureRow(file, node.start_mark.line + 1)
    try:
        entries = dict(_entries(node, seen, row))
        model = entries.pop("model", None)
        if model is not None:
            _check(model, seen)
        row.model = _scalar_text(model)
        fields = entries.pop("fields", None)
        if isinstance(fields, yaml.MappingNode):
            _read_fields(row, fields, seen)
        elif fields is not None or row.model:
            row.blame(row.line, _("The row has no fields."))
    except _UnfitAt as fault:
        row.blame(fault.line or row.line, str(fault))
        return row
    if not row.model:
        row.blame(row.line, _("The row does not say which model it is of."))
    for name, value in entries.items():
        row.blame(value.start_mark.line + 1, _needless(name))
    return row


def _read_fields(row: FixtureRow, fields: yaml.MappingNode, seen: set[int]) -> None:
    for name, value in _entries(fields, seen, row):
        try:
            row.fields[name] = _written(value, seen)
        except _UnfitAt as fault:
            row.unread.add(name)
            row.blame(fault.line or row.line, str(fault), f"{row.model}, {name}")


def _needless(name: str) -> str:
    if name == "pk":
        return _("A row is named by its natural key: leave out the pk, which could overwrite another row.")
    return _("A row has a model and fields, but no “%(name)s”.") % {"name": name}


def _entries(node: yaml.Node, seen: set[int], row: FixtureRow) -> Iterator[tuple[str, yaml.Node]]:
    """The entries of a mapping; a key that comes twice is blamed and its first value kept."""
    _check(node, seen)
    if not isinstance(node, yaml.MappingNode):
        raise _UnfitAt(_line(node), _("A row has a model and fields."))
    names: dict[str, int] = {}
    for key, value in node.value:
        _check(key, seen)
        name, line = _scalar_text(key), key.start_mark.line + 1
        if name in names:
            told = {"name": name, "line": names[name]}
            row.blame(line, _("“%(name)s” stands on line %(line)d already.") % told)
            continue
        names[name] = line
        yield name, value


def _scalar_text(node: yaml.Node | None) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _check(node: yaml.Node, seen: set[int]) -> None:
    # An alias is the same node met again, and knows only the line of its anchor. Refused, it multiplies nothing.
    if id(node) in seen:
        raise _UnfitAt(0, _("An anchor is used again by an alias: write the value out in each place."))
    seen.add(id(node))
    if node.tag not in _KINDS:
        raise _UnfitAt(_line(node), _("“%(tag)s” is a tag; a fixture has none.") % {"tag": node.tag})


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _written(node: yaml.Node, seen: set[int]) -> Written:
    _check(node, seen)
    line, kind = node.start_mark.line + 1, _KINDS[node.tag]
    if isinstance(node, yaml.SequenceNode):
        return Written(line, kind, parts=tuple(_written(part, seen) for part in node.value))
    if isinstance(node, yaml.MappingNode):
        return Written(line, Kind.MAPPING)
    return Written(line, kind, text=node.value)
