"""Workbooks and CSV files that no body should send: no crash, no partial row, and a sentence that names the place.

Each is built here by code from a genuine pack, so that what is wrong is one thing. What is refused as a whole says so
on the form (422, 413); what has a cell is told at its cell, on the page of the comparison.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import resource
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.helpers import acting_as_person, signed_in
from tests.hostile.bad_packs import (
    CELLS,
    CELLS_OF_CSV,
    TOO_LARGE,
    WHOLE,
    csv_of,
    refilled,
    repacked,
    sheet,
    typed,
)
from tests.workplan.packs_of_tests import (
    KEPT,
    digest_of_returns,
    filled,
    no_return_written,
    problems,
    problems_of_form,
    rows,
    send,
    taken,
    totals,
)
from tests.workplan.rounds_of_tests import open_round, the_return
from workplan.services import returns
from workplan.services.contributions import Contribution
from workplan.workbooks import reading
from workplan.workbooks.child import column_letters
from workplan.workbooks.layout import SheetCode, columns_of
from workplan.workbooks.values import value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(db: None) -> Client:
    open_round()
    return signed_in("contributor.rgc")


def test_there_are_forty_and_more() -> None:
    assert len(WHOLE) + len(CELLS) + len(CELLS_OF_CSV) >= 40


def refuse_each(sender: Client, raw: bytes, plain: bytes) -> Iterator[str]:
    for name, (made, called, sentence) in WHOLE.items():
        with no_return_written(*KEPT):
            answer = send(sender, made(plain if called.endswith(".csv") else raw), called)
        told = " ".join(problems_of_form(answer)) if answer.status_code == 422 else ""
        if answer.status_code != 422 or sentence not in told or "{" in told or "%(" in told:
            yield f"{name}: {answer.status_code} {told}"


def test_a_file_that_cannot_be_taken_is_refused_with_its_place(sender: Client) -> None:
    """One round and one pack for all of them: none writes anything."""
    raw, plain = filled(taken(sender)), taken(sender, ending="csv")
    assert list(refuse_each(sender, raw, plain)) == []


@pytest.mark.parametrize("half", [0, 1])
def test_each_bad_cell_is_told_with_its_sheet_and_cell_and_no_row_is_written(
    sender: Client, half: int
) -> None:
    raw, plain = filled(taken(sender)), taken(sender, ending="csv")
    found = []
    for name, (made, page, cell, sentence) in list({**CELLS, **CELLS_OF_CSV}.items())[half::2]:
        is_csv = name in CELLS_OF_CSV
        with no_return_written(*KEPT):
            answer = send(sender, made(plain if is_csv else raw), "pack.csv" if is_csv else "pack.xlsx")
        if answer.status_code != 302:
            found.append(f"{name}: {answer.status_code} {problems_of_form(answer)}")
        elif not any(told[:2] == (page, cell) and sentence in told[2] for told in problems()):
            found.append(f"{name}: {problems()}")
    assert found == []


def merged_outside(areas: int) -> list[str]:
    return [f"ZZ{row}:ZZ{row + 1}" for row in range(1, 2 * areas, 2)]


def test_many_merged_areas_are_not_asked_of_each_cell(db: None) -> None:
    heads = {
        column_letters(place): ["s", column.head]
        for place, column in enumerate(columns_of(SheetCode.RETURNS, "en"), start=1)
    }
    rows = [{"row": 1, "hidden": False, "cells": heads}]
    rows += [{"row": row, "hidden": False, "cells": {"A": ["s", f"key {row}"]}} for row in range(2, 502)]
    sheets = [{"name": "Returns", "rows": rows, "merged": merged_outside(5_000)}]
    began = time.process_time()
    reading._Reading({"sheets": sheets, "from_1904": False})
    assert time.process_time() - began < 2


def test_merged_areas_that_lie_over_each_other_are_no_workbook(db: None) -> None:
    with pytest.raises(ValidationError, match="damaged"):
        reading._merged(["A1:AN5000", "A1:B2"])
    assert reading._merged(["A1:B2", "ZZ1:ZZ9999999", "nonsense"]) == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_a_csv_of_line_ends_is_not_kept_as_rows() -> None:
    tracemalloc.start()
    try:
        with contextlib.suppress(ValidationError):
            reading.read_pack("pack.csv", b"\n" * 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


class TestReadAllTheSame:
    """What looks odd and is meant well."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    def test_simplified_chinese_as_its_spreadsheets_save_it(self, sender: Client, encoding: str) -> None:
        plain = taken(sender, language="zh-hans", ending="csv")
        send(sender, csv_of(typed(10, "第三批已选出。"), encoding)(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])

    @pytest.mark.parametrize("encoding", ["big5", "big5hkscs"])
    def test_traditional_chinese_as_its_spreadsheets_save_it(self, sender: Client, encoding: str) -> None:
        plain = taken(sender, language="zh-hant", ending="csv")
        send(sender, csv_of(typed(10, "第三批已選出。"), encoding)(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])

    def test_letters_that_an_older_way_of_saving_does_not_hold_stay_as_they_are(self, sender: Client) -> None:
        """A Big5 spreadsheet writes "?" for each Simplified letter, also where nobody touched the cell."""
        here = the_return()
        texts = {"narrative_zh_hans": "第三批项目已选出，共𠮷七项。", "narrative_en": "Is it seven? Yes."}
        said = Contribution(status="on_track", as_at=date(2025, 10, 8), texts=texts)
        with acting_as_person("contributor.rgc") as by:
            returns.save_return(contribution=here, said=said, expected_version=here.version, by=by)
        plain = taken(sender, language="zh-hant", ending="csv").decode("utf-8-sig")
        lost = plain.replace("𠮷", "??").encode("big5", "replace")
        assert "第三批?目已?出，共??七?。".encode("big5") in lost
        send(sender, lost, "pack.csv")
        assert (totals()["same"], totals()["changes"], problems()) == (2, 0, [])
        send(sender, lost.replace(b"2025-10-08", b"2025-10-09"), "pack.csv")
        assert problems() == []
        assert [cell[2] for cell in rows()["III-2"]["cells"]] == ["as_at"]
        send(sender, lost.replace("七?。".encode("big5"), "八?。".encode("big5")), "pack.csv")
        ((_sheet, cell, told),) = problems()
        assert cell.startswith("L")
        assert "could not hold some characters" in told

    def test_a_question_mark_is_one(self, sender: Client) -> None:
        plain = taken(sender, language="zh-hant", ending="csv")
        send(sender, csv_of(typed(11, "Who? Seven of them."), "big5")(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])
        send(sender, csv_of(typed(12, "共?七?，??"))(plain), "pack.csv")
        assert (totals()["save"], problems()) == (1, [])

    def test_semicolons_apostrophes_trailing_blanks_and_empty_rows(self, sender: Client) -> None:
        plain = typed(10, "'=1+1 is text  ")(taken(sender, ending="csv").decode("utf-8-sig"))
        file = io.StringIO()
        writer = csv.writer(file, delimiter=";")
        writer.writerows([*cells, "", ""] for cells in csv.reader(io.StringIO(plain)))
        send(sender, f"{file.getvalue()}\r\n;;;\r\n".encode(), "pack.csv")
        assert problems() == []
        ((*_place, new),) = [cell[:5] for cell in rows()["III-2"]["cells"]]
        assert new == "=1+1 is text"
        send(sender, refilled(narrative_en="  The third cohort was chosen. \n\n")(filled(taken(sender))))
        assert problems() == []

    def test_days_of_the_other_calendar_of_excel(self, sender: Client) -> None:
        def from_1904(part: bytes) -> bytes:
            return re.sub(rb"<workbookPr(?=[ /])", b'<workbookPr date1904="1"', part)

        raw = repacked(xl__workbook_DOT_xml=from_1904)(filled(taken(sender)))
        answer = send(sender, raw)
        assert answer.status_code == 302, problems_of_form(answer)
        told = {cell: sentence for _sheet, cell, sentence in problems()}
        assert told.get("I3") == "A statement describes a day that has come.", told

    @pytest.mark.parametrize(
        "text",
        [
            "2025-10-08",
            "2025/10/8",
            "2025.10.8",
            "2025年10月8日",
            "8 October 2025",
            "Oct 8, 2025",
            "２０２５-10-08",
        ],
    )
    def test_days_as_people_write_them(self, text: str) -> None:
        column = next(column for column in columns_of(SheetCode.RETURNS, "en") if column.name == "as_at")
        assert value_of(column, "s", text) == "2025-10-08"


class TestLimits:
    def test_a_bomb_is_known_by_its_table_of_contents(self, sender: Client) -> None:
        file = io.BytesIO()
        with (
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
        ):
            for _piece in range(400):
                part.write(b"0" * 1_000_000)
        before, most = digest_of_returns(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        answer = send(sender, file.getvalue())
        assert time.perf_counter() - started < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 50 * 1024
        assert answer.status_code == 422
        assert TOO_LARGE in " ".join(problems_of_form(answer))
        assert digest_of_returns() == before

    def test_the_gate_takes_less_than_a_twentieth_of_a_second(self, sender: Client) -> None:
        raw = taken(sender)
        best = 1.0
        for _time in range(5):
            started = time.perf_counter()
            reading.check_before_reading(raw)
            best = min(best, time.perf_counter() - started)
        assert best < 0.05

    def test_a_hundred_thousand_rows_end_at_the_first_too_many(self, sender: Client) -> None:
        row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{0}</t></is></c></row>'
        rows = "".join(row.format(number) for number in range(10, 100_000))
        raw = sheet(lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))(filled(taken(sender)))
        answer = send(sender, raw)
        assert "cell A5001: a pack has at most 5000 rows." in " ".join(problems_of_form(answer))

    @pytest.mark.parametrize("limits", [{"memory": 22 * 1024 * 1024}, {"seconds": 0.001}])
    def test_a_child_that_is_stopped_is_a_sentence(self, sender: Client, limits: dict[str, float]) -> None:
        """The web server's own process reads nothing and goes on."""
        raw = filled(taken(sender))
        row = "".join(
            f'<c r="{column_letters(place)}{{0}}" t="inlineStr"><is><t>{place}{{0}}</t></is></c>'
            for place in range(1, 40)
        )
        rows = "".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(10, 1_000))
        large = sheet(lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))(raw)
        with pytest.raises(ValidationError, match="could not be read within the limits"):
            reading.read_pack("pack.xlsx", large, **limits)  # type: ignore[arg-type]
        assert reading.read_pack("pack.xlsx", raw).problems == []

    def test_larger_than_any_pack(self, sender: Client) -> None:
        answer = send(sender, b"PK\x03\x04" + b"\0" * reading.MOST_BYTES)
        assert answer.status_code == 413
