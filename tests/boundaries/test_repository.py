"""What the repository must not contain, and what the database must."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
# Data, catalogues, locks and what programs write; everything else is read by people.
LONG_BY_NATURE = ("locale/", "fixtures/", "migrations/", "requirements", "README.md", "LICENSE")

# Not tracked, each with its reason.
EXEMPT = {
    "committees.User": "last_login is written at every sign-in; the account pages keep a log of their own",
    "committees.OnceKey": "a technical row: one accepted form and where its sender was sent",
    "committees.ClockOffset": "one row, written at the first start of a demonstration",
    "workplan.ProgressUpdate": "append-only",
    "workplan.ProgressBody": "append-only",
    "workplan.ProgressText": "append-only",
    "workplan.Evidence": "append-only",
    "workplan.EvidenceFile": "append-only",
    "workplan.MilestoneEvent": "append-only",
    "workplan.FixtureLoad": "append-only",
    "workplan.FixtureFile": "append-only",
    "workplan.FixtureStep": "append-only",
    "workplan.ReturnEvent": "append-only",
    "workplan.Extension": "append-only",
    "workplan.ChaseLetter": "append-only",
    "workplan.CitedReturn": "append-only",
    "workplan.ReturnPoint": "append-only",
    "workplan.SideNote": "append-only",
    "workplan.PackUpload": "append-only",
    "workplan.PackStep": "append-only",
    "workplan.ReturnDraft": "one person's unsaved typing; what is saved has its history in the return",
    "workplan.Mail": "its state is moved by the worker; a trigger refuses other steps and any change of its words",
    "workplan.ItemPosition": "kept by a trigger from append-only rows; recomputed by a test",
    "workplan.SearchText": "kept by triggers from the texts; recomputed by a test",
}
APPEND_ONLY = [name for name, reason in EXEMPT.items() if reason == "append-only"]
# The only places that write past `save()`, each with what it writes there.
BULK_WRITES = {
    "workplan/services/progress.py": "append-only rows, which have no history",
    "workplan/fixture_files/gone.py": "an item of a draft and its history row, together",
    "workplan/services/mail.py": "letters, which have no history",
    "committees/keeping/once.py": "once-keys",
    "committees/views.py": "preferences of an account",
}


def tracked_files() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


FILES = tracked_files()
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in FILES
    if path.suffix in (".py", ".html", ".css", ".js", ".sql", ".md", ".toml", ".txt", ".yaml", ".csv", "")
    and b"\0" not in path.read_bytes()[:1000]
}
CODE = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
PRODUCT = {name: text for name, text in CODE.items() if name.startswith(("committees/", "workplan/"))}
PAGES = {name: text for name, text in TEXTS.items() if name.startswith(("templates/", "static/"))}


def places(pattern: str, texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{text[: found.start()].count(chr(10)) + 1}: {found[0]}"
        for name, text in texts.items()
        for found in re.finditer(pattern, text)
    ]


def test_no_file_is_too_long_to_read() -> None:
    long = {
        name: text.count("\n")
        for name, text in TEXTS.items()
        if not any(part in name for part in LONG_BY_NATURE)
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_no_room_is_called_by_what_it_is_not() -> None:
    names = {"utils", "util", "helpers", "misc", "common", "service", "base_service"}
    assert [name for name in PRODUCT if Path(name).stem in names] == []


def test_nothing_is_left_for_later_or_left_out() -> None:
    words = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
    assert places(rf"\b({words})\b", TEXTS) == []
    assert places(r"mark\.(skip|xfail)|pytest\.skip\(|unittest\.skip|import" + "orskip", CODE) == []


def test_no_form_escapes_the_check_of_its_origin() -> None:
    assert places(r"csrf_" + "exempt", PRODUCT) == []


def test_there_is_one_clock() -> None:
    assert (
        places(r"date\.today\(|datetime\.now\(|utcnow\(|timezone\.(now|localdate)\(|time\.time\(", PRODUCT)
        == []
    )


def test_nothing_comes_from_another_host() -> None:
    """Addresses of people's own pages are data; a page of ours loads nothing from elsewhere."""
    foreign = r"(?:src|href|action|url)\s*[=(]\s*[\"']?(?:https?:)?//[\w.-]+"
    assert places(foreign, PAGES) == []
    assert places(r"@import|cdn|googleapis|unpkg|jsdelivr", PAGES) == []


def test_no_page_holds_script_or_style_of_its_own() -> None:
    templates = {name: text for name, text in PAGES.items() if name.endswith(".html")}
    assert (
        places(r"<style|\sstyle=|\son\w+=\"|javascript:|hx-on|<script(?![^>]*\ssrc=)[^>]*>", templates) == []
    )


def test_writes_past_the_history_stand_in_a_list() -> None:
    """`filter(...).update(...)` and their like write no history; the database refuses them for tracked models."""
    found = places(
        r"\.(bulk_create|bulk_update)\(|\)\.update\(|\._raw_delete\(|save_without_historical", PRODUCT
    )
    assert {line.split(":")[0] for line in found} == set(BULK_WRITES)


def test_nothing_is_written_by_signal() -> None:
    assert places(r"post_save|pre_save|@receiver|Signal\(", PRODUCT) == []


def test_no_transaction_a_request() -> None:
    assert places(r"ATOMIC_" + "REQUESTS", CODE) == []


# The database


def ours() -> list[Any]:
    found = [*apps.get_app_config("committees").get_models(), *apps.get_app_config("workplan").get_models()]
    return [model for model in found if not model.__name__.startswith("Historical")]


def triggers() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        found: dict[str, set[str]] = {}
        for table, trigger in cursor.fetchall():
            found.setdefault(table, set()).add(trigger)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_a_model_is_tracked_or_exempt_with_a_reason(model: Any) -> None:
    table, there = model._meta.db_table, triggers()
    if model._meta.label in EXEMPT:
        assert not hasattr(model, "history")
        assert ("append_only" in there.get(table, set())) == (model._meta.label in APPEND_ONLY)
        return
    history = model.history.model._meta.db_table
    assert {"history_invariant", "version_step"} <= there[table]
    assert "append_only" in there[history]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgargs FROM pg_trigger WHERE tgname = 'history_invariant' AND tgrelid = %s::regclass",
            [table],
        )
        (arguments,) = cursor.fetchone()
    assert bytes(arguments).rstrip(b"\0").decode() == history
    assert history in connection.introspection.table_names()


@pytest.mark.django_db
def test_history_has_every_column_of_its_model() -> None:
    for model in ours():
        if hasattr(model, "history"):
            live = {field.column for field in model._meta.concrete_fields}
            kept = {field.column for field in model.history.model._meta.concrete_fields}
            assert live <= kept, model


def test_what_is_exempt_still_exists() -> None:
    assert set(EXEMPT) <= {model._meta.label for model in ours()}


def test_a_row_that_others_refer_to_stays() -> None:
    """PROTECT everywhere: setting a foreign key to nothing would be an update without an actor."""
    from django.db.models import PROTECT

    relations = [
        field
        for model in ours()
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is not PROTECT
    ]
    assert relations == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
