"""The monitoring report as page, PDF and file: what is read of it, and by whom."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pdfua import validate

from governance.roles import Role
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.paper import for_paper
from reports.pdf import engine
from tests.builders import TODAY, make_council, make_cycle, make_member
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.reviews import (
    YESTERDAY,
    carried,
    monitoring_officer,
    owned_promise,
    released,
    released_on,
    says,
    scored_review,
)

pytestmark = pytest.mark.django_db

KIND = DocumentKind.MONITORING_REPORT


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    return make_cycle(make_council())


def page(cycle):
    return draft_page(freeze(KIND, cycle, on=TODAY), cycle)


def full_review():
    """A review with actions in every state, one over pages, and a report before."""
    cycle = make_cycle(make_council("merrow", name="Merrowdale District Council"))
    released_on(cycle, KIND, date(2025, 2, 1))
    for number in range(30):
        owned_promise(
            cycle, "A1.1", f"Late {number}", due_on=YESTERDAY, expected_outcome="A register that is used"
        )
    says(owned_promise(cycle, "B1.1", "Words that go on. " * 300), "at_risk", text="More of them. " * 100)
    carried(owned_promise(cycle, "C1.1", "Carried"), 2022, 2023, 2024)
    owned_promise(cycle, "D1.1", "Finished", status="complete", completed_on=YESTERDAY)
    owned_promise(cycle, "E1.1", "Replaced", status="superseded")
    return cycle


def test_the_pdf_is_read_whole_with_its_tables_and_heads(tmp_path):
    cycle = full_review()
    html = for_paper(page(cycle))

    made = engine.render(html)
    pdf = TaggedPdf(made.content)

    assert pdf.faults() == []
    assert [text for _, text in pdf.headings()] == [
        "Action monitoring report", "In short", "What has changed", "Late", "At risk", "Carried twice",
        "No update yet", "Done", "Replaced",
    ]  # fmt: skip
    wanted = counts_in_html(html)
    kinds = ("Table", "TR", "TH", "TD", "L", "Figure", "Link")
    assert {kind: pdf.counts[kind] for kind in kinds} == {kind: wanted[kind] for kind in kinds}
    assert {cell.scope for cell in pdf.cells("TH")} == {"Column", "Row"}
    late = next(cell for cell in pdf.cells("TD") if cell.text.startswith("Late 29 So that"))
    assert late.headers == ("What we promised, and what it should achieve", "24/25-30")
    cells = [tag.text for tag in pdf.of_kind("TD")]
    assert max(cell.count("Words that go on.") for cell in cells) == 300
    assert max(cell.count("More of them.") for cell in cells) == 100
    heads = [
        number
        for number in range(len(pdf.pdf.pages))
        if ("Pagination", "Who and by when") in pdf.artifacts(number)
    ]
    assert heads, "the row of headings stands again where a table runs on"
    path = tmp_path / "report.pdf"
    path.write_bytes(made.content)
    assert [finding.message for finding in validate(str(path)).findings] == []


def test_wide_tables_lie_on_landscape_pages(cycle):
    owned_promise(cycle, "A1.1", "Train staff")

    pages = TaggedPdf(engine.render(for_paper(page(cycle))).content).pdf.pages

    sizes = [(float(one.mediabox[2]), float(one.mediabox[3])) for one in pages]
    assert sizes[0][0] < sizes[0][1]
    assert all(width > height for width, height in sizes[1:])


def test_shapes_are_for_the_eye_and_words_say_all_of_it(cycle):
    owned_promise(cycle, "A1.1", "Train staff", due_on=YESTERDAY)

    html = page(cycle)

    shapes = html.split("<svg")[1:]
    assert shapes
    assert all('aria-hidden="true"' in shape.split(">")[0] for shape in shapes)
    assert "<strong>Late</strong>" in html


def test_members_read_it_when_it_is_released_and_nothing_before(client):
    cycle = scored_review()
    owned_promise(cycle, "A1.1", "Train staff")
    councillor = make_member(cycle.council, Role.COMMITTEE_MEMBER)
    client.force_login(councillor.user)
    slug = cycle.council.slug
    assert client.get(reverse("reports:draft", args=[slug, 2024, KIND.value])).status_code == 403
    assert client.get(reverse("reports:draft-spreadsheet", args=[slug, 2024, KIND.value])).status_code == 403

    publication = released(cycle, KIND)

    documents = client.get(reverse("reports:documents", args=[slug])).content.decode()
    assert "Action monitoring report 2024/25" in documents
    assert reverse("reports:publication-spreadsheet", args=[slug, publication.pk]) in documents
    shown = client.get(reverse("reports:publication", args=[slug, publication.pk]))
    assert "Train staff" in shown.content.decode()
    assert "Download as spreadsheet" in shown.content.decode()


def test_officers_find_draft_and_spreadsheet_beside_the_other_documents(client):
    cycle = scored_review()
    client.force_login(monitoring_officer(cycle).user)
    slug = cycle.council.slug

    documents = client.get(reverse("reports:documents", args=[slug])).content.decode()

    for kind in ("action-plan", "monitoring-report"):
        for name in ("draft", "draft-spreadsheet", "release"):
            assert reverse(f"reports:{name}", args=[slug, 2024, kind]) in documents
    draft = client.get(reverse("reports:draft", args=[slug, 2024, KIND.value])).content.decode()
    assert "Make a PDF of this draft" in draft
    assert "Download as spreadsheet" in draft


def test_a_stranger_finds_neither_draft_nor_spreadsheet(client):
    cycle = scored_review()
    publication = released(cycle, KIND)
    stranger = monitoring_officer(make_cycle(make_council()))
    client.force_login(stranger.user)

    for slug in (cycle.council.slug, stranger.council.slug):
        for name in ("publication", "publication-spreadsheet"):
            assert client.get(reverse(f"reports:{name}", args=[slug, publication.pk])).status_code == 404
    draft = reverse("reports:draft-spreadsheet", args=[cycle.council.slug, 2024, KIND.value])
    assert client.get(draft).status_code == 404


def test_the_command_writes_page_pdf_and_workbook(tmp_path):
    cycle = scored_review()
    owned_promise(cycle, "A1.1", "Train staff")

    for suffix in ("html", "pdf", "xlsx"):
        out = StringIO()
        call_command(
            "render_document", KIND.value, council=cycle.council.slug, year="2024/25",
            output=tmp_path / f"report.{suffix}", stdout=out,
        )  # fmt: skip
        assert "Action monitoring report 2024/25 written to" in out.getvalue()
        assert (tmp_path / f"report.{suffix}").stat().st_size > 3_000
