"""History that cannot be skipped: simple-history's rows, with an actor as text and our clock."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from . import acting, clock


def _actor_name() -> str:
    return acting.actor().name


def _actor_role() -> str:
    return acting.actor().role


def _actor_side() -> str:
    return acting.actor().side


class ActorColumns(models.Model):
    """Columns every history row has; their defaults raise when nobody is acting."""

    actor_name = models.CharField(max_length=200, default=_actor_name, editable=False)
    actor_role = models.CharField(max_length=40, default=_actor_role, blank=True, editable=False)
    actor_side = models.CharField(max_length=40, default=_actor_side, blank=True, editable=False)

    class Meta:
        abstract = True


def _acting_user(instance: models.Model, **_kwargs: Any) -> Any:
    return acting.actor().user


class KeptRecords(HistoricalRecords):
    """``HistoricalRecords`` whose dates come from the one clock."""

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> Any:
        vars(instance)["_history_date"] = clock.now()  # simple-history's own way to be given the date
        return super().create_historical_record(instance, history_type, using=using)

    def get_history_user(self, instance: models.Model) -> Any:
        return acting.actor().user


def kept_history() -> KeptRecords:
    """The ``history`` attribute of every tracked model."""
    return KeptRecords(bases=[ActorColumns], get_user=_acting_user, user_related_name="+")
