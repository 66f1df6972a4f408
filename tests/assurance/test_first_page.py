"""Where a person lands after signing in, and what the navigation offers: pages that they may open."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from governance.models import Council, Membership, RoleGrantYear
from governance.roles import Role
from tests.builders import make_council, make_cycle, make_member


class FirstPageTests(TestCase):
    """A council whose last two years are both open."""

    council: Council

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        make_cycle(cls.council, 2023)
        make_cycle(cls.council, 2024)

    def member(self, *roles: Role, year: int | None = None) -> Membership:
        member = make_member(self.council, *roles)
        if year:
            for grant in member.grants.all():
                RoleGrantYear.objects.create(council=self.council, grant=grant, year=year)
        return member

    def check_links(self, member: Membership) -> None:
        self.client.force_login(member.user)
        first = self.client.get("/", follow=True)
        self.assertEqual(first.status_code, 200)
        links = [link["url"] for link in first.context["navigation"]]
        self.assertEqual([url for url in links if self.client.get(url).status_code != 200], [])

    def test_the_first_page_and_every_link_of_the_navigation_open(self) -> None:
        for role in Role:
            with self.subTest(role=role):
                self.check_links(self.member(role))

    def test_they_open_for_roles_limited_to_a_year(self) -> None:
        for role in (Role.SERVICE_OFFICER, Role.COORDINATOR, Role.REVIEWER, Role.EXTERNAL_AUDITOR):
            for year in (2023, 2019):
                with self.subTest(role=role, year=year):
                    self.check_links(self.member(role, year=year))

    def test_they_open_for_a_member_without_a_role(self) -> None:
        self.check_links(self.member())

    def test_a_reviewer_of_one_year_lands_on_that_years_queue(self) -> None:
        self.client.force_login(self.member(Role.REVIEWER, year=2023).user)
        queue = reverse("assurance:review-queue", args=[self.council.slug, 2023])
        self.assertRedirects(self.client.get("/"), queue)
