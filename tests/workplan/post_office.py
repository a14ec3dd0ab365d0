"""Letters in tests: 75 bodies that owe something, a real mail server on loopback, a real worker process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, transaction

from committees.keeping.acting import acting_as_command
from committees.models import Body, Committee, Membership, Place, Role, Seat, User
from workplan.notifications import Owed

TODAY, DUE = date(2025, 10, 10), date(2025, 10, 13)
Owing = list[tuple[User, list[Owed]]]


def owing(count: int = 75, side: str = "hong_kong", due: date = DUE) -> Owing:
    """So many bodies, each with a person who has a return to hand in."""
    committee = Committee.objects.get(slug="mhstcc")
    of_side = committee.sides.get(code=side)
    found: Owing = []
    with acting_as_command("test"), transaction.atomic():
        for number in range(1, count + 1):
            body = Body.objects.create(
                code=f"GEN-{number}",
                abbreviation=f"G{number}",
                name_en=f"Body {number}",
                place=Place.HONG_KONG,
            )
            seat = Seat.objects.create(committee=committee, side=of_side, body=body)
            user = User.objects.create(username=f"gen.{number}", email=f"gen.{number}@bodies.example")
            Membership.objects.create(user=user, seat=seat, role=Role.CONTRIBUTOR)
            thing = Owed(
                f"Return of {body.name_en}", f"/mhstcc/rounds/1/returns/gen-{number}/", due, committee.pk
            )
            found.append((user, [thing]))
    return found


@dataclass
class PostOffice:
    """What the server took, in order; ``on_letter`` answers for it, or does something to whoever sends."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    wanted: int = 0  # of so many letters ``enough`` tells
    enough: threading.Event = field(default_factory=threading.Event)
    line: Any = None  # to whoever is sending
    on_letter: Callable[[str], str] = lambda _to: "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        (to,), self.line = envelope.rcpt_tos, server.transport
        answer = self.on_letter(to)
        if answer.startswith("2"):
            self.taken.append((to, message_from_bytes(envelope.content, policy=policy.default)))
            if len(self.taken) == self.wanted:
                self.enough.set()
        return answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return [to for to, _letter in self.taken]


@contextmanager
def open_office() -> Iterator[PostOffice]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office = PostOffice(port=probe.getsockname()[1])
    server = Controller(office, hostname="127.0.0.1", port=office.port)
    server.start()
    try:
        yield office
    finally:
        server.stop()


def worker(office: PostOffice, *arguments: str) -> subprocess.Popen[str]:
    """`manage.py send_mails` as a process of its own, on the database of this test."""
    place = connection.settings_dict
    login = f"{place['USER']}:{quote(place['PASSWORD'] or '')}"
    where = quote(place["HOST"] or "", safe="")
    port = f":{place['PORT']}" if place["PORT"] else ""
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))},
        "DATABASE_URL": f"postgres://{login}@{where}{port}/{place['NAME']}",
        "EMAIL_URL": office.url,
        "MAIL_FROM": "plans@office.example",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_mails", *arguments],
        cwd=settings.BASE_DIR,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def worked(office: PostOffice) -> str:
    """The worker sends what is due and ends in order; what it said."""
    with worker(office) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said
