"""Specimens of every component, drawn from texts that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from committees.keeping import clock
from committees.keeping.redline import redline
from committees.keeping.trilingual import Wording, reader_language
from committees.templatetags.paper import glyph
from workplan.charts import bars, timeline
from workplan.charts.timeline import Known, Mark, Timeline, meeting_mark
from workplan.choices import STATUS_ORDER, Status
from workplan.positions import SideNamed
from workplan.templatetags.plan_marks import unit_bar
from workplan.views.contexts.statements import Card

SHORT = {"en": "A short text.", "zh-hant": "一段短文字。", "zh-hans": "一段短文字。"}
LONG = {language: text * 12 for language, text in SHORT.items()}
GLYPHS = (
    "done",
    "on",
    "behind",
    "not",
    "unsaid",
    "out",
    "differ",
    "lock",
    "late",
    "stop",
    "doc",
    "web",
    "time",
    "pen",
)
HERE = "#"
SIDES = (
    SideNamed("mainland", Wording("內地", "zh-hant")),
    SideNamed("hong_kong", Wording("香港", "zh-hant")),
)


@dataclass(frozen=True)
class Specimen:
    name: str
    drawn: SafeString


class SpecimenForm(forms.Form):
    short = forms.CharField(label=SHORT["en"], help_text=SHORT["en"])
    long = forms.CharField(widget=forms.Textarea, required=False, label=SHORT["en"])
    choice = forms.ChoiceField(
        choices=[(status.value, status.label) for status in STATUS_ORDER],
        widget=forms.RadioSelect,
        label=SHORT["en"],
    )
    tick = forms.BooleanField(label=SHORT["en"])


def specimens(request: HttpRequest) -> list[Specimen]:
    drawn = {name: _rendered(name, context, request) for name, context in _contexts()}
    return [Specimen(name, text) for name, text in (*_marks(), *drawn.items())]


def _rendered(name: str, contexts: list[dict[str, Any]], request: HttpRequest) -> SafeString:
    parts = [render_to_string(f"components/{name}", context, request) for context in contexts]
    drawn = mark_safe("".join(parts))  # noqa: S308 - templates of ours, escaped by them
    return format_html('<ol class="updates">{}</ol>', drawn) if name == "update_card.html" else drawn


def _words(text: dict[str, str], *, is_fallback: bool = False) -> Wording:
    language = "zh-hans" if is_fallback else reader_language()
    return Wording(text[language], language, is_fallback=is_fallback)


def _marks() -> Iterator[tuple[str, SafeString]]:
    yield "glyph", format_html_join("", "<span>{} {}</span> ", ((glyph(name), name) for name in GLYPHS))
    every = {str(status): place + 1 for place, status in enumerate(STATUS_ORDER)}
    many = every | {"on_track": 240}
    yield "unit_bar", unit_bar(every) + unit_bar(every, "plan") + unit_bar(many, "plan")
    areas = [("I", every), ("II", {"on_track": 3}), ("III", {})]
    yield "by_area", mark_safe(bars.by_area(areas).on_page("bar"))  # noqa: S308
    drawn = _timeline()
    yield (
        "timeline",
        mark_safe(  # noqa: S308
            timeline.wide(drawn).on_page("timeline timeline-wide")
            + timeline.tall(drawn).on_page("timeline timeline-tall")
        ),
    )


def _timeline() -> Timeline:
    now = date(2025, 10, 10)
    return Timeline(
        lanes=("I", "II", "III"),
        marks=(
            Mark("I", SHORT["en"], Known(date(2025, 1, 1), "month"), "reached"),
            *(Mark("I", SHORT["en"], Known(date(2025, 6, day)), "reached") for day in range(1, 5)),
            Mark("II", SHORT["en"], Known(date(2025, 9, 30)), "late", was=Known(date(2025, 3, 31))),
            Mark("II", SHORT["en"], Known(date(2025, 12, 1)), "ahead"),
            Mark("III", SHORT["en"], Known(date(2031, 1, 1), "year"), "ahead"),
        ),
        meetings=(meeting_mark(18, date(2024, 11, 12)), meeting_mark(19, date(2025, 11, 5))),
        now=now,
        now_label="10.10",
    )


def _contexts() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "status.html", [{"code": str(status)} for status in STATUS_ORDER]
    sides = [{"code": "mainland", "name": "內地"}, {"code": "hong_kong", "name": "香港"}]
    yield "seal.html", [{"side": side} for side in sides]
    differing = [
        {"side": side, "status": str(status)} for side, status in zip(sides, STATUS_ORDER, strict=False)
    ]
    yield "sides_differ.html", [{"positions": differing}]
    yield "mark.html", [{"text": _("draft")}]
    yield (
        "wording.html",
        [{"value": _words(SHORT)}, {"value": _words(SHORT, is_fallback=reader_language() == "en")}],
    )
    kinds = ("info", "attention", "done", "stop")
    title, text = _("Somebody else saved first. Nothing of theirs was overwritten."), _words(LONG)
    yield "banner.html", [{"kind": kind, "title": title, "text": text} for kind in kinds]
    yield "empty.html", [{"sentence": _words(SHORT), "url": HERE, "label": _("Show all")}]
    yield "refused.html", [{"label": _("Record progress"), "reason": _words(SHORT)}]
    yield "standing.html", [{"standing": _("proposed"), "sources": [{"title": _words(SHORT), "url": HERE}]}]
    yield (
        "docket.html",
        [{"facts": [{"label": _("Position as at"), "value": _words(text)} for text in (SHORT, LONG)]}],
    )
    yield "pagination.html", [{"page": {"sentence": "51–100 / 312", "previous_url": HERE, "next_url": HERE}}]
    parts = redline(SHORT["en"], "A short and new text.")
    yield "diff.html", [{"changes": [{"label": _("Reason"), "lang": "en", "parts": parts}]}]
    both = {"label": _("Reason"), "lang": reader_language(), "theirs": _words(SHORT), "mine": _words(LONG)}
    yield "conflict_texts.html", [{"changes": [both]}]
    form = SpecimenForm({"long": LONG["en"]}, auto_id="specimen_%s")
    yield "form_errors.html", [{"form": form}]
    yield "field.html", [{"field": field} for field in form]
    yield "update_card.html", [{"card": card} for card in _cards()]


def _cards() -> Iterator[Card]:
    for number, status, text in ((2, Status.BEHIND_SCHEDULE, LONG), (1, Status.ON_TRACK, SHORT)):
        yield Card(
            number=number,
            as_at=date(2025, 10, number),
            status=status,
            previous_status=Status.ON_TRACK if number == 2 else None,
            text=_words(text),
            reason=_words(text if number == 2 else {"en": "", "zh-hant": "", "zh-hans": ""}),
            next_step=_words(SHORT),
            other_texts=[],
            missing=[],
            evidence=[],
            side=SIDES[1],
            recorder="–",
            bodies="ITC",
            recorded_at=clock.now(),
            waiver_reason="",
            correction_reason="",
            on_behalf_source="",
            corrects=None,
            corrected_by=None,
            role="",
            standing="proposed",
            is_working_translation=False,
            texts=[],
            stale=[],
        )
