"""The report as JSON: the facts in all three languages as they were hashed, and beside them the words of one."""

from __future__ import annotations

import json

from django.utils import translation

from committees.keeping.trilingual import Wording
from workplan.choices import STATUS_ORDER, Status
from workplan.reports import headings, sentences
from workplan.reports.facts import ItemFacts, ReportFacts
from workplan.reports.paper import Told
from workplan.reports.writing import words_of_items

CONTENT_TYPE = "application/json"


def as_json(facts: ReportFacts, language: str) -> bytes:
    """``facts`` written without spaces and with sorted keys has the SHA-256 that ``facts_hash`` says."""
    words = words_of_items(facts, language)
    with translation.override(language):
        document = {
            "language": language,
            "title": headings.title(facts),
            "position": headings.position_line(facts),
            "period": headings.period(facts),
            "stamp": headings.stamp(facts),
            "built_at": facts.built_at.isoformat(),
            "facts_hash": facts.facts_hash,
            "overall": sentences.overall(facts),
            "status_labels": {str(status): str(status.label) for status in STATUS_ORDER},
            "counts": {area.numeral: _numbers(area.counts) for area in facts.areas}
            | {"total": _numbers(facts.counts)},
            "items": {
                item.reference: _item(item, *said) for item, said in zip(facts.items, words, strict=True)
            },
        }
    written = json.dumps(document, ensure_ascii=False)
    # The facts stand last, letter for letter as they were hashed.
    return f'{written.removesuffix("}")}, "facts": {facts.canonical}}}'.encode()


def _numbers(counts: dict[Status, int]) -> dict[str, int]:
    return {str(status): number for status, number in counts.items()}


def _item(item: ItemFacts, title: Wording, told: list[Told]) -> dict[str, object]:
    return {
        "title": str(title),
        "status": str(item.status),
        "sides_differ": item.sides_differ,
        "as_at": item.as_at.isoformat() if item.as_at else None,
        "statements": [
            {
                "side": one.side,
                "status": str(one.status),
                "as_at": said.as_at.isoformat(),
                "progress": str(one.narrative),
                "reason": str(one.reason),
                "next_step": str(one.next_step),
            }
            for said, one in zip(item.statements, told, strict=True)
        ],
    }
