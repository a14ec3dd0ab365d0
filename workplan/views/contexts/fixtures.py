"""Sent fixtures: the list of all, and one with what loading it would change or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from committees.keeping.redline import Part, redline
from committees.keeping.trilingual import LANGUAGES, column_suffix
from committees.permissions import Reader
from workplan.access import visible_loads, visible_plans
from workplan.fixture_files.comparing import Outcome
from workplan.fixture_files.registry import MODELS, fields_of
from workplan.models import FixtureFile, FixtureLoad, FixtureStep, Workplan
from workplan.views.contexts.crumbs import Crumbs
from workplan.views.contexts.people import name_now

PAGE_SIZE = 20
# What may become of a row, as the head of a column and of a list.
OUTCOMES = {
    Outcome.CREATE: pgettext_lazy("rows of a fixture", "New"),
    Outcome.CHANGE: pgettext_lazy("rows of a fixture", "Changed"),
    Outcome.REMOVE: pgettext_lazy("rows of a fixture", "Removed"),
    Outcome.GONE: pgettext_lazy("rows of a fixture", "Not in the file"),
    Outcome.SAME: pgettext_lazy("rows of a fixture", "Same"),
}


@dataclass(frozen=True)
class Listed:
    sent: FixtureLoad
    names: list[str]
    who: str
    step: FixtureStep


@dataclass(frozen=True)
class ListPage:
    rows: list[Listed]
    pages: dict[str, str]


@dataclass(frozen=True)
class Counted:
    """Rows of one model, one number for each column of the table."""

    label: str
    numbers: list[tuple[Any, int]]


@dataclass(frozen=True)
class ChangedField:
    label: str
    lang: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Told:
    """What becomes of a row, with its place in the file."""

    place: str
    model: str
    name: str
    changes: list[ChangedField]


def list_of_loads(reader: Reader, asked: str | None) -> ListPage:
    pages = Paginator(
        visible_loads(reader)
        .select_related("recorded_by")
        .prefetch_related(
            Prefetch("files", FixtureFile.objects.defer("raw").order_by("number")),
            Prefetch("steps", FixtureStep.objects.defer("details").order_by("number")),
        )
        .order_by("-pk"),
        PAGE_SIZE,
    )
    page = pages.get_page(asked)
    rows = [_listed(sent) for sent in page.object_list]
    told = {"first": page.start_index(), "last": page.end_index(), "total": pages.count}
    links = {
        "sentence": _("%(first)d to %(last)d of %(total)d") % told,
        "previous_url": _page_url(page.number - 1) if page.has_previous() else "",
        "next_url": _page_url(page.number + 1) if page.has_next() else "",
    }
    return ListPage(rows, links)


def _page_url(number: int) -> str:
    return f"{reverse('fixtures')}?page={number}"


def _listed(sent: FixtureLoad) -> Listed:
    return Listed(
        sent=sent,
        names=[file.name for file in sent.files.all()],
        who=name_now(sent.recorded_by, sent.recorded_name),
        step=list(sent.steps.all())[-1],
    )


def step_page(reader: Reader, sent: FixtureLoad, step: FixtureStep) -> dict[str, Any]:
    files = list(sent.files.defer("raw").order_by("number"))
    told = {outcome: _told(step, outcome, len(files)) for outcome in Outcome}
    return {
        "sent": sent,
        "files": files,
        "sender": name_now(sent.recorded_by, sent.recorded_name),
        "step": step,
        "who": name_now(step.recorded_by, step.recorded_name),
        "totals": step.totals,
        "columns": _columns(step),
        "counts": _counts(step),
        "problems": _problems(step, len(files)),
        "problems_left": step.totals["problems"] - len(step.details["problems"]),
        "changed": told[Outcome.CHANGE],
        "removed": told[Outcome.REMOVE],
        "gone": told[Outcome.GONE],
        "created": told[Outcome.CREATE],
        "plans": _plans(reader, sent, step),
        "crumbs": crumbs_of(sent),
    }


def _plans(reader: Reader, sent: FixtureLoad, step: FixtureStep) -> list[Workplan]:
    """Plans that were loaded, to go on to."""
    periods = {change["name"] for change in step.details["changes"] if _model(change["model"]) is Workplan}
    if not periods or not step.is_loaded:
        return []
    found = visible_plans(reader).filter(period__in=periods, committee__slug__in=sent.committees)
    return list(found.select_related("committee"))


def crumbs_of(sent: FixtureLoad) -> Crumbs:
    return [{"label": _("Fixtures"), "url": reverse("fixtures")}, {"label": str(sent), "url": ""}]


def _columns(step: FixtureStep) -> list[Any]:
    """What happens to no row needs no column."""
    return [label for outcome, label in OUTCOMES.items() if step.totals[outcome.value]]


def _counts(step: FixtureStep) -> list[Counted]:
    shown = [(outcome.value, label) for outcome, label in OUTCOMES.items() if step.totals[outcome.value]]
    return [
        Counted(
            label=capfirst(str(_model(label)._meta.verbose_name_plural)),
            numbers=[(column, found.get(code, 0)) for code, column in shown],
        )
        for label, found in _in_order_of_models(step.details["counts"])
    ]


def _in_order_of_models(counts: Mapping[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    """JSON forgets the order of its keys: that of the registry is that of the plan."""
    return [(label, counts[label]) for label in MODELS if label in counts]


def _told(step: FixtureStep, outcome: Outcome, files: int) -> list[Told]:
    return [
        Told(
            place=_place(change, files),
            model=str(_model(change["model"])._meta.verbose_name),
            name=change["name"],
            changes=[_field(change["model"], *field) for field in change["fields"]],
        )
        for change in step.details["changes"]
        if change["outcome"] == outcome.value
    ]


def _field(model: str, name: str, old: str, new: str) -> ChangedField:
    column = fields_of(_model(model))[name]
    language = next((code for code in LANGUAGES if name.endswith(f"_{column_suffix(code)}")), "")
    return ChangedField(str(column.verbose_name), language, redline(old, new))


def _problems(step: FixtureStep, files: int) -> list[dict[str, Any]]:
    return [{**problem, "place": _place(problem, files)} for problem in step.details["problems"]]


def _place(told: Mapping[str, Any], files: int) -> str:
    """``line 12``, with the file where there are several; a fault of the whole file has no line."""
    if not told["line"]:
        return str(told["file"])
    line = _("line %(line)d") % {"line": told["line"]}
    return line if files == 1 else f"{told['file']} {line}"


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
