"""What tests of the report share: facts made by hand, statements of the day, and readers of the three outputs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from docx import Document
from lxml import html

from committees.keeping import clock
from committees.models import Body, ClockOffset, Meeting, Side, User
from tests.helpers import acting_as_person, signed_in
from workplan.choices import ItemKind, Status
from workplan.models import ActionItem, Milestone, ProgressUpdate
from workplan.models.plan import NUMERALS
from workplan.reports.facts import (
    AreaFacts,
    Interval,
    ItemFacts,
    MeetingFacts,
    MilestoneFacts,
    PartialDate,
    ReportFacts,
    Said,
    SideFacts,
    StatementFacts,
    Texts,
)
from workplan.services.progress import Proof, Statement, Words, move_milestone, record_statement

FileOf = Callable[[str, str], bytes]  # by ending and language
LANGUAGES = ("en", "zh-hant", "zh-hans")
REPORT = "/mhstcc/meetings/19/report"
SIDES = (
    SideFacts("mainland", Texts("Mainland", "內地", "内地")),
    SideFacts("hong_kong", Texts("Hong Kong", "香港", "香港")),
)


# What a hostile or a careless person may type; none of it is a command anywhere.
TYPED = (
    "<script>alert(1)</script>",
    "{{7*7}} {% for x in y %} {{ paper.__class__ }} {# note #}",
    "{_{ and }_} and {_% and %_}",
    "A & B < C > D &amp; &#95; \"quoted\" 'so'",
    '=HYPERLINK("http://x","y") +1 -1 @SUM(A1)',
    "</w:t></w:r><w:p/> ]]> <!--",
    "مرحبا بالعالم",
    "𠮷野家 👩‍🔬 é",
    "first line\nsecond line",
)


def the_meeting(number: int = 19) -> Meeting:
    return Meeting.objects.get(committee__slug="mhstcc", number=number)


def the_item(reference: str) -> ActionItem:
    return ActionItem.objects.get(workplan__period="2024-25", reference=reference)


def state(
    reference: str,
    status: str = "on_track",
    *,
    side: str = "mainland",
    as_at: date = date(2025, 10, 10),
    text: str = "Work goes on.",
    item: ActionItem | None = None,
    **words: str,
) -> ProgressUpdate:
    """A statement of a liaison officer, through the service; ``words`` are its other parts in English."""
    item = item or the_item(reference)
    parts = {"narrative": text, **words}
    if status in ("behind_schedule", "withdrawn"):
        parts.setdefault("reason", "A part came late.")
    with acting_as_person("officer.hk" if side == "hong_kong" else "officer.mainland") as officer:
        return _recorded(item, status, side, as_at, parts, officer)


def _recorded(
    item: ActionItem, status: str, side: str, as_at: date, parts: dict[str, str], by: User
) -> ProgressUpdate:
    committee = item.workplan.committee_id
    bodies = Body.objects.filter(
        pk__in=item.responsibilities.filter(role="lead", side__code=side).values("body")
    )
    statement = Statement(
        side=Side.objects.get(committee=committee, code=side),
        status=status,
        as_at=as_at,
        words=[Words("en", part, text) for part, text in parts.items()],
        bodies=list(bodies),
        evidence=[Proof({"en": "A page"}, {"en": "A paper"})] if status == "completed" else [],
    )
    return record_statement(item=item, statement=statement, expected_number=item.updates.count() + 1, by=by)


def move(milestone: Milestone, to: date, reason: str = "Later.") -> None:
    with acting_as_person("secretariat.hk") as secretary:
        move_milestone(
            milestone=milestone,
            side=Side.objects.get(committee__slug="mhstcc", code="hong_kong"),
            to=to,
            reasons={"en": reason},
            expected_number=milestone.events.count() + 1,
            by=secretary,
        )


def set_clock(to: datetime) -> None:
    """The demonstration's clock, set anew; only tests do this."""
    ClockOffset.objects.update(ahead_by=to - datetime.now(UTC) + timedelta(seconds=1))
    assert clock.today() == to.astimezone(clock.HONG_KONG).date()


def get(name: str, language: str, ending: str = "/", number: int = 19) -> Any:
    return signed_in(name).get(f"/mhstcc/meetings/{number}/report{ending}", {"lang": language})


# Facts made by hand


def facts_of(*statuses: str, steps: tuple[MilestoneFacts, ...] = (), **changed: Any) -> ReportFacts:
    """Items of these statuses, one after the other over the areas; ``steps`` are milestones of the first."""
    items = [_item(place, status, steps if place == 0 else ()) for place, status in enumerate(statuses)]
    areas = tuple(
        AreaFacts(number, numeral, Texts(f"Matter {number}"), Said(), tuple(items[number - 1 :: 7]))
        for number, numeral in enumerate(NUMERALS, start=1)
        if items[number - 1 :: 7]
    )
    facts = ReportFacts(
        committee_slug="mhstcc",
        committee=Texts("The Committee", "委員會", "委员会"),
        meeting=MeetingFacts(19, date(2025, 11, 5), Texts("Hong Kong", "香港", "香港")),
        previous=MeetingFacts(18, date(2024, 11, 12), Texts()),
        interval=Interval(date(2024, 11, 12), date(2025, 11, 5)),
        position_date=date(2025, 10, 10),
        built_at=datetime(2025, 10, 10, 10, tzinfo=clock.HONG_KONG),
        sides=SIDES,
        period="2024-25",
        plan_title=Texts(),
        areas=areas,
        changes=(),
    )
    return replace(facts, **changed)


def _item(place: int, status: str, steps: tuple[MilestoneFacts, ...]) -> ItemFacts:
    """``on_track/behind_schedule`` are the words of the two sides, the Hong Kong side's last."""
    reference = f"{NUMERALS[place % 7]}-{place // 7 + 1}"
    said = () if status == Status.NO_STATEMENT else tuple(status.split("/"))
    statements = tuple(
        StatementFacts(
            number=number,
            side=SIDES[number - 1].code,
            status=Status(word),
            as_at=date(2025, 9, number),
            bodies=(),
            narrative=Said(Texts("Work goes on.")),
            reason=Said(),
            next_step=Said(),
            evidence=(),
            waiver_reason="",
            standing="",
        )
        for number, word in enumerate(said, start=1)
    )
    return ItemFacts(
        reference, Texts(f"Item {place}"), ItemKind.CONTINUING, (), (), statements, len(statements), steps
    )


def step(due: date, *, moved: date | None = None, reached: date | None = None) -> MilestoneFacts:
    current = PartialDate(moved or due)
    return MilestoneFacts(
        1, Texts("A step"), PartialDate(due), current, PartialDate(reached) if reached else None
    )


# What readers find in an output


@dataclass(frozen=True)
class Found:
    """The table of counts, and every item's statuses and date, as they stand in an output."""

    counts: list[list[str]]
    items: dict[str, tuple[list[str], str]]
    text: str


def in_page(answer: HttpResponse) -> Found:
    page = html.fromstring(answer.content.decode())
    rows = page.xpath("//table[contains(@class, 'paper-counts')]//tr[td]")
    items = {}
    for row in page.xpath("//table[contains(@class, 'paper-items')]/tbody/tr"):
        reference, *cells = row.xpath("./th|./td")
        words = [_plain(word) for word in cells[5].xpath(".//span[starts-with(@class, 'status ')]")]
        items[_plain(reference)] = (words, _plain(cells[8]))
    return Found(
        [[_plain(cell) for cell in row.xpath("./th|./td")] for row in rows],
        items,
        _plain(page.xpath("//article")[0]),
    )


def in_word(content: bytes) -> Found:
    document = Document(io.BytesIO(content))
    wide = [table for table in document.tables if len(table.columns) == 10]
    (counts,) = [table for table in document.tables if len(table.columns) == 8]
    items = {}
    for table in wide:
        for row in table.rows[1:]:
            stands = [part.text for part in row.cells[6].paragraphs if part.style.name == "Status"]
            items[row.cells[0].text] = (
                [stand.split(" ", 1)[1] for stand in stands],
                _spaces(row.cells[9].text),
            )
    return Found(
        [[_spaces(cell.text) for cell in row.cells] for row in counts.rows[1:]], items, text_of_word(content)
    )


def text_of_word(content: bytes) -> str:
    """Every text of the body, the heads and the feet, a line for each paragraph."""
    document = Document(io.BytesIO(content))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element, section.first_page_footer._element]
    return "\n".join(
        "".join(
            "-" if node.tag.endswith("}noBreakHyphen") else node.text or ""
            for node in line.iter()
            if _speaks(node)
        )
        for part in parts
        for line in part.iter()
        if line.tag.endswith("}p")
    )


def _speaks(node: Any) -> bool:
    return str(node.tag).endswith(("}t", "}noBreakHyphen"))


def _plain(element: Any) -> str:
    return _spaces(element.text_content())


def _spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
