"""A round in mid-flow for the demonstration; apart from `seed_demo`, because tests open rounds of their own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from workplan.management import demo_round
from workplan.management.demonstration import refuse_outside_demonstration


class Command(BaseCommand):
    help = (
        "Opens a reporting round of the demonstration and plays what demo_round.yaml tells. "
        "Where a round is there already, it changes nothing."
    )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_outside_demonstration()
        if demo_round.is_there():
            return
        opened = demo_round.record()
        if options["verbosity"]:
            self.stdout.write(
                _("Round %(number)d: %(count)d returns.")
                % {"number": opened.number, "count": opened.expected}
            )
