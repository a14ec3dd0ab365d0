"""The people of the demonstration."""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from committees.keeping.acting import acting_as_command
from committees.models import Membership, Seat, User
from workplan.management.demonstration import COMMITTEE, read, refuse_outside_demonstration


class Command(BaseCommand):
    help = (
        "Makes the people of the demonstration and gives them the password of DEMO_PASSWORD. Who is there "
        "already keeps name and seats, as people may have changed them since."
    )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_outside_demonstration()
        password = os.environ.get("DEMO_PASSWORD", "")
        if not password:
            raise CommandError(
                _("Set DEMO_PASSWORD: it becomes the password of all people of the demonstration.")
            )
        people = read("demo_people")
        with acting_as_command("seed_people"), transaction.atomic():
            there = set(User.objects.values_list("username", flat=True))
            missing = [person for person in people if person["username"] not in there]
            for person in missing:
                make(person)
            given = give_password(
                [person["username"] for person in people if person.get("password", True)], password
            )
        if options["verbosity"]:
            told = {"made": len(missing), "given": given}
            self.stdout.write(_("People: %(made)d made, %(given)d given the password.") % told)


def make(person: dict[str, Any]) -> None:
    names = {f"display_{name}": text for name, text in person.items() if name.startswith("name_")}
    # A domain that nobody can have, so that no letter of a demonstration ever reaches anybody.
    address = f"{person['username']}@demonstration.example" if person.get("password", True) else ""
    user = User(username=person["username"], email=address, **names)
    user.set_unusable_password()
    user.save()
    for place in person["seats"]:
        Membership(user=user, seat=_seat_of(place["body"]), role=place["role"]).save()


def _seat_of(body: str) -> Seat:
    found = Seat.objects.filter(committee__slug=COMMITTEE, body__code=body, valid_until=None).first()
    if found is None:
        raise CommandError(
            _(
                "%(body)s has no seat in the committee; load the reference data first: manage.py loaddata reference"
            )
            % {"body": body}
        )
    return found


def give_password(usernames: list[str], password: str) -> int:
    """Give it to whoever does not have it, and say to how many that was.

    All of them get the same hash, so that both this and the next start, which only asks, compute it once:
    hashing is slow on purpose.
    """
    users = User.objects.filter(username__in=usernames)
    kept = {hashed for hashed in users.values_list("password", flat=True) if is_password_usable(hashed)}
    right = [hashed for hashed in kept if check_password(password, hashed)]
    wrong = users.exclude(password__in=right)
    return wrong.update(password=make_password(password)) if wrong.exists() else 0
