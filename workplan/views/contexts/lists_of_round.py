"""Lists of a round that are taken away as Excel, CSV and JSON: the same rows in the same order."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict

from committees.keeping import dates
from committees.keeping.trilingual import reader_language
from workplan import workbooks
from workplan.models import ReportingRound, Return
from workplan.round_filters import ReturnFilter
from workplan.round_sums import own_sums
from workplan.surroundings import Surroundings
from workplan.views.contexts.exports import csv_of
from workplan.views.contexts.rounds import filter_of
from workplan.workbooks import Sheet, Value


@dataclass(frozen=True)
class ListOfRound(ABC):
    """``heads``, ``rows`` and ``widths`` (in characters) go together; ``called`` is what JSON calls its rows."""

    place: ReportingRound
    here: Surroundings
    called: ClassVar[str]
    widths: ClassVar[Sequence[int]]

    @property
    @abstractmethod
    def title(self) -> str: ...

    @property
    @abstractmethod
    def title_of_sheet(self) -> str: ...

    @property
    @abstractmethod
    def heads(self) -> list[str]: ...

    @property
    @abstractmethod
    def rows(self) -> Iterator[list[Value]]: ...

    @property
    @abstractmethod
    def plain(self) -> list[dict[str, Any]]:
        """Codes and ISO instants for programs; words in the reader's language."""


def found_in(
    place: ReportingRound, here: Surroundings, returns: QuerySet[Return], asked: QueryDict
) -> ReturnFilter:
    """What the filter of the round's list finds among ``returns``."""
    until = place.closed_at or here.now
    returns = returns.filter(round=place)
    return filter_of(returns, asked, until, own_sums(returns, until))


def as_excel(file: ListOfRound) -> bytes:
    sheet = Sheet(title=file.title_of_sheet, head=file.heads, widths=file.widths, rows=file.rows)
    return workbooks.written(
        [sheet],
        reader_language(),
        title=file.title,
        author=str(file.here.committee.name),
        at=file.here.now.astimezone(dates.HONG_KONG),
    )


def as_csv(file: ListOfRound) -> bytes:
    return csv_of(file.heads, file.rows)


def as_json(file: ListOfRound) -> bytes:
    document = {
        "committee": file.here.committee.slug,
        "round": file.place.number,
        "language": reader_language(),
        "position": file.here.now.astimezone(dates.HONG_KONG).isoformat(),
        file.called: file.plain,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


# Ending of the address -> what writes such a file, and its kind.
FILES: dict[str, tuple[Callable[[ListOfRound], bytes], str]] = {
    "xlsx": (as_excel, workbooks.CONTENT_TYPE),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}
