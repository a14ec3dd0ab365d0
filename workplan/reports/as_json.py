"""The report as JSON: the facts in all three languages as they were hashed, and beside them the words of one."""

from __future__ import annotations

import json

from workplan.choices import STATUS_ORDER, Status
from workplan.reports.facts import ItemFacts, ReportFacts
from workplan.reports.paper import Item
from workplan.reports.writing import paper_of

CONTENT_TYPE = "application/json"


def as_json(facts: ReportFacts, language: str) -> bytes:
    """``facts`` written without spaces and with sorted keys has the SHA-256 that ``facts_hash`` says."""
    paper = paper_of(facts, language)
    items = [item for area in paper.areas for item in area.items]
    document = {
        "language": language,
        "title": paper.title,
        "position": paper.position_line,
        "period": paper.period,
        "stamp": paper.stamp,
        "built_at": facts.built_at.isoformat(),
        "facts_hash": facts.facts_hash,
        "overall": paper.overall,
        "status_labels": dict(zip(map(str, STATUS_ORDER), paper.statuses, strict=True)),
        "counts": {area.numeral: _numbers(area.counts) for area in facts.areas}
        | {"total": _numbers(facts.counts)},
        "items": {item.reference: _item(item, words) for item, words in zip(facts.items, items, strict=True)},
    }
    written = json.dumps(document, ensure_ascii=False)
    # The facts stand last, letter for letter as they were hashed.
    return f'{written.removesuffix("}")}, "facts": {facts.canonical}}}'.encode()


def _numbers(counts: dict[Status, int]) -> dict[str, int]:
    return {str(status): number for status, number in counts.items()}


def _item(item: ItemFacts, words: Item) -> dict[str, object]:
    return {
        "title": str(words.title),
        "status": str(item.status),
        "sides_differ": item.sides_differ,
        "as_at": item.as_at.isoformat() if item.as_at else None,
        "statements": [
            {
                "side": told.side,
                "status": str(told.status),
                "as_at": said.as_at.isoformat(),
                "progress": str(told.narrative),
                "reason": str(told.reason),
                "next_step": str(told.next_step),
            }
            for said, told in zip(item.statements, words.told, strict=True)
        ],
    }
