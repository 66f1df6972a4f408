"""The documents about actions as workbooks: real dates, no formulas, the same bytes each time."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.models import ActionUpdate
from assurance.signed_content import check_code
from governance.roles import Role
from reports import spreadsheets
from reports.documents import freeze
from reports.models import DocumentKind
from reports.workflow.publications import withdraw
from tests.builders import TODAY, make_council, make_cycle, make_member, make_post
from tests.reports.reviews import monitoring_officer, owned_promise, promise, released, scored_review

pytestmark = pytest.mark.django_db

KINDS = [DocumentKind.ACTION_PLAN, DocumentKind.MONITORING_REPORT]


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    return make_cycle(make_council())


def made(cycle, kind):
    frozen = freeze(kind, cycle, on=TODAY)
    return spreadsheets.workbook(frozen.content, frozen.digest)


def opened(content):
    return openpyxl.load_workbook(BytesIO(content))


def rows(content):
    """The sheet of actions, each row by its headings."""
    head, *found = opened(content)["Actions"].iter_rows(values_only=True)
    return [dict(zip(head, one, strict=True)) for one in found]


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_with_the_actions_and_what_they_are_about(cycle, kind):
    owned_promise(cycle, "A1.1", "Train staff", date(2026, 3, 31))
    frozen = freeze(kind, cycle, on=TODAY)

    book = opened(spreadsheets.workbook(frozen.content, frozen.digest))

    assert book.sheetnames == ["Actions", "About"]
    about = dict(book["About"].iter_rows(values_only=True))
    assert (about["Council"], about["Review"]) == (cycle.council.name, "2024/25")
    assert about["Facts as at"] == datetime(2025, 5, 19)
    assert about["Document check code"] == check_code(frozen.digest)


@pytest.mark.parametrize("kind", KINDS)
def test_each_action_is_a_row_with_dates_as_dates(cycle, kind):
    action = promise(
        cycle, "A1.1", "Train staff", expected_outcome="All trained", priority="high",
        owner_post=make_post(cycle.council, "Head of people"), due_on=date(2025, 5, 1),
    )  # fmt: skip
    ActionUpdate.objects.create(
        council=cycle.council, action=action, said_on=date(2025, 4, 2), progress="at_risk", text="Half done"
    )

    (found,) = rows(made(cycle, kind))

    assert found == {
        "Ref": "24/25-1",
        "Requirements": str(action.links.get().assessment.requirement),
        "Action": "Train staff",
        "Expected outcome": "All trained",
        "Owner": "Head of people",
        "Due": datetime(2025, 5, 1),
        "First promised for": None,
        "Priority": "High",
        "How it goes": "Late",
        "Days late": 18,
        "Last update": datetime(2025, 4, 2),
        "What the owner said": "Half done",
        "Times carried on": 0,
        "Why it was carried on": None,
        "Done on": None,
        "What was done": None,
        "How it is watched": "Monitoring report to the Audit and Governance Committee",
    }


def test_headings_stay_in_sight_and_each_column_has_a_filter(cycle):
    promise(cycle, "A1.1", "Train staff")
    promise(cycle, "A1.2", "Publish the register")

    sheet = opened(made(cycle, DocumentKind.MONITORING_REPORT))["Actions"]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions == "A1:Q3"


@pytest.mark.parametrize("kind", KINDS)
def test_done_and_open_actions_are_all_there(cycle, kind):
    promise(cycle, "A1.1", "Open")
    promise(cycle, "A1.2", "Finished", status="complete", completed_on=TODAY)

    assert [(one["Action"], one["How it goes"]) for one in rows(made(cycle, kind))] == [
        ("Open", "No update yet"),
        ("Finished", "Done"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+44 1632 960001", "-2", "@SUM(A1)", '=HYPERLINK("//x","y")'])
def test_no_text_is_run_as_a_formula(cycle, text):
    cycle.council.name = text
    cycle.council.save()
    promise(cycle, "A1.1", text, expected_outcome=text, owner_post=make_post(cycle.council, text))

    book = opened(made(cycle, DocumentKind.MONITORING_REPORT))

    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))] == []
    assert book["Actions"]["C2"].value == f"'{text}"


def test_what_no_cell_can_hold_is_left_out_and_said(cycle):
    promise(cycle, "A1.1", "Bell \x07 and " + "words " * 8_000)

    (found,) = rows(made(cycle, DocumentKind.ACTION_PLAN))

    assert found["Action"].startswith("Bell  and words")
    assert found["Action"].endswith("The rest stands in the document.")
    assert len(found["Action"]) == spreadsheets.MOST_IN_A_CELL


def test_the_same_content_gives_the_same_bytes(cycle, monkeypatch):
    promise(cycle, "A1.1", "Train staff")
    first = made(cycle, DocumentKind.MONITORING_REPORT)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))

    assert made(cycle, DocumentKind.MONITORING_REPORT) == first


def test_a_review_without_actions_has_its_headings(cycle):
    assert rows(made(cycle, DocumentKind.ACTION_PLAN)) == []


def test_a_draft_is_downloaded_as_it_stands_and_a_release_as_it_was_frozen(client):
    cycle = scored_review()
    action = promise(cycle, "A1.1", "Train staff")
    officer = monitoring_officer(cycle)
    publication = released(cycle, DocumentKind.MONITORING_REPORT, by=officer)
    action.text = "Train everyone"
    action.save()
    client.force_login(officer.user)

    draft = client.get(
        reverse("reports:draft-spreadsheet", args=[cycle.council.slug, 2024, "monitoring-report"])
    )
    frozen = client.get(reverse("reports:publication-spreadsheet", args=[cycle.council.slug, publication.pk]))

    assert [rows(answer.content)[0]["Action"] for answer in (draft, frozen)] == [
        "Train everyone",
        "Train staff",
    ]
    assert draft["Content-Type"] == spreadsheets.CONTENT_TYPE
    assert 'monitoring-report-2024-25-draft.xlsx"' in draft["Content-Disposition"]
    assert 'monitoring-report-2024-25-version-1.xlsx"' in frozen["Content-Disposition"]
    assert draft["Content-Disposition"].startswith("attachment")


def test_documents_of_scores_have_no_spreadsheet_and_a_withdrawn_one_has_none_left(client):
    cycle = scored_review()
    officer = monitoring_officer(cycle)
    statement = released(cycle, by=officer)
    plan = released(cycle, DocumentKind.ACTION_PLAN, by=officer)
    withdraw(publication=plan, reason="Wrong", by=officer, at=timezone.now())
    client.force_login(make_member(cycle.council, Role.REVIEWER).user)

    def status(name, *parts):
        return client.get(reverse(f"reports:{name}", args=[cycle.council.slug, *parts])).status_code

    assert status("draft-spreadsheet", 2024, "ags") == 404
    assert status("draft-spreadsheet", 2024, "minutes") == 404
    assert status("draft-spreadsheet", 2019, "action-plan") == 404
    assert status("publication-spreadsheet", statement.pk) == 404
    assert status("publication-spreadsheet", plan.pk) == 410
