"""What a search finds equals the texts it follows from, whatever wrote them."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Func, Value

from committees.keeping.acting import acting_as_command
from committees.keeping.folding import character_map
from committees.models import Body
from committees.refusals import refusal_of
from tests.helpers import signed_in
from tests.strangers import another_committee
from tests.workplan.big_plan import plan_of
from tests.workplan.recording import PLAN, record
from workplan.models import ActionItem, ProgressText, ProgressUpdate, SearchText
from workplan.searching import saying

pytestmark = pytest.mark.django_db
MAP = character_map()


def newest() -> ProgressUpdate:
    return ActionItem.objects.get(workplan__period="2024-25", reference="III-2").updates.latest("number")


def expected() -> dict[tuple[Any, ...], tuple[str, str, set[str]]]:
    """Each row anew, in another language than the database's."""
    rows: dict[tuple[Any, ...], tuple[str, str, set[str]]] = {}

    def put(key: tuple[Any, ...], also: str, said: str) -> None:
        text = unicodedata.normalize("NFC", said).strip(" \n")
        if text:
            rows[key] = (text, folded(text), words_in(f"{folded(also)} {folded(text)}"))

    for language in ("en", "zh-hant", "zh-hans"):
        column = language.replace("-", "_")
        for item in ActionItem.objects.all():
            said = f"{getattr(item, f'title_{column}')}\n{getattr(item, f'agreed_words_{column}')}"
            put((item.pk, None, None, "", language), item.reference, said)
        for body in Body.objects.all():
            also = f"{body.code} {body.abbreviation}"
            put((None, None, body.pk, "", language), also, getattr(body, f"name_{column}"))
    for text in ProgressText.objects.select_related("update").order_by("revision"):
        put((text.update.item_id, text.update_id, None, text.part, text.language), "", text.text)
    return rows


def kept() -> dict[tuple[Any, ...], tuple[str, str, set[str]]]:
    words = Func(F("words"), function="tsvector_to_array")
    columns = ("item_id", "update_id", "body", "part", "language", "text", "folded")
    rows = SearchText.objects.annotate(lexemes=words).values_list(*columns, "lexemes")
    return {row[:5]: (row[5], row[6], set(row[7])) for row in rows}


def folded(text: str) -> str:
    return "".join(MAP.get(letter, letter) for letter in text)


def words_in(text: str) -> set[str]:
    words: set[str] = set()
    place = 0
    while place < len(text):
        end = place
        while end < len(text) and kind_of(text[end]) == kind_of(text[place]) != "":
            end += 1
        piece = text[place:end]
        digits = end + 1
        while digits < len(text) and "0" <= text[digits] <= "9":
            digits += 1
        if piece and set(piece) <= set("ivx") and text[end : end + 1] == "-" and digits > end + 1:
            words.add(text[place:digits])
            end = digits
        elif piece and kind_of(piece[0]) == "chinese":
            words |= {*piece, *(piece[at : at + 2] for at in range(len(piece) - 1))}
        elif piece:
            words.add(piece[:60])
        place = max(end, place + 1)
    return words


def kind_of(letter: str) -> str:
    if "0" <= letter <= "9" or "a" <= letter <= "z" or ("À" <= letter <= "\u1fff" and letter not in "×÷"):
        return "latin"
    bounds = ("⺀⿟", "々〇", "぀ヿ", "㐀䶿", "一鿿", "\uf900\ufaff", "\U00020000\U0003ffff")
    return "chinese" if any(first <= letter <= last for first, last in bounds) else ""


def test_what_is_kept_equals_a_recomputation_after_every_way_of_writing() -> None:
    client = signed_in("officer.hk")
    record(client, narrative_en="Élan of R&D: see VI-1, 5G網絡.", narrative_zh_hant="推動機器人產業，2025年")
    correct = f"{PLAN}/III-2/progress/{newest().number}/correct/"
    record(client, correct, correction_reason="A slip.", narrative_en="Another.")
    plan_of(3)  # in bulk
    strangers = another_committee(adopted=False)
    with acting_as_command("an edit"):
        strangers.item.title_zh_hant = "舊潮汐表"
        strangers.item.save()
        Body.objects.get(code="RGC").save()
        lonely = Body.objects.create(code="LONELY", abbreviation="L", name_en="Lonely", place="macao")
        assert saying("lonely").exists()
        lonely.delete()
        assert not saying("lonely").exists()
    assert kept() == expected()


def test_a_later_revision_is_found_instead_of_the_earlier() -> None:
    client = signed_in("officer.hk")
    record(client, narrative_zh_hant="機器人")
    where = f"{PLAN}/III-2/progress/{newest().number}/texts/zh-hans/"
    for text in ("第一稿", "第二稿"):
        record(client, where, narrative=text)
    assert not saying("第一稿").exists()
    assert saying("第二稿").get().update == newest()


def test_a_plan_from_a_fixture_is_found() -> None:
    assert kept() == expected()  # everything the tests begin with came from fixtures
    assert saying("hetao").filter(item__isnull=False).exists()


def test_what_is_kept_is_not_written_by_hand() -> None:
    for write in (
        lambda: SearchText.objects.update(text="x"),
        lambda: SearchText.objects.filter(body__isnull=False).delete(),
        lambda: SearchText.objects.create(
            body=1, part="", language="en", text="x", folded="x", words=Value("")
        ),
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            write()
        refusal = refusal_of(refused.value)
        assert refusal is not None
        assert refusal.rule == "searchtext_is_kept_by_trigger"


def test_the_database_folds_by_the_map_letter_for_letter() -> None:
    text = "".join([*MAP, *MAP.values(), "𠮷 ß ﬁ İ é漢"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT workplan_folded(%s)", [text])
        (answer,) = cursor.fetchone()
    assert answer == folded(text)
    assert len(answer) == len(text)
    assert folded(answer) == answer
