"""Rows of a plan that its fixture no longer names."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Model
from django.db.models.signals import post_delete

from .on_file import OnFile, Words
from .registry import OF_A_PLAN


def gone_rows(
    plan: Words, on_file: OnFile, named: Collection[tuple[type[Model], Words]]
) -> Iterator[tuple[type[Model], Words, Model]]:
    """Parts before wholes, so that they may be removed in this order."""
    for model in OF_A_PLAN:
        for words, row in on_file.rows(model).items():
            if words[: len(plan)] == plan and (model, words) not in named:
                yield model, words, row


def remove(row: Model) -> None:
    """Remove a row with its history kept.

    Django would refuse an item because of its position, which the database removes along with it.
    """
    model = type(row)
    model._base_manager.filter(pk=row.pk)._raw_delete("default")  # noqa: SLF001
    post_delete.send(sender=model, instance=row, using="default")
