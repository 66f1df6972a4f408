"""Roles are given and taken, memberships end; an administrator always stays."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from governance.models import AuditEntry, Council, Membership
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from governance.workflow.memberships import end_membership, give_role, take_role
from tests.builders import NOW, TODAY, make_council, make_member, make_post


class RoleTests(TestCase):
    council: Council
    admin: Membership
    officer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Omar Officer")

    def give(self, role: Role, **details):
        return give_role(membership=self.officer, role=role, by=self.admin, at=NOW, **details)

    def test_a_second_role_adds_its_rights(self) -> None:
        self.give(Role.COORDINATOR)
        self.assertEqual(self.officer.roles(at=TODAY), {Role.SERVICE_OFFICER, Role.COORDINATOR})
        entry = AuditEntry.objects.get(action="governance.role.given")
        self.assertEqual(entry.actor, self.admin.user)
        self.assertEqual(entry.data["role"], "Governance coordinator")

    def test_a_role_holds_on_its_days_only(self) -> None:
        first, last = date(2025, 6, 1), date(2025, 6, 30)
        self.give(Role.REVIEWER, starts_on=first, ends_on=last)
        for day, holds in [
            (first - timedelta(days=1), False),
            (first, True),
            (last, True),
            (last + timedelta(days=1), False),
        ]:
            self.assertEqual(Role.REVIEWER in self.officer.roles(at=day), holds, day)

    def test_a_role_holds_for_its_reviews_only(self) -> None:
        self.give(Role.REVIEWER, years=[2024])
        self.assertIn(Role.REVIEWER, self.officer.roles(year=2024, at=TODAY))
        self.assertNotIn(Role.REVIEWER, self.officer.roles(year=2025, at=TODAY))

    def test_auditing_is_not_combined_with_scoring(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "Head of internal audit cannot be combined"):
            self.give(Role.HEAD_OF_INTERNAL_AUDIT)
        self.assertEqual(self.officer.roles(at=TODAY), {Role.SERVICE_OFFICER})

    def test_auditing_may_follow_scoring(self) -> None:
        auditor = make_member(self.council)
        give_role(
            membership=auditor, role=Role.SERVICE_OFFICER, by=self.admin, at=NOW, ends_on=date(2025, 6, 30)
        )
        give_role(
            membership=auditor,
            role=Role.HEAD_OF_INTERNAL_AUDIT,
            by=self.admin,
            at=NOW,
            starts_on=date(2025, 7, 1),
        )
        self.assertEqual(auditor.roles(at=date(2025, 7, 1)), {Role.HEAD_OF_INTERNAL_AUDIT})

    def test_a_role_is_not_given_twice_for_the_same_days(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "has the role service officer in that time already"):
            self.give(Role.SERVICE_OFFICER, ends_on=date(2026, 3, 31))

    def test_the_last_day_is_not_before_the_first(self) -> None:
        with self.assertRaises(WorkflowError):
            self.give(Role.REVIEWER, starts_on=TODAY, ends_on=TODAY - timedelta(days=1))

    def test_taking_a_role_keeps_the_grant_in_the_history(self) -> None:
        grant = self.officer.grants.get()
        take_role(grant=grant, by=self.admin, at=NOW)
        self.assertEqual(self.officer.roles(at=TODAY), set())
        self.assertEqual(self.officer.grants.get().revoked_at, NOW)
        with self.assertRaisesMessage(WorkflowError, "taken away already"):
            take_role(grant=grant, by=self.admin, at=NOW)

    def test_the_last_administrator_keeps_the_role(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "no administrator left"):
            take_role(grant=self.admin.grants.get(), by=self.admin, at=NOW)
        self.assertEqual(self.admin.roles(at=TODAY), {Role.ADMINISTRATOR})
        self.assertFalse(AuditEntry.objects.exists())

    def test_an_administrator_for_a_time_does_not_count(self) -> None:
        self.give(Role.ADMINISTRATOR, ends_on=date(2026, 3, 31))
        with self.assertRaises(WorkflowError):
            take_role(grant=self.admin.grants.get(), by=self.admin, at=NOW)

    def test_with_a_second_administrator_the_first_may_go(self) -> None:
        self.give(Role.ADMINISTRATOR)
        take_role(grant=self.admin.grants.get(), by=self.admin, at=NOW)
        self.assertEqual(self.admin.roles(at=TODAY), set())


class EndTests(TestCase):
    council: Council
    admin: Membership
    officer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, Role.COORDINATOR)

    def end(self, membership: Membership) -> None:
        end_membership(membership=membership, by=self.admin, at=NOW)

    def test_roles_end_and_posts_fall_vacant(self) -> None:
        post = make_post(self.council, "Solicitor", holder=self.officer)
        other = make_post(self.council, "Deputy", deputy=self.officer)
        self.end(self.officer)
        self.officer.refresh_from_db()
        post.refresh_from_db()
        other.refresh_from_db()
        self.assertEqual(self.officer.ended_at, NOW)
        self.assertEqual(self.officer.roles(at=TODAY), set())
        self.assertIsNone(post.holder)
        self.assertIsNone(other.deputy)
        entry = AuditEntry.objects.get(action="governance.membership.ended")
        self.assertEqual(entry.data["posts"], ["Solicitor"])

    def test_it_ends_once(self) -> None:
        self.end(self.officer)
        with self.assertRaisesMessage(WorkflowError, "no longer a member"):
            self.end(self.officer)

    def test_nobody_ended_is_given_a_role(self) -> None:
        self.end(self.officer)
        self.officer.refresh_from_db()
        with self.assertRaisesMessage(WorkflowError, "invite them again"):
            give_role(membership=self.officer, role=Role.REVIEWER, by=self.admin, at=NOW)

    def test_the_last_administrator_stays(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "no administrator left"):
            self.end(self.admin)
        self.admin.refresh_from_db()
        self.assertIsNone(self.admin.ended_at)
        self.assertEqual(self.admin.roles(at=TODAY), {Role.ADMINISTRATOR})

    def test_an_administrator_elsewhere_does_not_count(self) -> None:
        make_member(make_council(), Role.ADMINISTRATOR)
        with self.assertRaises(WorkflowError):
            self.end(self.admin)

    def test_an_administrator_whose_account_is_closed_does_not_count(self) -> None:
        second = make_member(self.council, Role.ADMINISTRATOR)
        second.user.is_active = False
        second.user.save(update_fields=["is_active"])
        with self.assertRaises(WorkflowError):
            self.end(self.admin)

    def test_two_who_remove_each_other_come_one_after_another(self) -> None:
        if not connection.features.has_select_for_update:
            self.skipTest("SQLite lets one writer in at a time")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.end(self.officer)
        self.assertIn("FOR NO KEY UPDATE", queries[1]["sql"])
        self.assertIn("governance_council", queries[1]["sql"])
