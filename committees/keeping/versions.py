"""No silent overwrite: a version on every editable row, stepped by one or refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models


class Versioned(models.Model):
    """``version`` is what the writer last saw; a database trigger refuses any other step (SQLSTATE 40001)."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        stepped = not self._state.adding
        if stepped:
            self.version += 1
            if update_fields is not None:
                update_fields = {*update_fields, "version"}
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        except Exception:
            # The form is shown again with the number its reader saw, not with one that was never stored.
            if stepped:
                self.version -= 1
            raise
