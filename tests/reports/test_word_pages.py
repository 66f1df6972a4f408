"""Word files over the wire: who gets them, from which content, kept by the browser, recorded."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assurance.models import AcceptedWarning, Assessment
from assurance.readiness import Readiness
from governance.models import AuditEntry
from governance.roles import Role
from reports.models import DocumentKind, GovernanceStatement, Publication
from reports.word.files import CONTENT_TYPE
from reports.workflow.publications import withdraw
from tests.builders import make_member
from tests.reports.reviews import monitoring_officer, released, scored_review
from tests.reports.word_reading import opened, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    return scored_review()


@pytest.fixture
def officer(cycle):
    return monitoring_officer(cycle)


def all_words(response):
    return squeezed("".join(opened(response.content).element.body.itertext()))


def test_a_draft_is_made_as_it_stands_and_recorded(client, cycle, officer):
    client.force_login(officer.user)
    address = reverse("reports:draft-word", args=[cycle.council.slug, 2024, "assurance-review"])

    first = client.get(address)

    assert first["Content-Type"] == CONTENT_TYPE
    assert 'assurance-review-2024-25-draft.docx"' in first["Content-Disposition"]
    entry = AuditEntry.objects.get(action="reports.draft.downloaded")
    assert entry.data["form"] == "a Word file"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    Assessment.objects.filter(cycle=cycle).update(narrative="Otherwise")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == HTTPStatus.OK


def test_a_released_one_is_made_of_what_was_frozen(client, cycle, officer):
    publication = released(cycle, by=officer, agenda_label="Appendix A")
    Assessment.objects.filter(cycle=cycle).update(narrative="Changed afterwards")
    client.force_login(make_member(cycle.council, Role.COMMITTEE_MEMBER).user)
    address = reverse("reports:publication-word", args=[cycle.council.slug, publication.pk])

    response = client.get(address)

    words = all_words(response)
    assert words.startswith("AppendixA")
    assert "Changedafterwards" not in words
    assert squeezed(publication.check_code) in words
    withdraw(publication=publication, reason="Wrong", by=officer, at=timezone.now())
    assert client.get(address).status_code == HTTPStatus.GONE


def test_the_label_in_the_agenda_is_asked_for_and_kept_from_one_page_to_the_next(client, cycle, officer):
    client.force_login(officer.user)
    address = reverse("reports:release", args=[cycle.council.slug, 2024, "committee-summary"])
    seen = client.get(address).context["form"].initial["seen"]
    today = timezone.localdate()
    asked = {
        "visible_from_day": today.day,
        "visible_from_month": today.month,
        "visible_from_year": today.year,
        "agenda_label": "Appendix B",
        "seen": seen,
    }

    check = client.post(address, asked)
    client.post(address, asked | {"confirmed": "yes"})

    assert '<input type="hidden" name="agenda_label" value="Appendix B">' in check.content.decode()
    assert Publication.objects.get().agenda_label == "Appendix B"


def test_the_statement_can_be_had_without_its_cover(client, cycle, officer):
    client.force_login(officer.user)
    address = reverse("reports:draft-word", args=[cycle.council.slug, 2024, "ags"])

    whole, bare = client.get(address), client.get(address, {"cover": "no"})

    assert "Documentcheckcode" in all_words(whole)
    assert "Documentcheckcode" not in all_words(bare)
    assert whole["ETag"] != bare["ETag"]


def test_the_cover_report_tells_what_was_passed_and_by_which_post(client, cycle, officer):
    found = Readiness(cycle, timezone.localdate())
    group = next(one for one in found.groups if any(finding.row for finding in one.findings))
    finding = next(one for one in group.findings if one.row)
    AcceptedWarning.objects.create(
        council=cycle.council,
        cycle=cycle,
        rule=group.rule.key,
        assessment_id=finding.row,
        digest=finding.digest(group.rule),
        reason="Known & being looked at",
        by=officer,
        at=timezone.now(),
    )
    client.force_login(officer.user)

    response = client.get(reverse("reports:cover-report", args=[cycle.council.slug, 2024]))

    document = opened(response.content)
    (table,) = document.tables
    assert [cell.text for cell in table.rows[1].cells][:3] == [
        group.rule.name,
        finding.ref,
        "Known & being looked at",
    ]
    assert officer.name not in "".join(document.element.body.itertext())
    asked = [one.text for one in document.paragraphs if one.style.name == "List Number"]
    assert [one.split()[0] for one in asked] == ["note", "approve", "agree"]


def test_the_cover_report_names_the_sections_that_changed(client, cycle, officer):
    released(cycle, DocumentKind.AGS, by=officer)
    GovernanceStatement.objects.create(council=cycle.council, cycle=cycle, opinion="reasonable")
    client.force_login(officer.user)

    response = client.get(reverse("reports:cover-report", args=[cycle.council.slug, 2024]))

    assert "Theopinion" in all_words(response)
    assert "version1of" in all_words(response)


def test_the_command_writes_a_word_file(tmp_path, cycle):
    call_command("render_document", "action-plan", council=cycle.council.slug, output=tmp_path / "plan.docx")

    assert opened((tmp_path / "plan.docx").read_bytes()).core_properties.title.startswith("Action plan")
