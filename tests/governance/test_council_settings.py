"""What a council decides for itself."""

import pytest
from django.test import TestCase
from django.urls import reverse

from governance.colours import colour_problem, contrast_on_white
from governance.council_settings import DEFAULTS
from governance.forms.councils import SECTIONS, CouncilSettingsForm
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
    "change_asking_reason": "2",
    "evidence_age_months": "24",
    "finishing_offices": "monitoring_officer",
    "required_sources": ["head_of_internal_audit", "external_auditor"],
    "issue_definition": DEFAULTS["issue_definition"],
    "issue_criteria": "\r\n".join(DEFAULTS["issue_criteria"]),
    "column_ref": "Ref",
    "column_required": "What is required",
    "column_examples": "Examples of evidence",
    "column_score": "Score",
    "column_progress": "Progress in the year and plans",
    "return_statements": "\r\n".join(DEFAULTS["return_statements"]),
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

    def post(self, **answers: str | list[str]):
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
        outside = {
            "low_score_threshold": "10",
            "one_band_percent": "49",
            "change_asking_reason": "6",
            "evidence_age_months": "11",
        }
        self.assertEqual(set(self.post(**outside).context["form"].errors), set(outside))

    def test_every_field_stands_under_a_heading(self) -> None:
        named = [name for section in SECTIONS for name in section.names]
        named.remove("logo_remove")  # there is none yet
        self.assertEqual(named, list(CouncilSettingsForm(instance=self.council).fields))
        page = self.client.get(self.url).content.decode()
        for section in SECTIONS:
            self.assertInHTML(f'<h2 class="govuk-heading-m">{section.heading}</h2>', page)

    def test_who_finishes_the_review_keeps_its_order(self) -> None:
        chain = ["monitoring_officer", "section_151", "head_of_paid_service"]
        self.post(finishing_offices=" ".join(chain))
        self.assertEqual(Council.objects.get().setting("finishing_offices"), chain)
        refused = self.post(finishing_offices="section_151").context["form"].errors
        self.assertEqual(set(refused), {"finishing_offices"})

    def test_sources_to_ask_for_can_be_none_and_none_unknown(self) -> None:
        self.post(required_sources=[])
        self.assertEqual(Council.objects.get().setting("required_sources"), [])
        refused = self.post(required_sources=["horoscope"]).context["form"].errors
        self.assertEqual(set(refused), {"required_sources"})

    def test_lines_are_kept_one_by_one_without_empty_and_double_ones(self) -> None:
        self.post(issue_criteria=" Money  was lost \r\n\r\nA law was broken\r\nMoney was lost\r\n")
        self.assertEqual(
            Council.objects.get().setting("issue_criteria"), ["Money was lost", "A law was broken"]
        )
        changed = AuditEntry.objects.get().data["changes"]["issue criteria"]
        self.assertEqual(changed[1], "Money was lost; A law was broken")

    def test_lines_have_limits_and_the_error_says_what_to_change(self) -> None:
        def error(**answers: str) -> str:
            [[message]] = self.post(**answers).context["form"].errors.values()
            return message

        self.assertIn("Write at least one line", error(issue_criteria=" \n "))
        many = "\n".join(f"Criterion {number}" for number in range(13))
        self.assertIn("Take out 1", error(issue_criteria=many))
        self.assertIn("Shorten line 2 by 1", error(issue_criteria=f"One\n{'y' * 301}"))
        self.assertIn("Shorten line 1 by 3", error(return_statements="y" * 503))
        many = "\n".join(f"We keep rule {number}" for number in range(27))
        self.assertIn("Take out 2", error(return_statements=many))

    def test_heads_of_columns_are_the_councils_own_and_never_empty(self) -> None:
        self.post(column_score="Score 1-10")
        self.assertEqual(Council.objects.get().setting("column_score"), "Score 1-10")
        refused = self.post(column_ref="", column_score="x" * 25).context["form"].errors
        self.assertEqual(set(refused), {"column_ref", "column_score"})

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
