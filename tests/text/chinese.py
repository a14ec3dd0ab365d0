"""How Chinese is set, as rules that tests of catalogues, fixtures and reports share."""

from __future__ import annotations

import re

import opencc

HAN = r"[\u3400-\u9fff]"

# Punctuation beside a Chinese character is full-width, and no space parts two of them.
HALF_WIDTH = re.compile(rf"{HAN}\s*[,;:!?()]|[,;:!?()]\s*{HAN}|{HAN}\.(?!\w)|{HAN} +{HAN}")

FOREIGN_QUOTES = {"zh-hant": set("“”‘’"), "zh-hans": set("「」『』")}

MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
WESTERN_DATE = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS})|(?:{MONTHS})[a-z]* \d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\b\d{{1,2}}-\d{{1,2}}-\d{{4}}"
)

_to_simplified = opencc.OpenCC("t2s")


def is_simplified(text: str) -> bool:
    return str(_to_simplified.convert(text)) == text
