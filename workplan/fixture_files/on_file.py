"""What the database holds, by the words that name each row; every model is read once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from workplan.models import Workplan

from .registry import IDENTITY, committee_path, fields_of, target_of, telling_leaves

Words = tuple[str | int | date | None, ...]


def in_words(model: type[Model], words: Words) -> str:
    """What tells the row from its neighbours: ``I-2 MOST`` of a responsibility."""
    return " ".join(str(words[place]) for place in telling_leaves(model) if words[place] is not None)


class OnFile:
    """Rows by their words, and words by id; of the committees ``within``, or of all."""

    def __init__(self, *, lock_plans: bool = False, within: Collection[str] | None = None) -> None:
        self._lock_plans = lock_plans
        self._within = within
        self._rows: dict[type[Model], dict[Words, Model]] = {}
        self._words: dict[type[Model], dict[Any, Words]] = {}

    def rows(self, model: type[Model]) -> dict[Words, Model]:
        if model not in self._rows:
            self._rows[model], self._words[model] = {}, {}
            for row in self._kept(model):
                self.add(row)
        return self._rows[model]

    def _kept(self, model: type[Model]) -> QuerySet[Model]:
        rows = model._default_manager.order_by("pk")
        path = committee_path(model)
        if self._within is not None and path:
            rows = rows.filter(**{f"{path}__in": self._within})
        # A plan that is being loaded is not adopted at the same time.
        return rows.select_for_update(of=("self",)) if self._lock_plans and model is Workplan else rows

    def find(self, model: type[Model], words: Words) -> Model | None:
        return self.rows(model).get(words)

    def add(self, row: Model) -> None:
        words = self.words_of(row)
        self._rows[type(row)][words] = row
        self._words[type(row)][row.pk] = words

    def words_of(self, row: Model) -> Words:
        found: list[str | int | date | None] = []
        for name in IDENTITY[type(row)]:
            field = fields_of(type(row))[name]
            target, value = target_of(field), getattr(row, field.attname)
            found += self.words_of_id(target, value) if target else [value]
        return tuple(found)

    def words_of_id(self, model: type[Model], pk: Any) -> Words:
        self.rows(model)
        return self._words[model][pk]
