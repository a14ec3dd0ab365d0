"""Rows of another table as one column of a query: a list of dictionaries that is read in one piece."""

from __future__ import annotations

from django.db.models import JSONField, Subquery


class Rows(Subquery):
    """Of a queryset whose only value is a `JSONObject`.

    An array of such objects would be taken apart element by element, which costs more than all the rest of it.
    """

    template = "to_jsonb(ARRAY(%(subquery)s))"
    output_field = JSONField()
