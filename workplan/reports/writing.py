"""Writes the paper from the facts, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import dates
from committees.keeping.standing import Standing
from committees.keeping.trilingual import Wording, column_suffix
from committees.templatetags.paper import LANG_TAGS
from workplan.choices import STATUS_ORDER, ItemKind, Status
from workplan.models.plan import CHINESE_NUMERALS
from workplan.reports import headings, sentences
from workplan.reports.facts import (
    AreaFacts,
    BodyFacts,
    ChangeFacts,
    EvidenceFacts,
    ItemFacts,
    MilestoneFacts,
    PartialDate,
    ReportFacts,
    StatementFacts,
    Texts,
)
from workplan.reports.paper import (
    Area,
    Change,
    Cited,
    Count,
    Item,
    Lead,
    Movement,
    NamedBody,
    Paper,
    StandsAt,
    Step,
    Told,
)
from workplan.reports.words import day_in_words, in_plan_order, listed

NO_BREAK = "\u00a0"


def paper_of(facts: ReportFacts, language: str) -> Paper:
    with translation.override(language):
        return _Writer(facts, language).paper()


def _statuses_first(change: ChangeFacts) -> tuple[int, bool]:
    return ("status", "reached", "moved").index(change.kind), change.old_status is not None


def words_of_items(facts: ReportFacts, language: str) -> list[tuple[Wording, list[Told]]]:
    """Of the same paper only the titles and what the sides told, for whoever needs no more."""
    with translation.override(language):
        writer = _Writer(facts, language)
        return [(writer.say(item.title), writer.told(item)) for item in facts.items]


class _Writer:
    """Writes in one language, which is the active one while it does.

    Words that stand in every line are looked up once: a look-up costs more than the line.
    """

    def __init__(self, facts: ReportFacts, language: str) -> None:
        self.facts, self.language = facts, language
        self.is_english = language == "en"
        self.labels = {status: str(status.label) for status in Status}
        self.sides = {side.code: str(self.say(side.name)) for side in facts.sides}
        self.comma = pgettext("between names", ", ")

    def paper(self) -> Paper:
        facts = self.facts
        return Paper(
            language=self.language,
            lang=LANG_TAGS[self.language],
            committee=self.say(facts.committee),
            title=headings.title(facts),
            submitted=headings.submitted(facts) if facts.previous else "",
            occasion=self._occasion(),
            position_line=headings.position_line(facts),
            period=headings.period(facts),
            draft=_("Draft"),
            stamp=headings.stamp(facts),
            short_stamp=headings.stamp(facts, digits=16),
            facts_hash=facts.facts_hash,
            built=dates.moment(facts.built_at, self.language),
            overall=sentences.overall(facts),
            nothing=headings.nothing_to_report(facts),
            notes=list(self._notes()),
            statuses=[self.labels[status] for status in STATUS_ORDER],
            counts=self._counts(facts.counts),
            total=len(facts.items),
            movement=self._movement(),
            movement_title=headings.movement(facts),
            areas=[self._area(area) for area in facts.areas],
            steps=[self._step(item, step) for item, step in facts.milestones],
            changes=[self._change(change) for change in facts.changes],
            annex_changes=headings.annex_of_changes(facts),
            bodies=self._bodies_named(),
        )

    # Words

    def say(self, texts: Texts) -> Wording:
        return texts.wording(self.language)

    def side(self, code: str) -> str:
        return self.sides.get(code, code)

    def day(self, day: PartialDate | date | None) -> str:
        """For tables, where a date is never broken over two lines."""
        if day is None:
            return ""
        told = day if isinstance(day, PartialDate) else PartialDate(day)
        return dates.in_words(told.day, self.language, told.precision, "short").replace(" ", NO_BREAK)

    def called(self, body: BodyFacts) -> str:
        """English papers use abbreviations and explain them in an annex; in Chinese the name is short enough."""
        return body.abbreviation if self.is_english else str(self.say(body.name))

    def _occasion(self) -> str:
        """Where and when the paper is discussed, as far as that is known."""
        meeting = self.facts.meeting
        if meeting.date is None:
            return ""
        told = {"place": self.say(meeting.place), "day": day_in_words(meeting.date)}
        if told["place"]:
            return pgettext("place and day of a meeting", "%(place)s, %(day)s") % told
        return told["day"]

    def _notes(self) -> Iterator[str]:
        """How far the paper may be trusted, once; statements and texts that differ from it are marked."""
        facts = self.facts
        statements = [said for item in facts.items for said in item.statements]
        if any(said.standing == Standing.PROPOSED for said in statements):
            yield _(
                "The statements and statuses in this draft have been prepared from published information for the"
                " consideration of the two sides. They do not represent the position of either side."
            )
        yield _(
            "Action items, responsible bodies and milestones are proposals unless the agreed text names them."
        )
        texts = [text.standing.of(self.language) for said in statements for text in said.texts]
        if Standing.WORKING_TRANSLATION in texts:
            yield _(
                "The texts of the statements in this language are drafts, to be settled by the two sides."
            )

    # Tables

    def _counts(self, counts: dict[Status, int]) -> list[Count]:
        return [Count(status, self.labels[status], number) for status, number in counts.items()]

    def _area(self, area: AreaFacts) -> Area:
        numeral = area.numeral if self.is_english else CHINESE_NUMERALS[area.number - 1]
        title, agreed = self.say(area.title), self.say(area.agreed.text)
        mark = f"({numeral.lower()})" if self.is_english else f"（{numeral}）"
        standing = getattr(area.agreed.standing, column_suffix(agreed.language))
        notes = [headings.stands_in(agreed, self.language)]
        if standing and standing != Standing.OFFICIAL:
            notes.append(str(Standing(standing).label))
        return Area(
            number=area.number,
            numeral=area.numeral,
            mark=mark,
            heading=pgettext("heading of an area", "%(numeral)s. %(title)s")
            % {"numeral": numeral, "title": title},
            title=title,
            agreed_text=agreed,
            agreed_label=_("Agreed text %(mark)s") % {"mark": mark},
            notes=[note for note in notes if note],
            sentence=sentences.of_area(area),
            items=[self._item(item) for item in area.items],
            counts=self._counts(area.counts),
            total=len(area.items),
        )

    def _item(self, item: ItemFacts) -> Item:
        return Item(
            reference=item.reference,
            title=self.say(item.title),
            leads=[self._lead(item, side.code) for side in self.facts.sides],
            supports=self._called(item.supports),
            target=list(self._target(item)),
            told=self.told(item),
            stands=list(self._stands(item)),
            sides_differ=item.sides_differ,
            sources=list(self._sources(item)),
            as_at=self.day(item.as_at),
        )

    def _lead(self, item: ItemFacts, side: str) -> Lead:
        bodies = self._called(body for body in item.leads if body.side == side)
        return Lead(self.side(side), side, bodies)

    def _called(self, bodies: Iterable[BodyFacts]) -> str:
        return self.comma.join(self.called(body) for body in bodies)

    def _target(self, item: ItemFacts) -> Iterator[str]:
        """Time-bound work ends with its last milestone; continuing work has only a next one."""
        if item.kind == ItemKind.CONTINUING:
            yield str(ItemKind.CONTINUING.label)
            ahead = [step for step in item.milestones if not step.reached]
            if ahead:
                first = min(ahead, key=lambda step: step.current.day)
                passed = first.has_passed(self.facts.position_date)
                yield _("due, not reached") if passed else _("next due")
                yield self.day(first.current)
        elif item.milestones:
            last = max(item.milestones, key=lambda step: step.current.day)
            yield self.day(last.current)
            if last.was_moved:
                yield _("was %(day)s") % {"day": self.day(last.agreed)}

    def told(self, item: ItemFacts) -> list[Told]:
        return [self._told(said) for said in item.statements]

    def _told(self, said: StatementFacts) -> Told:
        return Told(
            side=self.side(said.side),
            side_code=said.side,
            number=said.number,
            day=self.day(said.as_at),
            status=said.status,
            status_label=self.labels[said.status],
            narrative=self.say(said.narrative.text),
            reason=self.say(said.reason.text),
            next_step=self.say(said.next_step.text),
        )

    def _stands(self, item: ItemFacts) -> Iterator[StandsAt]:
        if not item.sides_differ:
            yield StandsAt(item.status, self.labels[item.status])
            return
        for said in item.statements:
            yield StandsAt(said.status, self.labels[said.status], self.side(said.side), said.side)

    def _sources(self, item: ItemFacts) -> Iterator[Cited]:
        """What two statements cite alike is cited once; a waiver stands where evidence would."""
        pieces = [piece for said in item.statements for piece in said.evidence]
        yield from dict.fromkeys(self._cited(piece) for piece in pieces)
        for said in item.statements:
            if said.waiver_reason:
                reason = _("Evidence waived: %(reason)s") % {"reason": said.waiver_reason}
                yield Cited(Wording(reason, self.language), "", "")

    def _cited(self, piece: EvidenceFacts) -> Cited:
        told = {"publisher": self.say(piece.publisher), "day": self.day(piece.date)}
        rest = (
            pgettext("publisher and day", "%(publisher)s, %(day)s") % told
            if piece.date
            else told["publisher"]
        )
        return Cited(self.say(piece.title), str(rest), piece.url)

    # Annexes

    def _step(self, item: ItemFacts, step: MilestoneFacts) -> Step:
        return Step(
            reference=item.reference,
            text=self.say(step.text),
            agreed=self.day(step.agreed),
            current=self.day(step.current) if step.was_moved else "–",
            was_moved=step.was_moved,
            has_passed=step.has_passed(self.facts.position_date),
            reached=self.day(step.reached),
        )

    def _change(self, change: ChangeFacts) -> Change:
        return Change(
            day=self.day(change.on),
            reference=change.reference,
            side=self.side(change.side),
            sentence=self._what_changed(change),
            text=self.say(change.milestone),
            reason=self.say(change.reason),
        )

    def _movement(self) -> list[Movement]:
        """Kinds of changes, in the order in which they first happened; of statuses the items, of steps each."""
        kinds: dict[str, list[str]] = {}
        for change in sorted(self.facts.changes, key=_statuses_first):
            kind = {"reached": _("Milestones reached"), "moved": _("Milestones moved")}.get(change.kind)
            kinds.setdefault(kind or self._what_changed(change), []).append(change.reference)
        steps = {_("Milestones reached"), _("Milestones moved")}
        return [
            Movement(what, len(found) if what in steps else len(set(found)), listed(in_plan_order(found)))
            for what, found in kinds.items()
        ]

    def _what_changed(self, change: ChangeFacts) -> str:
        if change.kind == "reached":
            return _("Milestone reached")
        if change.kind == "moved":
            return _("Milestone moved from %(old)s to %(new)s") % {
                "old": self.day(change.old_date),
                "new": self.day(change.new_date),
            }
        new = self.labels[change.new_status] if change.new_status else ""
        if change.old_status is None:
            return _("First reported as “%(new)s”") % {"new": new}
        return _("From “%(old)s” to “%(new)s”") % {"old": self.labels[change.old_status], "new": new}

    def _place_of_body(self, body: BodyFacts) -> tuple[int, str]:
        """Side by side, then those that sit on none; by their short names."""
        sides = [side.code for side in self.facts.sides]
        return sides.index(body.side) if body.side in sides else len(sides), body.abbreviation.lower()

    def _bodies_named(self) -> list[NamedBody]:
        """Those that lead or support."""
        bodies = {body.code: body for item in self.facts.items for body in (*item.supports, *item.leads)}
        return [
            NamedBody(body.abbreviation, self.say(body.name), self.side(body.side) if body.side else "")
            for body in sorted(bodies.values(), key=self._place_of_body)
        ]
