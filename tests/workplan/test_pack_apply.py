"""A pack is applied: all of it or nothing, by whoever may, in the name of whoever signed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from committees.keeping import once
from tests.helpers import signed_in
from tests.workplan.packs_of_tests import (
    FILLED,
    KEPT,
    LETTER,
    PACKS,
    Filling,
    apply,
    changes_on,
    filled,
    no_return_written,
    problems,
    problems_of_form,
    save,
    send,
    sent,
    taken,
    totals,
)
from tests.workplan.reading import in_chinese, text_of
from tests.workplan.rounds_of_tests import CUT_OFF, OPENS, at, open_round, take, the_return
from workplan.management.commands.check_files import names_in
from workplan.models import PackStep, PackUpload, Return
from workplan.services import returns
from workplan.services.files import store
from workplan.workbooks.layout import SheetCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]


@pytest.fixture(autouse=True)
def a_round(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    open_round()


class TestApplying:
    def test_a_body_hands_in_by_its_workbook(self) -> None:
        client = signed_in("contributor.rgc")
        address = sent(client, filled(taken(client)))
        assert apply(client, address).headers["Location"] == address
        connection.check_constraints()
        here = the_return()
        assert (here.state, here.status, here.narrative_en) == (
            "submitted",
            "on_track",
            FILLED["narrative_en"],
        )
        assert here.history.order_by("-version")[0].actor_name == "Contributor, Research Grants Council"
        event = here.events.get()
        assert (event.act, event.signed_by, event.signed_on) == (
            "submit",
            "Secretary-General",
            date(2025, 10, 9),
        )
        assert (event.on_behalf, event.source_file) == (False, PackUpload.objects.get().file)
        page = client.get(address)
        assert "Applied" in text_of(page, "//div[contains(@class, 'banner-done')]")
        assert changes_on(page)["Progress, English (cell J3)"].endswith("The third cohort was chosen.")
        assert "Applied" in text_of(client.get(PACKS), "//table[contains(@class, 'sent')]")

    def test_an_office_hands_in_on_behalf_and_the_workbook_is_its_source(self) -> None:
        client = signed_in("officer.hk")
        raw = filled(taken(client))
        apply(client, sent(client, raw))
        event = the_return().events.get()
        assert (event.on_behalf, event.source, event.recorded_by.username) == (True, LETTER, "officer.hk")
        assert client.get(event.source_file.get_absolute_url()).content == raw

    def test_an_office_names_the_letter(self) -> None:
        client = signed_in("officer.hk")
        answer = send(client, filled(taken(client)), source="")
        assert answer.status_code == 422
        assert problems_of_form(answer) == [
            "Letter or message: Name the letter or message of the body that this follows."
        ]

    def test_the_same_file_again_changes_nothing(self) -> None:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client))
        apply(client, sent(client, raw))
        with no_return_written("packupload"):
            sent(client, raw)
        assert (totals()["changes"], totals()["problems"], totals()["same"]) == (0, 0, 2)
        take("receive")
        take("accept")
        sent(client, raw)
        assert (totals()["changes"], totals()["problems"]) == (0, 0)

    def test_after_signing_in_again_the_button_leads_to_the_pack(self) -> None:
        client = signed_in("contributor.rgc")
        address = sent(client, filled(taken(client)))
        client.logout()
        asked = client.post(f"{address}apply/", {"seen": 1}).headers["Location"]
        assert asked == f"/accounts/login/?next={address}apply/"
        assert signed_in("contributor.rgc").get(f"{address}apply/").headers["Location"] == address
        assert the_return().state == "expected"

    def test_pressing_twice_applies_once(self) -> None:
        client = signed_in("contributor.rgc")
        address = sent(client, filled(taken(client)))
        assert {apply(client, address, 1).headers["Location"] for _time in range(2)} == {address}
        assert the_return().events.count() == 1
        with pytest.raises(DatabaseError, match="pack_applied_once"), transaction.atomic():
            applied = PackStep.objects.get(kind="applied")
            applied.pk, applied.number = None, 9
            applied.save()

    def test_a_repeat_of_the_form_is_answered_with_the_first_page(self) -> None:
        client, key = signed_in("contributor.rgc"), once.new_key()
        raw = taken(client)
        assert sent(client, raw, key=key) == sent(client, raw, key=key)
        assert PackUpload.objects.count() == 1

    def test_a_repeat_keeps_and_stores_nothing_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever file it carries, and also where the scanner or the round would refuse it by now."""
        client, key = signed_in("contributor.rgc"), once.new_key()
        first = sent(client, taken(client), key=key)
        stored = set(names_in(store()))
        monkeypatch.setattr("workplan.services.files.checked", None)  # nothing is scanned again
        with at(CUT_OFF), no_return_written():
            assert sent(client, filled(taken(client)), key=key) == first
        assert set(names_in(store())) == stored

    def test_what_is_refused_at_the_last_moment_leaves_no_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        client = signed_in("contributor.rgc")
        raw, stored = filled(taken(client)), set(names_in(store()))

        def gone(**_given: Any) -> None:
            raise DatabaseError("the connection is gone")

        monkeypatch.setattr("workplan.services.packs.compare_pack", gone)
        client.raise_request_exception = False
        with no_return_written():
            assert send(client, raw).status_code == 500
        assert set(names_in(store())) == stored

    def test_nothing_to_report_is_an_answer_and_empties_what_was_a_draft(self) -> None:
        save("Typed by mistake.")
        client = signed_in("contributor.rgc")
        said = {"answer": "Nothing to report", "status": None, "as_at": None, "narrative_en": None}
        raw = filled(taken(client), said)
        apply(client, sent(client, raw))
        assert (the_return().state, the_return().narrative_en) == ("nil", "")
        sent(client, raw)
        assert totals()["changes"] == 0

    def test_nothing_to_report_beside_a_text_is_refused_at_the_answer(self) -> None:
        client = signed_in("contributor.rgc")
        sent(client, filled(taken(client), {**FILLED, "answer": "Nothing to report"}))
        sentence = "This return says something: Proposed status, Progress. Submit it, or empty these first."
        assert problems() == [("Returns", "G3", sentence)]

    def test_the_day_may_stand_beside_nothing_to_report(self) -> None:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client), {"answer": "Nothing to report", "as_at": date(2025, 10, 8)})
        apply(client, sent(client, raw))
        assert the_return().state == "nil"
        sent(client, raw)
        assert totals()["changes"] == 0

    def test_a_draft_needs_no_signature(self) -> None:
        client = signed_in("contributor.rgc")
        raw = Filling(taken(client)).fill({"narrative_zh_hant": "第三批已選出。"}).raw()
        apply(client, sent(client, raw))
        assert (the_return().state, the_return().narrative_zh_hant) == ("draft", "第三批已選出。")
        sent(client, raw)
        assert totals()["changes"] == 0

    @pytest.mark.parametrize("signed_by", ["", "Secretary-General"])
    def test_the_next_day_and_in_another_language_it_is_still_what_was_compared(self, signed_by: str) -> None:
        """Nothing is signed, the row has a note: neither the day of applying nor the reader's words are news."""
        client = signed_in("contributor.rgc")
        filling = Filling(taken(client)).fill({"narrative_zh_hant": "第三批已選出。"})
        filling.page().row_dimensions[filling.cell("key").row].hidden = True
        address = sent(client, filling.raw(), signed_by=signed_by)
        assert PackStep.objects.get().details["notes"]
        with at(OPENS + timedelta(days=5)):
            assert ("Signed" in text_of(client.get(address), "//dl[@class='docket']")) == bool(signed_by)
            assert apply(in_chinese(client), address, 1).status_code == 302
        assert (the_return().state, the_return().narrative_zh_hant) == ("draft", "第三批已選出。")

    def test_a_step_that_was_kept_with_the_day_of_comparing_can_be_applied(self) -> None:
        client = signed_in("contributor.rgc")
        address = sent(client, Filling(taken(client)).fill({"narrative_zh_hant": "第三批已選出。"}).raw())
        first = PackStep.objects.get()
        first.pk, first.number = None, 2
        first.details["signed_on"] = "2025-10-01"
        first.save()
        assert apply(client, address).status_code == 302
        assert the_return().state == "draft"

    def test_milestones_evidence_and_an_attached_file_that_stays(self) -> None:
        client = signed_in("contributor.rgc")
        piece = {
            "title_1": "Minutes",
            "publisher_1": "RGC",
            "date_1": "2025年9月1日",
            "url_1": "https://www.ugc.edu.hk/",
        }
        filling = Filling(filled(taken(client), {**FILLED, **piece}))
        step = {"kind": "Moved to another date", "on": "2026-03", "reason": "The panel meets later."}
        filling.fill(step, sheet=SheetCode.MILESTONES).fill(
            {"kind": "Reached", "on": date(2025, 10, 1)}, sheet=SheetCode.MILESTONES, nth=1
        )
        apply(client, sent(client, filling.raw()))
        assert problems() == []
        moved, reached = the_return().milestones.order_by("milestone__due")
        assert (moved.kind, moved.on, moved.precision, moved.reason) == (
            "moved", date(2026, 3, 1), "month", "The panel meets later.",
        )  # fmt: skip
        assert (reached.kind, reached.on) == ("reached", date(2025, 10, 1))
        evidence = the_return().evidence.get()
        assert (evidence.title, evidence.date, evidence.language) == ("Minutes", date(2025, 9, 1), "en")
        sent(client, filling.raw())
        assert totals()["changes"] == 0

    def test_one_bad_row_keeps_back_all(self) -> None:
        client = signed_in("contributor.rgc")
        raw = Filling(filled(taken(client))).fill({"answer": "Perhaps"}, "II-3").raw()
        with no_return_written(*KEPT):
            address = sent(client, raw)
            assert apply(client, address, 1).status_code == 409
        assert problems() == [
            (
                "Returns",
                "G2",
                "“Perhaps” is not in the list. Choose one of: “Submit”, “Nothing to report”, “Leave as draft”.",
            )
        ]

    def test_a_row_refused_at_the_last_moment_keeps_back_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever stops it halfway, the rows before are not written either."""
        client = signed_in("contributor.rgc")
        raw = Filling(filled(taken(client))).fill(FILLED, "II-3").raw()
        address = sent(client, raw)
        submit_return, calls = returns.submit_return, []

        def failing(**given: Any) -> Return:
            calls.append(given)
            if len(calls) == 4:  # two were tried in comparing again, one is written
                raise DatabaseError("the connection is gone")
            return submit_return(**given)

        monkeypatch.setattr(returns, "submit_return", failing)
        client.raise_request_exception = False
        with no_return_written():
            assert apply(client, address).status_code == 500
        assert len(calls) == 4

    def test_rows_may_be_sorted_moved_and_taken_out(self) -> None:
        client = signed_in("contributor.rgc")
        filling = Filling(filled(taken(client)))
        page = filling.page()
        swapped = [[cell.value for cell in page[row]] for row in (3, 2)]
        for row, values in enumerate(swapped, start=2):
            for place, value in enumerate(values, start=1):
                page.cell(row, place).value = value
        page.insert_cols(2)
        page.cell(1, 2).value = "Our notes"
        page.delete_rows(3)
        apply(client, sent(client, filling.raw()))
        assert the_return().state == "submitted"
        assert the_return("II-3").state == "expected"
