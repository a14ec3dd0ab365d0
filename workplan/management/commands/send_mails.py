"""Send what is queued, once or until stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from workplan import tasks
from workplan.services import sending
from workplan.services.mail import QUEUE


class Command(BaseCommand):
    help = (
        "Sends the letters that are due and ends. First, letters that a killed worker left half sent are listed as "
        "unknown. With --stay it is the worker: it waits for more, and each morning queues the digests of the day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stay", action="store_true", help="until it is stopped")

    def handle(self, *_args: str, **options: Any) -> None:
        if options["stay"]:
            tasks.look_after()
            work(wait=True)
            return
        unknown, _queued = sending.recover()
        work(wait=False, queues=[QUEUE])
        if unknown and options["verbosity"]:
            told = ngettext(
                "Of one letter it is not known whether it was sent; the page of mail lists it.",
                "Of %(count)d letters it is not known whether they were sent; the page of mail lists them.",
                unknown,
            )
            self.stdout.write(told % {"count": unknown})


def work(**how: Any) -> None:
    """A worker listens on connections of its own; jobs that ended well are not kept, the letters are."""
    of_pages = DjangoConnector()
    with app.replace_connector(of_pages.get_worker_connector()) as working:
        working.run_worker(delete_jobs="successful", **how)
