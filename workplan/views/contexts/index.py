"""The strip of areas under the masthead: where am I in the plan, and where is something behind?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils.translation import ngettext

from workplan.models import CooperationArea
from workplan.views.contexts.addresses import PlanAddresses


class OneArea(Protocol):
    @property
    def area(self) -> CooperationArea: ...
    @property
    def behind(self) -> bool: ...


def plan_index(
    addresses: PlanAddresses,
    areas: Iterable[OneArea],
    *,
    total: int,
    current: str = "",
    items: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """``current`` is the numeral of the area the page lies in; ``items`` are those of that area."""
    label = ngettext("The one action item", "All %(count)d action items", total) % {"count": total}
    return {
        "period": addresses.period,
        "url": addresses.plan,
        "areas": [
            {
                "numeral": block.area.numeral,
                "url": f"{addresses.plan}#{block.area.numeral}",
                "title": block.area.title,
                "behind": block.behind,
                "current": block.area.numeral == current,
            }
            for block in areas
        ],
        "items": list(items),
        "all_url": addresses.items,
        "all_label": label,
    }
