"""What a council decides for itself."""

import pytest
from django.test import TestCase
from django.urls import reverse

from governance.colours import colour_problem, contrast_on_white
from governance.models import AuditEntry, Council, CouncilSetting, Membership
from governance.roles import Role
from tests.builders import make_council, make_member

ANSWERS = {
    "name": "Exampleshire Council",
    "governance_model": "executive",
    "colour": "#1f4b57",
    "approving_body": "Audit and Governance Committee",
    "leading_member_title": "Leader of the Council",
    "chief_executive_title": "Chief Executive",
    "contact_email": "",
    "low_score_threshold": "7",
    "thin_evidence_characters": "60",
    "one_band_percent": "80",
}


class SettingsTests(TestCase):
    council: Council
    admin: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire", name="Exampleshire Council")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR)
        cls.url = reverse("governance:settings", args=["exampleshire"])

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def post(self, **answers: str):
        return self.client.post(self.url, ANSWERS | answers)

    def test_choices_are_saved_and_recorded(self) -> None:
        self.assertRedirects(self.post(governance_model="committee", approving_body="Full Council"), self.url)
        council = Council.objects.get()
        self.assertEqual(council.governance_model, "committee")
        self.assertEqual(council.setting("approving_body"), "Full Council")
        self.assertContains(self.client.get(self.url), 'value="Full Council"')
        changes = AuditEntry.objects.get().data["changes"]
        self.assertEqual(changes["approving body"], ["Audit and Governance Committee", "Full Council"])
        self.assertEqual(changes["governance model"][1], "Committee system")

    def test_the_lines_drawn_for_what_is_left_to_do_are_numbers_in_their_range(self) -> None:
        self.post(low_score_threshold="6", thin_evidence_characters="100")
        council = Council.objects.get()
        self.assertEqual(council.setting("low_score_threshold"), 6)
        self.assertEqual(council.setting("thin_evidence_characters"), 100)
        refused = self.post(low_score_threshold="10", one_band_percent="49").context["form"].errors
        self.assertEqual(set(refused), {"low_score_threshold", "one_band_percent"})

    def test_going_back_to_the_usual_keeps_no_row(self) -> None:
        self.post(approving_body="Full Council")
        self.post()
        self.assertFalse(CouncilSetting.objects.exists())

    def test_nothing_changed_records_nothing(self) -> None:
        self.post()
        self.assertFalse(AuditEntry.objects.exists())

    def test_a_pale_colour_is_refused_and_the_rest_kept(self) -> None:
        response = self.post(name="Renamed Council", colour="#ff8800")
        self.assertContains(response, "Choose a darker colour", status_code=422)
        self.assertContains(response, 'value="Renamed Council"', status_code=422)
        self.assertEqual(Council.objects.get().name, "Exampleshire Council")

    def test_the_contact_is_an_address(self) -> None:
        self.assertEqual(set(self.post(contact_email="nobody").context["form"].errors), {"contact_email"})


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21.0), ("#ffffff", 1.0), ("#595959", 7.0), ("#1f4b57", 9.54)]
)
def test_contrast_is_that_of_the_guidelines(colour: str, contrast: float) -> None:
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.05)


@pytest.mark.parametrize("colour", ["", "red", "#fff", "1f4b57", "#1f4b5g", "#1f4b57;}", "#5a5a5a"])
def test_unfit_colours_are_refused(colour: str) -> None:
    assert colour_problem(colour)


@pytest.mark.parametrize("colour", ["#1f4b57", "#000000", "#7A0019"])
def test_dark_colours_are_taken(colour: str) -> None:
    assert not colour_problem(colour)
