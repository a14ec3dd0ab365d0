"""The order of the house, read from the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A room may import from the rooms above it and from its own. Files not named stand where their rule says.
ORDER = ("choices", "clauses", "models", "ground", "services", "forms", "doors")
ROOMS = {
    "choices": "choices",
    "clauses": "clauses",
    "models": "models",
    "permissions": "ground",
    "round_permissions": "ground",
    "round_sums": "ground",
    "refusals_of_rounds": "ground",
    "access": "ground",
    "charts": "ground",
    "reports": "ground",
    "refusals": "ground",
    "positions": "ground",
    "storage": "ground",
    "uploads": "ground",
    "workbooks": "ground",
    "packs": "ground",
    "fixture_files": "ground",
    "searching": "ground",
    "staleness": "ground",
    "notifications": "ground",
    "owing": "ground",
    "tasks": "doors",
    "services": "services",
    "forms": "forms",
    "filters": "forms",
    "round_filters": "forms",
    "views": "doors",
    "management": "doors",
    "admin": "doors",
    "admin_rounds": "doors",
    "templatetags": "doors",
    "frame": "doors",
    "surroundings": "doors",
    "urls": "doors",
}
# The project's own frame: settings, apps, catalogues, what runs on a laptop.
FRAME = {
    "settings",
    "apps",
    "wsgi",
    "loading",
    "formats",
    "admin_app",
    "admin_site",
    "borrowed_words",
    "log_lines",
    "laptop",
    "migrations",
    "__init__",
}


def modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    yield from named_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).with_suffix("").parts[:-1])


def named_in(text: str, package: tuple[str, ...]) -> Iterator[str]:
    """Every module that a file of this package imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            name = ".".join(filter(None, (base, node.module or "")))
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    """`workplan.services.plans` stands in `services`."""
    parts = module.split(".")
    if parts[0] != "workplan" or len(parts) < 2:
        return None
    return ROOMS.get(parts[1])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", modules("committees"), ids=name_of)
def test_committees_know_nothing_of_plans(path: Path) -> None:
    assert [name for name in imported(path) if name.split(".")[0] == "workplan"] == []


@pytest.mark.parametrize("path", modules("workplan"), ids=name_of)
def test_every_file_stands_in_a_room(path: Path) -> None:
    first = path.relative_to(ROOT / "workplan").parts[0].removesuffix(".py")
    assert first in ROOMS.keys() | FRAME, "give it a place in ROOMS"


@pytest.mark.parametrize("path", modules("workplan"), ids=name_of)
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    here = room_of(name_of(path))
    if here is None:
        return
    below = ORDER[ORDER.index(here) + 1 :]
    assert [name for name in imported(path) if (room := room_of(name)) and room in below] == []


def test_choices_import_nothing_of_ours() -> None:
    names = list(imported(ROOT / "workplan" / "choices.py"))
    assert [name for name in names if name.split(".")[0] in ("committees", "workplan")] == []


@pytest.mark.parametrize("path", modules("committees") + modules("workplan"), ids=name_of)
def test_the_product_does_not_import_its_tests(path: Path) -> None:
    assert [name for name in imported(path) if name.split(".")[0] in ("tests", "pytest")] == []


def test_links_between_decisions_and_plans_point_from_the_plan() -> None:
    text = (ROOT / "committees" / "models" / "meeting.py").read_text(encoding="utf-8")
    assert "workplan." not in text


def test_control_the_reader_sees_imports_of_every_kind() -> None:
    text = "import a.b\nfrom c import d\nfrom . import e\nfrom ..models import F\ndef g():\n    from h import i\n"
    assert set(named_in(text, ("workplan", "views"))) == {
        "a.b",
        "c",
        "c.d",
        "workplan.views",
        "workplan.views.e",
        "workplan.models",
        "workplan.models.F",
        "h",
        "h.i",
    }
