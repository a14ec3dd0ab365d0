"""Compares and applies a return pack as a person would by the page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import once
from committees.keeping.acting import acting_as
from committees.middleware import actor_of
from committees.models import User
from workplan import round_permissions
from workplan.access import visible_returns, visible_rounds
from workplan.forms.packs import PackForm
from workplan.models import PackStep, ReportingRound
from workplan.services.files import NotAsRecorded
from workplan.services.packs import apply_pack, send_pack, try_pack


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
        parser.add_argument("--letter", type=Path, help="that letter as a file, for every return of the pack")
        parser.add_argument("--signed-by", default="", help="who signs, where the pack does not say it")
        parser.add_argument("--signed-on", default="", help="the day it was signed, such as 2025-10-09")
        parser.add_argument(
            "--take",
            action="append",
            default=[],
            metavar="REFERENCE",
            help="take the pack's text for this item, whose return changed since the pack was made; may be repeated",
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
            with acting_as(actor_of(by)):
                step = self._load(place, by, options)
        except OSError:
            raise CommandError(_("The file cannot be read.")) from None
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from None
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from None
        except NotAsRecorded:
            raise CommandError(
                _("The store no longer holds this file as it was recorded. Tell whoever runs the site.")
            ) from None
        self._tell(step, dry_run=options["dry_run"])

    def _load(self, place: ReportingRound, by: User, options: dict[str, Any]) -> PackStep:
        upload = _uploaded(options["file"])
        form = _form(place, by, options, upload)
        if not form.is_valid():
            raise CommandError("\n".join(_faults(form)))
        given: dict[str, Any] = {"upload": upload, "place": place, "cover": form.cover(), "by": by}
        if options["dry_run"]:
            return try_pack(**given)
        sent = send_pack(**given)
        step = sent.steps.get()
        if not step.can_be_applied:
            return step
        return apply_pack(sent=sent, seen=step.number, take=options["take"], by=by)

    def _tell(self, step: PackStep, *, dry_run: bool) -> None:
        for sheet, cell, sentence in step.details["problems"]:
            self.stderr.write(" ".join(filter(None, (sheet, cell, sentence))))
        if step.totals["problems"]:
            raise CommandError(
                _("Nothing was applied: %(count)d problems.") % {"count": step.totals["problems"]}
            )
        if not dry_run and step.totals["changes"] and not step.is_applied:
            raise CommandError(
                _("Nothing was applied: something changed meanwhile. Give the command once more.")
            )
        for row in step.details["rows"]:
            stale = f" ({_('Changed since the pack was made')})" if row["stale"] else ""
            self.stdout.write(f"{row['reference']} {row['outcome']}{stale}")
        sentence = (
            _("Would change %(changes)d; same %(same)d. Nothing was written.")
            if dry_run
            else _("Changed %(changes)d; same %(same)d.")
        )
        self.stdout.write(sentence % step.totals)


def _uploaded(file: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read_bytes(), content_type="")


def _form(place: ReportingRound, by: User, options: dict[str, Any], upload: SimpleUploadedFile) -> PackForm:
    """The one of the page, so that the same is refused."""
    typed = {name: options[name] for name in ("source", "signed_by", "signed_on")}
    own = visible_returns(by).filter(round=place).select_related("round")
    speaks = all(round_permissions.speaks_as_the_body(by, row) for row in own)
    files = {"pack": upload} | ({"letter": _uploaded(options["letter"])} if options["letter"] else {})
    return PackForm({"once_key": once.new_key(), **typed}, files, speaks_as_the_body=speaks)


def _faults(form: PackForm) -> Iterable[str]:
    for name, sentences in form.errors.items():
        label = f"{form.fields[name].label}{pgettext('after a label', ': ')}"
        yield from (f"{label}{sentence}" for sentence in sentences)
