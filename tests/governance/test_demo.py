"""Signing in as an invented person, in a demonstration only."""

from django.test import TestCase, override_settings
from django.urls import reverse_lazy

from governance.demo_people import DIRECTOR, DemoPerson, demo_cast, demo_people
from governance.models import User
from governance.roles import Role
from tests.builders import make_council, make_member

URL = reverse_lazy("governance:demo-sign-in")
LOGIN = reverse_lazy("account_login")


class DemoTests(TestCase):
    person: DemoPerson
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = demo_people()[0]
        cls.user = User.objects.create_user(cls.person.email, name=cls.person.name)
        make_member(make_council(), Role.SERVICE_OFFICER, user=cls.user)

    @override_settings(DEMO=True)
    def test_it_signs_in(self) -> None:
        response = self.client.post(URL, {"email": self.person.email})
        self.assertRedirects(response, "/", fetch_redirect_response=False)
        self.assertEqual(self.client.session["_auth_user_id"], str(self.user.pk))

    @override_settings(DEMO=True)
    def test_it_leads_on_to_the_page_that_asked_for_signing_in_and_nowhere_else(self) -> None:
        for following, expected in [("/framework/", "/framework/"), ("https://elsewhere.test/", "/")]:
            response = self.client.post(URL, {"email": self.person.email, "next": following})
            self.assertRedirects(response, expected, fetch_redirect_response=False)

    def test_there_is_none_outside_a_demonstration(self) -> None:
        self.assertEqual(self.client.post(URL, {"email": self.person.email}).status_code, 404)
        self.assertNotIn("demo_accounts", self.client.get(LOGIN).context)

    @override_settings(DEMO=True)
    def test_real_people_are_not_played(self) -> None:
        for email in ["real.person@council.test", "not.listed@merrowdale.example", ""]:
            User.objects.create_user(email or "x@y.test", name="Real")
            self.assertEqual(self.client.post(URL, {"email": email}).status_code, 404)

    @override_settings(DEMO=True)
    def test_the_sign_in_page_offers_each_role(self) -> None:
        response = self.client.get(LOGIN)
        offered = response.context["demo_accounts"]
        roles = {str(role.label) for role in Role} | {DIRECTOR}
        self.assertEqual({person.role for person in offered}, roles)
        self.assertContains(response, self.person.name)


def test_everybody_listed_is_invented() -> None:
    assert all(person.email.endswith(".example") for person in demo_people())
    assert len({person.council for person in demo_cast()}) == 3
