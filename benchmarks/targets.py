"""What is measured: an address, and the least SQL that fetches what its page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ROOM = Path(__file__).with_name("floor_sql")
PERIOD = "1000-01"  # of the filled plan
ITEM = "III-7"
PLAN = f"/mhstcc/plans/{PERIOD}"
REPORT = "/mhstcc/meetings/19/report"


@dataclass(frozen=True)
class Target:
    name: str
    label: str
    path: str
    floor: str = ""  # file of the floor's SQL, without its ending
    goal: float | None = None  # ours over the floor at most
    goal_of: str = "p50"  # or "rate": of requests/s at eight clients
    most_queries: int | None = None
    most_seconds: float | None = None
    posts: bool = False
    known: dict[str, str] = field(default_factory=dict)


TARGETS = (
    Target("plan", "plan page, 24 items", "/mhstcc/plans/2024-25/", "plan", 4, most_queries=6),
    Target("list", "item list, 50 of 10,000", f"{PLAN}/actions/", "list", 8, most_queries=8),
    Target("item", "item with its history", f"{PLAN}/{ITEM}/", "item", 10, most_queries=10),
    Target(
        "record", "record a statement (POST)", f"{PLAN}/progress/", "record", 6, goal_of="rate", posts=True
    ),
    Target("report", "report of 300 items, page", f"{REPORT}/", "report"),
    Target("report.json", "report of 300 items, facts as JSON", f"{REPORT}.json", "report", most_seconds=0.3),
    Target("report.docx", "report of 300 items, Word", f"{REPORT}.docx", "report", most_seconds=1.0),
    Target("report.pdf", "report of 300 items, PDF", f"{REPORT}.pdf", "report", most_seconds=1.0),
    Target("report.xlsx", "report of 300 items, Excel", f"{REPORT}.xlsx", "report", most_seconds=0.5),
    Target("actions.csv", "10,000 items, CSV", f"{PLAN}/actions.csv", "export"),
    Target("actions.xlsx", "10,000 items, Excel", f"{PLAN}/actions.xlsx", "export", most_seconds=2.0),
    Target("actions.json", "10,000 items, JSON", f"{PLAN}/actions.json", "export"),
)

# The same addresses in a database of one plan and in one of a thousand such plans.
GROWTH = (
    Target("list", "item list, first page", f"{PLAN}/actions/", goal=2),
    Target("deep", "item list, last page", f"{PLAN}/actions/?page=20", goal=4),
    Target("sorted", "item list, by next date", f"{PLAN}/actions/?sort=due&due=soon", goal=4),
    Target("plan", "plan page, 24 items", "/mhstcc/plans/2024-25/", goal=4),
    Target("large-plan", "plan page, 1,000 items", f"{PLAN}/", goal=4),
    Target("item", "item with its history", f"{PLAN}/{ITEM}/", goal=2),
    Target("desk", "my desk", "/", goal=4),
    Target("record", "record a statement (POST)", f"{PLAN}/progress/", goal=2, posts=True),
)


def floor_sql(name: str) -> list[str]:
    """The statements of the floor, each for psycopg with `%(plan)s` and the like."""
    text = (ROOM / f"{name}.sql").read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]
