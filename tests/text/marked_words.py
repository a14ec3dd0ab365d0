"""Reads which words the code and the templates show, without gettext's own programs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# The functions that mark words; those with a context have it before the words.
WITHOUT_CONTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}

Words = tuple[str | None, str]  # the context, if any, and the English

STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"\b(_|n?p?gettext)\(({STRING})(?:,\s*({STRING}))?", re.DOTALL)

UNSEEN = re.compile(
    r"{% comment.*?{% endcomment %}|{#.*?#}|{% blocktrans.*?{% endblocktrans(?:late)? %}"
    r"|<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)>",
    re.DOTALL,
)
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
HTML_TAG = re.compile(r"<[^>]*>")
ENTITY = re.compile(r"&#?\w+;")
SPOKEN = re.compile(
    r'\s(?:alt|aria-label|aria-description|aria-roledescription|placeholder|title|data-label|data-[a-z-]*text)="([^"]*)"'
)
HANDED_ON = re.compile(
    r'\b(?:label|title|text|sentence|hint|reason|heading|[a-z]+_(?:title|label))="([^"]*)"'
)
LETTERS = re.compile(r"[^\W\d_]{2,}")
UNMARKED = re.compile(rf"{LETTERS.pattern}|[,;:!?()\[\]“”]")


def python_files() -> list[Path]:
    found = [path for package in ("committees", "workplan") for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def template_files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def words_of_python(source: str) -> Iterator[Words]:
    """What each call of a marking function marks. Words that are not written out there cannot be collected."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in WITHOUT_CONTEXT | WITH_CONTEXT:
            words = [ast.literal_eval(argument) for argument in node.args[: 1 + (name in WITH_CONTEXT)]]
            yield (words[0], words[1]) if name in WITH_CONTEXT else (None, words[0])


def words_of_template(source: str) -> Iterator[Words]:
    """The same for a template, by the step that `makemessages` takes too."""
    for name, first, second in MARKED.findall(templatize(source)):
        words = ast.literal_eval(first)
        yield (words, ast.literal_eval(second)) if name in WITH_CONTEXT else (None, words)


def unmarked_of_template(source: str) -> Iterator[str]:
    """Letters and punctuation a reader would see or hear in English whatever the language."""
    seen = UNSEEN.sub(" ", source)
    for tag in TEMPLATE_TAG.findall(seen):
        if tag.startswith(("{% include", "{% extends", "{% with")):
            yield from (text for text in HANDED_ON.findall(tag) if text[:1].isupper() or " " in text)
    plain = TEMPLATE_TAG.sub("", seen)
    yield from (text for text in SPOKEN.findall(plain) if LETTERS.search(text))
    text = ENTITY.sub(" ", HTML_TAG.sub(" ", plain))
    yield from (" ".join(line.split()) for line in text.splitlines() if UNMARKED.search(line))
