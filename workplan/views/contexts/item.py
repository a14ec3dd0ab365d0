"""One action item: where it is and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject

from committees.keeping.prepared import Given, prepared
from committees.keeping.rows import Rows
from committees.keeping.standing import Standing
from committees.keeping.trilingual import Wording, column_suffix
from committees.models import Source
from committees.permissions import Reader, may
from committees.roles import Right
from workplan import permissions
from workplan.access import notes_within
from workplan.choices import ResponsibilityRole, Status
from workplan.clauses import Span, marked
from workplan.models import ActionItem, CooperationArea, Responsibility
from workplan.positions import IsAmong, columns_of, wording_in
from workplan.surroundings import SideHere, Surroundings
from workplan.views.contexts.addresses import PlanAddresses, addresses_of
from workplan.views.contexts.history import Entry, newest_first, of_rows, of_statements, of_steps
from workplan.views.contexts.statements import Card, cards_of
from workplan.views.contexts.steps import Step, steps_of

EXCERPT = 5
MOST_NOTES = 3
MOST_NEIGHBOURS = 14


def columns_of_item() -> dict[str, Any]:
    """What the page's one query of the item brings along: its sources, and the newest notes of the reader's side."""
    sources = Source.objects.filter(IsAmong("key", OuterRef("sources"))).order_by("key")
    told = {"url": "url", "may_be_linked": "may_be_linked", **columns_of("title")}
    notes = notes_within(Given("notes_of")).filter(item=OuterRef("pk"))[:MOST_NOTES]
    noted = {name: name for name in ("text", "side_id", "recorded_name", "recorded_at")}
    return {
        "source_rows": Rows(sources.values(row=JSONObject(**told))),
        "note_rows": Rows(notes.values(row=JSONObject(**noted))),
    }


@dataclass(frozen=True)
class Note:
    text: str
    side: SideHere
    recorded_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class AreaTab:
    area: CooperationArea
    behind: bool
    total: int
    first: str
    last: str
    references: list[str]  # of the item's own area; elsewhere empty


@dataclass(frozen=True)
class SideStand:
    """The newest standing statement of a side, if it made one."""

    side: SideHere
    card: Card | None


@dataclass(frozen=True)
class BodiesRow:
    role: str
    cells: list[list[Responsibility]]


@dataclass(frozen=True)
class ItemPage:
    item: Any
    at: PlanAddresses
    here: Surroundings
    tabs: list[AreaTab]
    cards: list[Card]
    steps: list[Step]
    entries: list[Entry]
    may_not_record: str
    may_not_move: str
    may_edit: bool
    notes: list[Note] | None  # None: the reader works in no office that keeps notes

    @property
    def url(self) -> str:
        return self.at.item(self.item.reference)

    @property
    def previous_url(self) -> str:
        """In the order of the plan: before the first of an area comes the last of an area before it."""
        own, here = self._own_place
        before = [tab.last for tab in self.tabs[:own] if tab.last] + self.tabs[own].references[:here]
        return self.at.item(before[-1]) if before else ""

    @property
    def next_url(self) -> str:
        own, here = self._own_place
        after = self.tabs[own].references[here + 1 :] + [
            tab.first for tab in self.tabs[own + 1 :] if tab.first
        ]
        return self.at.item(after[0]) if after else ""

    @property
    def _own_place(self) -> tuple[int, int]:
        """Of the area among the areas, of the item in its area."""
        own = next(place for place, tab in enumerate(self.tabs) if tab.area.pk == self.item.area_id)
        return own, self.tabs[own].references.index(self.item.reference)

    @property
    def current(self) -> Card | None:
        """The statement that makes the position."""
        statement = self.item.current.statement
        return next((card for card in self.cards if statement and card.number == statement.number), None)

    @property
    def shared_standing(self) -> str:
        """Said once under the statements where all have it; elsewhere each says its own."""
        found = {card.standing_in_words for card in self.cards}
        return found.pop() if len(found) == 1 else ""

    @property
    def has_working_translations(self) -> bool:
        return any(card.is_working_translation for card in self.cards)

    @property
    def stands(self) -> list[SideStand]:
        return [SideStand(side, self._newest_of(side)) for side in self.here.sides]

    def _newest_of(self, side: SideHere) -> Card | None:
        mine = (card for card in self.cards if card.side.code == side.code and not card.corrected_by)
        return next(mine, None)

    @property
    def positions(self) -> list[dict[str, Any]]:
        """For the words "sides differ"."""
        stands = [stand for stand in self.stands if stand.card]
        return [{"side": stand.side, "status": stand.card.status} for stand in stands if stand.card]

    @property
    def leads(self) -> list[tuple[SideHere, list[Responsibility]]]:
        return [(side, self._bodies(ResponsibilityRole.LEAD, side.id)) for side in self.here.sides]

    @property
    def bodies(self) -> list[BodiesRow]:
        return [
            BodiesRow(str(role.label), [self._bodies(role, side.id) for side in self.here.sides])
            for role in ResponsibilityRole
        ]

    @property
    def unseated(self) -> list[Responsibility]:
        """Bodies that support the item and sit on neither side."""
        return self._bodies(ResponsibilityRole.SUPPORT, None)

    def _bodies(self, role: ResponsibilityRole, side_id: int | None) -> list[Responsibility]:
        carrying = self.item.responsibilities.all()
        return [row for row in carrying if row.role == role and row.side_id == side_id]

    @property
    def agreed_text(self) -> Wording:
        return self.item.area.agreed_text

    @cached_property
    def agreed_spans(self) -> tuple[Span, ...]:
        """The text of the area with the words of this item set apart, in the language the text is shown in."""
        language = column_suffix(self.agreed_text.language)
        words = getattr(self.item, f"agreed_words_{language}")
        return marked(self.agreed_text, [(self.item.reference, words)])

    @property
    def clause_url(self) -> str:
        """Its words in the plan, or their area where the text shown has no excerpt for it."""
        if any(span.carried_by for span in self.agreed_spans):
            return f"{self.at.plan}#clause-{self.item.reference}"
        return f"{self.at.plan}#{self.item.area.numeral}"

    @property
    def is_working_translation(self) -> bool:
        language = column_suffix(self.agreed_text.language)
        return getattr(self.item.area, f"text_standing_{language}") == Standing.WORKING_TRANSLATION

    @property
    def standing(self) -> str:
        return str(Standing(self.item.standing).label)

    @property
    def sources(self) -> list[dict[str, Any]]:
        return [
            {"title": wording_in(row, "title"), "url": row["url"] if row["may_be_linked"] else ""}
            for row in self.item.source_rows
        ]

    @property
    def neighbours(self) -> list[dict[str, Any]]:
        """The items of the area for the strip; of a long area those around this one."""
        area, here = self._own_place
        own = self.tabs[area].references
        first = max(0, min(here - MOST_NEIGHBOURS // 2, len(own) - MOST_NEIGHBOURS))
        return [
            {
                "reference": reference,
                "url": self.at.item(reference),
                "current": reference == self.item.reference,
            }
            for reference in own[first : first + MOST_NEIGHBOURS]
        ]

    @property
    def total(self) -> int:
        return sum(tab.total for tab in self.tabs)


def item_page(item: Any, here: Surroundings, reader: Reader) -> ItemPage:
    """``item`` was fetched with `columns_of_item`."""
    with_bodies(item)
    at = addresses_of(here.committee.slug, item.workplan.period)
    cards = cards_of(item, reader)
    steps = steps_of(item, here.today)
    return ItemPage(
        item=item,
        at=at,
        here=here,
        tabs=area_tabs(item),
        cards=cards,
        steps=steps,
        entries=newest_first(
            of_statements(cards), of_steps(steps), of_rows(newest_rows(item), ActionItem, here.sides)
        )[:EXCERPT],
        may_not_record=permissions.refusal(permissions.check_may_record, reader, item)
        or permissions.refusal(permissions.check_plan_is_adopted, item.workplan),
        may_not_move=permissions.refusal(permissions.check_may_move_milestones, reader, item)
        or permissions.refusal(permissions.check_plan_is_adopted, item.workplan),
        may_edit=permissions.allows(permissions.check_may_edit, reader, item.workplan),
        notes=_newest_notes(item, here, reader),
    )


def _newest_notes(item: Any, here: Surroundings, reader: Reader) -> list[Note] | None:
    if not may(reader, Right.KEEP_NOTES, committee_id=item.workplan.committee_id):
        return None
    sides = {side.id: side for side in here.sides}
    return [
        Note(
            row["text"],
            sides[row["side_id"]],
            row["recorded_name"],
            datetime.fromisoformat(row["recorded_at"]),
        )
        for row in item.note_rows
    ]


def with_bodies(item: ActionItem) -> None:
    """The responsible bodies, for the page and for the questions who may: one query."""
    rows = Responsibility.objects.select_related("body", "side").order_by("role", "side__order", "pk")
    prefetch_related_objects([item], Prefetch("responsibilities", queryset=rows))


def newest_rows(item: ActionItem) -> list[Any]:
    """A few more than are shown, so that the oldest shown has one to be compared with."""
    return _newest_rows.rows(item=item.pk)


@prepared
def _newest_rows() -> Any:
    rows = ActionItem.history.filter(id=Given("item")).select_related("history_user")
    return rows.order_by("-history_date", "-history_id")[: EXCERPT + 1]


def area_tabs(item: ActionItem) -> list[AreaTab]:
    return [
        AreaTab(area, area.behind, area.total or 0, area.first or "", area.last or "", area.references)
        for area in _areas.rows(plan=item.workplan_id, own=item.area_id)
    ]


@prepared
def _areas() -> Any:
    """Each by its own index: counting and sorting all items of a large plan took longer than the rest."""
    items = ActionItem.objects.filter(area=OuterRef("pk")).order_by()
    references = items.values("reference")
    return (
        CooperationArea.objects.filter(workplan=Given("plan"))
        .annotate(
            behind=Exists(items.filter(current__status=Status.BEHIND_SCHEDULE)),
            total=Subquery(items.values("area").annotate(total=Count("*")).values("total")),
            first=Subquery(references.order_by("position")[:1]),
            last=Subquery(references.order_by("-position")[:1]),
            references=ArraySubquery(references.filter(area_id=Given("own")).order_by("position")),
        )
        .order_by("number")
        .only("number", "workplan", *columns_of("title"))
    )
