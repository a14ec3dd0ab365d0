"""What a file may be called when it comes, and what it is called when it is kept."""

from __future__ import annotations

import pytest

from tests.hostile import files
from tests.hostile.files import upload
from workplan.choices import FileKind
from workplan.uploads import checked


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("photo\u202egnp.png", "photognp.png"),
        ("..\\..\\evil.png", "evil.png"),
        ("../../evil.png", "evil.png"),
        (".htaccess.png", "htaccess.png"),
        ("a\r\nSet-Cookie: x=y.png", "aSet-Cookie_ x=y.png"),
        ('"><script>.png', "___script_.png"),
        ("e\u0301tude\u200b.png", "étude.png"),
        ("CON|*?.png", "CON___.png"),
        ("進度 報告.png", "進度 報告.png"),
        ("x" * 304 + ".png", "x" * 196 + ".png"),
        ("報" * 304 + ".png", "報" * 65 + ".png"),
    ],
)
def test_a_name_hides_nothing_and_keeps_its_ending(sent: str, kept: str) -> None:
    picture = upload("a.png", files.picture())
    picture._name = sent  # Django's own setter would cut some of them
    found = checked(picture)
    assert (found.name, found.kind) == (kept, FileKind.PNG)
    assert len(found.name.encode()) <= 200
