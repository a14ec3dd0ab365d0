"""The two Chinese catalogues: nothing missing, nothing half done, every sentence set as Chinese is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import translation

from tests.text.chinese import FOREIGN_QUOTES, HALF_WIDTH, HAN, WESTERN_DATE, is_simplified
from tests.text.marked_words import (
    ROOT,
    Words,
    python_files,
    template_files,
    unmarked_of_template,
    words_of_python,
    words_of_template,
)

SCRIPTS = {"zh-hant": "zh_Hant", "zh-hans": "zh_Hans"}

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdr]|%[sdr]|{[a-z_]*}")
COMMAND = re.compile(r"[IVX]+-\d|manage\.py [a-z_0-9 ]+|--[a-z-]+|[A-Z]+_[A-Z]+(?:=\w+)?")
MARKUP = re.compile(r"<[^>]+>|&\w+;")
LATIN = re.compile(r"[A-Za-z][A-Za-z.&/-]*")
# Abbreviations and names that stand in Chinese sentences as they are.
AS_THEY_ARE = {
    "Big", "CSV", "Excel", "GB", "HKSAR", "HTML", "ITC", "JPEG", "JSON", "MiB", "PDF", "PNG", "PowerPoint", "SHA",
    "UTC", "UTF", "Word", "YAML", "ZIP", "csv", "xls", "xlsx",
}  # fmt: skip
# What is typed in a fixture or an address is named as it is typed.
TYPED = {"model", "fields", "pk", "true", "false", "en", "zh-hant", "zh-hans"}


def catalogue(language: str) -> dict[Words, polib.POEntry]:
    path = ROOT / "workplan/locale" / SCRIPTS[language] / "LC_MESSAGES/django.po"
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}


CATALOGUES = {language: catalogue(language) for language in SCRIPTS}


def sentences(language: str) -> Iterator[tuple[polib.POEntry, str]]:
    for entry in CATALOGUES[language].values():
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            yield entry, text


def bare(text: str) -> str:
    """Without placeholders and markup; a placeholder may become a number or a name."""
    return MARKUP.sub("", PLACEHOLDER.sub("0", text))


# What is in them.


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_message_is_translated_by_a_person(language: str) -> None:
    undone = [
        entry.msgid
        for entry in CATALOGUES[language].values()
        if entry.fuzzy or entry.obsolete or not entry.translated()
    ]
    assert undone == []


def test_both_catalogues_hold_the_same_messages() -> None:
    assert CATALOGUES["zh-hant"].keys() == CATALOGUES["zh-hans"].keys()


def test_every_marked_word_is_in_the_catalogues_and_every_message_is_still_said() -> None:
    marked = {words for path in python_files() for words in words_of_python(path.read_text("utf-8"))}
    marked |= {words for path in template_files() for words in words_of_template(path.read_text("utf-8"))}
    held = set(CATALOGUES["zh-hant"]) - {(None, "")}
    assert sorted(map(str, marked - held)) == [], "run makemessages and translate these"
    assert sorted(map(str, held - marked)) == [], "nothing says these any more"


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    changed = [
        (entry.msgid, text)
        for entry, text in sentences(language)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    ]
    assert changed == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_translation_keeps_the_line_ends_and_the_markup(language: str) -> None:
    changed = [
        (entry.msgid, text)
        for entry, text in sentences(language)
        if sorted(MARKUP.findall(text)) != sorted(MARKUP.findall(entry.msgid))
        or text.endswith("\n") != entry.msgid.endswith("\n")
    ]
    assert changed == []


# How they are set.


@pytest.mark.parametrize("language", SCRIPTS)
def test_punctuation_beside_chinese_is_full_width(language: str) -> None:
    assert [text for _entry, text in sentences(language) if HALF_WIDTH.search(bare(text))] == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_quotation_marks_are_those_of_the_script(language: str) -> None:
    assert [text for _entry, text in sentences(language) if FOREIGN_QUOTES[language] & set(text)] == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_no_date_is_written_in_the_western_way(language: str) -> None:
    assert [text for _entry, text in sentences(language) if WESTERN_DATE.search(text)] == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_no_english_word_is_left_over(language: str) -> None:
    left = {
        (word, text)
        for _entry, text in sentences(language)
        for word in LATIN.findall(COMMAND.sub("", bare(text)))
        if word.rstrip(".-") not in AS_THEY_ARE | TYPED
    }
    assert left == set()


def test_no_traditional_character_stands_in_the_simplified_catalogue() -> None:
    assert [text for _entry, text in sentences("zh-hans") if not is_simplified(text)] == []


# The other word for a thing that has one already: the own side, recalling, waiving, who fills in a return, chasing, the
# body of a return, the opening of a round. An answer that there is nothing to report says no "need not report".
SAID_OTHERWISE = re.compile("己方|收回|免报|供稿|催[办辦]|责任单位|汇报期(?:已|一经)?开始|無須匯報|无须汇报")


@pytest.mark.parametrize("language", SCRIPTS)
def test_one_thing_has_one_word(language: str) -> None:
    assert [text for _entry, text in sentences(language) if SAID_OTHERWISE.search(text)] == []
    assert CATALOGUES[language][None, "Side"].msgstr != "方", "alone at the head of a column it is no word"


def test_the_reader_is_spoken_to_alike() -> None:
    told = {script: "".join(text for _entry, text in sentences(script)) for script in SCRIPTS}
    assert ("您" in told["zh-hant"], "你" in told["zh-hans"]) == (False, False)


@pytest.mark.parametrize(
    ("language", "status", "state"), [("zh-hant", "狀況", "狀態"), ("zh-hans", "状况", "状态")]
)
def test_the_status_of_an_item_and_the_state_of_a_return_are_two_words(
    language: str, status: str, state: str
) -> None:
    held = CATALOGUES[language]
    assert held[None, "Proposed status"].msgstr.endswith(status)
    assert held["in a pack", "State of the return"].msgstr.endswith(state)


# What the pages and the models show.


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_shows_no_word_that_is_not_marked(path: Path) -> None:
    assert list(unmarked_of_template(path.read_text("utf-8"))) == []


def test_words_of_a_template_that_are_not_marked_are_found() -> None:
    source = """{% load i18n %}{# note #}<p title="Seen by nobody">{% translate "Marked" %} &nbsp;
    {% include "x.html" with label="Handed on" %}<b class="big word">left</b>{{ value|default:"x y" }}</p>
    <p>{{ one }}, {{ two }}</p>"""
    assert sorted(unmarked_of_template(source)) == [",", "Handed on", "Seen by nobody", "left"]
    assert list(words_of_template(source)) == [(None, "Marked")]


# Rows and columns that no page and no administration page names.
KEPT_BY_THE_MACHINE = {"OnceKey", "id", "version"}


def our_models() -> list[type[models.Model]]:
    found = [*apps.get_app_config("committees").get_models(), *apps.get_app_config("workplan").get_models()]
    return [
        model
        for model in found
        if not model.__name__.startswith("Historical") and model.__name__ not in KEPT_BY_THE_MACHINE
    ]


def shown_words() -> Iterator[tuple[str, object]]:
    """Where it stands, and the word: names of models and fields, help texts and labels of choices."""
    for model in our_models():
        options = model._meta
        yield f"{model.__name__}", options.verbose_name
        yield f"{model.__name__} in plural", options.verbose_name_plural
        for field in options.fields:
            where = f"{model.__name__}.{field.name}"
            if field.name not in KEPT_BY_THE_MACHINE:
                yield where, field.verbose_name
            if field.help_text:
                yield f"{where} help", field.help_text
            yield from ((f"{where} {value}", label) for value, label in field.flatchoices)


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_word_of_a_model_is_translated(language: str) -> None:
    languages_own_names = {"English", "繁體中文", "简体中文"}
    for where, word in shown_words():
        with translation.override("en"):
            english = str(word)
        if english in languages_own_names | AS_THEY_ARE:
            continue
        with translation.override(language):
            assert re.search(HAN, str(word)), f"{where}: {english} is not translated"


# What the fields of Django say when they refuse.

REFUSED = [
    (forms.CharField(max_length=3), "四個字呢"),
    (forms.CharField(), ""),
    (forms.IntegerField(), "x"),
    (forms.IntegerField(min_value=3), "2"),
    (forms.IntegerField(max_value=3), "4"),
    (forms.DecimalField(), "x"),
    (forms.DecimalField(max_digits=3), "1234"),
    (forms.DecimalField(decimal_places=1), "1.23"),
    (forms.DecimalField(max_digits=4, decimal_places=2), "123"),
    (forms.DateField(), "2025-02-30"),
    (forms.TimeField(), "25:00"),
    (forms.URLField(assume_scheme="https"), "http://["),
    (forms.ChoiceField(choices=[("a", "A")]), "b"),
    (forms.FileField(), SimpleUploadedFile("a.txt", b"")),
    (forms.FileField(max_length=3), SimpleUploadedFile("long.txt", b"text")),
]


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize(("field", "typed"), REFUSED)
def test_a_field_refuses_in_a_chinese_sentence(language: str, field: forms.Field, typed: object) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        field.clean(typed)
    with translation.override(language):
        (told,) = refused.value.messages
    assert told.endswith("。")
    assert not HALF_WIDTH.search(told)
    assert not re.search(r"变量|這個值|該值|该值| ", told), "people type no variables"
