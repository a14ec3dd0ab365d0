"""The lists of a round that can be taken away, by the word in their addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workplan.round_filters import ReturnFilter
from workplan.views.contexts import outstanding, points_list


@dataclass(frozen=True)
class ListOfRound:
    """``of`` finds what is in it; ``files`` writes that, by the ending of the address."""

    of: Callable[..., tuple[ReturnFilter, Any]]
    files: Mapping[str, tuple[Callable[[Any], bytes], str]]


LISTS = {
    "outstanding": ListOfRound(outstanding.outstanding_of, outstanding.FILES),
    "points": ListOfRound(points_list.points_list_of, points_list.FILES),
}
