"""Tables that only grow: database triggers refuse to change or delete their rows, also by direct SQL.

PostgreSQL can empty a table in one statement that no trigger of its rows sees: it has a trigger of its own.
SQLite knows no such statement.

On SQLite a migration that alters such a table makes it anew, without its triggers: end it with `append_only`.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
POSTGRESQL_TRUNCATE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def create_triggers(schema_editor: BaseDatabaseSchemaEditor, tables: list[str]) -> None:
    template = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for table in tables:
        for verb in ("update", "delete"):
            schema_editor.execute(template.format(table=table, verb=verb), params=None)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_TRUNCATE.format(table=table), params=None)


def drop_triggers(schema_editor: BaseDatabaseSchemaEditor, tables: list[str]) -> None:
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for table in tables:
        for verb in ("update", "delete", "truncate"):
            statement = "DROP TRIGGER IF EXISTS {table}_no_{verb}" + on_table
            schema_editor.execute(statement.format(table=table, verb=verb), params=None)


def append_only(*tables: str) -> migrations.RunPython:
    """A migration step that makes the tables append-only on SQLite and PostgreSQL."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        create_triggers(schema_editor, list(tables))

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        drop_triggers(schema_editor, list(tables))

    return migrations.RunPython(forwards, backwards)


def append_only_still(*tables: str) -> migrations.RunPython:
    """Gives tables that are append-only already whatever such tables have got since; backwards, it stays."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        create_triggers(schema_editor, list(tables))

    return migrations.RunPython(forwards, migrations.RunPython.noop)
