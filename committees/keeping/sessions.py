"""Django's sessions in the database; the query that every request begins with is put together once a process."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from committees.keeping.prepared import Given, prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for session in _in_force.rows(key=self.session_key):
            return session
        self._session_key = None
        return None


@prepared
def _in_force() -> Any:
    """By the machine's own time, as Django sets the end of a session, not by the clock of a demonstration."""
    return Session.objects.filter(session_key=Given("key"), expire_date__gt=Now())
