"""Adopt a plan by the decision of a meeting that approved it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from committees.keeping.acting import acting_as_command
from committees.models import Decision, DecisionKind
from workplan.models import Workplan
from workplan.services.plans import AdoptionRefused, adopt_plan


class Command(BaseCommand):
    help = "Adopts a draft plan by a meeting's approving decision. From then on its words do not change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("committee", help="its address, such as mhstcc")
        parser.add_argument("period", help="such as 2024-25")
        parser.add_argument("--meeting", type=int, required=True, help="number of the meeting")
        parser.add_argument(
            "--decision", type=int, help="number of the decision, where the meeting took several"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        plan = (
            Workplan.objects.select_related("committee", "adopted_by__meeting")
            .filter(committee__slug=options["committee"], period=options["period"])
            .first()
        )
        if plan is None:
            raise CommandError(
                _("There is no plan of %(committee)s for %(period)s; load its fixture first.") % options
            )
        decision = self._decision(plan, options["meeting"], options["decision"])
        told = {"plan": str(plan), "meeting": options["meeting"], "decision": decision.number}
        if plan.adopted_by_id == decision.pk:
            self._say(
                _("%(plan)s was adopted by decision %(decision)d of meeting %(meeting)d before."),
                told,
                options,
            )
            return
        try:
            with acting_as_command("adopt_plan"):
                adopt_plan(plan=plan, decision=decision, by=None)
        except AdoptionRefused as refused:
            for sentence in refused.sentences:
                self.stderr.write(sentence)
            raise CommandError(_("The plan was not adopted.")) from None
        self._say(_("%(plan)s is adopted by decision %(decision)d of meeting %(meeting)d."), told, options)

    def _decision(self, plan: Workplan, meeting: int, number: int | None) -> Decision:
        taken = Decision.objects.select_related("meeting").filter(
            meeting__committee=plan.committee_id, meeting__number=meeting
        )
        if number is not None:
            found = list(taken.filter(number=number))
            if not found:
                raise CommandError(
                    _("Meeting %(meeting)d took no decision %(number)d.")
                    % {"meeting": meeting, "number": number}
                )
            return found[0]
        found = list(taken.filter(kind=DecisionKind.APPROVED).order_by("number"))
        if not found:
            raise CommandError(
                _("Meeting %(meeting)d took no decision that approves.") % {"meeting": meeting}
            )
        if len(found) > 1:
            told = {"meeting": meeting, "numbers": ", ".join(str(decision.number) for decision in found)}
            raise CommandError(
                _(
                    "Meeting %(meeting)d took several decisions that approve: say which by --decision (%(numbers)s)."
                )
                % told
            )
        return found[0]

    def _say(self, sentence: str, told: dict[str, Any], options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence % told)
