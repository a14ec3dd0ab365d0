"""What happened to an item, newest first: who, when, what, with the words that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from committees.keeping.dates import in_words
from committees.keeping.redline import Part, redline
from committees.keeping.trilingual import reader_language
from workplan.choices import Language, MilestoneEventKind
from workplan.models import ActionItem, Milestone, Responsibility
from workplan.surroundings import SideHere
from workplan.views.contexts.people import name_in, name_now, roles_in_words, sides_in_words
from workplan.views.contexts.statements import Card
from workplan.views.contexts.steps import Step

UNTOLD = frozenset({"id", "version", "workplan", "item"})
LANGUAGE_OF = {"_zh_hant": "zh-hant", "_zh_hans": "zh-hans", "_en": "en"}
# Texts recorded with their statement bear almost its time; what comes later was added.
TOGETHER = timedelta(seconds=5)


@dataclass(frozen=True)
class Change:
    label: str
    lang: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Entry:
    at: datetime
    name: str
    role: str
    side: str
    sentence: str
    url: str = ""
    changes: list[Change] = field(default_factory=list)


def newest_first(*sources: Iterable[Entry]) -> list[Entry]:
    return sorted((entry for source in sources for entry in source), key=lambda entry: entry.at, reverse=True)


# What the append-only rows tell.


def of_statements(cards: Sequence[Card]) -> Iterator[Entry]:
    for card in cards:
        told = {"number": card.number, "status": card.status.label}
        if card.corrects:
            told["corrected"] = card.corrects.number
            sentence = (
                _("Update %(number)d was recorded, correcting update %(corrected)d: %(status)s.") % told
            )
        else:
            sentence = _("Update %(number)d was recorded: %(status)s.") % told
        who = (card.recorder, roles_in_words(card.role), str(card.side.name))
        yield Entry(card.recorded_at, *who, sentence, f"#{card.anchor}")
        yield from _of_later_texts(card)


def _of_later_texts(card: Card) -> Iterator[Entry]:
    """Texts added after the statement was recorded, each against the one it stands for."""
    older: dict[tuple[str, str], str] = {}
    for row in reversed(card.texts):
        key = (row["part"], row["language"])
        before, older[key] = older.get(key, ""), row["text"]
        at = datetime.fromisoformat(row["recorded_at"])
        if at - card.recorded_at < TOGETHER:
            continue
        sentence = _("A text was added to update %(number)d.") % {"number": card.number}
        change = Change(Language(row["language"]).label, row["language"], redline(before, row["text"]))
        who = (name_in(row), roles_in_words(row["recorded_role"]), str(card.side.name))
        yield Entry(at, *who, sentence, f"#{card.anchor}", [change])


def of_steps(steps: Sequence[Step]) -> Iterator[Entry]:
    for step in steps:
        for event in step.events:
            told = {"milestone": step.text, "day": event.day}
            if event.kind == MilestoneEventKind.REACHED:
                sentence = _("The milestone “%(milestone)s” was reached: %(day)s.") % told
            else:
                sentence = _("The milestone “%(milestone)s” was moved to %(day)s.") % told
            reason = Change(_("Reason"), event.reason.language, [Part("ins", event.reason)])
            who = (event.name, roles_in_words(event.role), str(event.side))
            yield Entry(event.at, *who, sentence, "#milestones", [reason] if event.reason else [])


# What the history rows tell.

Names = Mapping[str, Mapping[int, str]]  # field -> id -> what it is called


def of_rows(
    rows: Sequence[Any], model: type[Model], sides: Sequence[SideHere], names: Names | None = None
) -> Iterator[Entry]:
    """``rows`` are history rows of one model, newest first; each is compared with the one before it of its row."""
    named = {"side": {side.id: str(side.name) for side in sides}, **(names or {})}
    older_of: dict[int, Any] = {}
    for row in reversed(rows):
        older = older_of.get(row.id)
        older_of[row.id] = row
        changes = (
            list(_changes(older, row, model, named)) if older is not None and row.history_type == "~" else []
        )
        yield Entry(
            at=row.history_date,
            name=name_now(row.history_user, row.actor_name),
            role=roles_in_words(row.actor_role),
            side=sides_in_words(row.actor_side, sides),
            sentence=_sentence(row, model, named),
            changes=changes,
        )


def _sentence(row: Any, model: type[Model], names: Names) -> str:
    told: dict[str, Any] = {}
    if model is Responsibility:
        told = {"body": names.get("body", {}).get(row.body_id, row.body_id)}
    elif model is Milestone:
        told = {"milestone": row.instance.text}
    return _sentences()[model, row.history_type] % told


def _sentences() -> dict[tuple[type[Model], str], str]:
    return {
        (ActionItem, "+"): _("The item was entered into the plan."),
        (ActionItem, "~"): _("The item was changed."),
        (ActionItem, "-"): _("The item was removed from the plan."),
        (Responsibility, "+"): _("%(body)s was named as a responsible body."),
        (Responsibility, "~"): _("The part of %(body)s was changed."),
        (Responsibility, "-"): _("%(body)s was taken off the item."),
        (Milestone, "+"): _("The milestone “%(milestone)s” was entered."),
        (Milestone, "~"): _("The milestone “%(milestone)s” was changed."),
        (Milestone, "-"): _("The milestone “%(milestone)s” was removed."),
    }


def _changes(older: Any, row: Any, model: type[Model], names: Names) -> Iterator[Change]:
    for column in model._meta.concrete_fields:
        before, after = getattr(older, column.attname), getattr(row, column.attname)
        if column.name in UNTOLD or before == after:
            continue
        parts = redline(_in_words(before, column, names), _in_words(after, column, names))
        yield Change(str(column.verbose_name), _language_of(column.name), parts)


def _in_words(value: Any, column: Field[Any, Any], names: Names) -> str:
    if value is None or value == "":
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.is_relation:
        return names.get(column.name, {}).get(value, str(value))
    if isinstance(value, date):
        return in_words(value, reader_language())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _language_of(name: str) -> str:
    return next((language for suffix, language in LANGUAGE_OF.items() if name.endswith(suffix)), "")
