"""Write the definition of a plan as a fixture."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from workplan.fixture_files import dump_plan
from workplan.models import Workplan


class Command(BaseCommand):
    help = "Writes a plan's fixture: what was agreed, without progress and without its adoption."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", help="such as 2024-25")
        parser.add_argument("--committee", default="mhstcc", help="its address (mhstcc)")

    def handle(self, *_args: str, **options: Any) -> None:
        plan = (
            Workplan.objects.select_related("committee")
            .filter(committee__slug=options["committee"], period=options["period"])
            .first()
        )
        if plan is None:
            raise CommandError(_("There is no plan of %(committee)s for %(period)s.") % options)
        self.stdout.write(dump_plan(plan), ending="")
