"""The definition of a plan as a fixture: what was agreed, never how far it is or that it was adopted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model

from workplan.models import Milestone, Responsibility, Workplan

from .layout import in_brackets, quoted, scalar
from .on_file import OnFile
from .registry import fields_of, target_of

RULE = f"# {'-' * 76}"


def dump_plan(plan: Workplan) -> str:
    """The fixture of ``plan``; loaded into an empty database and dumped again it is the same to the byte."""
    on_file = OnFile()
    committee = plan.committee.slug
    head = [
        f"# The workplan of {committee} for {plan.period}.",
        "#",
        f"# Written by: manage.py dump_workplan {plan.period} --committee {committee}",
        "# Load after reference.yaml; it brings a draft, which is then adopted.",
        "",
    ]
    return "\n".join([*head, *_row(plan, on_file), *_areas(plan, on_file), ""])


def _areas(plan: Workplan, on_file: OnFile) -> Iterator[str]:
    items = _by(plan.items.order_by("area__number", "position"), "area_id")
    parts = Responsibility.objects.filter(item__workplan=plan).order_by("pk")
    responsibilities = _by(parts, "item_id")
    milestones = _by(Milestone.objects.filter(item__workplan=plan).order_by("number"), "item_id")
    for area in plan.areas.order_by("number"):
        yield from ("", RULE, f"# ({area.numeral.lower()}) {_comment(area.title_en)}", RULE, "")
        yield from _row(area, on_file)
        for item in items.get(area.pk, []):
            yield from ("", f"# {item.reference}", *_row(item, on_file))
            if responsibilities.get(item.pk):
                yield ""
            for part in responsibilities.get(item.pk, []):
                yield from _row_on_one_line(part, on_file)
            for milestone in milestones.get(item.pk, []):
                yield from ("", *_row(milestone, on_file))


def _by(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _comment(text: str) -> str:
    return " ".join(text.split())


def _row(row: Model, on_file: OnFile) -> Iterator[str]:
    yield f"- model: {row._meta.label_lower}"
    yield "  fields:"
    for column, value in _filled(row):
        if isinstance(column, ArrayField) and column.name != "sources":
            yield f"    {column.name}:"
            yield from (f"      - {scalar(one, 8, 8)}" for one in value)
        else:
            yield f"    {column.name}: {_value(column, value, on_file)}"


def _row_on_one_line(row: Model, on_file: OnFile) -> Iterator[str]:
    fields = ", ".join(f"{column.name}: {_value(column, value, on_file)}" for column, value in _filled(row))
    yield f"- model: {row._meta.label_lower}"
    yield f"  fields: {{{fields}}}"


def _filled(row: Model) -> Iterator[tuple[Field[Any, Any], Any]]:
    """Fields that say something; an empty one is what a new row has anyway."""
    for column in fields_of(type(row)).values():
        value = getattr(row, column.attname)
        if value not in ("", None, []):
            yield column, value


def _value(column: Field[Any, Any], value: Any, on_file: OnFile) -> str:
    target = target_of(column)
    if target:
        return in_brackets(_key(target, value, on_file))
    if isinstance(column, ArrayField):
        return in_brackets(value)
    if isinstance(value, date):
        return quoted(value.isoformat())
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else scalar(value, 6, 6 + len(column.name))


def _key(target: type[Model], pk: int, on_file: OnFile) -> list[str | int]:
    return [word for word in on_file.words_of_id(target, pk) if isinstance(word, str | int)]
