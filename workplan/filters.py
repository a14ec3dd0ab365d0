"""Which action items: every filter of the list stands in its address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from workplan.choices import STATUS_ORDER, ResponsibilityRole, Status
from workplan.models import ActionItem, Responsibility
from workplan.models.plan import NUMERALS
from workplan.positions import has_open_step, next_due, step_has_passed, step_is_due_within
from workplan.searching import saying

Choices = list[tuple[str, Any]]
NOT_A_CHOICE = {"invalid_choice": _("This is none of the choices.")}
SIZES = (50, 25, 100, 500)  # the first is the one nobody asked for
SORTS: Choices = [
    ("reference", _("Reference")),
    ("status", _("Status")),
    ("due", _("Next date first")),
    ("-latest", _("Last changed first")),
    ("latest", _("Longest unchanged first")),
]
DUE: Choices = [
    ("soon", _("has passed or within 30 days")),
    ("passed", _("has passed")),
    ("30", _("within 30 days")),
    ("60", _("within 60 days")),
    ("90", _("within 90 days")),
]
QUIET: Choices = [("30", _("30 days")), ("60", _("60 days")), ("90", _("90 days"))]


class ListFilter(django_filters.FilterSet):
    """What every list asks: which page, how long, in which order. What nobody asked for shows in its field too."""

    size = django_filters.ChoiceFilter(
        method="unchanged",
        label=_("Rows a page"),
        empty_label=None,
        choices=[(str(size), str(size)) for size in sorted(SIZES)],
        error_messages=NOT_A_CHOICE,
    )
    page = django_filters.NumberFilter(
        method="unchanged", min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )
    first_order = ""

    def __init__(self, asked: QueryDict, *, queryset: QuerySet[Any]) -> None:
        shown = asked.copy()
        for name in asked:
            given = [value for value in asked.getlist(name) if value]
            shown.setlist(name, given)
            if not given:
                del shown[name]
        shown.setdefault("sort", self.first_order)
        shown.setdefault("size", str(SIZES[0]))
        super().__init__(data=shown, queryset=queryset)

    def asked_for(self, name: str, default: Any = "") -> Any:
        """What one field was given, if it was understood."""
        self.is_valid()  # cleans once; what is wrong is not among the cleaned
        return self.form.cleaned_data.get(name) or default

    @property
    def order(self) -> str:
        return str(self.asked_for("sort", self.first_order))

    @property
    def page_size(self) -> int:
        return int(self.asked_for("size", SIZES[0]))

    @property
    def page_number(self) -> int:
        return int(self.asked_for("page", 1))

    def unchanged(self, rows: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        return rows


class ItemFilter(ListFilter):
    first_order = "reference"
    q = django_filters.CharFilter(method="with_text", label=_("Text"), max_length=200)
    area = django_filters.ChoiceFilter(
        field_name="area__number",
        label=_("Area"),
        empty_label=_("Any area"),
        choices=[(str(number), numeral) for number, numeral in enumerate(NUMERALS, start=1)],
        error_messages=NOT_A_CHOICE,
    )
    side = django_filters.ChoiceFilter(
        method="led_by_side",
        label=_("Side of the lead"),
        empty_label=_("Either side"),
        error_messages=NOT_A_CHOICE,
    )
    body = django_filters.ChoiceFilter(
        method="carried_by_body", label=_("Body"), empty_label=_("Any body"), error_messages=NOT_A_CHOICE
    )
    due = django_filters.ChoiceFilter(
        method="dated",
        label=_("A milestone's date"),
        empty_label=_("Any date"),
        choices=DUE,
        error_messages=NOT_A_CHOICE,
    )
    quiet = django_filters.ChoiceFilter(
        method="without_a_word",
        label=_("No statement for"),
        empty_label=_("Any time"),
        choices=QUIET,
        error_messages=NOT_A_CHOICE,
    )
    status = django_filters.MultipleChoiceFilter(
        field_name="current__status",
        label=_("Status"),
        choices=[(status.value, status.label) for status in STATUS_ORDER],
        distinct=False,  # an item has one position
        error_messages=NOT_A_CHOICE,
    )
    differ = django_filters.ChoiceFilter(
        field_name="current__sides_differ",
        label=_("Sides differ"),
        choices=[("1", _("Sides differ"))],
        error_messages=NOT_A_CHOICE,
    )
    sort = django_filters.ChoiceFilter(
        method="unchanged", label=_("Order"), empty_label=None, choices=SORTS, error_messages=NOT_A_CHOICE
    )

    class Meta:
        model = ActionItem
        fields: list[str] = []

    def __init__(
        self, asked: QueryDict, *, items: QuerySet[ActionItem], today: date, sides: Choices, bodies: Choices
    ) -> None:
        super().__init__(asked, queryset=items)
        self.today = today
        self.filters["side"].extra["choices"] = sides
        self.filters["body"].extra["choices"] = bodies

    def ordered(self, items: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        """In the order asked for; the reference decides between equals, so that pages never overlap."""
        if self.order == "status":
            items = items.order_by(_rank_of_status())
        elif self.order == "due":
            items = items.annotate(due_next=next_due()).order_by(F("due_next").asc(nulls_last=True))
        elif self.order == "-latest":
            items = items.order_by(F("current__as_at").desc(nulls_last=True))
        elif self.order == "latest":
            items = items.order_by(F("current__as_at").asc(nulls_first=True))
        else:
            items = items.order_by()
        return items.order_by(*items.query.order_by, "area__number", "position")

    # The filters that are more than a column.

    def with_text(self, items: QuerySet[ActionItem], _name: str, words: str) -> QuerySet[ActionItem]:
        """In the reference, the titles, the agreed words and what statements say, in any of the languages."""
        return items.filter(pk__in=saying(words).filter(body=None).values("item"))

    def led_by_side(self, items: QuerySet[ActionItem], _name: str, code: str) -> QuerySet[ActionItem]:
        leads = Responsibility.objects.filter(role=ResponsibilityRole.LEAD, side__code=code)
        return items.filter(pk__in=leads.values("item"))

    def carried_by_body(self, items: QuerySet[ActionItem], _name: str, code: str) -> QuerySet[ActionItem]:
        return items.filter(pk__in=Responsibility.objects.filter(body__code=code).values("item"))

    def dated(self, items: QuerySet[ActionItem], _name: str, when: str) -> QuerySet[ActionItem]:
        if when == "passed":
            return items.filter(step_has_passed(self.today))
        if when == "soon":
            return items.filter(has_open_step(now_due__lte=self.today + timedelta(days=30)))
        return items.filter(step_is_due_within(int(when), self.today))

    def without_a_word(self, items: QuerySet[ActionItem], _name: str, days: str) -> QuerySet[ActionItem]:
        """Completed and withdrawn items owe nothing more."""
        return items.filter(quiet_since(self.today - timedelta(days=int(days))))


def quiet_since(day: date) -> Q:
    """Open items whose newest statement describes a day before ``day``, or that have none."""
    is_open = ~Q(current__status__in=[Status.COMPLETED, Status.WITHDRAWN])
    return is_open & (Q(current__as_at__lt=day) | Q(current__as_at=None))


def _rank_of_status() -> Case:
    ranks = [When(current__status=status, then=Value(rank)) for rank, status in enumerate(STATUS_ORDER)]
    return Case(*ranks, default=Value(len(STATUS_ORDER)), output_field=IntegerField())
