"""The seven areas with their items, their positions and their milestones: one query, however many items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from committees.keeping.prepared import Given, prepared
from committees.keeping.rows import RowsToRead, read
from committees.keeping.standing import Standing
from committees.keeping.trilingual import LANGUAGES, Wording, column_suffix, reader_language
from committees.templatetags.paper import FALLBACK_MARKS
from workplan.choices import STATUS_ORDER, Status
from workplan.clauses import Span, marked, words_left_out
from workplan.models import ActionItem, CooperationArea, Workplan
from workplan.models.plan import CHINESE_NUMERALS
from workplan.positions import (
    SideStatus,
    StepDate,
    columns_of,
    position_of_item,
    side_statuses_in,
    step_in,
    steps_of_item,
    wording_in,
)
from workplan.views.contexts.addresses import PlanAddresses


@dataclass(frozen=True)
class ItemRow:
    reference: str
    url: str
    title: Wording
    agreed_words: dict[str, str]
    status: Status
    sides: list[SideStatus]
    steps: list[StepDate]

    @property
    def next(self) -> StepDate | None:
        return next((step for step in self.steps if not step.is_reached), None)


@dataclass(frozen=True)
class AreaBlock:
    area: CooperationArea
    items: list[ItemRow]

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.items)

    @property
    def behind(self) -> bool:
        return any(item.status == Status.BEHIND_SCHEDULE for item in self.items)

    @property
    def steps(self) -> list[StepDate]:
        return [step for item in self.items for step in item.steps]

    @property
    def reached(self) -> int:
        return sum(step.is_reached for step in self.steps)

    @property
    def mark(self) -> str:
        """``(vi)`` as in the paper, ``（六）`` in Chinese."""
        if reader_language() == "en":
            return f"({self.area.numeral.lower()})"
        return f"（{CHINESE_NUMERALS[self.area.number - 1]}）"

    @property
    def is_working_translation(self) -> bool:
        language = self.area.agreed_text.language
        return getattr(self.area, f"text_standing_{column_suffix(language)}") == Standing.WORKING_TRANSLATION

    @property
    def stands_in(self) -> str:
        """Said when the text is shown in another language than the reader's."""
        text = self.area.agreed_text
        return str(FALLBACK_MARKS[(reader_language(), text.language)]) if text.is_fallback else ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The agreed text by the items that carry its words, in the language it is shown in."""
        text = self.area.agreed_text
        excerpts = [(item.reference, item.agreed_words[text.language]) for item in self.items]
        return marked(text, excerpts, self.area.excused_words if self.is_judged else ())

    @property
    def is_judged(self) -> bool:
        """Coverage is judged on the English text, whose excused words are known."""
        return self.area.agreed_text.language == "en"

    @cached_property
    def words_left_out(self) -> list[str]:
        excerpts = [item.agreed_words["en"] for item in self.items]
        return words_left_out(self.area.agreed_text_en, [*excerpts, *self.area.excused_words])

    @property
    def count_left_out(self) -> int:
        return sum(len(words.split()) for words in self.words_left_out)


def areas_of(plan: Workplan) -> list[Any]:
    """With what stands in them as ``item_rows``, unread: a page that is kept is found by it."""
    return _areas.rows(plan=plan.pk)


def area_blocks(areas: Iterable[Any], addresses: PlanAddresses, today: date) -> list[AreaBlock]:
    """Of `areas_of` a plan."""
    return [
        AreaBlock(area, [_item_row(row, addresses, today) for row in read(area.item_rows)]) for area in areas
    ]


@prepared
def _areas() -> Any:
    items = (
        ActionItem.objects.filter(area=OuterRef("pk"))
        .order_by("position")
        .values(
            row=JSONObject(
                reference="reference",
                position=position_of_item(),
                steps=steps_of_item(),
                **columns_of("title"),
                **columns_of("agreed_words"),
            )
        )
    )
    areas = CooperationArea.objects.filter(workplan=Given("plan")).order_by("number")
    return areas.annotate(item_rows=RowsToRead(items))


def _item_row(row: dict[str, Any], addresses: PlanAddresses, today: date) -> ItemRow:
    return ItemRow(
        reference=row["reference"],
        url=addresses.item(row["reference"]),
        title=wording_in(row, "title"),
        agreed_words={language: row[f"agreed_words_{column_suffix(language)}"] for language in LANGUAGES},
        status=Status(row["position"]["status"]),
        sides=side_statuses_in(row["position"]["sides"]),
        steps=[step_in(step, today) for step in row["steps"]],
    )


def counts_of(items: list[ItemRow]) -> dict[str, int]:
    counted = Counter(str(item.status) for item in items)
    return {str(status): counted[str(status)] for status in STATUS_ORDER}
