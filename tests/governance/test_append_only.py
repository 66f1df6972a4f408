"""Tables that only grow refuse changes by direct SQL, after all migrations."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from governance import audit
from tests.builders import NOW, make_council

TABLES = ("governance_auditentry", "assurance_signedcontent", "assurance_signoff", "assurance_signoffvoid")
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
# SQLite has no statement that empties a table past its triggers.
VERBS = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
STATEMENTS = {
    "update": "UPDATE governance_auditentry SET data = '{}'",
    "delete": "DELETE FROM governance_auditentry",
    "truncate": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE governance_auditentry",
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_table_has_its_triggers(table, verb):
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        assert f"{table}_no_{verb}" in {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("verb", VERBS)
def test_the_record_of_changes_refuses(verb):
    council = make_council()
    audit.record("governance.council.made", council=council, by=None, about=council, at=NOW)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(STATEMENTS[verb])
