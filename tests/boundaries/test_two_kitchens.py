"""What one side prepares, the other does not see: on no page, in no search, file, letter, history or refusal.

Words that stand nowhere else are planted in every column of text that belongs to a side's kitchen; then every
address is asked for by everybody. With one of the two rules taken away, the same crawl finds them.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps

from committees.models import Side
from tests.boundaries import walk
from tests.boundaries.crawl import Values, crawl, every_address, text_of
from tests.boundaries.planted import Kitchens, kitchen_models, mark_of, plant, word_of
from tests.strangers import PERIOD
from workplan.models import EvidenceFile

# Who may find the words of which side.
OWN = {"mainland officer", "mainland secretariat", "hong_kong officer", "hong_kong secretariat"}
# What only one person sees, or nobody yet: typing that was not saved stands in the form of its typist alone.
UNSAVED = ("typed",)


def values_of(world: Kitchens) -> Values:
    made = world.made
    return {
        "slug": [made.committee.slug],
        "period": [PERIOD],
        "reference": ["I-1", "I-3"],
        "number": [1, 2],
        "language": ["zh-hant"],
        "lang": ["en"],
        "code": [seat.body.code.lower() for seat in made.seats],
        "key": list(EvidenceFile.objects.values_list("pk", flat=True)),
        "app_label": ["workplan"],
    }


def rows_of(world: Kitchens) -> dict[Any, list[Any]]:
    """Of the kitchens every row, of everything else the newest, which is one of this committee."""
    kitchens = set(kitchen_models())
    found = {}
    for app in ("committees", "workplan"):
        for model in apps.get_app_config(app).get_models():
            keys = model._base_manager.order_by("-pk").values_list("pk", flat=True)
            found[model] = list(keys if model in kitchens else keys[:1])
    return found


def asked(world: Kitchens) -> list[str]:
    slug = world.made.committee.slug
    addresses = every_address(values_of(world), rows_of(world))
    lists = [each for each in addresses if each.startswith("/admin/") and each.count("/") == 4]
    return [
        *addresses,
        *(f"{each}?q=kept" for each in lists),
        f"/{slug}/search/?q=kept",
        f"/{slug}/plans/{PERIOD}/actions/?text=kept&q=kept",
    ]


def found_by(world: Kitchens, reader: str, seeds: list[str]) -> dict[Side, dict[str, list[str]]]:
    """Of each side the words that this reader came across, and where."""
    user = world.people[reader]
    own = reader in OWN or "contributor" in reader
    client = walk.client_of(user)
    # A stranger's links lead to the pages of their own committee, where nothing was planted.
    pages = (
        crawl(client, seeds)
        if own or reader in ("viewer", "administrator")
        else {address: text_of(client.get(address)) for address in seeds}
    )
    pages = {address: text.lower() for address, text in pages.items()}
    return {side: holding(pages, world.words(side), word_of(side)) for side in world.made.sides}


def holding(pages: dict[str, str], words: set[str], prefix: str) -> dict[str, list[str]]:
    """Which of the words stand where, whatever became of their capitals. Most begin alike, which is quick to find."""
    others = {word for word in words if not word.startswith(prefix)}
    found: dict[str, list[str]] = {}
    for address, text in pages.items():
        for word in {*re.findall(f"{prefix}[a-z]+", text), *(each for each in others if each in text)}:
            found.setdefault(word, []).append(address)
    return found


def test_nobody_finds_a_word_of_a_kitchen_that_is_not_theirs(own_database: str) -> None:
    world = plant()
    seeds = asked(world)
    leaks = {}
    for reader in world.people:
        found = found_by(world, reader, seeds)
        for side, words in found.items():
            if reader.startswith(f"{side.code} "):
                missing = world.words(side) - words.keys()
                if reader in OWN:
                    expected = {mark_of(side)(word) for word in UNSAVED}
                    assert missing <= expected, f"the crawl of {reader} does not reach {missing}"
            else:
                leaks |= {(reader, word): where for word, where in words.items()}
    assert leaks == {}
