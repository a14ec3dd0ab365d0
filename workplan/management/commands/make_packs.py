"""Writes the return packs of a round into a folder, one workbook a body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from committees.keeping.trilingual import LANGUAGES
from workplan.models import ReportingRound
from workplan.packs import language_for, packs_of
from workplan.uploads import cleaned_name
from workplan.workbooks.pack import written_pack


class Command(BaseCommand):
    help = "Writes the return packs of one side in a round, in the language of each body's place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="address of the committee")
        parser.add_argument("round", type=int, help="number of the round")
        parser.add_argument("--side", required=True, help="code of the side, such as hong_kong")
        parser.add_argument("--to", required=True, type=Path, help="folder")
        parser.add_argument("--replace", action="store_true", help="write over files that are there already")
        parser.add_argument("--lang", choices=LANGUAGES, help="instead of the language of each body's place")

    def handle(self, *_args: Any, **options: Any) -> None:
        place = (
            ReportingRound.objects.select_related("committee")
            .filter(committee__slug=options["slug"], number=options["round"])
            .first()
        )
        returns = place.returns.filter(side__code=options["side"]) if place else None
        if place is None or returns is None or not returns.exists():
            raise CommandError(_("There is no such round with returns of this side."))
        bodies = {row.body_id: row.body for row in returns.select_related("body")}
        languages = {key: options["lang"] or language_for(body) for key, body in bodies.items()}
        packs = packs_of(place, returns, languages)
        files = {options["to"] / cleaned_name(f"{pack.name}.xlsx"): pack for pack in packs}
        there = [str(path) for path in files if path.exists()]
        if there and not options["replace"]:
            raise CommandError(
                _("Nothing was written, for these files are there and may have been filled in: %(files)s.")
                % {"files": ", ".join(there)}
                + " "
                + _("Choose another folder, or say --replace to write over them.")
            )
        options["to"].mkdir(parents=True, exist_ok=True)
        for path, pack in files.items():
            path.write_bytes(written_pack(pack))
            self.stdout.write(str(path))
