"""Which languages of a text are behind: one was changed, and this one was not changed after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from committees.keeping.trilingual import LANGUAGES
from workplan.choices import Language


@dataclass(frozen=True)
class Stale:
    """``language`` still says what ``changed`` said ``before``; since then that one says ``after``."""

    part: str
    language: str
    changed: str
    before: str
    after: str
    since: Any  # the instant of the change, as the rows carry it

    @property
    def language_name(self) -> str:
        return str(Language(self.language).label)

    @property
    def changed_name(self) -> str:
        return str(Language(self.changed).label)


def stale_in(revisions: Iterable[Mapping[str, Any]]) -> list[Stale]:
    """Rows with part, language, revision, text and recorded_at, in any order.

    A change puts the other languages behind. A change of a language that is behind brings it up to date, and
    puts nobody behind: it follows the other.
    """
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    behind: dict[tuple[str, str], Stale] = {}
    for row in sorted(revisions, key=lambda row: (row["recorded_at"], row["revision"])):
        part, language = row["part"], row["language"]
        earlier = newest.get((part, language))
        newest[part, language] = row
        if behind.pop((part, language), None) or earlier is None or earlier["text"] == row["text"]:
            continue
        for other_part, other in list(newest):
            if other_part == part and other != language:
                behind[part, other] = Stale(
                    part, other, language, earlier["text"], row["text"], row["recorded_at"]
                )
    in_order = sorted(behind, key=lambda key: (key[0], LANGUAGES.index(key[1])))
    return [behind[key] for key in in_order]
