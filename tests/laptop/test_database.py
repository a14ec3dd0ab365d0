"""The embedded PostgreSQL comes up again after whatever happened to it. Real servers, really killed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from workplan.laptop import database
from workplan.laptop.database import FAST_AND_FORGETFUL, SHARED_FOLDER, Embedded, home, home_of_tests
from workplan.laptop.places import PROJECT, CannotGoOn

# One server for the whole file, so one test process runs it.
pytestmark = pytest.mark.xdist_group("embedded-database")

HOLD = (
    "import sys; from pathlib import Path; from workplan.laptop.database import Embedded\n"
    "with Embedded(Path(sys.argv[1])).in_use():\n"
    "    print('in use', flush=True); sys.stdin.read()"
)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    server = Embedded(tmp_path_factory.mktemp("pg") / "data", FAST_AND_FORGETFUL)
    yield server
    server.stop()


@pytest.fixture
def another_user(embedded: Embedded) -> Iterator[subprocess.Popen[str]]:
    """A second process that uses the server until its input ends."""
    command = [sys.executable, "-c", HOLD, str(embedded.data)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "in use\n"
        yield user
        user.kill()


def _remembers(embedded: Embedded, word: str) -> list[str]:
    with psycopg.connect(embedded.address()) as server:
        server.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        server.execute("INSERT INTO words VALUES (%s)", [word])
        return [row[0] for row in server.execute("SELECT word FROM words").fetchall()]


def _kill(embedded: Embedded) -> None:
    server = embedded.server()
    assert server is not None
    server.kill()


def test_the_last_one_out_stops_it_and_the_data_stay(embedded: Embedded) -> None:
    with embedded.in_use():
        assert _remembers(embedded, "kept") == ["kept"]
    assert embedded.server() is None
    with embedded.in_use():
        assert "kept" in _remembers(embedded, "again")


def test_it_stays_while_another_process_uses_it(
    embedded: Embedded, another_user: subprocess.Popen[str]
) -> None:
    with embedded.in_use():
        pass
    assert embedded.server() is not None
    another_user.communicate()
    assert embedded.server() is None


def test_a_user_that_was_killed_is_not_waited_for(
    embedded: Embedded, another_user: subprocess.Popen[str]
) -> None:
    another_user.kill()
    another_user.wait()
    assert embedded.server() is not None
    with embedded.in_use():
        pass
    assert embedded.server() is None


def test_a_killed_server_is_started_again(embedded: Embedded) -> None:
    with embedded.in_use():
        _kill(embedded)
        embedded.start()
        assert "kept" in _remembers(embedded, "after a kill")


@pytest.mark.parametrize("note", ["1\n", "", "not a number\n"])
def test_its_old_notes_are_not_believed(embedded: Embedded, note: str) -> None:
    """The number of a dead server may belong to any living process by now."""
    with embedded.in_use():
        _kill(embedded)
        (embedded.data / "postmaster.pid").write_text(note)
        embedded.start()
        assert "kept" in _remembers(embedded, "after a note")


def test_a_data_directory_half_made_is_made_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    server = Embedded(tmp_path_factory.mktemp("pg") / "data", FAST_AND_FORGETFUL)
    half_made = server.data.with_name("data.draft")
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with server.in_use():
        assert _remembers(server, "whole") == ["whole"]
    server.forget()
    assert not server.data.exists()


def test_data_in_use_are_not_forgotten(embedded: Embedded, another_user: subprocess.Popen[str]) -> None:
    with pytest.raises(CannotGoOn, match="in use"):
        embedded.forget()
    assert psutil.pid_exists(another_user.pid)


@pytest.mark.parametrize("path", ["/home/an office/tracker", "/home/office/" + "long/" * 20, "/家/tracker"])
def test_where_postgresql_cannot_work_the_data_live_elsewhere(path: str) -> None:
    project = Path(path)
    assert home(project, project / ".local").parent == SHARED_FOLDER
    assert home(project, project / ".local") != home(project / "other", project / "other" / ".local")


def test_elsewhere_they_stay_in_the_folder() -> None:
    project = Path("/home/office/tracker-2.0_new")
    assert home(project, project / ".local") == project / ".local"


def test_the_databases_of_tests_live_in_memory_where_there_is_room_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Path("/home/office/tracker")
    monkeypatch.setattr(database, "NEEDED_IN_MEMORY", 1)
    assert home_of_tests(project, project / ".local", tmp_path).parent == tmp_path
    assert home_of_tests(project, project / ".local", tmp_path / "none") == project / ".local"
    monkeypatch.setattr(database, "NEEDED_IN_MEMORY", shutil.disk_usage(tmp_path).total + 1)
    assert home_of_tests(project, project / ".local", tmp_path) == project / ".local"
