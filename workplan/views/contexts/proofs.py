"""The rows of evidence on the recording page, and the files that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict

from committees.models import User
from workplan.forms.progress import FEWEST_PROOFS, MOST_PROOFS, ProofFormSet
from workplan.models import ActionItem, EvidenceFile, ProgressUpdate, Return
from workplan.services.files import attachable

FIELDS = ("title", "publisher", "date", "url", "kept", "without_file")


def proof_forms(
    data: Any,
    first: list[dict[str, Any]],
    *,
    item: ActionItem,
    by: User,
    corrects: ProgressUpdate | None,
    cites: Sequence[Return] = (),
) -> Any:
    """The formset, which is told the files that its rows may name."""
    named = (
        [row.get("kept") for row in first]
        if data is None
        else [data.get(f"evidence-{place}-kept") for place in range(MOST_PROOFS)]
    )
    known = {key for value in named if (key := _key(value))}
    files: dict[str, EvidenceFile] = {}
    if known:
        found = attachable(by, item.workplan.committee_id, corrects, cites).filter(pk__in=known)
        files = {str(file.pk): file for file in found.select_related("committee")}
    return ProofFormSet(data, prefix="evidence", initial=first or None, form_kwargs={"files": files})


def half_typed_proofs(data: QueryDict) -> list[dict[str, Any]]:
    count = min(_count(data.get("evidence-TOTAL_FORMS")), MOST_PROOFS)
    rows = [{name: data.get(f"evidence-{place}-{name}", "") for name in FIELDS} for place in range(count)]
    return [*rows, {}] if "more" in data else rows


def proofs_of(update: ProgressUpdate) -> list[dict[str, Any]]:
    """As a correction begins with them."""
    return [
        {
            "title": row.title,
            "publisher": row.publisher,
            "date": row.date,
            "url": row.url,
            "kept": row.file_id,
        }
        for row in update.evidence.all()
    ]


def rows_with_refusals(
    proofs: Iterable[Any], refused: dict[int, tuple[str, ValidationError]]
) -> list[tuple[Any, str, list[str]]]:
    """Each row with the name and the reason of a file that was not accepted for it."""
    rows = []
    for place, row in enumerate(proofs):
        name, refusal = refused.get(place, ("", None))
        rows.append((row, name, refusal.messages if refusal else []))
    return rows


def _key(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _count(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else FEWEST_PROOFS
