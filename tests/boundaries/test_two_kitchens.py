"""What one side prepares, the other does not see: on no page, in no search, file, letter, history or refusal.

Words that stand nowhere else are planted in every column of text that belongs to a side's kitchen; then every
address is asked for by everybody. With one of the two rules taken away, the same crawl finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from committees.keeping import once
from committees.models import OnceKey, Side
from tests.boundaries import refusing, walk
from tests.boundaries.addresses import every_pattern
from tests.boundaries.crawl import Values, crawl, every_address, filled, text_of
from tests.boundaries.planted import Kitchens, kitchen_models, mark_of, plant, word_of
from tests.helpers import person
from tests.strangers import PERIOD
from workplan import access, admin_rounds
from workplan.models import EvidenceFile, Mail, PackUpload, Return, SearchText

# Who may find the words of which side.
OWN = {"mainland officer", "mainland secretariat", "hong_kong officer", "hong_kong secretariat"}
WALKS_ALL = "hong_kong officer"
SEE_AS_THEIR_OFFICERS = {"mainland secretariat", "hong_kong secretariat"}
# What only one person sees, or nobody yet: typing that was not saved stands in the form of its typist alone.
UNSAVED = ("typed",)


@pytest.fixture(autouse=True)
def refusals_of_a_kind_are_drawn_once() -> Iterator[None]:
    """Thousands of them; one that says a word more is of another kind."""
    with refusing.drawn_once():
        yield


@pytest.fixture(scope="module")
def world(module_database: str) -> Kitchens:
    """Planted once; whoever writes into it asks for `own_database` as well, which is a copy of it."""
    return plant()


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
        "letter": [1],
        "point": [1],
        "key": [*keys_of(EvidenceFile), *keys_of(PackUpload)],
        "app_label": ["workplan"],
    }


def keys_of(model: Any) -> list[Any]:
    return list(model.objects.values_list("pk", flat=True))


def rows_of(world: Kitchens) -> dict[Any, Any]:
    """Of the kitchens every row, of everything else the newest, which is one of this committee; newest histories."""
    kitchens = set(kitchen_models())
    found: dict[Any, Any] = {}
    for app in ("committees", "workplan"):
        for model in apps.get_app_config(app).get_models():
            rows = model._base_manager.order_by("pk")
            if model.__name__.startswith("Historical"):
                found[model] = dict(rows.values_list("id", "pk"))  # the last of each row stays
            else:
                keys = list(rows.values_list("pk", flat=True))
                found[model] = keys if model in kitchens else keys[-1:]
    return found


def answering() -> list[str]:
    """Those that show somebody something; the others lead back to their page, or only take forms."""
    shows = {200, 409}
    return [row.address for row in walk.rows() if row.method == "GET" and shows & set(row.codes.values())]


def asked(world: Kitchens, patterns: Iterable[str]) -> list[str]:
    slug = world.made.committee.slug
    addresses = every_address(patterns, values_of(world), rows_of(world))
    lists = [each for each in addresses if each.startswith("/admin/") and each.count("/") == 4]
    return [
        *addresses,
        *(f"{each}?q=kept" for each in lists),
        f"/{slug}/search/?q=kept",
        f"/{slug}/plans/{PERIOD}/actions/?text=kept&q=kept",
    ]


def seeds_of(reader: str, seeds: list[str]) -> list[str]:
    """The administration lets in by role and shows by side: an officer walks all of it, others the kitchens.

    Reports are made for officers alone here: their facts are the same for everybody.
    """
    if reader == WALKS_ALL:
        return seeds
    if reader != "mainland officer":
        seeds = [each for each in seeds if "/report" not in each]
    kitchens = tuple(f"/admin/workplan/{model._meta.model_name}/" for model in kitchen_models())
    enters = reader in OWN or reader in ("stranger", "administrator")
    return [
        each for each in seeds if not each.startswith("/admin/") or (enters and each.startswith(kitchens))
    ]


def found_by(world: Kitchens, reader: str, seeds: list[str]) -> dict[Side, dict[str, list[str]]]:
    """Of each side the words that this reader came across, and where."""
    client = walk.client_of(world.people[reader])
    chosen = seeds_of(reader, seeds)
    # The others find the same links, a stranger those of their own committee, where nothing was planted.
    leads_on = reader in (WALKS_ALL, "viewer")
    pages = crawl(client, chosen) if leads_on else {each: text_of(client.get(each)) for each in chosen}
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


def test_nobody_finds_a_word_of_a_kitchen_that_is_not_theirs(world: Kitchens) -> None:
    everywhere, pages = asked(world, every_pattern()), asked(world, answering())
    leaks = {}
    for reader in world.people.keys() - SEE_AS_THEIR_OFFICERS:
        found = found_by(world, reader, everywhere if reader == WALKS_ALL else pages)
        for side, words in found.items():
            if reader.startswith(f"{side.code} "):
                missing = world.words(side) - words.keys()
                if reader == WALKS_ALL:
                    expected = {mark_of(side)(word) for word in UNSAVED}
                    assert missing <= expected, f"the crawl of {reader} does not reach {missing}"
            else:
                leaks |= {(reader, word): where for word, where in words.items()}
    assert leaks == {}


def leaked(text: str, side: Side) -> set[str]:
    return set(re.findall(f"{word_of(side)}[a-z]+", text.lower()))


def test_no_refusal_no_search_row_and_no_letter_tells_of_the_other_side(
    world: Kitchens, own_database: str
) -> None:
    """Forms full of the other side's keys; what answers names none of its words."""
    mainland, _hong_kong = world.made.sides
    values, rows = values_of(world), rows_of(world)
    file = EvidenceFile.objects.filter(side=mainland).first()
    theirs = Return.objects.filter(side=mainland).first()
    assert file
    assert theirs
    garbage = {
        **dict.fromkeys(("side", "version", "number", "id"), "1"),
        **dict.fromkeys(("contribution", "return", "returns"), str(theirs.pk)),
        **dict.fromkeys(("file", "kept", "evidence-0-kept", "source_file"), str(file.pk)),
        "once_key": once.new_key(),
        "text": "x",
    }
    posts = [row.address for row in walk.rows() if row.method == "POST" and row.address.startswith("<slug")]
    for reader in ("hong_kong officer", "hong_kong secretariat", "administrator", "viewer"):
        client = walk.client_of(world.people[reader])
        for path in (path for address in posts for path in filled(address, values, rows)):
            assert leaked(text_of(client.post(path, garbage)), mainland) == set(), (reader, path)
    for side in world.made.sides:
        assert not SearchText.objects.filter(text__icontains=word_of(side)).exists()
        letters = Mail.objects.exclude(to_user__memberships__seat__side=side)
        assert not letters.filter(body__icontains=word_of(side)).exists()


def test_what_stops_a_deletion_is_named_to_those_who_see_it(world: Kitchens) -> None:
    """A side or a body is not deleted while files and returns name it; whose they are stays with their side."""
    client = walk.client_of(world.people["administrator"])
    for row in (*world.made.sides, *(seat.body for seat in world.made.seats)):
        page = client.get(f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/delete/")
        assert page.status_code == 200
        assert not any(leaked(text_of(page), side) for side in world.made.sides)
        assert not any(kind in text_of(page) for kind in ("Return:", "Chase letter", "Sent pack", "Note of"))
    assert "Other entries, not shown to you" in text_of(page)


def test_which_letters_and_notes_a_side_wrote_is_not_told_by_accepted_forms(db: None) -> None:
    """The address that a form was answered with is in the kitchen of who sent it."""
    sent = {}
    for username in ("officer.mainland", "admin"):
        sent[username] = OnceKey.objects.create(
            key=once.new_key(), user=person(username), answered_with=f"/mhstcc/rounds/1/chase/{username}/1/"
        )
    client = walk.client_of(person("admin"))
    for query in ("", "?q=chase", f"?user__id__exact={person('officer.mainland').pk}"):
        page = client.get(f"/admin/committees/oncekey/{query}", follow=True)
        assert "chase/officer.mainland" not in text_of(page)
    theirs = client.get(f"/admin/committees/oncekey/{sent['officer.mainland'].pk}/change/")
    mine = client.get(f"/admin/committees/oncekey/{sent['admin'].pk}/change/")
    assert (theirs.status_code, mine.status_code) == (404, 200)


@pytest.mark.parametrize(
    "asked",
    [
        "reportinground/?chase_letters__isnull=False",
        "indicator/?readings__isnull=False",
        "actionitem/?returns__state=accepted",
        "progressupdate/?cited__contribution__narrative_en__icontains=kept",
        "actionitem/?returns__narrative_en__startswith=kept",
        "milestone/?%2B__isnull=False",
        "indicator/?%2B__isnull=False",
        "reportinground/?%2B__gt=5",
    ],
)
def test_no_list_is_asked_by_rows_that_it_does_not_show(asked: str, db: None) -> None:
    client = walk.client_of(person("admin"))
    answer = client.get(f"/admin/workplan/{asked}")
    assert answer.status_code in (302, 400)
    assert "e=1" in answer.headers.get("Location", "e=1")


# With one of the rules taken away, the words come through.


def everything(*_args: Any, **_options: Any) -> Q:
    return Q()


@pytest.mark.parametrize(
    ("where", "rule", "address"),
    [
        (access, "of_own_kitchens", "/tides/files/"),
        (admin_rounds, "of_own_kitchens", "/admin/workplan/return/"),
        (admin_rounds, "of_own_kitchens", "/admin/workplan/chaseletter/"),
        (access, "_sides_of_offices", "/tides/plans/2024-25/I-1/notes/"),
    ],
)
def test_control_with_a_rule_taken_away_the_other_side_finds_words(
    world: Kitchens, monkeypatch: pytest.MonkeyPatch, where: Any, rule: str, address: str
) -> None:
    sides = {side.pk for side in world.made.sides}
    seeds = [each for each in asked(world, answering()) if each.startswith(address)]
    client = walk.client_of(world.people["hong_kong officer"])
    mainland = world.made.sides[0]

    def seen() -> set[str]:
        return leaked(" ".join(text_of(client.get(each)) for each in seeds), mainland)

    assert seen() == set()
    monkeypatch.setattr(where, rule, (lambda _user: sides) if rule == "_sides_of_offices" else everything)
    assert seen()
