"""A pack comes back: every cell old beside new, every problem at its cell, all applied or nothing."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from committees.models import Side
from committees.refusals import refusal_of
from tests.helpers import acting_as_person, signed_in
from tests.hostile.files import pdf, upload
from tests.workplan.packs_of_tests import (
    FILLED,
    KEPT,
    PACKS,
    Filling,
    apply,
    changes_on,
    filled,
    no_return_written,
    opened,
    problems,
    problems_of_form,
    rows,
    save,
    saved,
    send,
    sent,
    taken,
    totals,
)
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.rounds_of_tests import CUT_OFF, at, nil, open_round, submit, take, the_return
from workplan.models import PackStep, PackUpload, Return, ReturnEvent
from workplan.services.contributions import OfferedProof
from workplan.services.files import keep_file
from workplan.workbooks.layout import SheetCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]


@pytest.fixture(autouse=True)
def a_round(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    open_round()


def test_a_pack_with_a_file_of_the_other_side_is_refused_by_the_database() -> None:
    client = signed_in("contributor.rgc")
    sent(client, filled(taken(client)))
    pack = PackUpload.objects.get()
    other = Side.objects.exclude(pk=pack.side_id).get(committee=pack.side.committee)
    with acting_as_person("officer.mainland") as by:
        file = keep_file(upload=upload("a.pdf", pdf()), committee=other.committee, side=other, by=by)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            PackUpload.objects.create(round=pack.round, body=pack.body, side=pack.side, file=file)
    refusal = refusal_of(refused.value)
    assert refusal
    assert str(refusal.sentence) == "The file of a pack belongs to the side of its body."


class TestComparing:
    def test_each_cell_is_shown_old_beside_new_and_nothing_is_written(self) -> None:
        client = signed_in("contributor.rgc")
        save("Two cohorts were chosen.")
        with no_return_written(*KEPT):
            page = client.get(sent(client, filled(taken(client))))
        assert problems() == []
        assert rows()["III-2"]["outcome"] == "submit"
        changes = changes_on(page)
        assert changes.keys() == {"As at (cell I3)", "Progress, English (cell J3)"}
        # A date is another one, not the same with other digits.
        assert changes["As at (cell I3)"] == "7 October 2025 8 October 2025"
        (old, new) = (
            " ".join(part.text_content() for part in tree(page).xpath(f"//dl[@class='diff']/div[2]//{tag}"))
            for tag in ("del", "ins")
        )
        assert (old, new) == ("Two cohorts were", "The third cohort was")
        assert "1 handed in, 0 with nothing to report, 0 kept as draft; 1 stay as they are." in text_of(page)

    def test_an_untouched_pack_changes_nothing_whatever_happened_since(self) -> None:
        client = signed_in("contributor.rgc")
        raw = taken(client)
        save("A colleague wrote this on the page.")
        page = client.get(sent(client, raw))
        assert (totals()["changes"], totals()["same"], totals()["stale"]) == (0, 2, 0)
        assert "Nothing to change" in text_of(page)
        assert not tree(page).xpath("//input[@name='seen']")

    def test_rules_of_a_statement_are_told_at_their_cells(self) -> None:
        client = signed_in("contributor.rgc")
        said = {"answer": "Submit", "status": "Completed", "as_at": date(2027, 1, 1)}
        raw = Filling(taken(client)).fill(said).fill({"answer": "Submit"}, "II-3").raw()
        page = client.get(sent(client, raw))
        told = {(sheet, cell): sentence for sheet, cell, sentence in problems()}
        assert told["Returns", "I3"] == "A statement describes a day that has come."
        assert told["Returns", "J3"] == "Say in at least one language how far the work is."
        assert told["Returns", "S3"] == "Completed needs a piece of evidence."
        assert told["Returns", "H2"] == "Choose a status."
        assert told["Guidance", "B9"] == "Name who signs for the body."
        assert told["Guidance", "B10"] == "Say on which day it was signed."
        assert "Nothing can be applied: 8 problems" in text_of(page, "//div[@role='alert']/h2")
        assert apply(client, PackUpload.objects.get().get_absolute_url(), 1).status_code == 409
        assert the_return().state == "expected"

    def test_problems_are_told_in_the_language_of_the_reader(self) -> None:
        client = in_chinese(signed_in("contributor.rgc"))
        raw = Filling(taken(client, language="zh-hant"), "zh-hant").fill({"as_at": "10/8/2025"}).raw()
        page = client.get(sent(client, raw))
        assert problems() == [("匯報表", "I3", "未能把「10/8/2025」辨認為日期。請按2025-10-08的格式填寫。")]
        assert "未能套用：共有1個問題" in text_of(page)

    def test_keys_of_others_and_keys_of_nobody_get_one_answer(self) -> None:
        """Whether a return is there at all is not told to whoever may not see it."""
        other = signed_in("officer.hk")
        stolen = Filling(taken(other, "itc"))
        key = stolen.page().cell(2, 1).value
        client = signed_in("contributor.rgc")
        answers = []
        for forged in (key, key[:-2] + "xx", "R1.1.0.abc:xyz"):
            filling = Filling(taken(client)).fill({"key": forged}, "II-3")
            with no_return_written(*KEPT):
                sent(client, filling.raw())
            answers.append(problems())
        assert answers == [[("Returns", "A2", "This key is of no return of this body in this round.")]] * 3

    def test_a_key_is_good_on_its_own_sheet_only(self) -> None:
        client = signed_in("contributor.rgc")
        filling = Filling(taken(client))
        filling.fill({"key": filling.cell("key", "III-2", sheet=SheetCode.MILESTONES).value}, "II-3")
        sent(client, filling.raw())
        assert [cell for _sheet, cell, _sentence in problems()] == ["A2"]

    def test_hidden_rows_are_read_and_noted(self) -> None:
        client = signed_in("contributor.rgc")
        filling = Filling(filled(taken(client)))
        filling.page().row_dimensions[3].hidden = True
        page = client.get(sent(client, filling.raw()))
        assert totals()["submit"] == 1
        assert "The row is hidden; it was read all the same." in text_of(
            page, "//section[@aria-labelledby='notes']"
        )


class TestStale:
    @pytest.fixture
    def stale(self) -> tuple[Any, str]:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client))
        save("A colleague wrote this since.")
        return client, sent(client, raw)

    def test_what_changed_since_is_shown_and_waits_for_a_tick(self, stale: tuple[Any, str]) -> None:
        client, address = stale
        assert (totals()["stale"], totals()["problems"]) == (1, 0)
        page = client.get(address)
        assert "It changed since the pack was made." in text_of(page)
        theirs = tree(page).xpath("//dl[@class='diff']//del")
        assert "A colleague wrote this since" in " ".join(part.text_content() for part in theirs)
        with no_return_written():
            answer = apply(client, address)
        assert answer.status_code == 422
        assert "III-2 changed since the pack was made." in text_of(answer, "//div[@role='alert']")
        assert apply(client, address, None, "III-2").status_code == 302
        assert the_return().narrative_en == FILLED["narrative_en"]
        assert "the text of the pack was taken" in text_of(client.get(address))

    def test_what_the_pack_left_alone_stays_as_it_stands_now(self) -> None:
        client = signed_in("contributor.rgc")
        save("Two cohorts were chosen.")
        raw = filled(taken(client))
        own, proof = (
            "Wait for the third call.",
            OfferedProof("Results", "RGC", url="https://www.rgc.example/"),
        )
        save("A colleague wrote this since.", next_step_en=own, evidence=[proof])
        address = sent(client, raw)
        assert changes_on(client.get(address)).keys() == {"As at (cell I3)", "Progress, English (cell J3)"}
        assert apply(client, address, None, "III-2").status_code == 302
        here = the_return()
        assert (here.narrative_en, here.next_step_en) == (FILLED["narrative_en"], own)
        assert [piece.title for piece in here.evidence.all()] == ["Results"]

    def test_what_the_pack_emptied_is_emptied(self) -> None:
        client = signed_in("contributor.rgc")
        save("Two cohorts were chosen.", next_step_en="Choose the third.")
        raw = filled(taken(client), {**FILLED, "next_step_en": None})
        save("A colleague wrote this since.", next_step_en="Choose the third.")
        assert apply(client, sent(client, raw), None, "III-2").status_code == 302
        assert the_return().next_step_en == ""

    def test_a_piece_of_evidence_is_taken_as_one(self) -> None:
        """Nothing is put together from the title of one piece and the address of another."""
        client = signed_in("contributor.rgc")
        save("Two cohorts were chosen.", evidence=[OfferedProof("Results", "RGC")])
        raw = filled(taken(client), {**FILLED, "date_1": date(2025, 10, 1)})
        save("The same.", evidence=[OfferedProof("Minutes", "ITC", url="https://www.itc.example/")])
        assert apply(client, sent(client, raw), None, "III-2").status_code == 302
        (piece,) = the_return().evidence.all()
        assert (piece.title, piece.publisher, piece.date, piece.url) == (
            "Results",
            "RGC",
            date(2025, 10, 1),
            "",
        )

    def test_what_changed_after_looking_is_compared_again(self, stale: tuple[Any, str]) -> None:
        client, address = stale
        save("And again.", "officer.hk")
        with no_return_written():
            answer = apply(client, address, 1, "III-2")
        assert answer.status_code == 409
        assert "Nothing was applied: since you looked, something changed." in text_of(answer)
        assert apply(client, address, None, "III-2").status_code == 302

    def test_what_was_handed_in_meanwhile_is_not_written_over(self) -> None:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client), {**FILLED, "narrative_en": "Another text."})
        submit()
        sent(client, raw)
        ((_sheet, cell, sentence),) = problems()
        assert cell == "G3"
        assert sentence.startswith("What was handed in does not change.")

    def test_sent_back_and_sent_again_asks_for_the_tick(self) -> None:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client))
        apply(client, sent(client, raw))
        take("send_back", reason="Say which cohort.")
        sent(client, raw)
        assert (totals()["submit"], totals()["stale"]) == (1, 1)


class TestWho:
    @pytest.mark.parametrize("who", ["viewer", "admin", "officer.mainland", "secretariat.mainland"])
    def test_a_pack_is_of_its_kitchen(self, who: str) -> None:
        owner = signed_in("contributor.rgc")
        address = sent(owner, filled(taken(owner)))
        client = signed_in(who)
        assert client.get(address).status_code == 404
        assert apply(client, address, 1).status_code == 404
        assert client.get(PackUpload.objects.get().file.get_absolute_url()).status_code == 404
        assert client.get(f"{PACKS}rgc.xlsx").status_code == 404
        assert the_return().state == "expected"

    def test_the_office_of_the_side_sees_what_its_body_sent_and_applies_it(self) -> None:
        owner = signed_in("contributor.rgc")
        address = sent(owner, filled(taken(owner)), source="")
        office = signed_in("secretariat.hk")
        assert office.get(address).status_code == 200
        assert apply(office, address).status_code == 302
        event = ReturnEvent.objects.get()
        assert (event.on_behalf, event.source, event.recorded_role) == (True, "pack.xlsx", "secretariat")

    def test_an_officer_of_the_other_side_cannot_send_a_pack_of_ours(self) -> None:
        raw = filled(taken(signed_in("contributor.rgc")))
        with no_return_written():
            answer = send(signed_in("officer.mainland"), raw)
        assert answer.status_code == 422
        assert problems_of_form(answer) == [
            "Workbook that came back: No row of this file belongs to a return of this round."
        ]

    def test_after_the_cut_off_nothing_is_sent_and_nothing_applied(self) -> None:
        client = signed_in("contributor.rgc")
        raw = filled(taken(client))
        address = sent(client, raw)
        with at(CUT_OFF):
            answer = send(client, raw)
            assert (answer.status_code, "The cut-off has passed" in text_of(answer)) == (409, True)
            assert "This round takes no returns now" in text_of(client.get(PACKS))
            assert apply(client, address).status_code == 409
        assert the_return().state == "expected"


def test_what_was_sent_never_changes() -> None:
    client = signed_in("contributor.rgc")
    sent(client, taken(client))
    for model, change in ((PackUpload, {"source": "x"}), (PackStep, {"number": 9})):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.update(**change)


def test_a_pack_is_of_a_body_and_a_side_that_the_round_expects() -> None:
    client = signed_in("contributor.rgc")
    sent(client, taken(client))
    own = PackUpload.objects.get()
    mainland = Return.objects.filter(side__code="mainland").first()
    assert mainland is not None
    own.pk, own.body = None, mainland.body
    with pytest.raises(DatabaseError, match="expects returns of"), transaction.atomic():
        own.save()
    own.side = mainland.side
    with pytest.raises(DatabaseError, match="kitchen of its side"), transaction.atomic():
        own.save()


@pytest.mark.parametrize("more", [0, 22])
def test_the_list_costs_the_same_however_many(more: int, django_assert_num_queries: Any) -> None:
    client = signed_in("officer.hk")
    raw = taken(client)
    address = sent(client, raw)
    first = PackUpload.objects.get()
    step = first.steps.get()
    for _time in range(more):
        first.pk = None
        first.save()
        step.pk, step.upload = None, first
        step.save()
    client.get(PACKS)
    with django_assert_num_queries(9):
        page = client.get(PACKS)
    assert len(tree(page).xpath("//table[contains(@class, 'sent')]/tbody/tr")) == min(more + 1, 20)
    with django_assert_num_queries(7):
        client.get(address)


def saved_again(folder: Path, *packs: bytes) -> list[bytes]:
    """By LibreOffice where it is installed, else by the one library that is always there."""
    if not shutil.which("soffice"):
        return [saved(opened(raw)) for raw in packs]
    names = [f"pack{number}.xlsx" for number in range(len(packs))]
    for name, raw in zip(names, packs, strict=True):
        (folder / name).write_bytes(raw)
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    told = ["--convert-to", "xlsx", "--outdir", "saved", *names]
    subprocess.run([*office, *told], check=True, capture_output=True, cwd=folder)
    return [(folder / "saved" / name).read_bytes() for name in names]


def test_saved_by_another_program_it_is_still_the_same_pack(tmp_path: Path) -> None:
    client = signed_in("contributor.rgc")
    save("Two lines,\nand =1+1 as text; _x0041_ too.")
    untouched, said = saved_again(tmp_path, taken(client, language="zh-hant"), filled(taken(client)))
    for raw, changes in ((untouched, 0), (said, 1)):
        address = sent(client, raw)
        assert (totals()["changes"], problems()) == (changes, [])
    assert apply(client, address).status_code == 302
    assert the_return().narrative_en == FILLED["narrative_en"]


def test_answered_on_the_page_meanwhile_a_nil_is_the_same() -> None:
    client = signed_in("contributor.rgc")
    raw = filled(taken(client), {"answer": "Nothing to report"})
    nil()
    sent(client, raw)
    assert (totals()["changes"], totals()["problems"]) == (0, 0)
