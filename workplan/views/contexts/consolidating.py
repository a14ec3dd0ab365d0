"""An office before the accepted returns on one item: the recording page as it begins from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.forms import seen_token
from committees.keeping import clock
from committees.keeping.trilingual import reader_language
from committees.models import Side
from workplan.access import visible_returns
from workplan.choices import OUTSTANDING, ReturnState, Status
from workplan.forms.progress import FEWEST_PROOFS, MOST_PROOFS, StatementForm, called, texts_of
from workplan.models import ProgressUpdate, Return, ReturnMilestone
from workplan.services.contributions import TEXT_COLUMNS, ProposedStep
from workplan.services.progress import Proof
from workplan.views.contexts.crumbs import of_round
from workplan.views.contexts.people import between_names
from workplan.views.contexts.recording import Desk
from workplan.views.contexts.steps import Step, steps_of


@dataclass(frozen=True)
class StepRow:
    """What a body proposes of a milestone, beside the milestone as it is now."""

    proposed: ReturnMilestone
    step: Step
    body: str
    is_ticked: bool


class ConsolidationDesk(Desk):
    """``accepted``: the accepted returns of one side on one item in one round, at least one.

    The page names the returns it shows, so that a return accepted meanwhile is not cited by somebody who has not
    read it.
    """

    def __init__(self, request: HttpRequest, accepted: list[Return]) -> None:
        super().__init__(request, accepted[0].item)
        self.accepted = accepted
        self.typed: QueryDict | None = request.POST if request.method == "POST" else None
        prefetch_related_objects(
            accepted,
            "evidence__file",
            "milestones__milestone",
            "readings__indicator",
            "cited_by__update",
        )

    @property
    def cites(self) -> list[Return]:
        """Those the form names; at first those that no statement cites yet, or all where each is cited."""
        if self.typed is None:
            return [each for each in self.accepted if not each.cited_by.all()] or self.accepted
        named = self.typed.getlist("return")
        found = [each for each in self.accepted if str(each.pk) in named]
        if not found:
            raise BadRequest("The form names no return.")
        return found

    @cached_property
    def sides(self) -> list[Side]:
        return [self.accepted[0].side]

    def half_typed(self, data: QueryDict) -> tuple[StatementForm, Any]:
        self.typed = data
        return super().half_typed(data)

    # What the form begins with

    def _initial(self) -> dict[str, Any]:
        offered = [
            {
                "title": row.title,
                "publisher": row.publisher,
                "date": row.date,
                "url": row.url,
                "kept": row.file_id,
            }
            for each in self.cites
            for row in each.evidence.all()
        ]
        # What two bodies offer alike is said once.
        proofs = [proof for place, proof in enumerate(offered) if proof not in offered[:place]]
        empty: list[dict[str, Any]] = [{}] * max(1, FEWEST_PROOFS - len(proofs))
        return {
            **super()._initial(),
            **self._joined_texts(),
            "status": next(iter(self._statuses)) if len(self._statuses) == 1 else "",
            "as_at": max((each.as_at for each in self.cites if each.as_at), default=clock.today()),
            "bodies": [str(each.body_id) for each in self.cites],
            "evidence": [*proofs, *empty][:MOST_PROOFS],
        }

    @property
    def _statuses(self) -> set[str]:
        return {each.status for each in self.cites}

    def _joined_texts(self) -> dict[str, str]:
        """Of all bodies, under each other; the names stand beside the form and not in what will be said."""
        said = {
            column: dict.fromkeys(getattr(each, column) for each in self.cites) for column in TEXT_COLUMNS
        }
        return {column: "\n\n".join(filter(None, texts)) for column, texts in said.items()}

    # What is made of what was sent

    def steps_ticked(self) -> list[ProposedStep]:
        ticked = [row.proposed for row in self.step_rows() if row.is_ticked]
        if len({row.milestone_id for row in ticked}) < len(ticked):
            raise ValidationError(_("Two bodies propose a step of the same milestone. Tick one of them."))
        return [
            ProposedStep(row.milestone, row.kind, row.on, row.precision, row.reason, row.language)
            for row in ticked
        ]

    def events_seen(self, steps: Sequence[ProposedStep]) -> dict[int, int]:
        numbers = [step.milestone.number for step in steps]
        return {number: seen_token(self.request.POST, f"events-{number}") for number in numbers}

    def in_their_languages(self, proofs: Sequence[Proof]) -> list[Proof]:
        """Words that stay as a return offered them keep its language, whatever the language of the page."""
        offered = {
            (row.title, row.publisher): row.language for each in self.cites for row in each.evidence.all()
        }
        found = []
        for proof in proofs:
            (title,), (publisher,) = proof.titles.values(), proof.publishers.values()
            language = offered.get((title, publisher), reader_language())
            found.append(replace(proof, titles={language: title}, publishers={language: publisher}))
        return found

    # The page

    def step_rows(self) -> list[StepRow]:
        """One step of each milestone is ticked at first; what was reached already is not offered again."""
        now = {step.number: step for step in steps_of(self.item, clock.today())}
        ticked = None if self.typed is None else self.typed.getlist("step")
        rows: list[StepRow] = []
        for each in self.cites:
            for proposed in each.milestones.all():
                proposed.milestone.item = self.item
                step = now[proposed.milestone.number]
                is_first = all(row.step is not step for row in rows)
                is_ticked = (
                    is_first and not step.dates.reached_on if ticked is None else str(proposed.pk) in ticked
                )
                rows.append(StepRow(proposed, step, called(each.body), is_ticked))
        return rows

    def context(self, form: StatementForm, proofs: Any) -> dict[str, Any]:
        place = self.accepted[0].round
        steps = self.step_rows()
        return {
            **super().context(form, proofs),
            "crumbs": of_round(place, self.item.reference, _("Statement from returns")),
            "place": place,
            "consolidates": self.cites,
            "cited_already": self._cited_already(),
            "disagreement": self._disagreement(),
            "not_accepted": self._not_accepted(),
            "repeated": self._repeated(form),
            "step_rows": steps,
            "milestones_shown": {row.step.number: row.step for row in steps}.values(),
            "readings": [(row, called(each.body)) for each in self.cites for row in each.readings.all()],
        }

    def _cited_already(self) -> str:
        """The statements that were made of these returns before."""
        numbers = sorted({row.update.number for each in self.cites for row in each.cited_by.all()})
        return between_names(_("Update %(number)d") % {"number": number} for number in numbers)

    def _not_accepted(self) -> list[Return]:
        """Other returns of the side on the item, of this round, which may still say something."""
        here = self.accepted[0]
        others = visible_returns(self.user).filter(round=here.round_id, item=here.item_id, side=here.side_id)
        waiting = others.filter(state__in=[*OUTSTANDING, ReturnState.SUBMITTED]).order_by("pk")
        return list(waiting.select_related("round__committee", "item", "body"))

    def _repeated(self, form: StatementForm) -> ProgressUpdate | None:
        """The side's newest standing statement, where the form says word for word the same of the same day."""
        standing = self.item.updates.filter(side=self.accepted[0].side_id, corrected_by=None)
        newest = standing.newest_first().first()
        if newest is None:
            return None
        newest.item = self.item
        said = {"status": newest.status, "as_at": str(newest.as_at), **texts_of(newest)}
        names = ("status", "as_at", *TEXT_COLUMNS)
        is_same = all(_plain(form[name].value()) == _plain(said.get(name)) for name in names)
        return newest if is_same else None

    def _disagreement(self) -> str:
        if len(self._statuses) < 2:
            return ""
        return pgettext("between statements", "; ").join(
            _("%(body)s proposes “%(status)s”")
            % {"body": called(each.body), "status": Status(each.status).label}
            for each in self.cites
        )


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()
