"""The list of action items as Excel, CSV and JSON: the same rows in the same order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from committees.keeping import dates
from committees.keeping.trilingual import reader_language
from workplan import workbooks
from workplan.choices import Status
from workplan.models import Workplan
from workplan.models.plan import NUMERALS
from workplan.surroundings import Surroundings
from workplan.views.contexts.items import ListedItem
from workplan.workbooks import Day, Sheet, Value, lines

# A spreadsheet takes a text that begins so for a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Export:
    plan: Workplan
    here: Surroundings
    items: Iterable[ListedItem]  # read once, as the file is written

    @property
    def heads(self) -> list[str]:
        leads = [_("Lead of %(side)s") % {"side": side.name} for side in self.here.sides]
        return [
            _("Ref."),
            _("Area"),
            _("Action item"),
            _("Status"),
            _("Sides differ"),
            _("Reason"),
            _("Position as at"),
            *leads,
            _("Next date"),
            _("Next milestone"),
        ]

    @property
    def rows(self) -> Iterator[list[Value]]:
        labels = {status: str(status.label) for status in Status}
        for item in self.items:
            yield [
                item.reference,
                NUMERALS[item.area_number - 1],
                str(item.title),
                labels[item.status],
                lines(f"{one.side.name}: {labels[one.status]}" for one in item.sides),
                str(item.reason),
                Day(item.as_at) if item.as_at else None,
                *(leads.bodies for leads in item.leads),
                Day(item.next.due, item.next.precision) if item.next else None,
                str(item.next.text) if item.next else "",
            ]


def as_excel(export: Export) -> bytes:
    sheet = Sheet(
        title=_("Action items"),
        head=export.heads,
        widths=[9, 7, 50, 20, 26, 50, 16, *[22] * len(export.here.sides), 16, 50],
        rows=export.rows,
    )
    return workbooks.written(
        [sheet],
        reader_language(),
        title=f"{_('Action items')} {export.plan.period}",
        author=str(export.here.committee.name),
        at=export.here.now.astimezone(dates.HONG_KONG),
    )


def as_csv(export: Export) -> bytes:
    return csv_of(export.heads, export.rows)


def csv_of(heads: Iterable[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """With the mark by which Excel knows UTF-8; dates by ISO 8601, as exactly as they are known."""
    file = io.BytesIO()
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")  # as a string it would be four times as large
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_for_csv(value) for value in row] for row in rows)
    text.flush()
    return file.getvalue()


def _for_csv(value: Value) -> str:
    if isinstance(value, Day):
        return _as_known(value.on, value.precision)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def as_json(export: Export) -> bytes:
    """Codes and ISO dates for programs; words in the reader's language."""
    head = {
        "committee": export.here.committee.slug,
        "period": export.plan.period,
        "language": reader_language(),
        "position": export.here.now.astimezone(dates.HONG_KONG).isoformat(),
    }
    file = io.BytesIO()
    opened = json.dumps(head, ensure_ascii=False).removesuffix("}")
    file.write(f'{opened}, "items": ['.encode())
    between = "\n"
    for item in export.items:
        file.write(f"{between}{json.dumps(_plain(item), ensure_ascii=False)}".encode())
        between = ",\n"
    file.write(b"\n]}\n")
    return file.getvalue()


def _plain(item: ListedItem) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "area": item.area_number,
        "title": str(item.title),
        "status": str(item.status),
        "sides": {one.side.code: str(one.status) for one in item.sides},
        "reason": str(item.reason),
        "as_at": item.as_at.isoformat() if item.as_at else None,
        "leads": {leads.side_code: leads.codes for leads in item.leads},
        "next": {
            "due": _as_known(item.next.due, item.next.precision),
            "agreed": _as_known(item.next.agreed, item.next.agreed_precision),
            "text": str(item.next.text),
            "has_passed": item.next.has_passed,
        }
        if item.next
        else None,
    }


def _as_known(day: date, precision: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


# Ending of the address -> what writes such a file, and its kind.
FILES: dict[str, tuple[Callable[[Export], bytes], str]] = {
    "xlsx": (as_excel, workbooks.CONTENT_TYPE),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}
