"""What a search found, one result for an item, a statement or a body, in the reader's language where it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, QuerySet, TextField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.access import visible_bodies
from committees.keeping.trilingual import FALLBACKS, reader_language
from committees.models import Body
from committees.permissions import Reader
from workplan.access import visible_plans
from workplan.choices import TextPart
from workplan.forms.search import KINDS
from workplan.models import SearchText
from workplan.searching import Asked, Stretch, excerpt, marks, saying, says_all
from workplan.surroundings import Surroundings

FEW = 10  # of each kind, when all kinds are shown
MANY = 50  # of one kind
MOST_COUNTED = 1000
# Which texts are of a kind, and what one result of it is.
OF_KIND: dict[str, tuple[dict[str, Any], str]] = {
    "items": ({"item__isnull": False, "update": None}, "item_id"),
    "statements": ({"update__isnull": False}, "update_id"),
    "bodies": ({"body__isnull": False}, "body"),
}
ORDER = {
    "items": ("-item__workplan__period", "item__area__number", "item__position"),
    "statements": ("-update__as_at", "-update_id"),
    "bodies": ("body",),
}


@dataclass(frozen=True)
class Result:
    """Where something is said. ``stretches`` are empty where the title says it."""

    url: str
    reference: str
    title: list[Stretch]
    title_language: str
    stretches: list[Stretch]
    language: str
    note: str = ""
    side: Any = None
    as_at: date | None = None
    corrected: bool = False


@dataclass(frozen=True)
class Group:
    kind: str
    label: str
    count: int
    results: list[Result]
    number: int
    all_url: str

    @property
    def is_capped(self) -> bool:
        return self.count > MOST_COUNTED

    @property
    def shown_count(self) -> int:
        return min(self.count, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.results)


@dataclass(frozen=True)
class SearchPage:
    words: str
    kind: str
    url: str
    groups: list[Group]

    @property
    def found(self) -> list[Group]:
        return [group for group in self.groups if group.count]

    @property
    def pages(self) -> dict[str, str]:
        """Of one kind; nobody leafs through more than are counted."""
        (group,) = self.groups
        first = (group.number - 1) * MANY + 1
        last = first + len(group.results) - 1
        words = {"first": first, "last": last, "found": group.shown_count}
        sentence = _("%(first)d to %(last)d of %(found)d")
        if group.is_capped:
            sentence = _("%(first)d to %(last)d of more than %(found)d")
        return {
            "sentence": sentence % words,
            "previous_url": self._page(group.number - 1) if group.number > 1 else "",
            "next_url": self._page(group.number + 1) if last < group.shown_count else "",
        }

    @property
    def everything_url(self) -> str:
        return address(self.url, self.words)

    def _page(self, number: int) -> str:
        return address(self.url, self.words, self.kind, number)


def address(url: str, words: str, kind: str = "", number: int = 1) -> str:
    asked = {"q": words, "kind": kind, "page": number if number > 1 else ""}
    return f"{url}?{urlencode({name: value for name, value in asked.items() if value})}"


def search_page(asked: Mapping[str, Any], here: Surroundings, reader: Reader) -> SearchPage:
    words, kind = asked.get("q") or "", asked.get("kind") or ""
    # Asked beforehand: a few numbers tell the database more than a question inside its question.
    plans = list(visible_plans(reader).filter(committee=here.committee).values_list("pk", flat=True))
    url = reverse("search", args=[here.committee.slug])
    groups = []
    for each, label in KINDS:
        if words and kind in ("", each):
            found = _one_a_result(_readable(each, words, plans, reader), OF_KIND[each][1])
            count = found[: MOST_COUNTED + 1].count()
            number = _page_there(asked.get("page") or 1, count) if kind else 1
            rows = _rows(found, each, words, number, MANY if kind else FEW)
            groups.append(Group(each, str(label), count, rows, number, address(url, words, each)))
    return SearchPage(words, kind, url, groups)


def _page_there(number: int, count: int) -> int:
    """The last one, where fewer are there than were asked for."""
    return max(1, min(number, -(-min(count, MOST_COUNTED) // MANY)))


def _rows(found: QuerySet[SearchText], kind: str, words: str, number: int, size: int) -> list[Result]:
    rows = (
        SearchText.objects.filter(pk__in=found.values("pk"))
        .select_related("item__workplan__committee", "update__side", "update__corrected_by")
        .annotate(pieces=Asked(Value(words, output_field=TextField())))
        .order_by(*ORDER[kind])[(number - 1) * size : number * size]
    )
    if kind == "bodies":
        bodies = Body.objects.in_bulk([row.body for row in rows])
        return [_body(row, bodies[row.body]) for row in rows]
    return [_item(row) if kind == "items" else _statement(row) for row in rows]


def _readable(kind: str, words: str, plans: list[int], reader: Reader) -> QuerySet[SearchText]:
    """Of these plans, and only what the reader may see."""
    texts = saying(words).filter(**OF_KIND[kind][0])
    if kind == "bodies":
        return texts.filter(body__in=visible_bodies(reader).values("pk"))
    return texts.filter(item__workplan__in=plans)


def _one_a_result(texts: QuerySet[SearchText], of: str) -> QuerySet[SearchText]:
    """The reader's language before the others."""
    ranks = [When(language=language, then=rank) for rank, language in enumerate(FALLBACKS[reader_language()])]
    return texts.order_by(of, Case(*ranks), "pk").distinct(of)


def _item(row: Any) -> Result:
    """The first line is the title, which is shown anyway; the agreed words follow."""
    length = len(row.text.partition("\n")[0])
    titled, folded = row.text[:length], row.folded[:length]
    said = excerpt(row.text[length + 1 :], row.folded[length + 1 :], row.pieces)
    named = row.language == row.item.title.language
    again = [] if named else excerpt(titled, folded, row.pieces)
    stretches = [] if named and says_all(folded, row.pieces) else said or again
    return Result(
        url=row.item.get_absolute_url(),
        reference=row.item.reference,
        title=marks(titled, folded, row.pieces) if named else [Stretch(row.item.title)],
        title_language=row.item.title.language,
        stretches=stretches,
        language=row.language,
        note=row.item.workplan.period,
    )


def _statement(row: Any) -> Result:
    return Result(
        url=f"{row.item.get_absolute_url()}#update-{row.update.number}",
        reference=row.item.reference,
        title=[Stretch(row.item.title)],
        title_language=row.item.title.language,
        stretches=excerpt(row.text, row.folded, row.pieces),
        language=row.language,
        note=str(TextPart(row.part).label),
        side=row.update.side,
        as_at=row.update.as_at,
        corrected=hasattr(row.update, "corrected_by"),
    )


def _body(row: Any, body: Body) -> Result:
    named = row.language == body.name.language
    return Result(
        url=body.get_absolute_url(),
        reference=body.abbreviation,
        title=marks(row.text, row.folded, row.pieces) if named else [Stretch(body.name)],
        title_language=body.name.language,
        stretches=[] if named else excerpt(row.text, row.folded, row.pieces),
        language=row.language,
    )
