"""Plans of any size, to try and to measure with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from committees.keeping.acting import acting_as_command
from workplan.management import demo_progress, filling
from workplan.management.demonstration import refuse_outside_demonstration

MOST_ITEMS = 69_993  # seven areas, and VII-9999 is the longest reference there is


class Command(BaseCommand):
    help = (
        "Adds adopted plans with items, bodies, milestones, statements and their history to a demonstration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plans", type=int, default=1, help="how many")
        parser.add_argument("--items", type=int, default=1000, help="action items of each plan")
        parser.add_argument("--statements", type=int, default=2, help="statements on an item, 0 to 4")
        parser.add_argument(
            "--first-year", type=int, default=filling.FIRST_YEAR, help="of their periods, 1000 to 9998"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_outside_demonstration()
        self._refuse_what_cannot_be(options)
        size = filling.Size(options["items"], options["statements"])
        filling.take_time()
        with acting_as_command("fill_plans"):
            for period in filling.periods(options["plans"], options["first_year"]):
                plan = filling.fill(period, size)
                if options["verbosity"]:
                    told = {"plan": str(plan), "count": size.items}
                    self.stdout.write(_("%(plan)s: %(count)d action items.") % told)
        filling.vacuum()

    def _refuse_what_cannot_be(self, options: dict[str, Any]) -> None:
        if not demo_progress.is_recorded():
            raise CommandError(
                _("These plans are copied from the demonstration: run `manage.py seed_demo` first.")
            )
        bounds = {
            "plans": (1, 8000),
            "items": (1, MOST_ITEMS),
            "statements": (0, 4),
            "first_year": (1000, 9998),
        }
        for name, (least, most) in bounds.items():
            if not least <= options[name] <= most:
                told = {"name": name.replace("_", "-"), "least": least, "most": most}
                raise CommandError(_("--%(name)s lies between %(least)d and %(most)d.") % told)
