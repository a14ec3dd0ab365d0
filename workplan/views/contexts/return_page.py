"""What the page of a return shows, whoever reads it: who must answer, what was said, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.keeping.dates import in_words
from committees.keeping.redline import Part, redline
from committees.keeping.trilingual import reader_language
from committees.models import User
from workplan import round_permissions
from workplan.access import visible_returns
from workplan.choices import ACTS_OF_READING, HOLDERS, OUTSTANDING, Holder, Language, ReturnAct, ReturnState
from workplan.forms.progress import PARTS, field_name, languages_for_reader, texts_of
from workplan.forms.returns import ReturnForms
from workplan.models import EvidenceFile, Indicator, Return
from workplan.permissions import refusal
from workplan.services.contributions import TEXT_COLUMNS, Contribution, ProposedStep, Reading
from workplan.views.contexts.crumbs import of_round
from workplan.views.contexts.form_parts import part_rows, status_options
from workplan.views.contexts.people import name_now, roles_in_words
from workplan.views.contexts.points import fetch_points, points_of
from workplan.views.contexts.steps import Step, steps_of

if TYPE_CHECKING:
    from workplan.views.contexts.returning import ReturnDesk

BY_BUTTON = (ReturnAct.RECALL, ReturnAct.RECEIVE, ReturnAct.ACCEPT, ReturnAct.SEND_BACK, ReturnAct.WAIVE)


@dataclass(frozen=True)
class LastWords:
    """What was said last: by the body in an earlier round, else by the side."""

    label: str
    url: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Stamp:
    """One thing that was done, in a line: who did it and who answers for it are apart."""

    at: datetime
    what: str
    who: str
    role: str
    reason: str = ""
    late: bool = False
    on_behalf: bool = False
    signed_by: str = ""
    signed_on: date | None = None
    source: str = ""
    file: EvidenceFile | None = None


@dataclass(frozen=True)
class SaidText:
    language: str
    name: str
    text: str
    changes: Sequence[Part]


@dataclass(frozen=True)
class SaidPart:
    part: str
    title: str
    texts: list[SaidText]


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its dates, and the fields or the words of this return about it."""

    step: Step
    form: Any = None
    said: ProposedStep | None = None


@dataclass(frozen=True)
class IndicatorRow:
    indicator: Indicator
    form: Any = None
    said: Reading | None = None


@dataclass(frozen=True)
class Neighbour:
    url: str
    label: str


@dataclass(frozen=True)
class Neighbours:
    """Among the returns of this round that the reader may see; no other is offered."""

    previous: Neighbour | None
    next: Neighbour | None


def page_of(desk: ReturnDesk, forms: ReturnForms | None) -> dict[str, Any]:
    here = desk.contribution
    last = last_words(here)
    fetch_points(here)
    return {
        "contribution": here,
        "place": here.round,
        "item": here.item,
        "crumbs": of_round(here.round, f"{here.item.reference} {here.body.abbreviation}"),
        "neighbours": _neighbours(desk.user, here),
        "stamps": (stamps := _stamps(here)),
        "sent_back": _sent_back(here, stamps),
        "citing": (citing := _citing(here)),
        "holder": _holder(here, is_cited=bool(citing)),
        "is_late": here.state in OUTSTANDING and desk.here.now > here.due_at,
        "takes_no_returns": desk.takes_no_returns if here.state in OUTSTANDING else "",
        "last": last,
        "points": points_of(here, desk.user, desk.point_forms),
        "buttons": _buttons(desk),
        "consolidate_url": _consolidate_url(desk),
        "may_hand_in_for": desk.on_behalf,
        **(_form_part(desk, forms, last) if forms else _said_part(desk, last)),
    }


def last_words(here: Return) -> LastWords | None:
    before = Return.objects.filter(
        item=here.item_id,
        body=here.body_id,
        side=here.side_id,
        state=ReturnState.ACCEPTED,
        round__number__lt=here.round.number,
    )
    earlier = before.select_related("round__committee", "item", "body").order_by("-round__number").first()
    if earlier and earlier.as_at:
        label = _("Return in round %(number)d, as at %(day)s") % {
            "number": earlier.round.number,
            "day": in_words(earlier.as_at, reader_language(), style="short"),
        }
        texts = {name: getattr(earlier, name) for name in TEXT_COLUMNS}
        return LastWords(label, earlier.get_absolute_url(), texts)
    return _last_statement(here)


def _last_statement(here: Return) -> LastWords | None:
    update = here.item.updates.filter(side=here.side_id, corrected_by=None).newest_first().first()
    if update is None:
        return None
    update.item = here.item
    label = _("Update %(number)d of the side, as at %(day)s") % {
        "number": update.number,
        "day": in_words(update.as_at, reader_language(), style="short"),
    }
    return LastWords(label, update.get_absolute_url(), texts_of(update))


def _neighbours(user: User, here: Return) -> Neighbours:
    """One query of a few words a return, in the order of the plan."""
    rows = visible_returns(user).filter(round=here.round_id)
    found = list(rows.values_list("pk", "item__reference", "body__code", "body__abbreviation"))
    place = next((place for place, row in enumerate(found) if row[0] == here.pk), 0)

    def neighbour(at: int) -> Neighbour | None:
        if not 0 <= at < len(found):
            return None
        _pk, reference, code, abbreviation = found[at]
        own = here.round
        url = reverse("return", args=[own.committee.slug, own.number, reference, code.lower()])
        return Neighbour(url, f"{reference} {abbreviation}")

    return Neighbours(neighbour(place - 1), neighbour(place + 1))


def _stamps(here: Return) -> list[Stamp]:
    """Newest first."""
    events = here.events.select_related("recorded_by", "source_file__committee")
    extensions = here.extensions.select_related("recorded_by")
    done = [
        Stamp(
            at=event.recorded_at,
            what=str(event.get_act_display()),
            who=name_now(event.recorded_by, event.recorded_name),
            role=roles_in_words(event.recorded_role),
            reason=event.reason,
            late=event.late,
            on_behalf=event.on_behalf,
            signed_by=event.signed_by,
            signed_on=event.signed_on,
            source=event.source,
            file=event.source_file,
        )
        for event in events
    ]
    longer = [
        Stamp(
            at=row.recorded_at,
            what=_("extended to %(day)s") % {"day": in_words(row.due_at, reader_language(), style="short")},
            who=name_now(row.recorded_by, row.recorded_name),
            role=roles_in_words(row.recorded_role),
            reason=row.reason,
        )
        for row in extensions
    ]
    return sorted([*done, *longer], key=lambda stamp: stamp.at, reverse=True)


def _sent_back(here: Return, stamps: Sequence[Stamp]) -> Stamp | None:
    """The newest reason, which is what its writer looks for first."""
    label = str(ReturnAct.SEND_BACK.label)
    newest = next((stamp for stamp in stamps if stamp.what == label), None)
    return newest if here.state == ReturnState.RETURNED else None


def _citing(here: Return) -> list[Neighbour]:
    """The statements that were made of it."""
    if here.state != ReturnState.ACCEPTED:
        return []
    item = here.item.get_absolute_url()
    return [
        Neighbour(f"{item}#update-{number}", _("Update %(number)d") % {"number": number})
        for number in here.cited_by.order_by("update__number").values_list("update__number", flat=True)
    ]


def _holder(here: Return, *, is_cited: bool) -> str:
    holder = HOLDERS[ReturnState(here.state)]
    return str((Holder.NOBODY if is_cited else holder).label)


def _buttons(desk: ReturnDesk) -> dict[str, Any]:
    """What this person may do to the return as it is; a recall that comes too late, and open points, say why."""
    here, user = desk.contribution, desk.user
    offered = {
        act.value: not (
            refusal(round_permissions.check_may_act, user, here, act)
            or refusal(round_permissions.check_step, here, act)
            or (act not in ACTS_OF_READING and refusal(round_permissions.check_is_open, here.round))
            or (act in (ReturnAct.RECALL, ReturnAct.SEND_BACK) and desk.takes_no_returns)
            or (act == ReturnAct.RECEIVE and here.received_at)
        )
        for act in BY_BUTTON
    }
    recalls = ReturnState.SUBMITTED, ReturnState.NIL
    too_late = refusal(round_permissions.check_step, here, ReturnAct.RECALL) if here.state in recalls else ""
    open_points = ""
    if here.state == ReturnState.SUBMITTED and round_permissions.handles(user, here):
        open_points = refusal(round_permissions.check_no_point_is_open, here)
    told = {"recall_refused": too_late, "accept_refused": open_points}
    return {**offered, **told, "any": any(offered.values()) or any(told.values())}


def _consolidate_url(desk: ReturnDesk) -> str:
    here = desk.contribution
    if here.state != ReturnState.ACCEPTED or not round_permissions.handles(desk.user, here):
        return ""
    return reverse("consolidate", args=[here.round.committee.slug, here.round.number, here.item.reference])


def _form_part(desk: ReturnDesk, forms: ReturnForms, last: LastWords | None) -> dict[str, Any]:
    fields = {milestone.number: form for milestone, form in forms.steps}
    texts = last.texts if last else {}
    return {
        "forms": forms,
        "form": forms.form,
        "last_label": last.label if last else "",
        "options": status_options(forms.form, desk.contribution.item),
        "parts": [part_rows(forms.form, part, title, texts) for part, (title, _rows) in PARTS.items()],
        "proofs": forms.proofs,
        "proof_rows": [(row, "", _messages(desk, f"{row.prefix}-upload")) for row in forms.proofs],
        "letter_refused": _messages(desk, "source_upload"),
        "milestone_rows": [
            MilestoneRow(step, form=fields.get(step.number))
            for step in steps_of(desk.contribution.item, desk.here.today)
        ],
        "indicator_rows": [IndicatorRow(indicator, form=form) for indicator, form in forms.readings],
    }


def _messages(desk: ReturnDesk, upload: str) -> list[str]:
    refused = desk.refused_files.get(upload)
    return refused.messages if refused else []


def _said_part(desk: ReturnDesk, last: LastWords | None) -> dict[str, Any]:
    said = desk.stored
    steps = {step.milestone.number: step for step in said.milestones}
    readings = {reading.indicator.pk: reading for reading in said.readings}
    rows = steps_of(desk.contribution.item, desk.here.today) if steps else []
    return {
        "said": said,
        "said_parts": _said_texts(said, last),
        "with_changes": "changes" in desk.request.GET,
        "milestone_rows": [
            MilestoneRow(step, said=steps[step.number]) for step in rows if step.number in steps
        ],
        "indicator_rows": [
            IndicatorRow(indicator, said=readings.get(indicator.pk)) for indicator in desk.indicators
        ],
    }


def _said_texts(said: Contribution, last: LastWords | None) -> list[SaidPart]:
    before = last.texts if last else {}
    parts = []
    for part, (title, _rows) in PARTS.items():
        texts = []
        for language in languages_for_reader():
            name = field_name(part, language)
            if text := said.texts.get(name, ""):
                changes = redline(before[name], text) if before.get(name) else ()
                texts.append(SaidText(language, str(Language(language).label), text, changes))
        if texts:
            parts.append(SaidPart(part, str(title), texts))
    return parts
