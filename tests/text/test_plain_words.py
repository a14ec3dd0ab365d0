"""Words that readers stumbled over do not come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.marked_words import ROOT

SCREENS = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "workplan").rglob("*.py")]
CATALOGUES = sorted((ROOT / "workplan" / "locale").rglob("*.po"))


@pytest.mark.parametrize(
    "words",
    [
        "Whose court",
        "makes expect",
        "of none is it",
        "of which it is not known",
        "Send a pack back",
        "usual road",
    ],
)
def test_no_screen_says(words: str) -> None:
    assert [path.name for path in SCREENS if words in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("words", ["雜湊", "哈希", '"在負責單位"', '"在负责单位"', "毋須理會"])
def test_no_catalogue_says(words: str) -> None:
    assert [path for path in CATALOGUES if words in Path(path).read_text(encoding="utf-8")] == []
