"""Queue the digests of today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from committees.keeping import clock
from workplan.services.mail import queue_digests


class Command(BaseCommand):
    help = (
        "Queues one letter to everybody who owes something of which today is a day to write. The worker, or the "
        "command send_mails, sends them. Given again on the same day, it adds nothing."
    )

    def handle(self, *_args: str, **options: Any) -> None:
        queued = queue_digests(today=clock.today())
        if options["verbosity"]:
            told = ngettext("One letter queued.", "%(count)d letters queued.", queued) % {"count": queued}
            self.stdout.write(told)
