"""A pack as tests take it, fill it in and send it back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from committees.keeping import once
from tests.helpers import acting_as_person
from tests.workplan.reading import tree
from tests.workplan.rounds_of_tests import the_return
from workplan.models import PackStep, Return
from workplan.services import returns
from workplan.services.contributions import Contribution, OfferedProof
from workplan.workbooks.layout import SheetCode, columns_of

PACKS = "/mhstcc/rounds/1/packs/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv"}
LETTER = "Letter of 9 October 2025"
WRITTEN_IN = (
    "return",
    "historicalreturn",
    "returnmilestone",
    "returnevidence",
    "indicatorreading",
    "returnevent",
    "packupload",
    "evidencefile",
)
# What a body fills in for III-2, by column.
FILLED = {
    "answer": "Submit",
    "status": "On track",
    "as_at": date(2025, 10, 8),
    "narrative_en": "The third cohort was chosen.",
}
SIGNER = ("Signed by (name and post)", "簽署人（姓名及職銜）", "签署人（姓名和职务）")
SIGNED = ("Secretary-General", date(2025, 10, 9))


def taken(client: Client, code: str = "rgc", language: str = "en", ending: str = "xlsx") -> bytes:
    answer = client.get(f"{PACKS}{code}.{ending}", {"lang": language})
    assert answer.status_code == 200
    return answer.content


def opened(raw: bytes) -> Any:
    return load_workbook(io.BytesIO(raw))


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Filling:
    """Cells by the code of their sheet, the reference of their row and the name of their column."""

    def __init__(self, raw: bytes, language: str = "en") -> None:
        self.book, self.language = opened(raw), language

    def page(self, sheet: SheetCode = SheetCode.RETURNS) -> Any:
        titles = {SheetCode.RETURNS: 1, SheetCode.MILESTONES: 2, SheetCode.INDICATORS: 3}
        return self.book.worksheets[titles[sheet]]

    def column(self, name: str, sheet: SheetCode = SheetCode.RETURNS) -> int:
        heads = [column.name for column in columns_of(sheet, self.language)]
        return heads.index(name) + 1

    def cell(
        self, name: str, reference: str = "III-2", sheet: SheetCode = SheetCode.RETURNS, nth: int = 0
    ) -> Any:
        page = self.page(sheet)
        where = self.column("reference", sheet)
        rows = [row for row in range(2, page.max_row + 1) if page.cell(row, where).value == reference]
        return page.cell(rows[nth], self.column(name, sheet))

    def fill(self, said: Mapping[str, Any], reference: str = "III-2", **where: Any) -> Filling:
        for name, value in said.items():
            self.cell(name, reference, **where).value = value
        return self

    def sign(self, name: Any = SIGNED[0], on: Any = SIGNED[1]) -> Filling:
        front = self.book.worksheets[0]
        for row in range(1, 20):
            if front.cell(row, 1).value in (
                "Signed by (name and post)",
                "簽署人（姓名及職銜）",
                "签署人（姓名和职务）",
            ):
                front.cell(row, 2).value, front.cell(row + 1, 2).value = name, on
        return self

    def raw(self) -> bytes:
        return saved(self.book)


def filled(raw: bytes, said: Mapping[str, Any] = FILLED, reference: str = "III-2") -> bytes:
    return Filling(raw).fill(said, reference).sign().raw()


def send(client: Client, raw: bytes, name: str = "pack.xlsx", key: str = "", **fields: Any) -> HttpResponse:
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    file = SimpleUploadedFile(name, raw, content_type=kind)
    return client.post(PACKS, {"once_key": key or once.new_key(), "pack": file, "source": LETTER, **fields})


def sent(client: Client, raw: bytes, **fields: Any) -> str:
    """The address of the comparison."""
    answer = send(client, raw, **fields)
    assert answer.status_code == 302, problems_of_form(answer)
    return answer.headers["Location"]


def problems_of_form(answer: HttpResponse) -> list[str]:
    return [" ".join(row.text_content().split()) for row in tree(answer).xpath("//div[@role='alert']//li")]


def apply(client: Client, address: str, seen: int | str | None = None, *take: str) -> HttpResponse:
    """Press the button that the page offers, or post a token of one's own."""
    if seen is None:
        (seen,) = tree(client.get(address)).xpath("//main//input[@name='seen']/@value")
    return client.post(f"{address}apply/", {"seen": seen, "take": take})


def problems() -> list[tuple[str, str, str]]:
    """Of the newest comparison: sheet, cell, sentence."""
    return [tuple(told) for told in PackStep.objects.latest("pk").details["problems"]]


def totals() -> dict[str, int]:
    return PackStep.objects.latest("pk").totals


def rows() -> dict[str, Any]:
    return {row["reference"]: row for row in PackStep.objects.latest("pk").details["rows"]}


def digest_of_returns(*without: str) -> str:
    """What the returns, their history and what hangs on them hold."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in WRITTEN_IN:
            if table not in without:
                cursor.execute(
                    f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM workplan_{table} t"
                )
                found.update(cursor.fetchone()[0].encode())
    return found.hexdigest()


@contextmanager
def no_return_written(*besides: str) -> Iterator[None]:
    """Not a row of a return; where a pack was kept, that alone (``besides``)."""
    before = digest_of_returns(*besides)
    yield
    assert digest_of_returns(*besides) == before


KEPT = ("packupload", "evidencefile")


def save(
    text: str,
    who: str = "contributor.rgc",
    *,
    next_step_en: str = "",
    evidence: Sequence[OfferedProof] = (),
) -> Return:
    here = the_return()
    texts = {"narrative_en": text, "next_step_en": next_step_en}
    said = Contribution(status="on_track", as_at=date(2025, 10, 7), texts=texts, evidence=list(evidence))
    with acting_as_person(who) as by:
        return returns.save_return(contribution=here, said=said, expected_version=here.version, by=by)


def changes_on(page: Any) -> dict[str, str]:
    found = tree(page).xpath("//section[@aria-labelledby='rows']//dl[@class='diff']/div")
    return {row[0].text_content(): " ".join(row[1].text_content().split()) for row in found}
