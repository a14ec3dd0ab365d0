"""A pack is taken away: what a body is given, in its language, and what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl.utils import get_column_letter

from tests.helpers import acting_as_person, signed_in
from tests.workplan.packs_of_tests import PACKS, SIGNER, Filling, opened, save, send, taken, totals
from tests.workplan.rounds_of_tests import open_round, submit, the_return
from workplan.models import Indicator, ReportingRound, Return
from workplan.packs import packs_of
from workplan.services import returns
from workplan.services.contributions import Contribution, OfferedProof
from workplan.workbooks.layout import (
    CHOICES,
    Line,
    SheetCode,
    columns_of,
    folded,
    heads_of,
    in_every_language,
    label_in,
)
from workplan.workbooks.pack import as_csv, written_pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.fixture(autouse=True)
def a_round(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    open_round()


def an_indicator() -> Indicator:
    item = the_return().item
    with acting_as_person("secretariat.hk"):
        return Indicator.objects.create(
            item=item, number=1, name_en="Projects", baseline="12.5", baseline_on=date(2024, 11, 1), target=20
        )


class TestWorkbook:
    def test_one_row_a_return_with_what_is_said_already_and_what_is_open(self) -> None:
        save("Two cohorts were chosen.")
        filling = Filling(taken(signed_in("contributor.rgc")))
        page = filling.page()
        assert [page.cell(row, 2).value for row in range(1, page.max_row + 1)] == ["Ref.", "II-3", "III-2"]
        assert filling.cell("title").value == the_return().item.title_en
        assert filling.cell("agreed_words").value == the_return().item.agreed_words_en
        assert filling.cell("last_text").value.startswith("4 December 2024 On track\n")
        assert (filling.cell("answer").value, filling.cell("status").value) == ("Leave as draft", "On track")
        assert filling.cell("as_at").value.date() == date(2025, 10, 7)
        assert filling.cell("as_at").number_format == "yyyy-mm-dd"
        locked = {
            column.name: filling.cell(column.name).protection.locked
            for column in columns_of(SheetCode.RETURNS, "en")
        }
        assert locked == {column.name: not column.is_open for column in columns_of(SheetCode.RETURNS, "en")}

    def test_sheets_are_locked_frozen_and_printed_on_paper(self) -> None:
        book = opened(taken(signed_in("contributor.rgc")))
        assert book.sheetnames == ["Guidance", "Returns", "Milestones", "Lists"]
        assert [page.sheet_state for page in book] == ["visible"] * 3 + ["veryHidden"]
        for page in book.worksheets[:3]:
            assert page.protection.sheet
            assert not page.protection.password
            assert page.page_setup.paperSize == 9, "A4"
        page = book["Returns"]
        assert (page.freeze_panes, page.print_title_rows, page.print_title_cols) == ("C2", "$1:$1", "$B:$B")
        assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
        assert page.column_dimensions["A"].width < 6

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_list_boxes_name_ranges_that_hold_the_words(self, language: str) -> None:
        filling = Filling(taken(signed_in("contributor.rgc"), language=language), language)
        page, book = filling.page(), filling.book
        boxes = {
            box.formula1: str(box.sqref) for box in page.data_validations.dataValidation if box.type == "list"
        }
        for name in ("answer", "status"):
            letter = get_column_letter(filling.column(name))
            assert boxes[f"list_{name}"] == f"{letter}2:{letter}3"
            ((sheet, cells),) = book.defined_names[f"list_{name}"].destinations
            said = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
            assert said == [label_in(name, code, language) for code, _label in CHOICES[name]]

    def test_guidance_is_in_the_languages_of_the_place(self) -> None:
        ReportingRound.objects.get()
        said = {}
        for who, code in (("officer.hk", "rgc"), ("officer.mainland", "nsfc")):
            answer = signed_in(who).get(f"{PACKS}{code}.xlsx")
            front = opened(answer.content).worksheets[0]
            said[code] = [str(row[0].value) for row in front.iter_rows() if row[0].value]
            assert any(label in said[code] for label in SIGNER)
        assert said["rgc"][0] == "匯報表冊：研究資助局"
        assert any(line.startswith("White cells are yours") for line in said["rgc"])
        assert any(line.startswith("白色儲存格供填寫") for line in said["rgc"])
        assert said["nsfc"][0] == "汇报表册：国家自然科学基金委员会"
        assert not any(line.startswith(("White", "白色儲存格")) for line in said["nsfc"])

    def test_text_that_looks_like_a_formula_stays_text(self) -> None:
        save("=1+1")
        raw = taken(signed_in("contributor.rgc"))
        cell = Filling(raw).cell("narrative_en")
        assert (cell.value, cell.data_type) == ("=1+1", "s")
        rows = list(
            csv.reader(io.StringIO(taken(signed_in("contributor.rgc"), ending="csv").decode("utf-8-sig")))
        )
        assert rows[2][9] == "'=1+1"
        for name, content in (("a.xlsx", raw), ("a.csv", taken(signed_in("contributor.rgc"), ending="csv"))):
            send(signed_in("contributor.rgc"), content, name)
            assert (totals()["changes"], totals()["problems"]) == (0, 0)

    def test_what_was_handed_in_is_closed(self) -> None:
        submit()
        filling = Filling(taken(signed_in("contributor.rgc")))
        assert filling.cell("narrative_en").protection.locked
        assert not filling.cell("narrative_en", "II-3").protection.locked

    def test_milestones_and_indicators_with_their_dates_and_measures(self) -> None:
        an_indicator()
        filling = Filling(taken(signed_in("contributor.rgc")))
        cells = [
            filling.cell(name, sheet=SheetCode.INDICATORS).value for name in ("name", "baseline", "target")
        ]
        assert cells == ["Projects", "12.5 (1 November 2024)", "20"]
        cells = [
            filling.cell(name, sheet=SheetCode.MILESTONES).value for name in ("planned", "current", "kind")
        ]
        assert cells == ["December 2025", "December 2025", None]

    def test_readings_come_back(self) -> None:
        an_indicator()
        client = signed_in("contributor.rgc")
        filling = Filling(taken(client))
        filling.fill({"value": "1,234.5", "on": date(2025, 10, 1)}, sheet=SheetCode.INDICATORS)
        send(client, filling.raw())
        assert (totals()["save"], totals()["problems"]) == (1, 0)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_untouched_in_any_language_and_as_either_file_it_changes_nothing(language: str, ending: str) -> None:
    client = signed_in("contributor.rgc")
    here = the_return()
    said = Contribution(
        status="behind_schedule",
        as_at=date(2025, 10, 7),
        texts={"narrative_en": " Two\r\nlines ", "reason_zh_hant": "評審延後。"},
        evidence=[OfferedProof("Minutes", "RGC"), OfferedProof("Second piece", "RGC")],
    )
    with acting_as_person("contributor.rgc") as by:
        returns.save_return(contribution=here, said=said, expected_version=here.version, by=by)
    send(client, taken(client, language=language, ending=ending), f"pack.{ending}")
    assert (totals()["same"], totals()["changes"], totals()["problems"]) == (2, 0, 0)


@pytest.mark.parametrize("sheet", list(SheetCode))
def test_no_two_columns_share_a_heading_in_any_language(sheet: SheetCode) -> None:
    """By its heading a column is known again."""
    for language in LANGUAGES:
        heads = {column.name: folded(column.head) for column in columns_of(sheet, language)}
        assert {name: heads_of(sheet)[head][0] for name, head in heads.items()} == {
            name: name for name in heads
        }


def test_no_two_choices_share_a_label_in_any_language() -> None:
    for choices in CHOICES.values():
        labels = [label for _code, words in choices for label in in_every_language(words)]
        assert len(labels) == len(set(labels))


class TestMany:
    def test_all_packs_of_a_side_and_of_no_other_in_one_file(self) -> None:
        answer = signed_in("officer.hk").get(f"{PACKS}packs.zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            names = archive.namelist()
            assert opened(archive.read("mhstcc-1-rgc-zh-hant.xlsx")).sheetnames[1] == "匯報表"
        expected = set(Return.objects.filter(side__code="hong_kong").values_list("body__code", flat=True))
        assert sorted(names) == sorted(f"mhstcc-1-{code.lower()}-zh-hant.xlsx" for code in expected)

    def test_the_packs_of_all_bodies_cost_no_more_than_one(self, django_assert_num_queries: Any) -> None:
        place = ReportingRound.objects.select_related("committee").get()
        for which in ({"body__code": "RGC"}, {"side__code": "hong_kong"}):
            rows = Return.objects.filter(round=place, **which)
            languages = dict.fromkeys(rows.values_list("body_id", flat=True), "en")
            with django_assert_num_queries(9):
                packs = packs_of(place, rows, languages)
        assert len(packs) > 5

    def test_the_command_writes_them_into_a_folder(self, tmp_path: Path) -> None:
        call_command(
            "make_packs",
            "mhstcc",
            "1",
            "--side",
            "mainland",
            "--to",
            str(tmp_path / "out"),
            stdout=io.StringIO(),
        )
        names = [path.name for path in (tmp_path / "out").iterdir()]
        assert "mhstcc-1-nsfc-zh-hans.xlsx" in names
        assert not any("rgc" in name for name in names)
        with pytest.raises(CommandError, match="There is no such round"):
            call_command("make_packs", "mhstcc", "2", "--side", "mainland", "--to", str(tmp_path))

    def test_the_command_writes_over_nothing_unless_told_to(self, tmp_path: Path) -> None:
        asked = ("make_packs", "mhstcc", "1", "--side", "mainland", "--to", str(tmp_path))
        filled = tmp_path / "mhstcc-1-nsfc-zh-hans.xlsx"
        filled.write_bytes(b"filled in by the body")
        with pytest.raises(
            CommandError, match=f"Nothing was written.*: {filled}\\. Choose another"
        ) as refusal:
            call_command(*asked, stdout=io.StringIO())
        assert refusal.value.returncode == 1
        assert list(tmp_path.iterdir()) == [filled]
        assert filled.read_bytes() == b"filled in by the body"
        call_command(*asked, "--replace", stdout=io.StringIO())
        assert filled.read_bytes().startswith(b"PK")
        assert len(list(tmp_path.iterdir())) > 1


def test_a_language_that_is_none_is_refused() -> None:
    answer = signed_in("contributor.rgc").get(f"{PACKS}rgc.xlsx", {"lang": "fr"})
    assert answer.status_code == 400


@pytest.mark.parametrize("payload", ["=1+1", "==1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_nothing_that_people_name_becomes_a_formula(payload: str) -> None:
    """In the cells that show, in the front sheet and in CSV."""
    place = ReportingRound.objects.select_related("committee").get()
    rows = Return.objects.filter(round=place, body__code="RGC")
    (pack,) = packs_of(place, rows, {rows[0].body_id: "en"})
    shown = {"key", "reference", "title", "agreed_words", "last_text", "state", "narrative_en", "title_1"}
    line = Line(dict.fromkeys(shown, payload))
    bad = replace(pack, title=payload, facts=[(payload, payload)], lines={SheetCode.RETURNS: [line]})
    cells = [cell for page in opened(written_pack(bad)) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert sum(cell.value == payload.replace("\r", "\n") or cell.value == payload for cell in cells) >= len(
        shown
    )
    (_heads, said) = csv.reader(io.StringIO(as_csv(bad).decode("utf-8-sig")))
    assert {cell for cell in said if cell} == {f"'{payload}"}
