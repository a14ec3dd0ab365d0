"""Compares and applies a return pack as a person would by the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from committees.keeping.acting import acting_as
from committees.middleware import actor_of
from committees.models import User
from workplan.access import visible_rounds
from workplan.models import PackStep, ReportingRound
from workplan.services.packs import Cover, apply_pack, send_pack


class Command(BaseCommand):
    help = (
        "Compares a return pack with what is stored and applies it, whole or not at all, in the name of a person "
        "who may. Applying it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="address of the committee")
        parser.add_argument("round", type=int, help="number of the round")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of whoever answers for it")
        parser.add_argument(
            "--source", default="", help="letter or message of the body that the pack came with"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        place = (
            visible_rounds(by).filter(committee__slug=options["slug"], number=options["round"]).first()
            if by
            else None
        )
        if by is None or place is None:
            raise CommandError(_("There is no such round for this person."))
        try:
            with acting_as(actor_of(by)), transaction.atomic():
                step = self._load(place, by, options)
                transaction.set_rollback(options["dry_run"])
        except OSError:
            raise CommandError(_("The file cannot be read.")) from None
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from None
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from None
        self._tell(step, dry_run=options["dry_run"])

    def _load(self, place: ReportingRound, by: User, options: dict[str, Any]) -> PackStep:
        upload = SimpleUploadedFile(options["file"].name, options["file"].read_bytes(), content_type="")
        sent = send_pack(upload=upload, place=place, cover=Cover(source=options["source"]), by=by)
        step = sent.steps.get()
        if options["dry_run"] or not step.can_be_applied:
            return step
        return apply_pack(sent=sent, seen=step.number, by=by)

    def _tell(self, step: PackStep, *, dry_run: bool) -> None:
        for sheet, cell, sentence in step.details["problems"]:
            self.stderr.write(" ".join(filter(None, (sheet, cell, sentence))))
        if step.totals["problems"]:
            raise CommandError(
                _("Nothing was applied: %(count)d problems.") % {"count": step.totals["problems"]}
            )
        for row in step.details["rows"]:
            self.stdout.write(f"{row['reference']} {row['outcome']}")
        sentence = (
            _("Would change %(changes)d; same %(same)d. Nothing was written.")
            if dry_run
            else _("Changed %(changes)d; same %(same)d.")
        )
        self.stdout.write(sentence % step.totals)
