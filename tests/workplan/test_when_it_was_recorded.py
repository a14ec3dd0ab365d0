"""The instant on a row that is only ever added is the database's, whatever was sent."""

from __future__ import annotations

import pytest
from django.db import connection

from workplan.models.recorded import RecordedRow


@pytest.mark.django_db
@pytest.mark.parametrize("model", sorted(RecordedRow.__subclasses__(), key=lambda model: model.__name__))
def test_the_database_writes_the_instant(model: type[RecordedRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            # Of each row, before, on insert.
            " WHERE t.tgrelid = %s::regclass AND t.tgtype & 7 = 7"
            " AND p.prosrc ~ 'NEW.recorded_at := (now_at|keeping_now)'",
            [model._meta.db_table],
        )
        assert cursor.fetchone()[0] == 1
