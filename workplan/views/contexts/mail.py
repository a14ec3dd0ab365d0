"""The list of letters: those to look at first, then the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.keeping import once
from committees.models import Committee
from committees.permissions import Reader
from workplan.access import visible_mail
from workplan.choices import MAIL_TO_LOOK_AT, NEXT_OF_MAIL, MailState
from workplan.models import Mail
from workplan.notifications import can_be_written_to
from workplan.views.contexts.people import name_now

PAGE_SIZE = 50
# How what is kept of a failed attempt begins where no server answered (`services.sending`).
UNREACHED = (
    "ConnectionRefusedError",
    "ConnectionResetError",
    "SMTPConnectError",
    "SMTPServerDisconnected",
    "TimeoutError",
    "gaierror",
)


@dataclass(frozen=True)
class Listed:
    letter: Any
    once_key: str
    settled_by: str
    asked_by: str

    @property
    def state(self) -> str:
        return str(self.letter.get_state_display())

    @property
    def error(self) -> str:
        """The server's answer as it came, or that there was none."""
        kept = str(self.letter.error)
        if kept.startswith(UNREACHED):
            return _("The mail server was not reached (%(error)s).") % {"error": kept}
        return kept

    @property
    def since(self) -> datetime:
        """Since when it is as it is."""
        letter = self.letter
        at: datetime = letter.settled_at or letter.sending_at or letter.queued_at
        return at

    @property
    def can_be_written_to(self) -> bool:
        return can_be_written_to(self.letter.to_user)

    @property
    def may_have_come(self) -> bool:
        return MailState.SENT in NEXT_OF_MAIL[self.letter.state] and self.letter.state != MailState.SENDING


@dataclass(frozen=True)
class MailPage:
    to_look_at: list[Listed]
    others: list[Listed]
    pages: dict[str, str]


def list_of_letters(reader: Reader, committee: Committee, asked: str | None) -> MailPage:
    again = Exists(Mail.objects.filter(resend_of=OuterRef("pk")))
    may_not_have_come = Q(state__in=sorted(MAIL_TO_LOOK_AT), was_sent_again=False)
    open_ones = ExpressionWrapper(may_not_have_come & Q(settled_by=None), BooleanField())
    letters = (
        visible_mail(reader, committee.pk)
        .annotate(was_sent_again=again, to_look_at=open_ones)
        .select_related("to_user", "asked_by", "settled_by")
        .defer("body")
        .order_by("-to_look_at", "-queued_at", "-pk")
    )
    pages = Paginator(letters, PAGE_SIZE)
    page = pages.get_page(asked)
    rows = [_listed(letter) for letter in page.object_list]
    told = {"first": page.start_index(), "last": page.end_index(), "total": pages.count}
    address = reverse("mail", args=[committee.slug])
    return MailPage(
        to_look_at=[row for row in rows if row.letter.to_look_at],
        others=[row for row in rows if not row.letter.to_look_at],
        pages={
            "sentence": _("%(first)d to %(last)d of %(total)d") % told,
            "previous_url": f"{address}?page={page.number - 1}" if page.has_previous() else "",
            "next_url": f"{address}?page={page.number + 1}" if page.has_next() else "",
        },
    )


def _listed(letter: Any) -> Listed:
    return Listed(
        letter=letter,
        once_key=once.new_key(),
        settled_by=name_now(letter.settled_by, letter.settled_name),
        asked_by=name_now(letter.asked_by, letter.asked_name),
    )
