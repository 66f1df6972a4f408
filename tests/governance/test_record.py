"""The record of changes, in sentences."""

import pytest
from django.test import TestCase
from django.urls import reverse

from governance import audit
from governance.models import AuditEntry, Council, Membership, RoleGrantYear
from governance.permissions import Permission
from governance.record_words import describe, register
from governance.roles import Role
from tests.builders import NOW, make_council, make_member

ALL = frozenset(Permission)


def entry(action: str, label: str = "", **data: object) -> AuditEntry:
    return AuditEntry(action=action, object_label=label, data=data)


def test_a_known_code_is_a_sentence() -> None:
    given = entry("governance.role.given", name="Omar", role="Named reviewer", starts_on="2025-04-01")
    assert describe(given, rights=ALL) == "Gave Omar the role Named reviewer, from 1 April 2025"


def test_changes_name_both_values() -> None:
    changed = entry("governance.post.changed", "Head of legal", changes={"holder": ["", "Helen Marsh"]})
    assert describe(changed, rights=ALL) == (
        "Changed the post Head of legal. holder: from nothing to Helen Marsh"
    )


def test_rows_are_named_without_their_scores() -> None:
    register("tests.rows.agreed", "Agreed {rows}")
    agreed = entry("tests.rows.agreed", rows=[{"ref": "A1.1", "officer": 9}, {"ref": "A1.2", "officer": 8}])
    assert describe(agreed, rights=ALL) == "Agreed A1.1, A1.2"


def test_an_unknown_code_is_read_out() -> None:
    assert describe(entry("reports.code.taken_down", "Local Code"), rights=ALL) == "Local Code: taken down"
    assert describe(entry("reports.code.taken_down"), rights=ALL) == "Code: taken down"
    assert describe(entry("odd"), rights=ALL) == "Odd"


def test_a_detail_is_for_those_who_may_read_scores() -> None:
    register("tests.row.returned", "Sent {about} back.", detail="Reason: {reason}")
    returned = entry("tests.row.returned", "A1.1", reason="too {short}")
    assert describe(returned, rights=ALL) == "Sent A1.1 back. Reason: too {short}"
    assert describe(returned, rights=frozenset({Permission.VIEW_RECORD})) == "Sent A1.1 back."


def test_a_code_has_one_wording() -> None:
    register("tests.row.moved", "Moved {about}")
    register("tests.row.moved", "Moved {about}")
    with pytest.raises(ValueError, match="has words already"):
        register("tests.row.moved", "Shifted {about}")


class RecordPageTests(TestCase):
    council: Council
    admin: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")
        cls.url = reverse("governance:record", args=["exampleshire"])
        for number in range(51):
            audit.record(
                "tests.thing.done",
                council=cls.council,
                by=cls.admin.user,
                about=cls.admin,
                at=NOW,
                number=number,
            )
        audit.record("tests.other.done", council=make_council(), by=None, at=NOW)

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def test_the_address_is_kept(self) -> None:
        self.assertEqual(self.url, "/councils/exampleshire/audit/")

    def test_it_lists_this_council_newest_first_by_pages(self) -> None:
        response = self.client.get(self.url)
        numbers = [one.data["number"] for one, _ in response.context["entries"]]
        self.assertEqual(numbers, list(range(50, 0, -1)))
        self.assertContains(response, "Ada Admin")
        self.assertContains(response, "19 May 2025, 14:02")
        second = self.client.get(self.url, {"page": "2"})
        self.assertEqual([one.data["number"] for one, _ in second.context["entries"]], [0])
        self.assertContains(second, "page 1 of 2")

    def test_the_number_of_queries_is_fixed(self) -> None:
        with self.assertNumQueries(7):
            self.client.get(self.url)

    def test_what_the_service_did_by_itself_is_said(self) -> None:
        audit.record("tests.thing.done", council=self.council, by=None, at=NOW)
        self.assertContains(self.client.get(self.url), "The service")

    def test_reasons_are_for_readers_of_every_review(self) -> None:
        register("tests.row.refused", "Refused {about}.", detail="Reason: {reason}")
        audit.record("tests.row.refused", council=self.council, by=None, at=NOW, reason="too short")
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR)
        self.client.force_login(auditor.user)
        self.assertContains(self.client.get(self.url), "Reason: too short")
        RoleGrantYear.objects.create(council=self.council, grant=auditor.grants.get(), year=2023)
        self.assertNotContains(self.client.get(self.url), "Reason: too short")
