"""Packs and pages that write the same returns at the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from django.db import transaction

from tests.helpers import acting_as_person, signed_in, together
from tests.race.test_final_status import _until_somebody_waits
from tests.workplan.packs_of_tests import apply as press_apply
from tests.workplan.packs_of_tests import filled, sent, taken
from tests.workplan.rounds_of_tests import SAID, open_round, the_return
from workplan.models import PackStep, Return, ReturnEvent
from workplan.services import returns

MEANWHILE = replace(SAID, texts={"narrative_en": "Saved meanwhile."})


def compared() -> tuple[str, int]:
    """The address of a pack that was sent back, and the number of its comparison."""
    client = signed_in("contributor.rgc")
    address = sent(client, filled(taken(client)))
    return address, PackStep.objects.latest("pk").number


def test_a_pack_that_two_people_apply_at_once_is_applied_once(own_database: str) -> None:
    open_round()
    address, seen = compared()
    clients = [signed_in(name) for name in ("contributor.rgc", "officer.hk") * 4]
    answers = together(*(lambda c=c: press_apply(c, address, seen) for c in clients))
    # Whoever comes second waits, and is led to what the first one did.
    assert [answer.status_code for answer in answers] == [302] * len(clients)
    assert PackStep.objects.filter(kind="applied").count() == 1
    assert ReturnEvent.objects.filter(act="submit").count() == 1
    assert the_return().narrative_en == "The third cohort was chosen."


def test_a_pack_waits_for_a_page_that_is_being_saved_and_then_writes_nothing(own_database: str) -> None:
    """What was saved meanwhile is shown; the pack does not write over what nobody has compared it with."""
    open_round()
    address, seen = compared()
    here, written = the_return(), threading.Event()

    def on_the_page() -> Return:
        with acting_as_person("officer.hk") as by, transaction.atomic():
            saved = returns.save_return(
                contribution=here, said=MEANWHILE, expected_version=here.version, by=by
            )
            written.set()
            _until_somebody_waits()
            return saved

    def by_pack() -> Any:
        written.wait(10)
        return press_apply(signed_in("contributor.rgc"), address, seen)

    _saved, answer = together(on_the_page, by_pack)
    assert answer.status_code == 409
    assert the_return().narrative_en == "Saved meanwhile."
    assert not ReturnEvent.objects.filter(act="submit").exists()
