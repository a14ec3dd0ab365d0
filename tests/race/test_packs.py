"""Packs and pages that write the same returns at the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from committees.keeping import once
from tests.helpers import acting_as_person, signed_in, together
from tests.hostile.test_scanner import scanner
from tests.race.test_final_status import _until_somebody_waits
from tests.workplan.packs_of_tests import apply as press_apply
from tests.workplan.packs_of_tests import filled, send, sent, taken
from tests.workplan.rounds_of_tests import SAID, open_round, the_return
from workplan.management.commands.check_files import names_in
from workplan.models import EvidenceFile, PackStep, PackUpload, Return, ReturnEvent
from workplan.services import returns
from workplan.services.files import store

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


def test_a_slow_scanner_keeps_no_transaction_waiting(
    own_database: str, tmp_path: Path, settings: Any
) -> None:
    """The database ends a session that waits in a transaction; here after less than the scanner takes."""
    open_round()
    client = signed_in("contributor.rgc")
    raw = filled(taken(client))
    settings.VIRUS_SCAN_COMMAND = scanner(tmp_path, "sleep 1")
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '400ms'")
    assert send(client, raw).status_code == 302
    assert PackUpload.objects.count() == 1


def test_the_same_form_twice_at_once_keeps_one_file(own_database: str, tmp_path: Path, settings: Any) -> None:
    """Both are being scanned before either is kept."""
    open_round()
    raw, key = filled(taken(signed_in("contributor.rgc"))), once.new_key()
    settings.VIRUS_SCAN_COMMAND = scanner(tmp_path, "sleep 1")
    stored = set(names_in(store()))
    clients = [signed_in("contributor.rgc") for _time in range(2)]
    answers = together(*(lambda c=c: send(c, raw, key=key) for c in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert set(names_in(store())) - stored == {EvidenceFile.objects.get().stored_as}
