"""Which returns of a round: every filter of the list stands in its address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workplan.choices import ANSWERED, OUTSTANDING, Holder
from workplan.filters import NOT_A_CHOICE, Choices, ListFilter
from workplan.models import Return
from workplan.models.plan import NUMERALS
from workplan.round_sums import (
    STATE_ORDER,
    answered_late,
    has_point_for,
    is_late,
    lies_with,
    open_points,
)
from workplan.searching import saying

SORTS: Choices = [
    ("late", _("Days late")),
    ("body", _("Body")),
    ("item", _("Reference")),
]
OPEN_POINTS: Choices = [
    ("open", pgettext_lazy("points on a return", "Open")),
    (Holder.BODY.value, pgettext_lazy("points on a return", "For the body")),
    (Holder.OFFICE.value, pgettext_lazy("points on a return", "For the office")),
]
LATE: Choices = [("now", _("outstanding and late")), ("answered", _("answered late"))]


class ReturnFilter(ListFilter):
    first_order = "late"
    q = django_filters.CharFilter(method="with_text", label=_("Text"), max_length=200)
    area = django_filters.ChoiceFilter(
        field_name="item__area__number",
        label=_("Area"),
        empty_label=_("Any area"),
        choices=[(str(number), numeral) for number, numeral in enumerate(NUMERALS, start=1)],
        error_messages=NOT_A_CHOICE,
    )
    body = django_filters.ChoiceFilter(
        field_name="body__code", label=_("Body"), empty_label=_("Any body"), error_messages=NOT_A_CHOICE
    )
    holder = django_filters.ChoiceFilter(
        method="lying_with",
        label=_("With whom"),
        empty_label=_("Anybody"),
        choices=Holder.choices,
        error_messages=NOT_A_CHOICE,
    )
    late = django_filters.ChoiceFilter(
        method="being_late",
        label=_("Late"),
        empty_label=_("Late or not"),
        choices=LATE,
        error_messages=NOT_A_CHOICE,
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=[(state.value, state.label) for state in STATE_ORDER],
        distinct=False,  # a return has one state
        error_messages=NOT_A_CHOICE,
    )
    points = django_filters.ChoiceFilter(
        method="having_points",
        label=pgettext_lazy("on a return", "Points"),
        empty_label=pgettext_lazy("points on a return", "Any"),
        choices=OPEN_POINTS,
        error_messages=NOT_A_CHOICE,
    )
    sort = django_filters.ChoiceFilter(
        method="unchanged", label=_("Order"), empty_label=None, choices=SORTS, error_messages=NOT_A_CHOICE
    )

    class Meta:
        model = Return
        fields: list[str] = []

    def __init__(
        self, asked: QueryDict, *, returns: QuerySet[Return], until: datetime, bodies: Choices
    ) -> None:
        """``returns`` know ``cited``; until ``until`` what is outstanding grows later."""
        super().__init__(asked, queryset=returns)
        self.until = until
        self.filters["body"].extra["choices"] = bodies

    def ordered(self, returns: QuerySet[Return]) -> QuerySet[Return]:
        """In the order asked for; item, side and body decide between equals, so that pages never overlap."""
        place = ("item__area__number", "item__position", "side__order", "pk")
        if self.order == "item":
            return returns.order_by(*place)
        if self.order == "body":
            return returns.order_by("side__order", "body__abbreviation", "body__code", *place)
        return returns.order_by(F("late_by").desc(nulls_last=True), "rank", "due_at", *place)

    def lying_with(self, returns: QuerySet[Return], _name: str, holder: str) -> QuerySet[Return]:
        return returns.filter(lies_with(holder))

    def being_late(self, returns: QuerySet[Return], _name: str, when: str) -> QuerySet[Return]:
        return returns.filter(is_late(self.until) if when == "now" else answered_late())

    def having_points(self, returns: QuerySet[Return], _name: str, asked: str) -> QuerySet[Return]:
        if asked != "open":
            return returns.filter(has_point_for(asked))
        return returns.alias(still_open=open_points()).filter(still_open__gt=0)

    def with_text(self, returns: QuerySet[Return], _name: str, words: str) -> QuerySet[Return]:
        """In the item's reference and words, or in the names of the body, in any of the languages."""
        found = saying(words)
        items = Q(item__in=found.filter(body=None).values("item"))
        return returns.filter(items | Q(body__in=found.filter(item=None).values("body")))


def with_lateness(returns: QuerySet[Return], until: datetime) -> QuerySet[Return]:
    """``late_by``, for what is outstanding or was answered late; and ``rank``, what is owed before what is done."""
    is_owed, is_done = Q(state__in=OUTSTANDING), Q(state__in=ANSWERED)
    overdue = When(is_late(until), then=_between("due_at", Value(until)))
    answered = When(answered_late(), then=_between("due_at", F("answered_at")))
    return returns.annotate(
        late_by=Case(overdue, answered, output_field=DurationField()),
        rank=Case(When(is_owed, then=0), When(is_done, then=1), default=2),
    )


def _between(start: str, end: Any) -> ExpressionWrapper:
    return ExpressionWrapper(end - F(start), output_field=DurationField())
