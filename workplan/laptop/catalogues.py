"""Message catalogues: every .po below a `locale` folder compiled, where gettext may not be installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib

from workplan.laptop.places import PROJECT, CannotGoOn


def compile_catalogues(project: Path = PROJECT) -> list[Path]:
    """Compile those that are older than their source; what was compiled."""
    return [compiled for source in _sources(project) if (compiled := _compile(source))]


def _sources(project: Path) -> Iterator[Path]:
    for package in sorted(project.iterdir()):
        yield from sorted((package / "locale").glob("*/LC_MESSAGES/*.po"))


def _compile(source: Path) -> Path | None:
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return None
    try:
        catalogue = polib.pofile(str(source))
    except OSError as fault:
        raise CannotGoOn(f"The message catalogue {source} cannot be read: {fault}") from fault
    # Replaced in one step: several processes may compile, and a server may be reading.
    draft = compiled.with_suffix(".draft")
    catalogue.save_as_mofile(str(draft))
    draft.replace(compiled)
    return compiled
