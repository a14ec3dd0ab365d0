"""Administration pages of bodies, committees, meetings and accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm, UsernameField
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from committees.access import committees_where, visible_bodies
from committees.admin_rules import Governed, KeptAdmin, RecordedAdmin, VisibleFilter
from committees.models import (
    Body,
    ClockOffset,
    CoChair,
    Committee,
    Decision,
    LiaisonOffice,
    Meeting,
    Membership,
    OnceKey,
    Seat,
    Side,
    Source,
    User,
)
from committees.permissions import Reader
from committees.roles import Right

NAMES = ("display_name_en", "display_name_zh_hant", "display_name_zh_hans")


@admin.register(Body)
class BodyAdmin(KeptAdmin):
    right = Right.KEEP_BODIES
    list_display = ["code", "abbreviation", "name_en", "name_zh_hant", "place", "standing"]
    list_filter = ["place", "standing"]
    search_fields = ["code", "abbreviation", "name_en", "name_zh_hant", "name_zh_hans"]
    list_select_related = ["parent"]

    def visible(self, user: Reader) -> QuerySet[Body]:
        return visible_bodies(user)

    def _may_write(self, request: HttpRequest, row: Any = None) -> bool:
        """A body that another committee seats too is changed by whoever keeps the bodies of all of them."""
        kept = committees_where(request.user, Right.KEEP_BODIES)
        return super()._may_write(request, row) and not (
            row is not None and Seat.objects.filter(body=row.pk).exclude(committee__in=kept).exists()
        )


@admin.register(Source)
class SourceAdmin(KeptAdmin):
    right = Right.KEEP_BODIES
    list_display = ["key", "kind", "title_en", "publisher_en", "page_date", "may_be_linked"]
    list_filter = ["kind", "may_be_linked"]
    search_fields = ["key", "title_en", "title_zh_hant", "title_zh_hans", "publisher_en", "url"]


@admin.register(Committee)
class CommitteeAdmin(KeptAdmin):
    """Changed here, made by a fixture: a committee without seats would be nobody's to see."""

    right = Right.KEEP_BODIES
    may_add = False
    list_display = ["slug", "name_en", "name_zh_hant", "standing"]
    list_filter = ["standing"]
    search_fields = ["slug", "name_en", "name_zh_hant", "name_zh_hans"]

    def visible(self, user: Reader) -> QuerySet[Committee]:
        return committees_where(user, self.readable_by)

    def committee_of(self, row: Any) -> int | None:
        return row.pk


@admin.register(Side)
class SideAdmin(KeptAdmin):
    right = Right.KEEP_BODIES
    committee_path = "committee"
    list_display = ["code", "committee", "order", "name_en", "name_zh_hant"]
    list_filter = [("committee", VisibleFilter)]
    search_fields = ["code", "name_en", "name_zh_hant", "name_zh_hans"]
    list_select_related = ["committee"]


@admin.register(Seat)
class SeatAdmin(KeptAdmin):
    right = Right.KEEP_BODIES
    committee_path = "committee"
    list_display = ["body", "committee", "side", "valid_from", "valid_until", "standing"]
    list_filter = [("committee", VisibleFilter), ("side", VisibleFilter), "standing"]
    search_fields = ["body__code", "body__abbreviation", "body__name_en", "body__name_zh_hant"]
    list_select_related = ["committee", "body", "side"]


@admin.register(LiaisonOffice)
class LiaisonOfficeAdmin(KeptAdmin):
    right = Right.KEEP_BODIES
    committee_path = "side__committee"
    list_display = ["body", "side", "standing"]
    list_filter = [("side", VisibleFilter), "standing"]
    search_fields = ["body__code", "body__name_en", "body__name_zh_hant"]
    list_select_related = ["body", "side__committee"]


@admin.register(Meeting)
class MeetingAdmin(KeptAdmin):
    right = Right.KEEP_MEETINGS
    committee_path = "committee"
    list_display = ["number", "committee", "date", "mode", "place_en", "place_zh_hant", "standing"]
    list_filter = [("committee", VisibleFilter), "mode", "standing"]
    search_fields = ["=number", "place_en", "place_zh_hant", "place_zh_hans"]
    list_select_related = ["committee"]
    ordering = ["committee_id", "-number"]


@admin.register(CoChair)
class CoChairAdmin(KeptAdmin):
    right = Right.KEEP_MEETINGS
    committee_path = "meeting__committee"
    list_display = ["name_en", "name_zh_hant", "title_en", "side", "meeting", "standing"]
    list_filter = [("side", VisibleFilter), "standing"]
    search_fields = ["name_en", "name_zh_hant", "name_zh_hans", "title_en", "title_zh_hant"]
    list_select_related = ["meeting__committee", "side"]
    ordering = ["-meeting__number", "side_id"]


@admin.register(Decision)
class DecisionAdmin(KeptAdmin):
    right = Right.KEEP_MEETINGS
    committee_path = "meeting__committee"
    list_display = ["meeting", "number", "kind", "text_en", "standing"]
    list_filter = ["kind", "standing"]
    search_fields = ["text_en", "text_zh_hant", "text_zh_hans"]
    list_select_related = ["meeting__committee"]
    ordering = ["-meeting__number", "number"]


@admin.register(Membership)
class MembershipAdmin(KeptAdmin):
    right = Right.KEEP_ACCOUNTS
    committee_path = "seat__committee"
    list_display = ["user", "role", "seat"]
    list_filter = ["role", ("seat__side", VisibleFilter)]
    search_fields = ["user__username", "user__display_name_en", "seat__body__code"]
    list_select_related = ["user", "seat__body", "seat__side"]


class AccountChangeForm(UserChangeForm):
    """No field of Django's permissions: rights come from memberships."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar = {"username": UsernameField}


class AccountCreationForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", *NAMES, "language")
        field_classes: ClassVar = {"username": UsernameField}


@admin.register(User)
class UserAdmin(Governed, DjangoUserAdmin):
    """Accounts are made and switched off, never removed. They have no version, so a digest takes its place."""

    right = Right.KEEP_ACCOUNTS
    readable_by = Right.KEEP_ACCOUNTS
    may_delete = False
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ["username", *NAMES, "language", "is_active", "last_login"]
    list_filter = ["is_active", "language", "memberships__role"]
    search_fields = ["username", *NAMES, "email"]
    ordering = ["username"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Shown name"), {"fields": NAMES}),
        (_("Preferences"), {"fields": ["language", "theme", "email"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Shown name"), {"fields": [*NAMES, "language"]}),
    ]

    def visible(self, user: Reader) -> QuerySet[User]:
        """People of the committees one administers or works for, and those one made who have no seat yet."""
        own = committees_where(user, Right.ADMIN_SITE)
        made = LogEntry.objects.filter(
            user=user.pk, action_flag=ADDITION, content_type=ContentType.objects.get_for_model(User)
        )
        mine = Q(pk__in=[int(pk) for pk in made.values_list("object_id", flat=True)])
        if not Committee.objects.exclude(pk__in=committees_where(user, Right.KEEP_ACCOUNTS)).exists():
            mine = Q()  # whoever keeps the accounts of all keeps those of nobody too
        return User.objects.filter(
            Q(memberships__seat__committee__in=own) | Q(memberships=None) & mine
        ).distinct()

    def _may_write(self, request: HttpRequest, row: Any = None) -> bool:
        """An account is one key to every committee it sits on: who changes it keeps the accounts of all."""
        kept = committees_where(request.user, Right.KEEP_ACCOUNTS)
        return super()._may_write(request, row) and not (
            row is not None
            and Membership.objects.filter(user=row.pk).exclude(seat__committee__in=kept).exists()
        )

    @method_decorator(require_safe)
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().history_view(request, object_id, extra_context)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 422
        return answer


@admin.register(OnceKey)
class OnceKeyAdmin(RecordedAdmin):
    readable_by = Right.KEEP_ACCOUNTS
    list_display = ["key", "user", "answered_with", "at"]
    search_fields = ["answered_with", "user__username"]
    list_filter = ["at"]
    list_select_related = ["user"]
    ordering = ["-at"]

    def visible(self, user: Reader) -> QuerySet[OnceKey]:
        """One's own: the address that a form was answered with names a letter, a note or a pack of a side."""
        return OnceKey.objects.filter(user=user.pk)


@admin.register(ClockOffset)
class ClockOffsetAdmin(RecordedAdmin):
    readable_by = Right.KEEP_ACCOUNTS
    list_display = ["id", "ahead_by"]
