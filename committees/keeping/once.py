"""A form that creates a row carries a key; a repeat is answered with the first answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class OnceKey(models.Model):
    """One accepted form: who sent it and the address it was answered with."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey("committees.User", on_delete=models.PROTECT, related_name="+")
    answered_with = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "committees"
        verbose_name = _("accepted form")
        verbose_name_plural = _("accepted forms")

    def __str__(self) -> str:
        return str(self.key)


class AlreadyAnswered(Exception):
    """The same form was accepted before; ``address`` is where its sender was sent."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def new_key() -> str:
    return str(uuid.uuid4())


def claim(key: uuid.UUID, *, by: Any) -> OnceKey:
    """Take the key inside the caller's transaction, or raise ``AlreadyAnswered``.

    ``ValidationError`` if somebody else sent it.

    A second sender waits on the unique index until the first has committed or rolled back,
    so that thirty identical posts make one row.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A key is claimed in the transaction of the row it guards.")
    rows = OnceKey.objects.bulk_create([OnceKey(key=key, user=by)], ignore_conflicts=True)
    _check_is_free(OnceKey.objects.select_for_update().get(key=key), by)
    return rows[0]


def check_not_answered(key: uuid.UUID, *, by: Any) -> None:
    """The same question before slow work, outside of any transaction; ``claim`` asks it again."""
    if taken := OnceKey.objects.filter(key=key).first():
        _check_is_free(taken, by)


def _check_is_free(taken: OnceKey, by: Any) -> None:
    if taken.user_id != by.pk:
        raise ValidationError(_("This form was sent by somebody else. Open the page again, then send yours."))
    if taken.answered_with:
        raise AlreadyAnswered(taken.answered_with)


def answer(key: OnceKey, address: str) -> None:
    """Store where the sender is sent, in the same transaction."""
    OnceKey.objects.filter(pk=key.pk).update(answered_with=address)
