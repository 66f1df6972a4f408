"""Every look of an external auditor is recorded; nobody else's is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from governance.models import AuditEntry
from governance.permissions import Permission
from governance.record_words import describe
from governance.roles import Role
from tests.builders import make_council, make_cycle, make_member

pytestmark = pytest.mark.django_db
LOOKED = "governance.auditor.looked"


@pytest.fixture
def cycle():
    return make_cycle(make_council("exampleshire"))


def looks() -> list[tuple[str, int | None]]:
    entries = AuditEntry.objects.filter(action=LOOKED).order_by("sequence")
    return [(describe(entry, rights=frozenset(Permission)), entry.review_year) for entry in entries]


HERE = "/councils/exampleshire"


def page(name: str, *parts: object) -> str:
    return reverse(name, args=["exampleshire", *parts])


def test_pages_and_files_are_recorded_by_their_names(client, cycle):
    client.force_login(make_member(cycle.council, Role.EXTERNAL_AUDITOR).user)
    client.get(page("assurance:evidence-index", 2024))
    client.get(page("assurance:evidence"), {"q": "code"})
    client.get(page("assurance:evidence-index-download", 2024, "csv"))
    assert looks() == [
        (
            f"Read “Index of evidence, 2024/25 review” ({HERE}/cycles/2024-25/evidence-index/)",
            2024,
        ),
        (f"Read “Evidence” ({HERE}/evidence/?q=code)", None),
        (
            f"Read “exampleshire-evidence-index-2024-25.csv” ({HERE}/cycles/2024-25/evidence-index.csv)",
            2024,
        ),
    ]


def test_what_was_not_shown_is_not_recorded(client, cycle):
    client.force_login(make_member(cycle.council, Role.EXTERNAL_AUDITOR).user)
    client.get(page("governance:people"))
    client.get(page("assurance:requirements", 2019))
    client.get(page("governance:brand-css"))
    client.head(page("assurance:evidence"))
    assert looks() == []


def test_other_readers_are_not_watched(client, cycle):
    client.force_login(make_member(cycle.council, Role.HEAD_OF_INTERNAL_AUDIT).user)
    client.get(page("assurance:evidence"))
    assert looks() == []


def test_each_look_is_one_entry(client, cycle):
    client.force_login(make_member(cycle.council, Role.EXTERNAL_AUDITOR).user)
    for _ in range(3):
        client.get(page("assurance:evidence"))
    assert len(looks()) == 3
