"""What a side writes down for itself."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from committees.keeping import once
from committees.models import Side, User
from committees.permissions import check
from committees.roles import Right
from workplan.models import ActionItem, SideNote
from workplan.services.recording import recorded


@transaction.atomic
def add_note(
    *, item: ActionItem, side: Side, text: str, by: User, once_key: uuid.UUID | None = None, answer: str = ""
) -> SideNote:
    """Keep a note that the office of ``side`` alone reads. Raises ``Refused`` and ``ValidationError``."""
    claimed = once.claim(once_key, by=by) if once_key else None
    check(by, Right.KEEP_NOTES, committee_id=item.workplan.committee_id, side_id=side.pk)
    if not text.strip():
        raise ValidationError({"text": _("Type the note.")})
    note = SideNote.objects.create(item=item, side=side, text=text, **recorded(by))
    if claimed:
        once.answer(claimed, answer or item.get_absolute_url())
    return note
