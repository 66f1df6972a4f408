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
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_table_has_its_triggers(table, verb):
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        assert f"{table}_no_{verb}" in {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize(
    "statement", ["UPDATE governance_auditentry SET data = '{}'", "DELETE FROM governance_auditentry"]
)
def test_the_record_of_changes_refuses(statement):
    council = make_council()
    audit.record("governance.council.made", council=council, by=None, about=council, at=NOW)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
