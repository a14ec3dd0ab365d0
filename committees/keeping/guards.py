"""Migration operations that give a table its triggers, and the catalogue query that proves they are there."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

FUNCTIONS = Path(__file__).with_name("guards.sql")


def functions() -> migrations.RunSQL:
    """The trigger functions and the clock; once, in the first migration of ``committees``."""
    drop = (
        "DROP FUNCTION IF EXISTS keeping_history_invariant() CASCADE;"
        "DROP FUNCTION IF EXISTS keeping_version_step() CASCADE;"
        "DROP FUNCTION IF EXISTS keeping_append_only() CASCADE;"
        "DROP FUNCTION IF EXISTS keeping_never_deleted() CASCADE;"
        "DROP FUNCTION IF EXISTS keeping_now() CASCADE"
    )
    # RunSQL would take the percent signs of RAISE for parameters; a list of one statement is sent as it is.
    return migrations.RunSQL([FUNCTIONS.read_text(encoding="utf-8")], [drop])


def history_kept(table: str, history_table: str) -> migrations.RunSQL:
    """No row may be committed whose newest history row is not equal to it."""
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER history_invariant AFTER INSERT OR UPDATE OR DELETE ON {table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keeping_history_invariant('{history_table}')",
        f"DROP TRIGGER history_invariant ON {table}",
    )


def version_stepped(table: str) -> migrations.RunSQL:
    """An update must raise ``version`` by exactly one, else SQLSTATE 40001."""
    return migrations.RunSQL(
        f"CREATE TRIGGER version_step BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION keeping_version_step()",
        f"DROP TRIGGER version_step ON {table}",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Rows may be added, never changed or removed."""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION keeping_append_only()",
        f"DROP TRIGGER append_only ON {table}",
    )


def tracked(app: str, model: str) -> list[migrations.RunSQL]:
    """Everything an editable, tracked model obeys: version step, history invariant, append-only history."""
    table, history_table = f"{app}_{model}", f"{app}_historical{model}"
    return [
        version_stepped(table),
        history_kept(table, history_table),
        append_only(history_table),
        # Both the invariant and a list as of a past date look for the newest row of one id.
        migrations.RunSQL(
            f"CREATE INDEX {history_table}_newest ON {history_table} (id, history_date DESC, history_id DESC)",
            f"DROP INDEX {history_table}_newest",
        ),
    ]


def never_deleted(table: str) -> migrations.RunSQL:
    """Rows may be changed, never removed."""
    return migrations.RunSQL(
        f"CREATE TRIGGER never_deleted BEFORE DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION keeping_never_deleted()",
        f"DROP TRIGGER never_deleted ON {table}",
    )


def together(table: str, columns: str, target: str, target_columns: str, name: str) -> migrations.RunSQL:
    """A foreign key of two columns: what a row points to belongs to the same parent as the row."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
        f" REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
