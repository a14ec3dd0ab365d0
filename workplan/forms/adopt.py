from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Decision, DecisionKind
from workplan.models import Workplan


class _DecisionField(forms.ModelChoiceField):
    def label_from_instance(self, decision: Decision) -> str:
        told = {
            "meeting": decision.meeting.number,
            "number": decision.number,
            "text": decision.text,
        }
        return _("Meeting %(meeting)d, decision %(number)d: %(text)s") % told


class AdoptForm(forms.Form):
    """By which decision a plan is adopted: one that approves, of its own committee, that adopted no plan yet."""

    decision = _DecisionField(
        queryset=Decision.objects.none(),
        label=gettext_lazy("Decision that approves the plan"),
        empty_label=None,
    )

    def __init__(self, *args: Any, plan: Workplan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = (  # type: ignore[attr-defined]
            Decision.objects.select_related("meeting")
            .filter(meeting__committee=plan.committee_id, kind=DecisionKind.APPROVED)
            .exclude(pk__in=Workplan.objects.exclude(adopted_by=None).values("adopted_by"))
            .order_by("-meeting__number", "number")
        )
