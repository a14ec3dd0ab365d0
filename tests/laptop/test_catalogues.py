"""Message catalogues are compiled without gettext, and only when they changed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from workplan.laptop.catalogues import compile_catalogues
from workplan.laptop.places import CannotGoOn

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "workplan" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + 'msgid "My desk"\nmsgstr "我的案頭"\n', encoding="utf-8")
    return source


def test_what_is_compiled_can_be_read(source: Path, tmp_path: Path) -> None:
    (compiled,) = compile_catalogues(tmp_path)
    with compiled.open("rb") as opened:
        assert gettext.GNUTranslations(opened).gettext("My desk") == "我的案頭"


def test_what_is_current_is_left_alone(source: Path, tmp_path: Path) -> None:
    (compiled,) = compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []
    later = compiled.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [compiled]


def test_a_broken_catalogue_ends_with_its_name_and_line(source: Path, tmp_path: Path) -> None:
    source.write_text(HEADER + 'msgid "a"b"\n', encoding="utf-8")
    with pytest.raises(CannotGoOn, match=r"django\.po.*line 4"):
        compile_catalogues(tmp_path)
