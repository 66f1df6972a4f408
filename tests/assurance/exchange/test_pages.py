"""The browser's way: choose a file, look at what changes, confirm once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assurance.models import ImportRun, ImprovementAction, ReviewCycle
from governance.models import AuditEntry
from governance.roles import Role
from tests.assurance.exchange.files import ROWS, bring_in, workbook
from tests.builders import fill, make_council, make_cycle, make_member, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def coordinator(council, client):
    member = make_member(council, Role.COORDINATOR)
    client.force_login(member.user)
    return member


def upload(client, council, content, *, name="review.xlsx", year=2024, **fields):
    data = {"file": SimpleUploadedFile(name, content), "filing": "this_year"} | fields
    return client.post(reverse("assurance:import", args=[council.slug, year]), data)


def changed(before, after):
    """The marks of a text that was changed, as a page has them."""
    removed, added = (
        f'<span class="govuk-visually-hidden">{word}: </span>{text}'
        for word, text in (("removed", before), ("added", after))
    )
    return f"<del>{removed}</del><ins>{added}</ins>"


class TestBringingIn:
    def test_from_file_to_actions_for_a_year_without_a_review(self, client, council, coordinator):
        page = client.get(reverse("assurance:import", args=[council.slug, 2024]))
        assert "There is no 2024/25 review yet" in page.text
        response = upload(client, council, workbook(ROWS))
        preview = client.get(response.url)
        assert "3 of 3 rows would change" in preview.text
        assert "Fen skating club" in preview.text
        assert "“Ref” as reference" in preview.text
        assert not ReviewCycle.objects.exists()
        done = client.post(response.url)
        assert done.url == reverse("assurance:actions-fill", args=[council.slug, 2024])
        assert ReviewCycle.objects.get().assessments.exclude(own_score=None).count() == 3
        assert "3 rows were brought in. The 2024/25 review was made for it." in client.get(done.url).text
        assert "was brought in" in client.get(response.url).text

    def test_changes_are_shown_word_by_word(self, client, council, coordinator):
        make_cycle(council)
        bring_in(council, workbook(ROWS))
        rows = [("A1.1", "", 4, "Evidence – Old members sign the code.\nSecond paragraph.")]
        response = upload(client, council, workbook(rows))
        page = client.get(response.url).text
        assert changed("New", "Old") in page
        assert changed("9", "4") in page

    def test_problems_stop_the_confirmation(self, client, council, coordinator):
        make_cycle(council)
        response = upload(client, council, workbook([*ROWS, ("C1.1", "", "nine", "")]))
        page = client.get(response.url).text
        assert "1 problem to put right" in page
        assert "“nine” is not a score" in page
        assert "Bring in 4 rows" not in page
        assert client.post(response.url).status_code == 422
        assert not ImprovementAction.objects.exists()

    def test_a_row_edited_meanwhile_is_named_and_can_be_compared_again(self, client, council, coordinator):
        cycle = make_cycle(council)
        response = upload(client, council, workbook(ROWS))
        fill(row(cycle, "A1.2"), by=make_member(council, Role.SERVICE_OFFICER), score=3)
        refused = client.post(response.url)
        assert refused.status_code == 422
        assert "A1.2 Agreed values everyone knows was changed since" in refused.text
        assert row(cycle, "A1.2").own_score == 3
        client.post(response.url, {"step": "again"})
        assert changed("3", "8") in client.get(response.url).text
        client.post(response.url)
        assert row(cycle, "A1.2").own_score == 8

    def test_the_same_file_again_has_nothing_to_confirm(self, client, council, coordinator):
        make_cycle(council)
        bring_in(council, workbook(ROWS))
        response = upload(client, council, workbook(ROWS))
        assert "The file says what stands there already" in client.get(response.url).text

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.pdf", b"x", "Choose an Excel workbook"),
            ("a.xlsx", b"x", "cannot be read"),
            ("a.csv", b"", "empty"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_said_at_the_field(
        self, client, council, coordinator, name, content, says
    ):
        response = upload(client, council, content, name=name)
        assert response.status_code == 422
        assert says in response.text
        assert 'href="#id_file"' in response.text
        assert not ImportRun.objects.exists()

    def test_a_past_year_needs_its_body_and_date(self, client, council, coordinator):
        response = upload(client, council, workbook(ROWS), year=2022, filing="past_year")
        assert response.status_code == 422
        assert "Enter the body that approved it" in response.text
        approved = {"record_body": "Council", "record_date_day": "20", "record_date_month": "9"}
        response = upload(
            client,
            council,
            workbook(ROWS),
            year=2022,
            filing="past_year",
            record_date_year="2023",
            **approved,
        )
        client.post(response.url)
        assert ReviewCycle.objects.get().is_past_record

    def test_the_year_of_a_past_year_is_asked_for(self, client, council, coordinator):
        page = reverse("assurance:import-choose", args=[council.slug])
        assert "Which year is it?" in client.get(page).text
        assert "not a financial year" in client.get(page, {"year": "2023"}).text
        asked = client.get(page, {"year": "2023/24"})
        assert asked.url == reverse("assurance:import", args=[council.slug, 2023]) + "?filing=past_year"

    def test_another_councils_comparison_is_not_found(self, client, council, coordinator):
        other = make_council()
        member = make_member(other, Role.COORDINATOR)
        client.force_login(member.user)
        theirs = upload(client, other, workbook(ROWS))
        client.force_login(coordinator.user)
        run = ImportRun.objects.get()
        mine = reverse("assurance:import-preview", args=[council.slug, 2024, run.pk])
        assert [client.get(theirs.url).status_code, client.get(mine).status_code] == [404, 404]


class TestExport:
    def test_both_kinds_of_file(self, client, council, coordinator):
        make_cycle(council)
        for suffix, kind in (("xlsx", "openxmlformats"), ("csv", "text/csv")):
            response = client.get(reverse("assurance:export", args=[council.slug, 2024, suffix]))
            assert kind in response["Content-Type"]
            assert f"{council.slug}-assurance-review-2024-25.{suffix}" in response["Content-Disposition"]
        assert client.get(reverse("assurance:export", args=[council.slug, 2024, "pdf"])).status_code == 404
        assert AuditEntry.objects.filter(action="assurance.review.exported").count() == 2
