"""The page that sets up an installation without a council."""

from django.test import TestCase
from django.utils import timezone

from governance.models import Council, User
from governance.roles import Role
from governance.workflow.councils import create_first_council
from governance.workflow.errors import WorkflowError
from tests.builders import make_council

URL = "/first-run/"
ANSWERS = {
    "name": "Exampleshire Council",
    "slug": "exampleshire",
    "kind": "county",
    "nation": "england",
    "governance_model": "committee",
    "admin_name": "Helen Marsh",
    "admin_email": "Helen.Marsh@exampleshire.test",
    "admin_password": "a long enough password",
}


class FirstRunTests(TestCase):
    def test_it_makes_the_council_and_signs_the_administrator_in(self) -> None:
        response = self.client.post(URL, ANSWERS)
        self.assertRedirects(response, "/councils/exampleshire/people/")
        council = Council.objects.get()
        self.assertEqual((council.kind, council.governance_model), ("county", "committee"))
        member = council.memberships.get()
        self.assertEqual(member.roles(), {Role.ADMINISTRATOR})
        self.assertEqual(member.user.email, "helen.marsh@exampleshire.test")
        self.assertTrue(member.user.check_password(ANSWERS["admin_password"]))

    def test_the_start_page_leads_here(self) -> None:
        self.assertRedirects(self.client.get("/"), URL)

    def test_wrong_answers_are_said_at_the_field_and_nothing_is_written(self) -> None:
        response = self.client.post(URL, ANSWERS | {"slug": "Example Shire", "admin_password": "short"})
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "cannot stand in an address", status_code=422)
        self.assertContains(response, "This password is too short", status_code=422)
        self.assertContains(response, 'value="Helen Marsh"', status_code=422)
        self.assertFalse(User.objects.exists())

    def test_it_is_gone_once_there_is_a_council(self) -> None:
        make_council()
        self.assertEqual(self.client.get(URL).status_code, 404)
        self.assertEqual(self.client.post(URL, ANSWERS).status_code, 404)
        self.assertEqual(Council.objects.count(), 1)

    def test_the_second_of_two_people_at_once_is_refused(self) -> None:
        make_council()
        with self.assertRaises(WorkflowError):
            create_first_council(at=timezone.now(), **ANSWERS)
        self.assertEqual(Council.objects.count(), 1)
