"""Where the bytes lie: safe before their row is there, compared with it by `check_files`, in a folder or in S3."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from tests.helpers import signed_in
from tests.hostile import files
from tests.hostile.files import upload
from tests.workplan.test_evidence_files import kept
from workplan.models import EvidenceFile
from workplan.services.files import store
from workplan.storage import evidence_store

PROJECT = Path(__file__).resolve().parents[2]
KILLED_BEFORE_THE_ROW = """
import django; django.setup()
import os, signal
from workplan.services import files as service
from tests.workplan.test_evidence_files import kept
service._row = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
kept()
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_store("", tmp_path / "evidence")}
    return tmp_path / "evidence"


def told(*options: str) -> str:
    said = StringIO()
    call_command("check_files", *options, stdout=said, stderr=said)
    return said.getvalue()


@pytest.mark.django_db
def test_the_file_and_its_folders_are_on_the_disk_before_the_row(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def seen(handle: int) -> None:
        assert not EvidenceFile.objects.exists()
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", seen)
    path = folder / kept().stored_as
    assert {place.stat().st_ino for place in (path, path.parent, folder, folder.parent)} <= set(synced)


@pytest.mark.django_db
def test_nobody_else_on_the_machine_reads_it(folder: Path) -> None:
    path = folder / kept().stored_as
    modes = {
        place.relative_to(folder.parent).parts[0]: place.stat().st_mode & 0o777 for place in (path, folder)
    }
    assert modes == {"evidence": 0o700}
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ValueError, match="URL"):
        store().url(kept().stored_as)


def test_a_process_killed_between_file_and_row_leaves_an_orphan_and_no_broken_link(
    own_database: str, folder: Path
) -> None:
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "workplan.settings",
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": re.sub(r"/[^/?]*(\?.*)?$", rf"/{own_database}\1", os.environ["DATABASE_URL"]),
        "EVIDENCE_DIR": str(folder),
    }
    command = [sys.executable, "-c", KILLED_BEFORE_THE_ROW]
    done = subprocess.run(
        command, env=surroundings, cwd=PROJECT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert not EvidenceFile.objects.exists()
    (orphan,) = [path for path in folder.rglob("*") if path.is_file()]
    assert orphan.read_bytes().startswith(b"%PDF")

    assert "Unknown: 0" in told()  # it may belong to somebody who is sending just now
    yesterday = time.time() - 25 * 3600
    os.utime(orphan, (yesterday, yesterday))
    assert "Unknown: 1" in told()
    assert orphan.exists()
    assert "Unknown and removed: 1" in told("--remove-orphans")
    assert not orphan.exists()


@pytest.mark.django_db
def test_a_missing_or_changed_file_ends_with_an_error_and_is_not_given_out(folder: Path) -> None:
    good, missing, changed = (
        kept(sent=upload(name, name.encode())) for name in ("good.txt", "missing.txt", "changed.txt")
    )
    assert "As recorded: 3. Missing or changed: 0. Unknown: 0." in told()
    (folder / missing.stored_as).unlink()
    (folder / changed.stored_as).write_bytes(b"CHANGED.txt")
    said = StringIO()
    with pytest.raises(CommandError, match="missing or changed: 2"):
        call_command("check_files", stdout=said, stderr=said)
    assert f"{missing.stored_as}: missing" in said.getvalue()
    assert f"{changed.stored_as}: not the one" in said.getvalue()
    client = signed_in("officer.hk")
    codes = [client.get(file.get_absolute_url()).status_code for file in (good, missing, changed)]
    assert codes == [200, 409, 409]
    assert kept(sent=upload("missing.txt", b"missing.txt")) != missing  # and it can be sent again


# A store that speaks S3


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A real server in a thread, over HTTP."""
    import boto3
    from moto.server import ThreadedMotoServer

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-tests")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="evidence")
    address = f"s3://evidence/mhstcc?endpoint={endpoint}&region=us-east-1"
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_store(address, Path())}
    yield client
    server.stop()


@pytest.mark.django_db
def test_a_store_that_speaks_s3(bucket: Any) -> None:
    file = kept(sent=upload("plan.docx", files.word()))
    listed = bucket.list_objects_v2(Bucket="evidence")["Contents"]
    assert [entry["Key"] for entry in listed] == [f"mhstcc/{file.stored_as}"]
    answer = signed_in("officer.hk").get(file.get_absolute_url())
    assert len(answer.content) == file.size
    assert answer.headers["Content-Length"] == str(file.size)
    assert "As recorded: 1. Missing or changed: 0. Unknown: 0." in told()
    bucket.delete_object(Bucket="evidence", Key=f"mhstcc/{file.stored_as}")
    with pytest.raises(CommandError):
        told()
    assert signed_in("officer.hk").get(file.get_absolute_url()).status_code == 409


@pytest.mark.parametrize(
    "address", ["evidence", "https://store.example/evidence", "s3:///evidence", "s3://a?b=c"]
)
def test_an_address_that_is_none_says_what_one_is(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="s3://bucket/folder"):
        evidence_store(address, Path())
