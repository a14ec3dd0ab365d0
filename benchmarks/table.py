"""The figures as Markdown, and their place in the README."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.measure import Result
from workplan.laptop.places import PROJECT, CannotGoOn

README = PROJECT / "README.md"
HEADINGS = (
    "Page",
    "floor p50, ms",
    "ours p50, ms",
    "ours over the floor",
    "floor requests/s",
    "ours requests/s",
    "the floor over ours",
    "our CPU, ms a request",
    "queries",
    "goal",
)
GROWN = ("Page", "p50 with 1,000, ms", "p50 with 1,000,000, ms", "growth", "queries", "goal")


def _memory(at_the_end: float, settled: float) -> str:
    return (
        f"Memory of all our processes (PSS): {at_the_end:.0f} MB at the end of the rounds,"
        f" {settled:.0f} MB once workers that had grown were replaced (goal ≤ 250 MB)."
    )


def against_the_floor(results: Iterable[Result], memory: tuple[float, float]) -> str:
    rows = [_row(result) for result in results]
    return f"{_table(HEADINGS, rows)}\n\n{_memory(*memory)}"


def growth(small: Sequence[Result], large: Sequence[Result]) -> str:
    rows = []
    for before, after in zip(small, large, strict=True):
        ratio = median(after.ours.p50) / median(before.ours.p50)
        rows.append(
            [
                before.target.label,
                _number(median(before.ours.p50)),
                _number(median(after.ours.p50)),
                f"{ratio:.1f}",
                _count(after.queries),
                _judged(ratio, before.target.goal),
            ]
        )
    return _table(GROWN, rows)


def _row(result: Result) -> list[str]:
    ours, floor, target = result.ours, result.floor, result.target
    time, rate = _ratio(ours.p50, floor.p50), _ratio(floor.rate, ours.rate)
    judged = [_judged(rate if target.goal_of == "rate" else time, target.goal)]
    if target.most_queries is not None and result.queries is not None:
        judged.append(_judged(result.queries, target.most_queries, " queries"))
    if target.most_seconds is not None:
        judged.append(_judged(median(ours.p50) / 1000, target.most_seconds, " s"))
    return [
        target.label,
        _middle(floor.p50),
        _middle(ours.p50),
        f"{time:.1f}",
        _middle(floor.rate),
        _middle(ours.rate),
        f"{rate:.1f}",
        _middle(ours.cpu),
        _count(result.queries),
        "; ".join(filter(None, judged)),
    ]


def _ratio(above: list[float], below: list[float]) -> float:
    return median(above) / median(below)


def _judged(value: float, most: float | None, unit: str = "") -> str:
    if most is None:
        return ""
    return f"≤ {most:g}{unit}: {'reached' if value <= most else 'missed'}"


def _middle(values: list[float]) -> str:
    return _number(median(values)) if values else "–"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _count(queries: int | None) -> str:
    return "–" if queries is None else str(queries)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---", *["---:"] * (len(headings) - 2), "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measured_on(server_version: str, rounds: int) -> str:
    """What a reader needs to judge the figures by."""
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    versions = ", ".join(f"{name} {version(name)}" for name in ("Django", "psycopg", "granian"))
    return (
        f"Commit {_git('rev-parse', '--short', 'HEAD')}{changed}; medians of {rounds} interleaved rounds; 2 workers of"
        f" 2 threads; Python {platform.python_version()}, {versions}, PostgreSQL {server_version}."
    )


def _git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or ("unknown" if arguments[0] == "rev-parse" else "")


def write(name: str, text: str, page: Path = README) -> None:
    """Between the marks of that name; everything else on the page stays."""
    begin, end = f"<!-- bench {name} -->", f"<!-- end of bench {name} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, closed, after = rest.partition(end)
    if not (found and closed):
        raise CannotGoOn(f"{page.name} has no place between {begin} and {end}.")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
