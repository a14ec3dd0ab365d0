"""Everything a demonstration shows, by one command that may be given at every start."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from committees.keeping import clock
from workplan.management import demo_progress
from workplan.management.demonstration import APPROVED_AT, COMMITTEE, PERIOD, refuse_outside_demonstration

FIXTURES = ("reference", "workplan_2024_25", "demo_sources")


class Command(BaseCommand):
    help = (
        "Fills a demonstration: the clock, the reference data, the adopted plan, the people, and public facts as "
        "statements of progress. Given again, it changes nothing."
    )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_outside_demonstration()
        self.verbosity: int = options["verbosity"]
        self._set_the_clock()
        filled = demo_progress.is_recorded()
        if filled:
            # Fixtures are not loaded again: what people changed since would be set back at every start.
            self._say(_("The demonstration is filled already."))
        else:
            self._load_the_plan()
        self._call("seed_people")
        if not filled:
            self._record()

    def _load_the_plan(self) -> None:
        for name in FIXTURES:
            self._say(_("Loading %(name)s:"), name=name)
            self._call("loaddata", name)
        self._call("adopt_plan", COMMITTEE, PERIOD, meeting=APPROVED_AT)

    def _record(self) -> None:
        statements, events = demo_progress.record()
        self._say(
            _("Recorded %(statements)d statements and %(events)d milestones that were reached."),
            statements=statements,
            events=events,
        )

    def _set_the_clock(self) -> None:
        """Once for the life of the data, and before anything is written under it."""
        if settings.DEMO_NOW and clock.fix_offset(datetime.fromisoformat(settings.DEMO_NOW)):
            self._say(_("The clock of the demonstration begins at %(moment)s."), moment=settings.DEMO_NOW)

    def _call(self, name: str, *args: str, **options: Any) -> None:
        call_command(name, *args, **options, verbosity=self.verbosity, stdout=self.stdout, stderr=self.stderr)

    def _say(self, sentence: str, **told: Any) -> None:
        if self.verbosity:
            self.stdout.write(sentence % told)
