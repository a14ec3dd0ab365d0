"""Letters to people: what was written, to which address, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import dates_in_reach
from committees.keeping.versions import Versioned
from committees.models import Committee, User
from workplan.choices import MAIL_UNDER_WAY, Language, MailKind, MailState


class Mail(Versioned):
    """One letter to one person. Its words never change; its state moves as `NEXT_OF_MAIL` allows, and no way else.

    A digest is written once a person and day. Sending one again is a new letter that names the old one.
    """

    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    address = models.CharField(max_length=254, verbose_name=_("address at that time"))
    kind = models.CharField(max_length=10, choices=MailKind, verbose_name=_("kind"))
    day = models.DateField(verbose_name=_("of the day"))
    # None where it is about several committees.
    committee = models.ForeignKey(
        Committee,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("committee"),
    )
    language = models.CharField(max_length=7, choices=Language, verbose_name=_("language"))
    subject = models.CharField(max_length=200, verbose_name=_("subject"))
    body = models.TextField(verbose_name=_("text"))
    resend_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resent",
        verbose_name=_("sends again"),
    )
    asked_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("sent again by"),
    )
    asked_name = models.CharField(max_length=200, blank=True, verbose_name=_("name when sent again"))

    state = models.CharField(
        max_length=8, choices=MailState, default=MailState.QUEUED, verbose_name=_("state")
    )
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    queued_at = models.DateTimeField(verbose_name=_("queued at"))
    sending_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last attempt at"))
    settled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("settled at"))
    error = models.CharField(max_length=300, blank=True, verbose_name=_("what the mail server said"))
    settled_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_name = models.CharField(max_length=200, blank=True, verbose_name=_("name when settled"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["to_user", "day"],
                condition=Q(kind=MailKind.DIGEST, resend_of=None),
                name="mail_one_digest_a_day",
            ),
            models.UniqueConstraint(fields=["resend_of"], name="mail_sent_again_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(MAIL_UNDER_WAY), settled_at=None)
                | (~Q(state__in=sorted(MAIL_UNDER_WAY)) & Q(settled_at__isnull=False)),
                name="mail_settled_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(address__regex=r"[\r\n]"),
                name="mail_headers_are_one_line",
            ),
            dates_in_reach("mail_day_in_reach", "day"),
        ]
        indexes = [models.Index(fields=["state"], name="mail_not_over", condition=~Q(state=MailState.SENT))]

    def __str__(self) -> str:
        return self.subject
