"""Compare the rows of evidence files with what lies in the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from committees.keeping import clock
from workplan.models import EvidenceFile
from workplan.services.files import checksum, store

# Bytes are stored before their row: younger ones may belong to somebody who is sending at this moment.
LEFT_ALONE = timedelta(hours=24)


class Command(BaseCommand):
    help = (
        "Compares every evidence file with its checksum, and names files in the store that no row knows."
        " Ends with an error when a file is missing or is not the one that was recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="remove from the store what no row knows and is older than a day",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        place = store()
        faults = kept = 0
        known = set()
        for file in EvidenceFile.objects.order_by("recorded_at").iterator():
            known.add(file.stored_as)
            fault = self._fault(place, file)
            kept += not fault
            faults += bool(fault)
            if fault:
                self.stderr.write(f"{file.key} {file.stored_as}: {fault}")
        now = clock.of_the_machine()
        orphans = [name for name in names_in(place) if name not in known and is_old(place, name, now)]
        for name in orphans:
            self.stdout.write(_("%(name)s: no row knows it") % {"name": name})
            if options["remove_orphans"]:
                place.delete(name)
        self.stdout.write(self._summary(kept, faults, len(orphans), removed=options["remove_orphans"]))
        if faults:
            raise CommandError(_("Files are missing or changed: %(number)d.") % {"number": faults})

    def _fault(self, place: Storage, file: EvidenceFile) -> str:
        if not place.exists(file.stored_as):
            return _("missing")
        with place.open(file.stored_as) as content:
            return "" if checksum(content) == file.sha256 else _("not the one that was recorded")

    def _summary(self, kept: int, faults: int, orphans: int, *, removed: bool) -> str:
        told = {"kept": kept, "faults": faults, "orphans": orphans}
        if removed:
            return (
                _("As recorded: %(kept)d. Missing or changed: %(faults)d. Unknown and removed: %(orphans)d.")
                % told
            )
        return _("As recorded: %(kept)d. Missing or changed: %(faults)d. Unknown: %(orphans)d.") % told


def names_in(place: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = place.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept
        return
    yield from (f"{folder}{name}" for name in names if name)
    for inner in folders:
        yield from names_in(place, f"{folder}{inner}/")


def is_old(place: Storage, name: str, now: datetime) -> bool:
    return now - place.get_modified_time(name) > LEFT_ALONE
