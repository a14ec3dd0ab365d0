"""A round as tests open it: for the 19th meeting, due on 24 October 2025, cut off at the end of the month."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from committees.keeping.clock import HONG_KONG
from committees.models import Committee, Meeting
from tests.helpers import acting_as_person
from workplan.choices import ReturnAct
from workplan.models import ReportingRound, Return, Workplan
from workplan.services import returns, rounds
from workplan.services.contributions import Contribution, Signature

OPENS = datetime(2025, 10, 6, 9, tzinfo=HONG_KONG)
DUE = datetime(2025, 10, 24, 18, tzinfo=HONG_KONG)
CUT_OFF = datetime(2025, 10, 31, 18, tzinfo=HONG_KONG)
SAID = Contribution(
    status="on_track", as_at=date(2025, 10, 8), texts={"narrative_en": "The third cohort was chosen."}
)
_IS_OPEN = False
SIGNED = Signature("Secretary-General", date(2025, 10, 9))


def call_for(**changes: Any) -> rounds.Call:
    committee = Committee.objects.get(slug="mhstcc")
    standard: dict[str, Any] = {
        "meeting": Meeting.objects.get(committee=committee, number=19),
        "workplan": Workplan.objects.get(committee=committee, period="2024-25"),
        "opens_at": OPENS,
        "due_at": DUE,
        "cut_off_at": CUT_OFF,
        "guidance": {},
    }
    return rounds.Call(**standard | changes)


def open_round(who: str = "secretariat.hk", **changes: Any) -> ReportingRound:
    """With the fixture `round_is_open` the standard one is found, not opened."""
    if _IS_OPEN and who == "secretariat.hk" and not changes:
        return ReportingRound.objects.get(closed_at=None)
    call = call_for(**changes)
    with acting_as_person(who) as by:
        return rounds.open_round(committee=call.workplan.committee, call=call, by=by)


@contextmanager
def found_open() -> Iterator[None]:
    """Within this block the database has one open round, the standard one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.workplan.rounds_of_tests._IS_OPEN", True)
        yield


def the_return(reference: str = "III-2", body: str = "RGC") -> Return:
    return Return.objects.select_related("round__committee", "item__current", "item__workplan").get(
        item__reference=reference, body__code=body
    )


def submit(
    who: str = "contributor.rgc",
    reference: str = "III-2",
    body: str = "RGC",
    said: Contribution = SAID,
    **changes: Any,
) -> Return:
    here = the_return(reference, body)
    with acting_as_person(who) as by:
        return returns.submit_return(
            contribution=here,
            said=said,
            signature=changes.get("signature", SIGNED),
            expected_version=changes.get("version", here.version),
            by=by,
        )


def nil(who: str = "contributor.rgc", reference: str = "III-2", body: str = "RGC", **changes: Any) -> Return:
    here = the_return(reference, body)
    with acting_as_person(who) as by:
        return returns.answer_nil(
            contribution=here,
            signature=changes.get("signature", SIGNED),
            expected_version=changes.get("version", here.version),
            by=by,
        )


def take(
    act: str, who: str = "officer.hk", reference: str = "III-2", body: str = "RGC", reason: str = ""
) -> Return:
    here = the_return(reference, body)
    with acting_as_person(who) as by:
        return returns.take_step(
            contribution=here, act=ReturnAct(act), expected_version=here.version, by=by, reason=reason
        )


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """The clock of the database reads ``instant`` within this block, and goes on from there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ahead_by FROM committees_clockoffset")
        (before,) = cursor.fetchone()
        cursor.execute("UPDATE committees_clockoffset SET ahead_by = %s - clock_timestamp()", [instant])
        yield
        cursor.execute("UPDATE committees_clockoffset SET ahead_by = %s", [before])
