"""Administration pages of plans and of their progress."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from committees.admin_rules import KeptAdmin, KeptForm, RecordedAdmin, VisibleFilter
from committees.permissions import Reader, may
from committees.roles import Right
from workplan.access import visible_files, visible_items, visible_loads, visible_mail, visible_plans
from workplan.choices import WorkplanState
from workplan.fixture_files.gone import remove
from workplan.models import (
    ActionItem,
    CooperationArea,
    Evidence,
    EvidenceFile,
    FixtureFile,
    FixtureLoad,
    FixtureStep,
    ItemPosition,
    Mail,
    Milestone,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
    Responsibility,
    SearchText,
    Workplan,
)


class DraftAdmin(KeptAdmin):
    """Definitions of a plan: written while it is a draft, read for ever after."""

    right = Right.EDIT_DRAFT_PLAN
    plan_path = "workplan"  # from a row to its plan

    def visible(self, user: Reader) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.plan_path}__in": visible_plans(user)})

    def plan_of(self, row: Any) -> Workplan:
        for step in self.plan_path.split("__"):
            row = getattr(row, step)
        return row

    def committee_of(self, row: Any) -> int | None:
        return self.plan_of(row).committee_id

    def is_open(self, row: Any) -> bool:
        return not self.plan_of(row).is_adopted


@admin.register(Workplan)
class WorkplanAdmin(DraftAdmin):
    list_display = ["period", "committee", "title_en", "state", "starts_on", "ends_before", "standing"]
    list_filter = [("committee", VisibleFilter), "state", "standing"]
    search_fields = ["period", "title_en", "title_zh_hant", "title_zh_hans"]
    list_select_related = ["committee"]
    readonly_fields = ["state", "adopted_by"]

    def visible(self, user: Reader) -> QuerySet[Workplan]:
        return visible_plans(user)

    def plan_of(self, row: Workplan) -> Workplan:
        return row


class AreaForm(KeptForm):
    # A comma would cut an excerpt in two.
    excused_words = SimpleArrayField(
        forms.CharField(),
        delimiter="\n",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        label=_("words that need no item"),
        help_text=_("One excerpt of the English text a line."),
    )


@admin.register(CooperationArea)
class CooperationAreaAdmin(DraftAdmin):
    form = AreaForm
    list_display = ["numeral", "title_en", "title_zh_hant", "workplan", "text_standing_en"]
    list_filter = [("workplan", VisibleFilter), "text_standing_en", "text_standing_zh_hant"]
    search_fields = ["title_en", "title_zh_hant", "title_zh_hans", "agreed_text_en", "agreed_text_zh_hant"]
    list_select_related = ["workplan__committee"]
    ordering = ["-workplan__period", "number"]

    @admin.display(description=_("number"), ordering="number")
    def numeral(self, area: CooperationArea) -> str:
        return area.numeral


@admin.register(ActionItem)
class ActionItemAdmin(DraftAdmin):
    list_display = ["reference", "title_en", "title_zh_hant", "kind", "workplan", "standing"]
    list_filter = [("workplan", VisibleFilter), "kind", "area__number", "standing"]
    search_fields = ["reference", "title_en", "title_zh_hant", "title_zh_hans", "agreed_words_en"]
    list_select_related = ["workplan__committee", "area"]
    ordering = ["-workplan__period", "area__number", "position"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its position goes with it; its bodies and milestones are removed first, by hand."""
        stay = [str(row) for item in objs for row in (*item.responsibilities.all(), *item.milestones.all())]
        return [str(item) for item in objs], {}, set(), stay

    def delete_model(self, request: HttpRequest, obj: ActionItem) -> None:
        remove(obj)
        connection.check_constraints()


@admin.register(Responsibility)
class ResponsibilityAdmin(DraftAdmin):
    plan_path = "item__workplan"
    list_display = ["item", "role", "body", "side", "standing"]
    list_filter = [("item__workplan", VisibleFilter), "role", ("side", VisibleFilter), "standing"]
    search_fields = ["item__reference", "body__code", "body__name_en", "body__name_zh_hant"]
    list_select_related = ["item__workplan__committee", "item__area", "body", "side"]
    raw_id_fields = ["item"]
    ordering = ["-item__workplan__period", "item__area__number", "item__position", "role", "id"]


@admin.register(Milestone)
class MilestoneAdmin(DraftAdmin):
    plan_path = "item__workplan"
    list_display = ["item", "number", "text_en", "due", "precision", "standing"]
    list_filter = [("item__workplan", VisibleFilter), "precision", "standing"]
    search_fields = ["item__reference", "text_en", "text_zh_hant", "text_zh_hans"]
    list_select_related = ["item__workplan__committee", "item__area"]
    raw_id_fields = ["item"]
    date_hierarchy = "due"
    ordering = ["-item__workplan__period", "item__area__number", "item__position", "number"]


class OfItemAdmin(RecordedAdmin):
    """Rows that follow an item: seen by those who see the item."""

    item_path = "item"

    def visible(self, user: Reader) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.item_path}__in": visible_items(user)})


class ItemChoice(forms.Form):
    item = forms.ModelChoiceField(queryset=ActionItem.objects.none(), label=_("action item"))

    def __init__(self, *args: Any, items: QuerySet[ActionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(OfItemAdmin):
    """Read here. Adding leads to the product's own page for the chosen item, so that one service records statements."""

    list_display = ["item", "number", "side", "status", "as_at", "recorded_name", "recorded_at"]
    list_filter = [("item__workplan", VisibleFilter), ("side", VisibleFilter), "status", "as_at"]
    search_fields = ["item__reference", "item__title_en", "texts__text", "recorded_name"]
    list_select_related = ["item__workplan__committee", "side"]
    date_hierarchy = "as_at"
    ordering = ["-as_at", "-recorded_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Right.RECORD)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)  # its refusal
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET"])
        items = visible_items(request.user).filter(workplan__state=WorkplanState.ADOPTED)
        form = ItemChoice(
            request.GET if "item" in request.GET else None,
            items=items.select_related("workplan__committee").order_by(
                "-workplan__period", "area__number", "position"
            ),
        )
        if form.is_valid():
            item = form.cleaned_data["item"]
            return redirect("record", item.workplan.committee.slug, item.workplan.period, item.reference)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Record a statement"),
            "form": form,
            "opts": self.opts,
        }
        return render(
            request, "admin/workplan/choose_item.html", context, status=422 if form.is_bound else 200
        )


@admin.register(ProgressBody)
class ProgressBodyAdmin(OfItemAdmin):
    item_path = "update__item"
    list_display = ["update", "body"]
    list_filter = [("update__side", VisibleFilter)]
    search_fields = ["update__item__reference", "body__code", "body__name_en"]
    list_select_related = ["update__item", "body"]


@admin.register(ProgressText)
class ProgressTextAdmin(OfItemAdmin):
    item_path = "update__item"
    list_display = [
        "update",
        "part",
        "language",
        "revision",
        "text",
        "origin",
        "recorded_name",
        "recorded_at",
    ]
    list_filter = ["part", "language", "origin", "standing"]
    search_fields = ["update__item__reference", "text", "recorded_name"]
    list_select_related = ["update__item"]


@admin.register(Evidence)
class EvidenceAdmin(OfItemAdmin):
    item_path = "update__item"
    list_display = ["update", "number", "title_en", "publisher_en", "date", "file"]
    list_filter = ["precision", "date"]
    search_fields = ["update__item__reference", "title_en", "title_zh_hant", "title_zh_hans", "publisher_en"]
    list_select_related = ["update__item", "file"]


@admin.register(EvidenceFile)
class EvidenceFileAdmin(RecordedAdmin):
    """What is known of a file; its bytes are taken from the product's own page."""

    list_display = ["name", "kind", "size", "committee", "side", "recorded_name", "recorded_at"]
    list_filter = ["kind", ("side", VisibleFilter), "recorded_at"]
    search_fields = ["name", "sha256", "recorded_name"]
    list_select_related = ["committee", "side"]

    def visible(self, user: Reader) -> QuerySet[EvidenceFile]:
        return visible_files(user)


@admin.register(MilestoneEvent)
class MilestoneEventAdmin(OfItemAdmin):
    item_path = "milestone__item"
    list_display = ["milestone", "number", "kind", "on", "side", "recorded_name", "recorded_at"]
    list_filter = ["kind", ("side", VisibleFilter)]
    search_fields = ["milestone__item__reference", "milestone__text_en", "reason_en", "recorded_name"]
    list_select_related = ["milestone__item", "side"]


@admin.register(ItemPosition)
class ItemPositionAdmin(OfItemAdmin):
    list_display = ["item", "status", "as_at", "sides_differ"]
    list_filter = [("item__workplan", VisibleFilter), "status", "sides_differ"]
    search_fields = ["item__reference", "item__title_en", "item__title_zh_hant"]
    list_select_related = ["item__workplan__committee", "item__area", "statement"]
    ordering = ["-item__workplan__period", "item__area__number", "item__position"]


class OfLoadAdmin(RecordedAdmin):
    """Sent fixtures: for those who load them."""

    readable_by = Right.LOAD_FIXTURES
    load_path = "load"

    def visible(self, user: Reader) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.load_path}__in": visible_loads(user)})


@admin.register(FixtureLoad)
class FixtureLoadAdmin(OfLoadAdmin):
    load_path = "pk"
    list_display = ["__str__", "recorded_name", "recorded_at", "remove_gone"]
    list_filter = ["remove_gone", "recorded_at"]
    search_fields = ["files__name", "recorded_name"]


@admin.register(FixtureFile)
class FixtureFileAdmin(OfLoadAdmin):
    list_display = ["load", "number", "name", "sha256"]
    list_filter = ["load__recorded_at"]
    search_fields = ["name", "sha256"]
    list_select_related = ["load"]


@admin.register(FixtureStep)
class FixtureStepAdmin(OfLoadAdmin):
    list_display = ["load", "number", "kind", "recorded_name", "recorded_at"]
    list_filter = ["kind", "recorded_at"]
    search_fields = ["recorded_name", "load__files__name"]
    list_select_related = ["load"]


@admin.register(SearchText)
class SearchTextAdmin(OfItemAdmin):
    """Of items and statements; bodies are found among the bodies."""

    list_display = ["item", "update", "part", "language", "text"]
    list_filter = [("item__workplan", VisibleFilter), "part", "language"]
    search_fields = ["item__reference", "text"]
    list_select_related = ["item__workplan__committee", "item__area", "update__item"]
    ordering = [
        "-item__workplan__period",
        "item__area__number",
        "item__position",
        "update",
        "part",
        "language",
    ]


@admin.register(Mail)
class MailAdmin(RecordedAdmin):
    """Letters to people of the own side; sent again from the page of mail."""

    readable_by = Right.KEEP_MAIL
    list_display = ["to_user", "address", "kind", "day", "state", "attempts", "queued_at", "settled_at"]
    list_filter = ["state", "kind", "day"]
    search_fields = ["to_user__username", "address", "subject"]
    list_select_related = ["to_user"]
    date_hierarchy = "day"

    def visible(self, user: Reader) -> QuerySet[Mail]:
        return visible_mail(user)
