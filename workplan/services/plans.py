"""Adopting a plan: one decision of one meeting locks it, when nothing is missing from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from committees.models import Decision, DecisionKind, Side
from committees.permissions import Reader, check
from committees.roles import Right
from workplan.choices import ResponsibilityRole, WorkplanState
from workplan.clauses import words_left_out
from workplan.models import ActionItem, CooperationArea, Workplan
from workplan.models.plan import CHINESE_NUMERALS, NUMERALS


class AdoptionRefused(Exception):
    """The plan cannot be adopted as it is; ``sentences`` says everything that stands in the way."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@transaction.atomic
def adopt_plan(
    *, plan: Workplan, decision: Decision, by: Reader | None, version: int | None = None
) -> Workplan:
    """Adopt ``plan`` by ``decision``; raises ``AdoptionRefused`` with every obstacle at once.

    Adopting again by the same decision changes nothing. ``by`` is None for a command, which answers for
    itself; ``version`` is what a person saw, and a later one is refused by the database (40001).
    """
    if by is not None:
        check(by, Right.ADOPT_PLAN, committee_id=plan.committee_id)
    # Whoever is writing a part of the plan holds it (migration 0003) and is waited for.
    plan = Workplan.objects.select_for_update().get(pk=plan.pk)
    if plan.adopted_by_id == decision.pk:
        return plan
    found = [*decision_obstacles(plan, decision), *obstacles(plan)]
    if found:
        raise AdoptionRefused(found)
    if version is not None:
        plan.version = version
    plan.state = WorkplanState.ADOPTED
    plan.adopted_by = decision
    plan.save(update_fields=["state", "adopted_by"])
    return plan


def decision_obstacles(plan: Workplan, decision: Decision) -> list[str]:
    """Why this decision cannot adopt this plan."""
    found = []
    if plan.is_adopted:
        found.append(_("The plan is adopted already, by another decision."))
    if decision.meeting.committee_id != plan.committee_id:
        found.append(_("The decision is one of another committee."))
    if decision.kind != DecisionKind.APPROVED:
        found.append(_("Only a decision that approves can adopt a plan."))
    other = Workplan.objects.filter(adopted_by=decision).exclude(pk=plan.pk).first()
    if other is not None:
        found.append(_("This decision adopted the plan for %(period)s already.") % {"period": other.period})
    return found


def obstacles(plan: Workplan) -> list[str]:
    """Everything in the plan itself that stands in the way of its adoption, in the order of the plan."""
    areas = {area.number: area for area in plan.areas.all()}
    items = list(
        plan.items.select_related("area")
        .prefetch_related("responsibilities")
        .order_by("area__number", "position")
    )
    sides = list(Side.objects.filter(committee=plan.committee_id))
    found: list[str] = []
    for number in range(1, len(NUMERALS) + 1):
        if number in areas:
            of_area = [item for item in items if item.area_id == areas[number].pk]
            found += _obstacles_of_area(areas[number], of_area, sides)
        else:
            found.append(_("Area %(numeral)s is missing.") % {"numeral": numeral(number)})
    return found


def _obstacles_of_area(area: CooperationArea, items: list[ActionItem], sides: list[Side]) -> Iterator[str]:
    told = {"numeral": numeral(area.number)}
    if not area.agreed_text_en.strip():
        yield _("Area %(numeral)s has no agreed text.") % told
    for words in uncovered_words(area, items):
        yield (
            _("Area %(numeral)s: no action item carries the words “%(words)s”, and they are not excused.")
            % {**told, "words": words}
        )
    for item in items:
        leading = {
            part.side_id for part in item.responsibilities.all() if part.role == ResponsibilityRole.LEAD
        }
        for side in sides:
            if side.pk not in leading:
                yield (
                    _("%(item)s has no leading body of this side: %(side)s.")
                    % {"item": item.reference, "side": side}
                )


def uncovered_words(area: CooperationArea, items: Iterable[ActionItem]) -> list[str]:
    """Words of the English agreed text that no item carries and that are not excused."""
    return words_left_out(
        area.agreed_text_en, [*area.excused_words, *(item.agreed_words_en for item in items)]
    )


def numeral(number: int) -> str:
    """(iv), or （四） for a reader of Chinese."""
    if (get_language() or "en").startswith("zh"):
        return f"（{CHINESE_NUMERALS[number - 1]}）"
    return f"({NUMERALS[number - 1].lower()})"
