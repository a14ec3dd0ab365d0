"""A return pack compared and applied by a command, as by the page."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.helpers import signed_in
from tests.workplan.packs_of_tests import FILLED, LETTER, Filling, filled, no_return_written, save, taken
from tests.workplan.rounds_of_tests import open_round, the_return
from workplan.management.commands.check_files import names_in
from workplan.models import EvidenceFile
from workplan.services.files import content_of, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_round(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    open_round()


class TestCommand:
    def load(self, path: Path, *options: str) -> str:
        out = StringIO()
        call_command("load_pack", "mhstcc", "1", str(path), *options, stdout=out, stderr=out)
        return out.getvalue()

    def test_it_compares_applies_and_finds_nothing_the_second_time(self, tmp_path: Path) -> None:
        path = tmp_path / "rgc.xlsx"
        path.write_bytes(filled(taken(signed_in("contributor.rgc"))))
        who = ["--by", "officer.hk", "--source", LETTER]
        stored = set(names_in(store()))
        with no_return_written():
            assert "Would change 1; same 1. Nothing was written." in self.load(path, *who, "--dry-run")
        assert set(names_in(store())) == stored
        assert "III-2 submit\nChanged 1; same 1." in self.load(path, *who)
        assert (the_return().state, EvidenceFile.objects.get().name) == ("submitted", "rgc.xlsx")
        assert "Changed 0; same 2." in self.load(path, *who)

    def test_it_refuses_whom_the_page_refuses(self, tmp_path: Path) -> None:
        path = tmp_path / "rgc.xlsx"
        path.write_bytes(filled(taken(signed_in("contributor.rgc"))))
        letter = ["--source", LETTER]
        for who, sentence in (
            (["officer.mainland", *letter], "No row of this file"),
            (["nobody"], "There is no such round"),
            (["viewer"], "No row of this file"),
            (["officer.hk"], "Letter or message: Name the letter or message of the body"),
            (["officer.hk", *letter, "--signed-on", "9/9"], "Signed on: Enter a valid date"),
            (["officer.hk", *letter, "--signed-by", "x" * 201], "Signed by: "),
        ):
            with pytest.raises(CommandError, match=sentence), no_return_written():
                self.load(path, "--by", *who)
        path.write_bytes(Filling(path.read_bytes()).fill({"answer": "x"}).raw())
        with pytest.raises(CommandError, match="Nothing was applied: 1 problem"):
            self.load(path, "--by", "officer.hk", *letter)

    def test_who_signed_is_said_where_the_pack_does_not(self, tmp_path: Path) -> None:
        path = tmp_path / "rgc.xlsx"
        path.write_bytes(Filling(taken(signed_in("contributor.rgc"))).fill(FILLED).raw())
        with pytest.raises(CommandError, match="Nothing was applied: 2 problems"):
            self.load(path, "--by", "contributor.rgc")
        signed = ["--signed-by", "Secretary-General", "--signed-on", "2025-10-09"]
        assert "Changed 1; same 1." in self.load(path, "--by", "contributor.rgc", *signed)
        event = the_return().events.get()
        assert (event.signed_by, event.signed_on) == ("Secretary-General", date(2025, 10, 9))

    def test_it_does_not_say_changed_where_nothing_was_applied(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "rgc.xlsx"
        path.write_bytes(filled(taken(signed_in("contributor.rgc"))))

        def meanwhile(file: EvidenceFile) -> bytes:
            save("A colleague wrote this between comparing and applying.")
            return content_of(file)

        monkeypatch.setattr("workplan.services.packs.content_of", meanwhile)
        with pytest.raises(CommandError, match="Nothing was applied: something changed meanwhile"):
            self.load(path, "--by", "contributor.rgc")
        assert the_return().state == "draft"

    def test_what_changed_since_is_taken_only_where_it_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "rgc.xlsx"
        path.write_bytes(filled(taken(signed_in("contributor.rgc"))))
        save("A colleague wrote this since.")
        who = ["--by", "officer.hk", "--source", LETTER]
        assert "III-2 submit (Changed since the pack was made)" in self.load(path, *who, "--dry-run")
        for take in ([], ["--take", "II-3"]):
            with pytest.raises(CommandError, match="III-2 changed since the pack was made"):
                self.load(path, *who, *take)
            assert the_return().narrative_en == "A colleague wrote this since."
        assert "Changed 1; same 1." in self.load(path, *who, "--take", "II-3", "--take", "III-2")
        assert the_return().narrative_en == FILLED["narrative_en"]
