"""Who is signed in, for every request; who may sign in is the accounts library's to say."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from committees.models import User
from committees.permissions import person_with_places


class SignedInWithPlaces(AuthenticationBackend):
    """Every page asks where its reader sits: read with the account instead of in a query of its own."""

    def get_user(self, user_id: Any) -> User | None:
        person = person_with_places(user_id)
        return person if person and self.user_can_authenticate(person) else None
