"""Django's loaddata made safe: definitions only, compared field by field, all or nothing, with history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.keeping.acting import acting_as_command
from workplan.fixture_files import Loading, load
from workplan.fixture_files.comparing import Change, Outcome
from workplan.fixture_files.finding import fixture_path
from workplan.fixture_files.problems import Unfit


class Command(BaseCommand):
    help = (
        "Loads fixtures: YAML files that define bodies, meetings and plans. Nothing is written unless all rows are "
        "right; loading again changes nothing. Progress, history and accounts are never loaded."
    )
    missing_args_message = "Name at least one fixture, for example: manage.py loaddata reference"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("args", metavar="fixture", nargs="+", help="name in fixtures/, or path")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--remove-gone",
            action="store_true",
            help="remove from a draft plan the rows that its fixture no longer holds",
        )
        # What Django's own command takes, so that whoever calls it by habit is understood.
        parser.add_argument("--database", default="default", choices=["default"])
        parser.add_argument("--format", choices=["yaml"], help="fixtures are YAML")
        parser.add_argument("--app", dest="app_label", help="refused: fixtures stand in one folder")
        parser.add_argument("-i", "--ignorenonexistent", dest="ignore", action="store_true", help="refused")
        parser.add_argument("-e", "--exclude", action="append", default=[], help="refused")

    def handle(self, *names: str, **options: Any) -> None:
        if options["ignore"] or options["exclude"] or options["app_label"]:
            raise CommandError(_("A fixture is loaded whole: nothing in it is ignored or left out."))
        paths = self._paths(names)
        with acting_as_command("loaddata"):
            loading = load(paths, dry_run=options["dry_run"], remove_gone=options["remove_gone"])
        if loading.problems:
            self._refuse(loading)
        if options["verbosity"]:
            self._tell(loading, dry_run=options["dry_run"], each=options["verbosity"] > 1)

    def _paths(self, names: tuple[str, ...]) -> list[Path]:
        found, faults = [], []
        for name in names:
            try:
                found.append(fixture_path(name))
            except Unfit as unfit:
                faults.append(str(unfit))
        if faults:
            raise CommandError("\n".join(faults))
        return found

    def _refuse(self, loading: Loading) -> None:
        for problem in loading.problems:
            self.stderr.write(str(problem))
        count = len(loading.problems)
        raise CommandError(
            ngettext(
                "Nothing was loaded: %(count)d problem.", "Nothing was loaded: %(count)d problems.", count
            )
            % {"count": count}
        )

    def _tell(self, loading: Loading, *, dry_run: bool, each: bool) -> None:
        for change in loading.changes:
            if change.outcome not in (Outcome.SAME, Outcome.CREATE) or (
                each and change.outcome == Outcome.CREATE
            ):
                self._tell_change(change)
        counts = loading.counts()
        told = {outcome.value: counts[outcome] for outcome in Outcome}
        if dry_run:
            sentence = _(
                "Would create %(create)d, change %(change)d, remove %(remove)d; same %(same)d, no longer in "
                "the fixture %(gone)d. Nothing was written."
            )
        else:
            sentence = _(
                "Created %(create)d, changed %(change)d, removed %(remove)d; same %(same)d, no longer in "
                "the fixture %(gone)d."
            )
        self.stdout.write(sentence % told)

    def _tell_change(self, change: Change) -> None:
        lines = {
            Outcome.CREATE: _("create %(about)s (%(file)s line %(line)d)"),
            Outcome.CHANGE: _("change %(about)s (%(file)s line %(line)d)"),
            Outcome.REMOVE: _("remove %(about)s, which is not in %(file)s"),
            Outcome.GONE: _("gone %(about)s: it is in the plan, but not in %(file)s"),
        }
        told = {"about": change.about, "file": change.file, "line": change.line}
        self.stdout.write(lines[change.outcome] % told)
        for field in change.fields:
            self.stdout.write(f"  {field}")
