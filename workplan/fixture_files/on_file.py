"""What the database holds, by the words that name each row; every model is read once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model

from workplan.models import Workplan

from .registry import IDENTITY, fields_of, target_of, telling_leaves

Words = tuple[str | int | date | None, ...]


def in_words(model: type[Model], words: Words) -> str:
    """What tells the row from its neighbours: ``I-2 MOST`` of a responsibility."""
    return " ".join(str(words[place]) for place in telling_leaves(model) if words[place] is not None)


class OnFile:
    """Rows by their words, and words by id."""

    def __init__(self, *, lock_plans: bool = False) -> None:
        self._lock_plans = lock_plans
        self._rows: dict[type[Model], dict[Words, Model]] = {}
        self._words: dict[type[Model], dict[Any, Words]] = {}

    def rows(self, model: type[Model]) -> dict[Words, Model]:
        if model not in self._rows:
            self._rows[model], self._words[model] = {}, {}
            rows = model._default_manager.order_by("pk")
            # A plan that is being loaded is not adopted at the same time.
            for row in rows.select_for_update() if self._lock_plans and model is Workplan else rows:
                self.add(row)
        return self._rows[model]

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
