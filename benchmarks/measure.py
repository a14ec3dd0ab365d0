"""Rounds: every target at ours and at the floor in turns, so that noise falls on both; medians of the rounds."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from benchmarks.client import Connection
from benchmarks.servers import Server, base_port, serving
from benchmarks.targets import PERIOD, Target, floor_sql
from workplan.laptop import run
from workplan.laptop.places import PROJECT, CannotGoOn, say

REPORT_PERIOD = "2090-91"
ROUNDS = 3
MOST_POSTS = 3000


@dataclass
class Figures:
    """Of one target at one server: one value a round."""

    p50: list[float] = field(default_factory=list)  # ms at one client
    rate: list[float] = field(default_factory=list)  # requests/s at eight
    cpu: list[float] = field(default_factory=list)  # ms of the server's processes a request


@dataclass(frozen=True)
class Result:
    target: Target
    ours: Figures
    floor: Figures
    queries: int | None


@dataclass(frozen=True)
class Pace:
    rounds: int = ROUNDS
    alone: float = 1.0  # seconds of a single client
    together: float = 1.5  # of eight


QUICK = Pace(rounds=1, alone=0.4, together=0.6)


class Client:
    """The process that asks."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.client"]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, port: int, requests: list[bytes], clients: int, seconds: float) -> dict[str, Any]:
        order = {
            "port": port,
            "requests": [request.hex() for request in requests],
            "clients": clients,
            "seconds": seconds,
        }
        assert self.process.stdin  # noqa: S101 - asked for
        assert self.process.stdout  # noqa: S101
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        if answer["wrong"]:
            raise CannotGoOn(f"Requests were answered with {sorted(set(answer['wrong']))}.")
        return answer

    def end(self) -> None:
        self.process.communicate()


class Asked:
    """What the product told of itself, and the requests made of it."""

    def __init__(self, children: dict[str, str], targets: list[Target], posts: int = MOST_POSTS) -> None:
        paths = [target.path for target in targets if not target.posts]
        asked = {"period": PERIOD, "report_period": REPORT_PERIOD, "paths": paths, "posts": posts}
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            env=children,
            cwd=PROJECT,
            check=False,
        )
        if told.returncode:
            raise CannotGoOn(f"The product did not answer:\n{told.stderr}")
        answer = json.loads(told.stdout)
        self.cookie: str = answer["cookie"]
        self.known: dict[str, Any] = answer["known"]
        self.queries: dict[str, int | None] = answer["queries"]
        self.posts: list[dict[str, Any]] = answer["posts"]

    def there(self, targets: list[Target]) -> list[Target]:
        """Those whose page exists; a page that is built later joins by itself."""
        return [target for target in targets if target.posts or self.queries[target.path] is not None]

    def get(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n".encode()

    def requests(self, target: Target, most: int) -> list[bytes]:
        """For a form as many as there is time for, each of an item of its own."""
        if not target.posts:
            return [self.get(target.path)]
        taken, self.posts = self.posts[:most], self.posts[most:]
        return [
            self._post(target.path.replace("progress/", f"{post['reference']}/progress/"), post)
            for post in taken
        ]

    def _post(self, path: str, post: dict[str, Any]) -> bytes:
        body = urlencode(post["fields"]).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def captured(asked: Asked, targets: list[Target], ours: Server) -> dict[str, Any]:
    """The body of every page as ours sends it, with the SQL of its floor."""
    connection = Connection(ours.port)
    frame = floor_sql("frame")
    pages = {}
    for target in targets:
        if target.posts or not target.floor:
            continue
        status, head, body = connection.ask(asked.get(target.path))
        if status != 200:
            raise CannotGoOn(f"{target.path} was answered with {status}.")
        kind = head.lower().split(b"content-type: ")[1].split(b"\r\n")[0].decode()
        pages[target.path] = {"sql": frame + floor_sql(target.floor), "body": body.hex(), "type": kind}
    return {"known": asked.known, "pages": pages, "posts": floor_sql("record")}


def against_the_floor(
    children: dict[str, str], targets: list[Target], pace: Pace
) -> tuple[list[Result], tuple[float, float]]:
    """The figures of every target, and the megabytes of our processes at the end and when they have settled."""
    asked = Asked(children, targets)
    targets = asked.there(targets)
    port = base_port()
    with (
        serving("workplan.wsgi:application", port, children) as ours,
        TemporaryDirectory() as folder,
    ):
        told = Path(folder) / "floor.json"
        told.write_text(json.dumps(captured(asked, targets, ours)))
        bare = {**children, "FLOOR": str(told)}
        with serving("benchmarks.floor:application", port + 1, bare) as floor:
            figures = _rounds(targets, {"ours": (ours, asked), "floor": (floor, asked)}, pace)
        memory = _settled(ours)
    return [
        Result(
            target,
            figures["ours", target.name],
            figures["floor", target.name],
            asked.queries.get(target.path),
        )
        for target in targets
    ], memory


def _settled(ours: Server) -> tuple[float, float]:
    """Megabytes at the end of the rounds, and once workers that grew have given way to fresh ones."""
    at_the_end = now = ours.megabytes()
    until = time.monotonic() + 3 * run.LOOKED_AT_EVERY
    while time.monotonic() < until and now > at_the_end / 2:
        time.sleep(1)
        now = ours.megabytes()
    return at_the_end, now


def grown(
    small: dict[str, str], large: dict[str, str], targets: list[Target], pace: Pace
) -> tuple[list[Result], list[Result]]:
    """Ours in two databases at once, by a single client; without a floor, for growth is compared with itself."""
    asked = {"small": Asked(small, targets), "large": Asked(large, targets)}
    targets = asked["large"].there(targets)
    port = base_port()
    with (
        serving("workplan.wsgi:application", port, small) as before,
        serving("workplan.wsgi:application", port + 1, large) as after,
    ):
        places = {"small": (before, asked["small"]), "large": (after, asked["large"])}
        figures = _rounds(targets, places, replace(pace, together=0))

    def told(name: str) -> list[Result]:
        queries = asked[name].queries
        return [
            Result(target, figures[name, target.name], Figures(), queries.get(target.path))
            for target in targets
        ]

    return told("small"), told("large")


def _rounds(
    targets: list[Target], places: dict[str, tuple[Server, Asked]], pace: Pace
) -> dict[tuple[str, str], Figures]:
    figures: dict[tuple[str, str], Figures] = defaultdict(Figures)
    client = Client()
    for number in range(pace.rounds):
        say(f"  round {number + 1} of {pace.rounds}")
        for target in targets:
            for name, (server, asked) in places.items():
                _one(client, server, asked, target, pace, figures[name, target.name])
    client.end()
    return figures


def _one(client: Client, server: Server, asked: Asked, target: Target, pace: Pace, figures: Figures) -> None:
    client.ask(server.port, asked.requests(target, 4), 4, 0.2)  # wakes every thread of every worker
    before = server.cpu_seconds()
    told = client.ask(server.port, asked.requests(target, 60), 1, pace.alone)
    figures.cpu.append((server.cpu_seconds() - before) * 1000 / len(told["times"]))
    figures.p50.append(median(told["times"]))
    if not pace.together:
        return
    told = client.ask(server.port, asked.requests(target, 350), 8, pace.together)
    figures.rate.append(len(told["times"]) / told["took"])
