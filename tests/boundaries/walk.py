"""The table of addresses and what fills it: `rights.csv`, one row an address and method, one column a reader.

Braces stand for the models of a group below, `admin/{meetings}/add/`. The last column says of a POST why a
repeat does no harm.
"""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from committees.keeping import clock, once
from committees.keeping.acting import acting_as
from committees.keeping.clock import HONG_KONG
from committees.middleware import actor_of
from committees.models import OnceKey, Role, User
from tests.helpers import person
from tests.kitchens import an_indicator, state_it, work_on
from tests.strangers import PERIOD, AnotherCommittee, another_committee
from workplan.fixture_files import Given
from workplan.models import Evidence, EvidenceFile, FixtureLoad, Mail, PackUpload, ReportingRound
from workplan.packs import packs_of
from workplan.services.files import keep_file
from workplan.services.fixtures import compare_fixtures
from workplan.services.notes import add_note
from workplan.services.packs import Cover, send_pack
from workplan.services.rounds import Call, chase, open_round
from workplan.workbooks.pack import written_pack

TABLE = Path(__file__).with_name("rights.csv")
READERS = (
    "anonymous",
    "viewer",
    "contributor",
    "officer",
    "other_officer",
    "secretariat",
    "administrator",
    "stranger",
)
GROUPS = {
    "names": ("committees/body", "committees/source"),  # public names, of no committee
    "committee": ("committees/committee",),
    "seats": ("committees/side", "committees/seat", "committees/liaisonoffice", "committees/membership"),
    "meetings": ("committees/meeting", "committees/cochair", "committees/decision"),
    "user": ("committees/user",),
    "form": ("committees/oncekey",),
    "clock": ("committees/clockoffset",),
    "definitions": (
        "workplan/workplan",
        "workplan/cooperationarea",
        "workplan/actionitem",
        "workplan/responsibility",
        "workplan/milestone",
        "workplan/indicator",
    ),
    "statement": ("workplan/progressupdate",),
    "letter": ("workplan/mail",),
    "sent": ("workplan/fixtureload", "workplan/fixturefile", "workplan/fixturestep"),
    "records": (
        "workplan/progressbody",
        "workplan/progresstext",
        "workplan/evidence",
        "workplan/evidencefile",
        "workplan/milestoneevent",
        "workplan/itemposition",
        "workplan/searchtext",
    ),
    "round": ("workplan/reportinground",),
    # What belongs to a return: of those that are tracked the history is read too.
    "kitchen": (
        "workplan/return",
        "workplan/returnmilestone",
        "workplan/returnevidence",
        "workplan/indicatorreading",
    ),
    "kitchen_records": (
        "workplan/returnevent",
        "workplan/returnpoint",
        "workplan/extension",
        "workplan/chaseletter",
        "workplan/citedreturn",
        "workplan/packupload",
        "workplan/packstep",
        "workplan/sidenote",
    ),
}
IN_KITCHENS = tuple(f"admin/{model}/" for model in GROUPS["kitchen"] + GROUPS["kitchen_records"])
SORTS = ("once key", "version token", "unique data", "harmless")
# Written by sessions and throttles, by any request.
NOT_OURS = ("django_session", "shared_cache", "usersessions_usersession", "django_migrations")


@dataclass(frozen=True)
class Row:
    address: str
    method: str
    codes: dict[str, int]
    sort: str


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(address, line["method"], {reader: int(line[reader]) for reader in READERS}, line["repeat"])
            for line in csv.DictReader(file)
            for address in spread(line["address"])
        ]


def spread(address: str) -> list[str]:
    """`admin/{names}/` is one address for each model of the group."""
    found = re.search(r"\{(\w+)\}", address)
    if not found:
        return [address]
    return [address[: found.start()] + model + address[found.end() :] for model in GROUPS[found[1]]]


def is_the_same_for_both_sides(row: Row) -> bool:
    return row.address.startswith("admin/") and not row.address.startswith(IN_KITCHENS)


class World:
    """A committee of the tests' own with one row of everything, its people, and a stranger from another committee."""

    def __init__(self) -> None:
        self.made: AnotherCommittee = another_committee()
        OnceKey.objects.create(key=once.new_key(), user=self.made.people[Role.ADMINISTRATOR])
        self.letter = failed_letter(self.made)
        self.sent = sent_fixture(self.made.people[Role.ADMINISTRATOR])
        an_indicator(self.made.item, self.made.people[Role.SECRETARIAT])
        opened = call_for_returns(self.made)
        self.pack = sent_pack(opened, self.made.people[Role.CONTRIBUTOR])
        here = opened.returns.get(side=self.made.sides[0])
        officer = self.made.people[Role.LIAISON_OFFICER]
        state_it(work_on(here, officer), officer)
        self.file = evidence_file(self.made, "tables.txt")
        released = evidence_file(self.made, "released.txt")
        Evidence.objects.create(
            update=self.made.statement, number=2, title_en="Tables", publisher_en="Harbour", file=released
        )
        with acting_as(actor_of(officer)):
            add_note(item=self.made.item, side=self.made.sides[0], text="Ask for the old tables.", by=officer)
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "viewer": self.made.people[Role.VIEWER],
            "contributor": self.made.people[Role.CONTRIBUTOR],
            "officer": self.made.people[Role.LIAISON_OFFICER],
            "other_officer": self.made.other_officer,
            "secretariat": self.made.people[Role.SECRETARIAT],
            "administrator": self.made.people[Role.ADMINISTRATOR],
            "stranger": person("secretariat.hk"),
        }
        self._paths: dict[str, str] = {}

    def path(self, address: str) -> str:
        """An address with its places filled from this committee, the same for every reader."""
        if address not in self._paths:
            self._paths[address] = self._filled(address)
        return self._paths[address]

    def _filled(self, address: str) -> str:
        values: dict[str, Any] = {
            "slug": self.made.committee.slug,
            "period": PERIOD,
            "reference": "I-1",
            "number": 2,
            "letter": 1,
            "point": 1,
            "language": "zh-hant",
            "lang": "zh-hant",
            "code": self.made.seats[0].body.code.lower(),
            "app_label": "workplan",
            "url": "nowhere",
            "key": self.file.pk,
        }
        if model := re.match(r"admin/(committees|workplan)/(\w+)/", address):
            row = self._row_of(apps.get_model(model[1], model[2]))
            values |= {"object_id": row.pk, "id": row.pk}
            version = row.history.first().pk if hasattr(row, "history") else 0
            address = address.replace("^([^/]+)/history/([^/]+)/$", f"{row.pk}/history/{version}/")
        address = address.replace(r"^(?P<app_label>committees|workplan)/$", "<app_label>/")
        address = address.replace(r"(?P<url>.*)$", "<url>")
        if "/progress/<int" in address or "/milestones/<int" in address:
            values["number"] = 1
        if "/rounds/<int" in address:
            values["number"] = 1
        if "/packs/" in address:
            values["key"] = self.pack.pk
        if address.startswith("fixtures/"):
            values["number"] = self.sent.pk
        if "/mail/<int" in address:
            values["number"] = self.letter.pk
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values[place[1]]), address)
        return "/" + filled

    def _row_of(self, model: Any) -> Any:
        """A row of this committee. One of a user is the contributor's, so that nobody signs the reader out."""
        if model is User:
            return self.made.people[Role.CONTRIBUTOR]
        page = admin.site.get_model_admin(model)
        for role in (Role.ADMINISTRATOR, Role.LIAISON_OFFICER, Role.SECRETARIAT):
            if row := page.visible(self.made.people[role]).order_by("-pk").first():
                return row
        return model(pk=1)


def evidence_file(made: AnotherCommittee, name: str) -> EvidenceFile:
    """One that waits in the kitchen of the first side."""
    by = made.people[Role.LIAISON_OFFICER]
    with acting_as(actor_of(by)):
        return keep_file(
            upload=SimpleUploadedFile(name, name.encode()),
            committee=made.committee,
            side=made.sides[0],
            by=by,
        )


def sent_fixture(administrator: User) -> FixtureLoad:
    """One that is compared and waits to be loaded."""
    text = b"- model: committees.body\n  fields: {code: TIDE-3, abbreviation: T3, name_en: Third, place: macao}\n"
    with acting_as(actor_of(administrator)):
        return compare_fixtures(
            files=[Given("tides.yaml", text)], by=administrator, once_key=uuid.UUID(once.new_key())
        )


def call_for_returns(made: AnotherCommittee) -> ReportingRound:
    """Open at the time of the demonstration; of each side one return is expected, and one body has had a letter."""
    call = Call(
        meeting=made.committee.meetings.get(number=2),
        workplan=made.plan,
        opens_at=datetime(2025, 10, 6, 9, tzinfo=HONG_KONG),
        due_at=datetime(2025, 10, 24, 18, tzinfo=HONG_KONG),
        cut_off_at=datetime(2025, 10, 31, 18, tzinfo=HONG_KONG),
        guidance={},
    )
    by = made.people[Role.SECRETARIAT]
    with acting_as(actor_of(by)):
        opened = open_round(committee=made.committee, call=call, by=by)
        seat = made.seats[0]
        chase(place=opened, body=seat.body, side=seat.side, texts={"en": "Please answer."}, by=by)
        return opened


def failed_letter(made: AnotherCommittee) -> Mail:
    """One to an officer that the mail server did not take."""
    officer = made.people[Role.LIAISON_OFFICER]
    words = {"subject": "Tides", "body": "Low.", "language": "en", "address": "officer@tides.example"}
    letter = Mail.objects.create(
        to_user=officer,
        kind="digest",
        day="2025-10-10",
        queued_at=clock.now(),
        committee=made.committee,
        **words,
    )
    letter.state, letter.settled_at = "failed", clock.now()
    letter.save()
    return letter


def sent_pack(place: ReportingRound, contributor: User) -> PackUpload:
    """One that is compared and changes nothing."""
    returns = place.returns.filter(body__in=contributor.memberships.values("seat__body"))
    (pack,) = packs_of(place, returns, {returns.get().body_id: "en"})
    upload = SimpleUploadedFile("tides.xlsx", written_pack(pack), content_type="")
    with acting_as(actor_of(contributor)):
        return send_pack(upload=upload, place=place, cover=Cover(), by=contributor)


def client_of(user: User | None, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    if user:
        client.force_login(user)
    return client


def answers(world: World, reader: str, method: str, addresses: list[str], **options: Any) -> dict[str, int]:
    """The code of each address for a reader, who signs in again when an address signed them out."""
    user = world.people[reader]
    client = client_of(user, **options)
    ask: Callable[[str], Any] = client.get if method == "GET" else client.post
    found = {}
    for address in addresses:
        if user and not getattr(client.cookies.get("sessionid"), "value", ""):
            client.force_login(user)
        found[address] = ask(world.path(address)).status_code
    return found


def digest() -> dict[str, str]:
    """What each table holds, as one value a table."""
    tables = sorted(set(connection.introspection.table_names()) - set(NOT_OURS))
    row = "(to_jsonb(t) - 'last_login')::text"  # without the moment of the sign-in that the walk itself needs
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*) || md5(coalesce(string_agg({row}, '' ORDER BY {row}), '')) FROM {table} t"
            )
            (found[table],) = cursor.fetchone()
    return found
