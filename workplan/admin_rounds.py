"""Administration pages of rounds and returns: to read, and each side its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateTimeField, QuerySet

from committees.admin_rules import KeptAdmin, RecordedAdmin, VisibleFilter
from committees.permissions import Reader
from committees.roles import Right
from workplan.access import of_own_kitchens, visible_notes
from workplan.admin import DraftAdmin
from workplan.models import (
    ChaseLetter,
    CitedReturn,
    Extension,
    Indicator,
    IndicatorReading,
    PackStep,
    PackUpload,
    ReportingRound,
    Return,
    ReturnEvent,
    ReturnEvidence,
    ReturnMilestone,
    ReturnPoint,
    SideNote,
)


@admin.register(Indicator)
class IndicatorAdmin(DraftAdmin):
    """An adopted plan may be given another one; what it has does not change."""

    plan_path = "item__workplan"
    list_display = ["item", "number", "name_en", "baseline", "target", "target_on", "standing"]
    list_filter = [("item__workplan", VisibleFilter), "standing"]
    search_fields = ["item__reference", "name_en", "name_zh_hant", "name_zh_hans"]
    list_select_related = ["item__workplan__committee", "item__area"]
    raw_id_fields = ["item"]
    ordering = ["-item__workplan__period", "item__area__number", "item__position", "number"]

    def is_open(self, row: Any) -> bool:
        return row.pk is None or super().is_open(row)


@admin.register(ReportingRound)
class ReportingRoundAdmin(KeptAdmin):
    """When returns are called for is known to all of the committee."""

    committee_path = "committee"
    list_display = ["number", "committee", "meeting", "workplan", "due_at", "cut_off_at", "closed_at"]
    list_filter = [("committee", VisibleFilter), ("workplan", VisibleFilter), "due_at"]
    search_fields = ["=number", "=meeting__number", "guidance_en", "guidance_zh_hant", "guidance_zh_hans"]
    list_select_related = ["committee", "meeting__committee", "workplan__committee"]
    # An old version is shown as a form; Django's two boxes of an instant would share one label.
    formfield_overrides = {DateTimeField: {"form_class": forms.DateTimeField, "widget": forms.DateTimeInput}}


class InKitchens:
    """A side's returns and what hangs on them: for those who handle them, on no page for anybody else."""

    readable_by = Right.HANDLE_RETURNS
    to_return = "contribution__"
    model: Any

    def visible(self, user: Reader) -> QuerySet[Any]:
        return self.model._default_manager.filter(of_own_kitchens(user, self.to_return))


@admin.register(Return)
class ReturnAdmin(InKitchens, KeptAdmin):
    to_return = ""
    list_display = ["item", "body", "side", "round", "state", "since", "due_at", "answered_at"]
    list_filter = [("round", VisibleFilter), ("side", VisibleFilter), "state", "status", "due_at"]
    search_fields = [
        "item__reference",
        "body__code",
        "body__abbreviation",
        "narrative_en",
        "narrative_zh_hant",
        "narrative_zh_hans",
    ]
    list_select_related = ["item", "body", "side", "round__committee"]


@admin.register(ReturnMilestone)
class ReturnMilestoneAdmin(InKitchens, KeptAdmin):
    list_display = ["contribution", "milestone", "kind", "on", "precision", "reason"]
    list_filter = [("contribution__round", VisibleFilter), "kind", "precision"]
    search_fields = ["contribution__item__reference", "milestone__text_en", "reason"]
    list_select_related = ["contribution__item", "contribution__body", "milestone__item"]


@admin.register(ReturnEvidence)
class ReturnEvidenceAdmin(InKitchens, KeptAdmin):
    list_display = ["contribution", "number", "title", "publisher", "date", "file"]
    list_filter = [("contribution__round", VisibleFilter), "language", "date"]
    search_fields = ["contribution__item__reference", "title", "publisher", "url"]
    list_select_related = ["contribution__item", "contribution__body", "file"]


@admin.register(IndicatorReading)
class IndicatorReadingAdmin(InKitchens, KeptAdmin):
    list_display = ["contribution", "indicator", "value", "on"]
    list_filter = [("contribution__round", VisibleFilter), "on"]
    search_fields = ["contribution__item__reference", "indicator__name_en", "indicator__name_zh_hant"]
    list_select_related = ["contribution__item", "contribution__body", "indicator__item"]


@admin.register(ReturnEvent)
class ReturnEventAdmin(InKitchens, RecordedAdmin):
    list_display = ["contribution", "number", "act", "late", "signed_by", "recorded_name", "recorded_at"]
    list_filter = [("contribution__round", VisibleFilter), "act", "late", "on_behalf"]
    search_fields = ["contribution__item__reference", "reason", "signed_by", "source", "recorded_name"]
    list_select_related = ["contribution__item", "contribution__body"]


@admin.register(ReturnPoint)
class ReturnPointAdmin(InKitchens, RecordedAdmin):
    list_display = ["contribution", "point", "number", "kind", "part", "text", "recorded_name", "recorded_at"]
    list_filter = [("contribution__round", VisibleFilter), "kind", "part"]
    search_fields = ["contribution__item__reference", "text", "recorded_name"]
    list_select_related = ["contribution__item", "contribution__body"]


@admin.register(Extension)
class ExtensionAdmin(InKitchens, RecordedAdmin):
    list_display = ["contribution", "number", "due_before", "due_at", "reason", "recorded_name"]
    list_filter = [("contribution__round", VisibleFilter), "due_at"]
    search_fields = ["contribution__item__reference", "reason", "recorded_name"]
    list_select_related = ["contribution__item", "contribution__body"]


@admin.register(CitedReturn)
class CitedReturnAdmin(InKitchens, RecordedAdmin):
    list_display = ["update", "contribution"]
    list_filter = [("contribution__round", VisibleFilter)]
    search_fields = ["update__item__reference", "contribution__body__abbreviation"]
    list_select_related = ["update__item", "update__side", "contribution__item", "contribution__body"]


@admin.register(ChaseLetter)
class ChaseLetterAdmin(InKitchens, RecordedAdmin):
    to_return = ""
    list_display = ["round", "body", "side", "number", "references", "recorded_name", "recorded_at"]
    list_filter = [("round", VisibleFilter), ("side", VisibleFilter), "recorded_at"]
    search_fields = ["body__abbreviation", "references", "text_en", "text_zh_hant", "text_zh_hans"]
    list_select_related = ["round__committee", "body", "side"]


@admin.register(SideNote)
class SideNoteAdmin(RecordedAdmin):
    readable_by = Right.KEEP_NOTES
    list_display = ["item", "side", "text", "recorded_name", "recorded_at"]
    list_filter = [("item__workplan", VisibleFilter), ("side", VisibleFilter), "recorded_at"]
    search_fields = ["item__reference", "text", "recorded_name"]
    list_select_related = ["item", "side"]

    def visible(self, user: Reader) -> QuerySet[SideNote]:
        return visible_notes(user)


@admin.register(PackUpload)
class PackUploadAdmin(InKitchens, RecordedAdmin):
    to_return = ""
    list_display = ["round", "body", "side", "file", "source", "recorded_name", "recorded_at"]
    list_filter = [("round", VisibleFilter), ("side", VisibleFilter), "recorded_at"]
    search_fields = ["body__code", "body__abbreviation", "file__name", "source", "recorded_name"]
    list_select_related = ["round__committee", "body", "side", "file"]


@admin.register(PackStep)
class PackStepAdmin(InKitchens, RecordedAdmin):
    to_return = "upload__"
    list_display = ["upload", "number", "kind", "recorded_name", "recorded_at"]
    list_filter = ["kind", "recorded_at"]
    search_fields = ["upload__file__name", "upload__body__code", "recorded_name"]
    list_select_related = ["upload__body", "upload__file"]
