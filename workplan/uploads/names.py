"""The name a file is shown and saved under: what it was called, without what could mislead or escape."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 200
# Line ends and control characters, directions and widths that nobody sees, what no file system takes.
HIDING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c\u00ad\ud800-\udfff\ufffd]"
)
FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def cleaned_name(name: str) -> str:
    """NFC, no folder, nothing unseen, no dot in front, at most 200 bytes with its ending kept."""
    name = FOLDERS.sub("", HIDING.sub("", unicodedata.normalize("NFC", name)))
    name = NOT_IN_NAMES.sub("_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    room = MOST_BYTES - len((dot + ending).encode())
    kept = stem.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" .")
    return kept + dot + ending if kept else ""


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
