"""Which models a fixture may hold, and what names a row of each. Definitions only: never what people reported."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _

from committees.models import (
    Body,
    CoChair,
    Committee,
    Decision,
    LiaisonOffice,
    Meeting,
    Seat,
    Side,
    Source,
)
from workplan.models import ActionItem, CooperationArea, Indicator, Milestone, Responsibility, Workplan

# In an order in which rows may be written; what a row is named by, in the order of a natural key.
IDENTITY: dict[type[Model], tuple[str, ...]] = {
    Source: ("key",),
    Body: ("code",),
    Committee: ("slug",),
    Side: ("committee", "code"),
    Seat: ("committee", "body", "valid_from"),
    LiaisonOffice: ("side",),
    Meeting: ("committee", "number"),
    CoChair: ("meeting", "side"),
    Decision: ("meeting", "number"),
    Workplan: ("committee", "period"),
    CooperationArea: ("workplan", "number"),
    ActionItem: ("workplan", "reference"),
    Responsibility: ("item", "body"),
    Milestone: ("item", "number"),
    Indicator: ("item", "number"),
}
MODELS: dict[str, type[Model]] = {model._meta.label_lower: model for model in IDENTITY}
# What a plan consists of, in the order in which rows may be removed.
OF_A_PLAN: tuple[type[Model], ...] = (Indicator, Milestone, Responsibility, ActionItem, CooperationArea)
REPORTED = frozenset(
    f"workplan.{name}"
    for name in (
        "progressupdate",
        "progressbody",
        "progresstext",
        "evidence",
        "evidencefile",
        "milestoneevent",
        "itemposition",
        "reportinground",
        "return",
        "returnmilestone",
        "returnevidence",
        "indicatorreading",
        "returnevent",
        "returndraft",
        "returnpoint",
        "extension",
        "chaseletter",
        "citedreturn",
        "sidenote",
        "packupload",
        "packstep",
        "mail",
    )
)
ACCOUNTS = frozenset(
    {"committees.user", "committees.membership", "auth.user", "auth.group", "auth.permission"}
)


@cache
def fields_of(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """The fields a fixture may name; not the id, the version, nor what only a service sets."""
    return {
        field.name: field for field in model._meta.concrete_fields if field.editable and not field.primary_key
    }


def target_of(field: Field[Any, Any]) -> type[Model] | None:
    """The model a reference points to; nothing for a plain value."""
    return field.related_model if isinstance(field, ForeignKey) else None  # type: ignore[return-value]


@cache
def leaves_of(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """The plain fields a natural key consists of: of an item, the address, the period and the reference."""
    found: list[Field[Any, Any]] = []
    for name in IDENTITY[model]:
        field = fields_of(model)[name]
        target = target_of(field)
        found += leaves_of(target) if target else [field]
    return tuple(found)


@cache
def committee_path(model: type[Model]) -> str:
    """From a row to the address of its committee, for a query; empty for bodies and sources, which have none."""
    if model is Committee:
        return "slug"
    name = IDENTITY[model][0]
    target = target_of(fields_of(model)[name])
    above = committee_path(target) if target else ""
    return f"{name}__{above}" if above else ""


@cache
def telling_leaves(model: type[Model]) -> tuple[int, ...]:
    """Which parts of the natural key tell a row from its neighbours in one plan of one committee."""
    leaves = leaves_of(model)
    telling = [
        place
        for place, leaf in enumerate(leaves)
        if leaf.model is not Committee and (leaf.model is not Workplan or model is Workplan)
    ]
    return tuple(telling) or tuple(range(len(leaves)))


def why_not_loaded(label: str) -> str:
    """The sentence for a model that no fixture may hold."""
    app, _dot, name = label.lower().partition(".")
    known = app in apps.app_configs and name in apps.all_models[app]
    if known and name.startswith("historical"):
        return _("History is written by the application as things happen; it is never loaded.")
    if label.lower() in REPORTED:
        return _("Progress is recorded by people and never loaded from a fixture.")
    if label.lower() in ACCOUNTS:
        return _("Accounts and roles are kept in the administration pages and never loaded from a fixture.")
    if known:
        return _("Rows of this model are not loaded from a fixture.")
    near = nearest(label, MODELS)
    if near:
        return _("There is no model of this name. Did you mean “%(near)s”?") % {"near": near}
    return _("There is no model of this name.")


def nearest(word: str, known: Any) -> str:
    """The known word most like this one, or nothing."""
    lowered = {str(one).casefold(): str(one) for one in known}
    found = get_close_matches(word.casefold()[:80], lowered, n=1, cutoff=0.5)
    return lowered[found[0]] if found else ""
