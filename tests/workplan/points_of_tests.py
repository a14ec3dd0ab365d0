"""Points as tests raise, answer and close them, on III-2 of the Research Grants Council unless they say otherwise."""

from __future__ import annotations

from tests.helpers import acting_as_person
from tests.workplan.rounds_of_tests import the_return
from workplan.models import ReturnPoint
from workplan.services import points

ASKED = "How many projects?"
POINTS = "//section[@aria-labelledby='part-points']"


def ask(
    who: str = "officer.hk",
    part: str = "narrative",
    text: str = ASKED,
    reference: str = "III-2",
    body: str = "RGC",
) -> ReturnPoint:
    with acting_as_person(who) as by:
        return points.raise_point(contribution=the_return(reference, body), part=part, text=text, by=by)


def answer(point: int = 1, who: str = "contributor.rgc", text: str = "Seven.") -> ReturnPoint:
    with acting_as_person(who) as by:
        return points.answer_point(contribution=the_return(), point=point, text=text, by=by)


def close(point: int = 1, who: str = "officer.hk", text: str = "", reference: str = "III-2") -> ReturnPoint:
    with acting_as_person(who) as by:
        return points.close_point(contribution=the_return(reference), point=point, text=text, by=by)


def turns() -> list[tuple[int, int, str]]:
    """The number of each point, of each of its turns, and what was done."""
    return list(ReturnPoint.objects.values_list("point", "number", "kind"))
