"""Sentences made from the counts, in the active language. Each is one message; what is zero is not said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.templatetags.meetings import the_meeting
from workplan.choices import Status
from workplan.reports.facts import AreaFacts, ItemFacts, ReportFacts
from workplan.reports.words import counted_out, listed, number, paragraph


def overall(facts: ReportFacts) -> list[str]:
    """The overall paragraphs: how the items stand, then the milestones."""
    if not facts.items:
        return []
    items = [*_how_items_stand(facts), *_which_items(facts)]
    return [paragraph(said) for said in (items, list(_milestones(facts))) if said]


# How the items stand.


def of_area(area: AreaFacts) -> str:
    """How one area stands, in a sentence or two."""
    total = len(area.items)
    if not total:
        return _("No action item carries out this area yet.")
    said = [_counts_of_area(area, total)]
    steps = area.milestones
    if steps:
        reached = sum(1 for step in steps if step.reached)
        said.append(_reached_of(reached, len(steps)))
    return paragraph(said)


def _counts_of_area(area: AreaFacts, total: int) -> str:
    only = _only_status(area.counts)
    if only:
        return _all_in_area(only, total) % {"total": number(total)}
    return _("Of the %(total)s action items in this area, %(counts)s.") % {
        "total": number(total),
        "counts": _counts(area.counts),
    }


def _how_items_stand(facts: ReportFacts) -> Iterator[str]:
    total, period_ = len(facts.items), facts.period
    only = _only_status(facts.counts)
    if only:
        yield _all_of_plan(only, total) % {"total": number(total), "period": period_}
    else:
        yield _("Of the %(total)s action items of the %(period)s workplan, %(counts)s.") % {
            "total": number(total),
            "period": period_,
            "counts": _counts(facts.counts),
        }


def _counts(counts: dict[Status, int]) -> str:
    phrases = [
        _counted(status, count) % {"count": number(count)} for status, count in counts.items() if count
    ]
    return counted_out(phrases)


def _only_status(counts: dict[Status, int]) -> Status | None:
    """The status that all items share, if they do."""
    present = [status for status, count in counts.items() if count]
    return present[0] if len(present) == 1 else None


def _counted(status: Status, count: int) -> str:
    phrases = {
        Status.COMPLETED: ngettext("%(count)s is completed", "%(count)s are completed", count),
        Status.ON_TRACK: ngettext("%(count)s is on track", "%(count)s are on track", count),
        Status.BEHIND_SCHEDULE: ngettext(
            "%(count)s is behind schedule", "%(count)s are behind schedule", count
        ),
        Status.NOT_STARTED: ngettext("%(count)s is not started", "%(count)s are not started", count),
        Status.NO_STATEMENT: ngettext(
            "%(count)s has no statement yet", "%(count)s have no statement yet", count
        ),
        Status.WITHDRAWN: ngettext("%(count)s is withdrawn", "%(count)s are withdrawn", count),
    }
    return phrases[status]


def _all_of_plan(status: Status, total: int) -> str:
    sentences = {
        Status.COMPLETED: ngettext(
            "The only action item of the %(period)s workplan is completed.",
            "Each of the %(total)s action items of the %(period)s workplan is completed.",
            total,
        ),
        Status.ON_TRACK: ngettext(
            "The only action item of the %(period)s workplan is on track.",
            "Each of the %(total)s action items of the %(period)s workplan is on track.",
            total,
        ),
        Status.BEHIND_SCHEDULE: ngettext(
            "The only action item of the %(period)s workplan is behind schedule.",
            "Each of the %(total)s action items of the %(period)s workplan is behind schedule.",
            total,
        ),
        Status.NOT_STARTED: ngettext(
            "The only action item of the %(period)s workplan is not started.",
            "Each of the %(total)s action items of the %(period)s workplan is not started.",
            total,
        ),
        Status.NO_STATEMENT: ngettext(
            "No statement has been made yet on the only action item of the %(period)s workplan.",
            "No statement has been made yet on any of the %(total)s action items of the %(period)s workplan.",
            total,
        ),
        Status.WITHDRAWN: ngettext(
            "The only action item of the %(period)s workplan is withdrawn.",
            "Each of the %(total)s action items of the %(period)s workplan is withdrawn.",
            total,
        ),
    }
    return sentences[status]


def _all_in_area(status: Status, total: int) -> str:
    sentences = {
        Status.COMPLETED: ngettext(
            "The action item in this area is completed.",
            "Each of the %(total)s action items in this area is completed.",
            total,
        ),
        Status.ON_TRACK: ngettext(
            "The action item in this area is on track.",
            "Each of the %(total)s action items in this area is on track.",
            total,
        ),
        Status.BEHIND_SCHEDULE: ngettext(
            "The action item in this area is behind schedule.",
            "Each of the %(total)s action items in this area is behind schedule.",
            total,
        ),
        Status.NOT_STARTED: ngettext(
            "The action item in this area is not started.",
            "Each of the %(total)s action items in this area is not started.",
            total,
        ),
        Status.NO_STATEMENT: ngettext(
            "No statement has been made yet on the action item in this area.",
            "No statement has been made yet on any of the %(total)s action items in this area.",
            total,
        ),
        Status.WITHDRAWN: ngettext(
            "The action item in this area is withdrawn.",
            "Each of the %(total)s action items in this area is withdrawn.",
            total,
        ),
    }
    return sentences[status]


def _which_items(facts: ReportFacts) -> Iterator[str]:
    """Those a reader turns to first, by their references; not again when all items stand so."""
    if not _only_status(facts.counts):
        yield from _named(
            facts.with_status(Status.COMPLETED),
            lambda count: ngettext(
                "The completed item is %(items)s.", "The completed items are %(items)s.", count
            ),
        )
        yield from _named(
            facts.with_status(Status.BEHIND_SCHEDULE),
            lambda count: ngettext(
                "Item %(items)s is behind schedule; details are given under its area.",
                "Items %(items)s are behind schedule; details are given under their areas.",
                count,
            ),
        )
        yield from _named(
            facts.with_status(Status.WITHDRAWN),
            lambda count: ngettext(
                "Item %(items)s is withdrawn; the reason is given under its area.",
                "Items %(items)s are withdrawn; the reasons are given under their areas.",
                count,
            ),
        )
        yield from _named(
            facts.with_status(Status.NO_STATEMENT),
            lambda count: ngettext(
                "Progress on item %(items)s has yet to be reported.",
                "Progress on items %(items)s has yet to be reported.",
                count,
            ),
        )
    yield from _differing(facts)


def _differing(facts: ReportFacts) -> Iterator[str]:
    yield from _named(
        [item for item in facts.items if item.sides_differ],
        lambda count: ngettext(
            "On item %(items)s the latest statements of the two sides differ; both are shown, and the item is counted"
            " by the later one.",
            "On items %(items)s the latest statements of the two sides differ; both are shown, and the items are"
            " counted by the later ones.",
            count,
        ),
    )


def _named(items: Sequence[ItemFacts], sentence: Callable[[int], str]) -> Iterator[str]:
    """Nothing for none; an item that is meant twice counts twice and is named once."""
    if items:
        references = list(dict.fromkeys(item.reference for item in items))
        yield sentence(len(items)) % {"items": listed(references), "count": number(len(items))}


# Milestones.


def _milestones(facts: ReportFacts) -> Iterator[str]:
    total = len(facts.milestones)
    if not total:
        return
    yield _reached(facts, total)
    passed = [item for item, step in facts.milestones if step.has_passed(facts.position_date)]
    yield from _named(
        passed,
        lambda count: ngettext(
            "One milestone is overdue, under item %(items)s.",
            "There are %(count)s overdue milestones, under items %(items)s.",
            count,
        ),
    )
    yield from _named(
        [item for item in facts.with_status(Status.ON_TRACK) if _is_late(item, facts)],
        lambda count: ngettext(
            "Item %(items)s is reported as on track although a milestone of it is overdue.",
            "Items %(items)s are reported as on track although some of their milestones are overdue.",
            count,
        ),
    )
    moved = [item for item, step in facts.milestones if step.was_moved]
    yield from _named(
        moved,
        lambda count: ngettext(
            "The date of one milestone has been moved; it stands under %(items)s.",
            "The dates of %(count)s milestones have been moved; they stand under %(items)s.",
            count,
        ),
    )


def _is_late(item: ItemFacts, facts: ReportFacts) -> bool:
    return any(step.has_passed(facts.position_date) for step in item.milestones)


def _reached(facts: ReportFacts, total: int) -> str:
    reached, since = len(facts.reached), len(facts.reached_in_period)
    told = {
        "reached": number(reached),
        "total": number(total),
        "since": number(since),
        "meeting": the_meeting(facts.previous.number) if facts.previous else "",
    }
    if not reached or not facts.previous:
        return _reached_of(reached, total)
    if since == reached:
        if reached == total:
            return (
                ngettext(
                    "The only milestone of the workplan has been reached since %(meeting)s.",
                    "Each of the %(total)s milestones of the workplan has been reached since %(meeting)s.",
                    total,
                )
                % told
            )
        return (
            ngettext(
                "Since %(meeting)s %(reached)s of the %(total)s milestones of the workplan has been reached.",
                "Since %(meeting)s %(reached)s of the %(total)s milestones of the workplan have been reached.",
                reached,
            )
            % told
        )
    return (
        ngettext(
            "Of the %(total)s milestones of the workplan %(reached)s has been reached, %(since)s of them"
            " since %(meeting)s.",
            "Of the %(total)s milestones of the workplan %(reached)s have been reached, %(since)s of them"
            " since %(meeting)s.",
            reached,
        )
        % told
    )


def _reached_of(reached: int, total: int) -> str:
    told = {"reached": number(reached), "total": number(total)}
    if not reached:
        return (
            ngettext(
                "Its milestone has not been reached yet.",
                "Of the %(total)s milestones none has been reached yet.",
                total,
            )
            % told
        )
    if reached == total:
        return (
            ngettext(
                "Its milestone has been reached.", "Each of the %(total)s milestones has been reached.", total
            )
            % told
        )
    return (
        ngettext(
            "Of the %(total)s milestones, %(reached)s has been reached.",
            "Of the %(total)s milestones, %(reached)s have been reached.",
            reached,
        )
        % told
    )
