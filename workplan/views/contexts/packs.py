"""Packs of a round: those to take away, those that came back, and one with what applying it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from committees.keeping import clock, dates
from committees.keeping.redline import Part, redline
from committees.keeping.trilingual import LANGUAGES, column_suffix, reader_language
from committees.models import Body
from committees.permissions import Reader
from workplan import round_permissions
from workplan.access import visible_packs
from workplan.choices import OUTSTANDING, Language
from workplan.models import Indicator, Milestone, PackStep, PackUpload, ReportingRound, Return
from workplan.packs import language_for
from workplan.permissions import allows
from workplan.services.packs_said import Outcome
from workplan.views.contexts.crumbs import of_round
from workplan.views.contexts.people import name_now
from workplan.workbooks.layout import CHOICES, Kind, SheetCode, columns_of, label_in

PAGE_SIZE = 20
OUTCOMES = {
    Outcome.SUBMIT: pgettext_lazy("row of a pack", "Handed in"),
    Outcome.NIL: pgettext_lazy("row of a pack", "Nothing to report"),
    Outcome.SAVE: pgettext_lazy("row of a pack", "Kept as draft"),
}


@dataclass
class Offered:
    """The pack of a body, with its addresses."""

    body: Body
    expected: int
    outstanding: int
    excel: list[dict[str, str]]
    csv: list[dict[str, str]]


@dataclass(frozen=True)
class Listed:
    sent: PackUpload
    who: str
    step: PackStep


@dataclass(frozen=True)
class ChangedCell:
    label: str
    lang: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class ChangedPart:
    """Cells of the return itself, or of one milestone or indicator, by whose name they stand together."""

    about: str
    changes: list[ChangedCell]


@dataclass(frozen=True)
class ChangedRow:
    contribution: Return
    outcome: str | Promise
    is_stale: bool
    parts: list[ChangedPart]


def list_page(
    reader: Reader, place: ReportingRound, own: Sequence[Return], asked: str | None
) -> dict[str, Any]:
    pages = Paginator(
        visible_packs(reader)
        .filter(round=place)
        .select_related("recorded_by", "body", "file", "round__committee")
        .prefetch_related(Prefetch("steps", PackStep.objects.defer("details").order_by("number")))
        .order_by("-pk"),
        PAGE_SIZE,
    )
    page = pages.get_page(asked)
    return {
        "place": place,
        "takes": allows(round_permissions.check_takes_returns, place, now=clock.now()),
        "offered": _offered(place, own),
        "sent": [
            Listed(sent, name_now(sent.recorded_by, sent.recorded_name), list(sent.steps.all())[-1])
            for sent in page.object_list
        ],
        "pages": {
            "sentence": _("%(first)d to %(last)d of %(total)d")
            % {"first": page.start_index(), "last": page.end_index(), "total": pages.count},
            "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
            "next_url": f"?page={page.number + 1}" if page.has_next() else "",
        },
        "crumbs": of_round(place, _("Return packs")),
    }


def _offered(place: ReportingRound, own: Sequence[Return]) -> list[Offered]:
    found: dict[int, Offered] = {}
    for row in own:
        body = row.body
        if body.pk not in found:
            found[body.pk] = Offered(body, 0, 0, _links(place, body, "xlsx"), _links(place, body, "csv"))
        found[body.pk].expected += 1
        found[body.pk].outstanding += row.state in OUTSTANDING
    return sorted(found.values(), key=lambda offered: (offered.body.abbreviation, offered.body.pk))


def _links(place: ReportingRound, body: Body, ending: str) -> list[dict[str, str]]:
    """The language of the body's place first."""
    own = language_for(body)
    address = reverse(f"pack-{ending}", args=[place.committee.slug, place.number, body.code.lower()])
    return [
        {"url": f"{address}?lang={code}", "label": str(Language(code).label), "lang": code}
        for code in sorted(LANGUAGES, key=lambda code: code != own)
    ]


def step_page(sent: PackUpload, step: PackStep) -> dict[str, Any]:
    details = step.details
    rows = _rows(step)
    return {
        "sent": sent,
        "place": sent.round,
        "step": step,
        "totals": step.totals,
        "sender": name_now(sent.recorded_by, sent.recorded_name),
        "who": name_now(step.recorded_by, step.recorded_name),
        "rows": rows,
        "stale": [row for row in rows if row.is_stale],
        "problems": [_told(remark) for remark in details["problems"]],
        "problems_left": step.totals["problems"] - len(details["problems"]),
        "notes": [_told(remark) for remark in details["notes"]],
        "signed_by": details["signed_by"],
        "signed_on": date.fromisoformat(details["signed_on"]) if details["signed_on"] else None,
        "crumbs": [
            *of_round(sent.round),
            {
                "label": _("Return packs"),
                "url": reverse("packs", args=[sent.round.committee.slug, sent.round.number]),
            },
            {"label": sent.file.name, "url": ""},
        ],
    }


def _told(remark: list[str]) -> dict[str, str]:
    sheet, cell, sentence = remark
    return {"sheet": sheet, "cell": cell, "sentence": sentence}


def _rows(step: PackStep) -> list[ChangedRow]:
    told = step.details["rows"]
    cells = [cell for row in told for cell in row["cells"]]
    names = {
        SheetCode.MILESTONES: _texts(Milestone, "text", SheetCode.MILESTONES, cells),
        SheetCode.INDICATORS: _texts(Indicator, "name", SheetCode.INDICATORS, cells),
    }
    returns = (
        Return.objects.select_related("round__committee", "item", "body")
        .filter(pk__in=[row["return"] for row in told])
        .in_bulk()
    )
    return [
        ChangedRow(
            contribution=returns[row["return"]],
            outcome=OUTCOMES[Outcome(row["outcome"])],
            is_stale=row["stale"],
            parts=_parts(row["cells"], names),
        )
        for row in told
    ]


def _texts(model: Any, name: str, sheet: SheetCode, cells: list[Any]) -> dict[int, str]:
    parts = {cell[1] for cell in cells if cell[0] == sheet}
    return {pk: str(getattr(row, name)) for pk, row in model.objects.in_bulk(parts).items()} if parts else {}


def _parts(cells: list[Any], names: dict[SheetCode, dict[int, str]]) -> list[ChangedPart]:
    found: dict[tuple[str, int], ChangedPart] = {}
    for cell in cells:
        sheet, part = cell[:2]
        about = names.get(SheetCode(sheet), {}).get(part, "")
        found.setdefault((sheet, part), ChangedPart(about, [])).changes.append(_cell(cell))
    return list(found.values())


def _cell(told: list[Any]) -> ChangedCell:
    sheet, _part, name, old, new, _sheet, place = told
    columns = columns_of(SheetCode(sheet), reader_language())
    column = next(column for column in columns if column.name == name)
    language = next((tag for tag in LANGUAGES if name.endswith(f"_{column_suffix(tag)}")), "")
    if name in CHOICES:
        old, new = (label_in(name, value, reader_language()) for value in (old, new))
    label = _("%(label)s (cell %(cell)s)") % {"label": column.head, "cell": place}
    if column.kind in (Kind.TEXT, Kind.NAME):
        return ChangedCell(label, language, redline(old, new))
    if column.kind == Kind.DAY:
        old, new = (_day(value) for value in (old, new))
    return ChangedCell(label, language, _replaced(old, new))


def _day(value: str) -> str:
    return dates.in_words(date.fromisoformat(value), reader_language()) if value else value


def _replaced(old: str, new: str) -> list[Part]:
    """A date, a status or a number is another one, not the same with other letters."""
    between = " " if old and new else ""
    return [part for part in (Part("del", old), Part("same", between), Part("ins", new)) if part.text]
