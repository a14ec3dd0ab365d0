"""How a fixture kept by hand is laid out: short values plain, long ones folded, keys in brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

WIDTH = 100
# Where a text in Chinese is broken: lines of some forty-five characters.
CHINESE_WIDTH = 100
# A text that begins with a letter and holds nothing that YAML reads as its own.
PLAIN = re.compile(
    r"[A-Za-z\u4e00-\u9fff「《“][^\x00-\x1f:#\[\]{}\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*(?<!\s)"
)
# What YAML would take for something other than text.
NOT_TEXT = re.compile(r"(?i)(y|n|yes|no|on|off|true|false|null)")
FOLDABLE = re.compile(r"[(0-9A-Za-z\u2018-\u201d][ -~\u2018-\u201d]*[!-~\u2018-\u201d]")
WIDE = re.compile("[\u2e80-\uffef]")


def scalar(text: str, indent: int, taken: int) -> str:
    """A text as it stands on a line of which ``taken`` columns are used; ``indent`` is that of the lines below."""
    if taken + _columns(text) + 2 <= WIDTH and "\n" not in text:
        return _short(text)
    if FOLDABLE.fullmatch(text) and "  " not in text:
        return _folded(text, indent)
    return _continued(text, indent)


def in_brackets(values: Iterable[str | int]) -> str:
    """A list on one line: a natural key, or the keys of sources."""
    return (
        f"[{', '.join(str(value) if isinstance(value, int) else _between_commas(value) for value in values)}]"
    )


def quoted(text: str) -> str:
    """Between double quotes, with letters of every script as they are."""
    return "".join(_escaped(letter) for letter in json.dumps(text, ensure_ascii=False))


def _short(text: str) -> str:
    return text if _is_plain(text) else quoted(text)


def _between_commas(text: str) -> str:
    return quoted(text) if "," in text else _short(text)


def _is_plain(text: str) -> bool:
    return bool(PLAIN.fullmatch(text)) and not NOT_TEXT.fullmatch(text)


def _escaped(letter: str) -> str:
    # YAML's double quotes know JSON's escapes; what YAML does not count as printable is escaped too.
    if (
        letter in "\x7f\x85\xa0\u2028\u2029\ufeff"
        or "\x80" <= letter < "\xa0"
        or "\ud800" <= letter <= "\udfff"
    ):
        return f"\\u{ord(letter):04x}"
    return letter


def _folded(text: str, indent: int) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([">-", *(" " * indent + one for one in [*lines, line])])


def _continued(text: str, indent: int) -> str:
    """Double quotes over several lines, broken after punctuation, each end of line escaped."""
    lines, line = [], ""
    for piece in re.findall(r"[^，。；、：,;.\n ]*[，。；、：,;.\n ]?", text):
        if line and _columns(line + piece) > CHINESE_WIDTH - indent:
            lines.append(line)
            line = ""
        line += piece
    inner = [quoted(one)[1:-1] for one in [*lines, line]]
    # A line that begins with a space would lose it.
    inner = [inner[0], *(f"\\{one}" if one.startswith(" ") else one for one in inner[1:])]
    return '"' + ("\\\n" + " " * indent).join(inner) + '"'


def _columns(text: str) -> int:
    return len(text) + len(WIDE.findall(text))
