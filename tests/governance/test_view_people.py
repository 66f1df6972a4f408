"""The pages about the people of a council."""

import pytest
from django.test import TestCase
from django.urls import reverse

from governance.models import Council, Membership, OutgoingMail, RoleGrant
from governance.roles import Role
from governance.workflow.memberships import end_membership
from tests.builders import NOW, make_council, make_member, make_post

PAGES = ["governance:people", "governance:posts", "governance:settings", "governance:invitation-create"]
UNTIL = {"ends_on_day": "31", "ends_on_month": "3", "ends_on_year": "2027"}


class PeopleTests(TestCase):
    council: Council
    admin: Membership
    officer: Membership
    coordinator: Membership
    outsider: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, Role.REVIEWER, name="Omar Officer")
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Cora Coordinator")
        cls.outsider = make_member(make_council("elsewhere"), Role.ADMINISTRATOR)

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"governance:{name}", args=[self.council.slug, *args])

    def give(self, **answers: str):
        day = {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2025"}
        return self.client.post(self.url("person", self.officer.pk), day | answers)

    def test_the_list_shows_everybody_with_roles_and_posts(self) -> None:
        make_post(self.council, "Principal solicitor", holder=self.officer)
        response = self.client.get(self.url("people"))
        self.assertContains(response, "3 people at Exampleshire Council")
        self.assertContains(response, "Omar Officer")
        self.assertContains(response, "Named reviewer")
        self.assertContains(response, "Principal solicitor")
        self.assertNotContains(response, self.outsider.name)

    def test_the_number_of_queries_does_not_grow_with_the_people(self) -> None:
        with self.assertNumQueries(11):
            self.client.get(self.url("people"))
        for _ in range(5):
            make_post(self.council, holder=make_member(self.council, Role.SERVICE_OFFICER))
        with self.assertNumQueries(11):
            self.client.get(self.url("people"))

    def test_a_role_is_given_with_its_days_and_reviews(self) -> None:
        response = self.give(
            role="coordinator",
            ends_on_day="31",
            ends_on_month="3",
            ends_on_year="2099",
            years="2024/25, 2025/26",
        )
        self.assertRedirects(response, self.url("person", self.officer.pk))
        grant = RoleGrant.objects.get(membership=self.officer, role=Role.COORDINATOR)
        self.assertEqual([year.year for year in grant.years.order_by("year")], [2024, 2025])
        page = self.client.get(self.url("person", self.officer.pk))
        self.assertContains(page, "31 March 2099")
        self.assertContains(page, "2024/25, 2025/26")

    def test_a_conflict_of_roles_is_said_at_the_field(self) -> None:
        response = self.give(role="external_auditor", years="2024/25", **UNTIL)
        self.assertEqual(response.status_code, 422)
        error = response.context["form"].errors["role"][0]
        self.assertIn("External auditor cannot be combined with named reviewer", error)

    def test_an_external_auditor_has_a_last_day_and_reviews(self) -> None:
        auditor = make_member(self.council, name="Mei Lawson")
        page = self.url("person", auditor.pk)
        day = {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2025"}
        response = self.client.post(page, day | {"role": "external_auditor"})
        self.assertContains(response, "Say until when", status_code=422)
        self.assertEqual(set(response.context["form"].errors), {"ends_on", "years"})
        far = {"ends_on_day": "3", "ends_on_month": "4", "ends_on_year": "2027", "years": "2024/25"}
        response = self.client.post(page, day | far | {"role": "external_auditor"})
        self.assertEqual(
            dict(response.context["form"].errors),
            {"ends_on": ["An external auditor's time here is two years at most. It can be given again"]},
        )
        self.client.post(page, day | {"role": "external_auditor", "years": "2024/25", **UNTIL})
        grant = auditor.grants.get()
        self.assertFalse(grant.before_finished)
        self.assertContains(self.client.get(page), "once finished")
        self.assertContains(
            self.client.get(self.url("record")),
            "Gave Mei Lawson the role External auditor, from 1 April 2025 until 31 March 2027, for 2024/25",
        )

    def test_an_external_auditor_may_read_before_the_end(self) -> None:
        auditor = make_member(self.council, name="Mei Lawson")
        day = {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2025"}
        asked = {"role": "external_auditor", "years": "2024/25", "before_finished": "on"}
        self.client.post(self.url("person", auditor.pk), day | UNTIL | asked)
        self.assertTrue(auditor.grants.get().before_finished)
        self.assertContains(self.client.get(self.url("record")), "for 2024/25, before they are finished too")

    def test_only_an_external_auditor_waits_for_the_end(self) -> None:
        response = self.give(role="coordinator", before_finished="on")
        self.assertEqual(set(response.context["form"].errors), {"before_finished"})

    def test_wrong_answers_are_said_at_their_field(self) -> None:
        response = self.give(
            role="", years="2024/26", ends_on_day="31", ends_on_month="2", ends_on_year="2026"
        )
        self.assertEqual(response.status_code, 422)
        for message in [
            "Choose a role",
            "“2024/26” is not a financial year such as 2024/25",
            "31 February 2026 is not a real date. February 2026 has 28 days",
        ]:
            self.assertContains(response, f"</span> {message}</p>", count=1, status_code=422)

    def test_an_end_before_the_start_and_reviews_for_an_administrator_are_refused(self) -> None:
        response = self.give(
            role="administrator", years="2024/25", ends_on_day="1", ends_on_month="1", ends_on_year="2025"
        )
        self.assertEqual(set(response.context["form"].errors), {"ends_on", "years"})

    def test_a_role_is_taken_away(self) -> None:
        grant = self.officer.grants.get(role=Role.REVIEWER)
        response = self.client.post(self.url("role-take", self.officer.pk, grant.pk))
        self.assertRedirects(response, self.url("person", self.officer.pk))
        self.assertEqual(self.officer.roles(), {Role.SERVICE_OFFICER})

    def test_the_last_administrator_is_told_why_not(self) -> None:
        grant = self.admin.grants.get()
        for response in [
            self.client.post(self.url("role-take", self.admin.pk, grant.pk)),
            self.client.post(self.url("membership-end", self.admin.pk)),
        ]:
            self.assertContains(response, "would have no administrator left", status_code=422)
        self.assertEqual(self.admin.roles(), {Role.ADMINISTRATOR})

    def test_a_membership_ends_after_a_question(self) -> None:
        url = self.url("membership-end", self.officer.pk)
        self.assertContains(self.client.get(url), "End the membership of Omar Officer")
        self.assertRedirects(self.client.post(url), self.url("people"))
        self.client.force_login(self.officer.user)
        self.assertEqual(self.client.get(self.url("who-can-help")).status_code, 404)

    def test_who_left_is_listed_apart(self) -> None:
        end_membership(membership=self.officer, by=self.admin, at=NOW)
        self.assertContains(self.client.get(self.url("people")), "No longer members (1)")
        page = self.client.get(self.url("person", self.officer.pk))
        self.assertContains(page, "can no longer open")
        self.assertEqual(self.client.get(self.url("membership-end", self.officer.pk)).status_code, 404)

    def test_whoever_gives_up_the_own_rights_lands_on_a_page_that_is_left(self) -> None:
        second = make_member(self.council, Role.ADMINISTRATOR, Role.COORDINATOR)
        self.client.force_login(second.user)
        grant = second.grants.get(role=Role.ADMINISTRATOR)
        response = self.client.post(self.url("role-take", second.pk, grant.pk))
        self.assertRedirects(response, "/", fetch_redirect_response=False)

    def test_people_of_other_councils_cannot_be_reached(self) -> None:
        grant = self.outsider.grants.get()
        for name, args in [
            ("person", [self.outsider.pk]),
            ("membership-end", [self.outsider.pk]),
            ("role-take", [self.outsider.pk, grant.pk]),
            ("role-take", [self.officer.pk, grant.pk]),
        ]:
            self.assertEqual(self.client.post(self.url(name, *args)).status_code, 404, name)

    def test_a_stranger_finds_nothing(self) -> None:
        self.client.force_login(self.outsider.user)
        for name in [*PAGES, "governance:who-can-help", "governance:record"]:
            self.assertEqual(self.client.get(reverse(name, args=[self.council.slug])).status_code, 404, name)

    def test_a_member_without_the_right_reads_who_can_help(self) -> None:
        self.client.force_login(self.officer.user)
        for name in [*PAGES, "governance:record"]:
            response = self.client.get(reverse(name, args=[self.council.slug]))
            self.assertContains(response, "Ada Admin", status_code=403)
            self.assertContains(response, self.admin.user.email, status_code=403)

    def test_everybody_can_see_who_can_help(self) -> None:
        self.client.force_login(self.officer.user)
        response = self.client.get(self.url("who-can-help"))
        self.assertContains(response, "Ada Admin")
        self.assertContains(response, self.coordinator.user.email)
        self.assertNotContains(response, self.officer.user.email)


@pytest.mark.django_db
def test_an_address_that_refuses_e_mails_is_named_until_one_goes_through(client):
    council = make_council()
    administrator = make_member(council, Role.ADMINISTRATOR)
    member = make_member(council, Role.SERVICE_OFFICER)
    client.force_login(administrator.user)
    page = reverse("governance:people", args=[council.slug])
    for number, (state, fails) in enumerate(
        [("sent", False), ("failed", True), ("waiting", True), ("stopped", True), ("sent", False)]
    ):
        OutgoingMail.objects.create(
            recipient=member.user,
            key=str(number),
            subject="A1.1 was sent back",
            state=state,
            asked_at=NOW,
            next_try_at=NOW,
        )
        assert ("E-mail to this address fails" in client.get(page).content.decode()) == fails
