"""The report in Excel: the same facts and words as the paper, with dates and numbers that can be reckoned with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping.dates import HONG_KONG
from workplan import workbooks
from workplan.reports import headings
from workplan.reports.facts import ItemFacts, PartialDate, ReportFacts
from workplan.reports.labels import paper_labels
from workplan.reports.paper import Item, Paper
from workplan.reports.writing import paper_of
from workplan.workbooks import Day, Sheet, Value, lines

CONTENT_TYPE = workbooks.CONTENT_TYPE


def as_excel(facts: ReportFacts, language: str) -> bytes:
    paper = paper_of(facts, language)
    with translation.override(language):
        sheets = list(_Sheets(facts, paper).all())
    return workbooks.written(
        sheets,
        language,
        title=paper.title,
        author=str(paper.committee),
        at=facts.built_at.astimezone(HONG_KONG),
    )


class _Sheets:
    """Writes in the paper's language, which is the active one while it does."""

    def __init__(self, facts: ReportFacts, paper: Paper) -> None:
        self.facts, self.paper = facts, paper
        self.labels = paper_labels()

    def all(self) -> Iterator[Sheet]:
        yield self.summary()
        yield self.items()
        yield self.movement()
        yield self.steps()
        yield self.changes()
        yield self.bodies()

    def heads(self, *names: str) -> list[str]:
        return [self.labels[name] for name in names]

    def summary(self) -> Sheet:
        paper = self.paper
        said = [paper.nothing, *paper.overall, *paper.notes]
        return Sheet(
            title=self.labels["overall"],
            head=[self.labels["area"], *paper.statuses, self.labels["total"]],
            widths=[60, *[16] * len(paper.statuses), 10],
            rows=[[area.heading, *(one.number for one in area.counts), area.total] for area in paper.areas],
            foot=[self.labels["total"], *(one.number for one in paper.counts), paper.total],
            above=[
                paper.title,
                *filter(None, [str(paper.committee), paper.submitted, paper.position_line, paper.period]),
                paper.stamp,
                *(line for text in said for line in text.split("\n") if line),
            ],
        )

    def movement(self) -> Sheet:
        rows: list[list[Value]] = [[moved.what, moved.number, moved.which] for moved in self.paper.movement]
        return Sheet(
            title=_("Summary of changes"),
            head=self.heads("movement", "number", "which"),
            widths=[60, 10, 80],
            rows=rows,
            above=[self.paper.movement_title],
        )

    def items(self) -> Sheet:
        columns = ("reference", "area", "item", "leads", "supports", "target", "progress", "status")
        rest = ("next_step", "sources", "as_at")
        return Sheet(
            title=_("Action items"),
            head=self.heads(*columns, *rest),
            widths=[9, 28, 36, 26, 34, 18, 70, 20, 36, 36, 16],
            rows=[
                self._item(area.heading, words, item)
                for area, known in zip(self.paper.areas, self.facts.areas, strict=True)
                for words, item in zip(area.items, known.items, strict=True)
            ],
        )

    def _item(self, area: str, words: Item, item: ItemFacts) -> Sequence[Value]:
        named = self._named
        heading = pgettext("side and day of a statement", "%(side)s, %(day)s")
        return [
            words.reference,
            area,
            headings.marked(words.title),
            lines(named(lead.side, lead.bodies or self.labels["none"]) for lead in words.leads),
            words.supports or self.labels["none"],
            lines(words.target) or self.labels["none_set"],
            lines(
                named(
                    heading % {"side": said.side, "day": said.day},
                    lines(map(headings.marked, (said.narrative, said.reason))),
                )
                for said in words.told
            )
            or self.labels["nothing_told"],
            lines(named(stand.side, stand.label) for stand in words.stands),
            lines(named(said.side, headings.marked(said.next_step)) for said in words.next_steps)
            or self.labels["not_stated"],
            lines(dict.fromkeys(one.rest or str(one.title) for one in words.sources)) or self.labels["none"],
            Day(item.as_at) if item.as_at else self.labels["no_day"],
        ]

    @staticmethod
    def _named(name: str, text: str) -> str:
        named = {"name": name.strip(), "text": text}
        return (
            pgettext("a name and what is said of it", "%(name)s: %(text)s") % named if named["name"] else text
        )

    def steps(self) -> Sheet:
        rows: list[list[Value]] = [
            [
                words.reference,
                headings.marked(words.text),
                _day(step.agreed),
                _day(step.current),
                _day(step.reached) or (self.labels["passed"] if words.has_passed else self.labels["not_yet"]),
            ]
            for words, (_item, step) in zip(self.paper.steps, self.facts.milestones, strict=True)
        ]
        head = self.heads("reference", "milestone", "agreed", "current", "reached")
        return Sheet(title=_("Milestones"), head=head, widths=[9, 80, 18, 18, 26], rows=rows)

    def changes(self) -> Sheet:
        rows: list[list[Value]] = [
            [
                _day(change.on),
                words.reference,
                words.side,
                words.sentence,
                lines(map(headings.marked, (words.text, words.reason))),
            ]
            for words, change in zip(self.paper.changes, self.facts.changes, strict=True)
        ]
        head = [*self.heads("date", "reference", "side", "change"), _("In detail")]
        return Sheet(title=_("Changes"), head=head, widths=[18, 9, 16, 44, 80], rows=rows)

    def bodies(self) -> Sheet:
        rows = [
            [body.abbreviation, headings.marked(body.name), body.side or self.labels["no_seat"]]
            for body in self.paper.bodies
        ]
        return Sheet(
            title=_("Bodies"), head=self.heads("abbreviation", "body", "seat"), widths=[24, 70, 26], rows=rows
        )


def _day(day: PartialDate | None) -> Day | None:
    return Day(day.day, day.precision) if day else None
