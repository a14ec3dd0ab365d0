"""What every administration page obeys: rights from the table, own committees only, tokens, refusals as sentences."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, quote, unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, DataError, connection
from django.db.models import CharField, Model, QuerySet, SlugField, TextField, URLField
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from simple_history.admin import SimpleHistoryAdmin

from committees.access import committees_where
from committees.admin_words import language_of, roles_in_words, shown
from committees.forms import NameText, PlainText, WebAddress
from committees.keeping.versions import Versioned
from committees.permissions import REFUSALS, Reader, Refused, check, may
from committees.refusals import Refusal, refusal_of, refused
from committees.roles import Right

TOKEN = "version"  # noqa: S105 - the name of a field


class Stale(Exception):
    """Somebody saved the row after this form was opened."""


def left_to_the_database(exclude: Any = None) -> None:
    """Instead of Django's own "Constraint ... is violated"."""


class KeptForm(forms.ModelForm):
    """Fields are cleaned here; what holds between them is judged by the database, with a sentence for each rule."""

    refusal: Refusal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = left_to_the_database

    def clean(self) -> dict[str, Any] | None:
        if self.refusal:
            raise ValidationError(str(self.refusal.sentence))
        return super().clean()


class VisibleFilter(admin.RelatedFieldListFilter):
    """Offers only rows that the reader may see: a filter must not name another committee."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = model_admin.admin_site.get_model_admin(field.remote_field.model).get_queryset(request)
        return field.get_choices(include_blank=False, limit_choices_to={"pk__in": rows.values("pk")})


class Governed(admin.ModelAdmin):
    """Rights, visibility and refusals; the classes below add the kind of history."""

    right: Right | None = None  # what allows writing; None: nobody writes here
    readable_by: Right = Right.ADMIN_SITE
    committee_path = (
        ""  # from a row to its committee, in Django's double underscores; "" for what belongs to none
    )
    may_add = True
    may_delete = True
    has_history = True

    actions = None
    formfield_overrides = {
        URLField: {"form_class": WebAddress},
        SlugField: {},  # else it would be taken for the text it descends from
        CharField: {"form_class": NameText},
        TextField: {"form_class": PlainText},
    }
    list_per_page = 100
    save_on_top = False

    # Visibility

    def visible(self, user: Reader) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if self.committee_path:
            return rows.filter(**{f"{self.committee_path}__in": committees_where(user, self.readable_by)})
        return rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.visible(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Choices of a foreign key are the rows the person sees on the related page."""
        if not self.admin_site.is_registered(db_field.remote_field.model):
            return super().get_field_queryset(db, db_field, request)
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Not by the rows that refer to these: whether there are any may be nobody else's to know."""
        filters: Any = self.get_list_filter(request)
        named = {str(each[0] if isinstance(each, tuple) else each) for each in filters}
        first = lookup.split("__")[0]
        # The hidden ones too: "+" names the last of them.
        every = self.opts.get_fields(include_hidden=True)
        theirs = {each.name for each in every if each.auto_created and not each.concrete}
        if first in theirs and not any(lookup.startswith(name) for name in named):
            return False
        return super().lookup_allowed(lookup, value, request)

    # Rights

    def committee_of(self, row: Model) -> int | None:
        found: Any = row
        for step in filter(None, self.committee_path.split("__")):
            found = getattr(found, step)
        return found.pk if self.committee_path else None

    def is_open(self, row: Any) -> bool:
        """Whether the state of the row still allows writing; rights are asked apart."""
        return True

    def _may_write(self, request: HttpRequest, row: Any = None) -> bool:
        if self.right is None:
            return False
        if row is None:
            return may(request.user, self.right)
        return self.is_open(row) and may(request.user, self.right, committee_id=self.committee_of(row))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Right.ADMIN_SITE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, self.readable_by)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and self._may_write(request, obj)

    # Saving

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and obj is not None and not request.POST.get(TOKEN):
            raise BadRequest
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        row = super().save_form(request, form, change)
        if change:
            self._take_token(request, row)
        if not self._may_write(request, row):  # a posted value may have moved it to another committee
            raise Refused(REFUSALS[self.right]) if self.right else PermissionDenied
        return row

    def _take_token(self, request: HttpRequest, row: Any) -> None:
        """What the person saw when the form was opened; a newer row is refused, here or by the database."""
        token = request.POST[TOKEN]
        if not isinstance(row, Versioned):
            if token != token_of(type(row)._default_manager.select_for_update().get(pk=row.pk)):
                raise Stale
        elif token.isascii() and token.isdigit() and len(token) < 10:
            row.version = int(token)
        else:
            raise BadRequest

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        connection.check_constraints()  # what is judged at commit speaks before "saved" is said

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        held = type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()
        if held is None or request.POST[TOKEN] != token_of(held):
            raise Stale
        super().delete_model(request, obj)
        connection.check_constraints()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing is deleted along with a row here, so what refers to it stops it, whoever may delete what."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            return deleted, counts, set(), self._named_to(request, objs)
        return deleted, counts, lacking, protected

    def _named_to(self, request: HttpRequest, objs: Any) -> list[str]:
        """What stops a deletion: the rows that the reader sees by their names, of others that there are some."""
        collector = NestedObjects(using=self.model._default_manager.db, origin=objs)
        collector.collect(objs)
        rows = sorted(collector.protected, key=lambda row: (row._meta.label, str(row.pk)))
        lines, hidden = [], False
        for model, each in groupby(rows, key=type):
            shown, others = _lines_of(self.admin_site, model, list(each), request)
            lines += shown
            hidden |= others
        return [*lines, _("Other entries, not shown to you")] if hidden else lines

    # Answers

    @method_decorator(require_safe)  # no actions and nothing to edit in a list, so nothing to send to it
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        check(request.user, self.readable_by)  # with its sentence, which Django's own refusal has not
        title = capfirst(self.opts.verbose_name_plural)
        try:
            return super().changelist_view(request, {"title": title, **(extra_context or {})})
        # A year of eleven digits among the filters, a range of one number, a pattern that is none.
        except (OverflowError, ValueError, IndexError, DataError) as nonsense:
            raise BadRequest from nonsense

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is not None:  # the row itself stands below, as the subtitle
            extra_context = {"title": capfirst(self.opts.verbose_name), **(extra_context or {})}
        try:
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        except Stale:
            return self._conflict(request, object_id)
        except DatabaseError as error:
            refusal = refusal_of(error)
            if refusal is None or request.method != "POST":
                raise
            if refusal.rule == "version_step":
                return self._conflict(request, object_id)
            # The same form again, with the sentence: what was typed is not lost.
            request.refusal = refusal  # type: ignore[attr-defined]
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            answer.status_code = refusal.status
            return answer
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 422
        return answer

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if self.has_delete_permission(request, row):
            if request.method == "POST" and not request.POST.get(TOKEN):
                raise BadRequest
            extra_context = {"token": token_of(row), **(extra_context or {})}
        try:
            answer = super().delete_view(request, object_id, extra_context)
        except Stale:
            return refused(
                request,
                409,
                _("Somebody changed this after you opened it, so it was not deleted. Look at it again."),
                kept=_("Nothing was changed."),
                back_url=reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]
                ),
                back_label=_("Open what is saved now"),
            )
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 409  # something else refers to the row; the page names it
        return answer

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        if row is not None and self.has_change_permission(request, row):
            context["token"] = request.POST.get(TOKEN) or token_of(row)
        context["has_history"] = self.has_history
        return super().render_change_form(request, context, *args, **kwargs)

    def _conflict(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """Both texts, field by field, wherever they differ."""
        stored = self.get_object(request, unquote(object_id or ""))
        typed = self.get_object(request, unquote(object_id or ""))
        form = self.get_form(request, typed, change=True)(request.POST, instance=typed)
        form.is_valid()  # puts what was typed into `typed`
        changes = []
        for name in form.fields:
            field = self.model._meta.get_field(name)
            theirs, mine = shown(field, stored), shown(field, typed)
            if theirs != mine:
                changes.append(
                    {"label": field.verbose_name, "lang": language_of(name), "theirs": theirs, "mine": mine}
                )
        return refused(
            request, 409, changes=changes, back_url=request.path, back_label=_("Open what is saved now")
        )

    def view_on_site(self, obj: Any) -> str | None:
        """The page of the product that shows the row; Django's own way would go by a number."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None


class KeptAdmin(Governed, SimpleHistoryAdmin):
    """A tracked model. Its history is read, never rewritten or gone back to."""

    form = KeptForm
    object_history_template = "admin/kept_history.html"
    object_history_list_template = "admin/kept_history_list.html"

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.get_object(request, unquote(object_id))  # 404 for rows that are not the reader's
        return super().history_view(request, object_id, extra_context)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, **options: Any
    ) -> None:
        super().set_history_delta_changes(request, historical_records, **options)
        for record in historical_records:
            record.role_then = roles_in_words(record.actor_role)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A past state, to read: the package's view would save it on POST."""
        self.get_object(request, unquote(object_id))
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("The history is read, never changed."))
        if not (version_id.isascii() and version_id.isdigit()):
            raise Http404
        return super().history_form_view(request, object_id, version_id, extra_context)


class RecordedAdmin(Governed):
    """An append-only model: read here, written by the product's own pages; it never changes, so it has no history."""

    has_history = False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404


def _lines_of(site: Any, model: Any, rows: list[Any], request: HttpRequest) -> tuple[list[str], bool]:
    """Rows of one model, each with its address; and whether there are any that are not shown to this reader.

    Of which kind those are is not said: that a side wrote a letter or a note is its own.
    """
    kind = capfirst(model._meta.verbose_name)
    shown: set[Any] = set()
    if site.is_registered(model) and site.get_model_admin(model).has_view_permission(request):
        page = site.get_model_admin(model)
        keys = [row.pk for row in rows]
        shown = set(page.get_queryset(request).filter(pk__in=keys).values_list("pk", flat=True))
    address = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    lines: list[str] = [
        format_html('{}: <a href="{}">{}</a>', kind, reverse(address, args=[quote(row.pk)]), row)
        for row in rows
        if row.pk in shown
    ]
    return lines, len(lines) < len(rows)


def token_of(row: Any) -> str:
    """The version of a versioned row; of another, a digest of what its form can change."""
    if isinstance(row, Versioned):
        return str(row.version)
    values = model_to_dict(row, exclude=["last_login", "groups", "user_permissions"])
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()
