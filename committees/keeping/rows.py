"""Rows of another table as one column of a query: a list of dictionaries that is read in one piece."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import JSONField, Subquery, TextField


class Rows(Subquery):
    """Of a queryset whose only value is a `JSONObject`.

    An array of such objects would be taken apart element by element, which costs more than all the rest of it.
    """

    template = "to_jsonb(ARRAY(%(subquery)s))"
    output_field = JSONField()


class RowsToRead(Subquery):
    """The same as the text they were sent as, for `read`: where they are seldom read, only compared."""

    template = "to_jsonb(ARRAY(%(subquery)s))::text"
    output_field = TextField()


def read(rows: str) -> list[dict[str, Any]]:
    return list(json.loads(rows))
