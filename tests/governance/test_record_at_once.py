"""Many entries begun in the same instant: none is lost, none doubled, nobody is refused."""

from __future__ import annotations

import pytest
from django.db import connection

from governance import audit
from governance.chains import INSTALLATION, Chain, walk
from governance.models import AuditEntry, Council
from tests.builders import NOW, make_council
from tests.threads import at_once

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]
WRITERS = 20


@pytest.mark.parametrize("of_a_council", [True, False], ids=["a council", "the installation"])
def test_each_writer_gets_a_number_of_their_own(of_a_council):
    council: Council | None = make_council() if of_a_council else None

    def write() -> AuditEntry:
        return audit.record("tests.thing.done", council=council, by=None, at=NOW)

    before = AuditEntry.objects.filter(council=council).count()
    written = at_once(*[write] * WRITERS)
    assert [each for each in written if isinstance(each, Exception)] == []
    numbers = sorted(entry.sequence for entry in written)
    assert numbers == list(range(before + 1, before + 1 + WRITERS))
    chain = Chain(council.slug, council.pk) if council else Chain(INSTALLATION, None)
    assert walk(chain).fault is None
