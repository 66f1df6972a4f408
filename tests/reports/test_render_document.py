"""The command that writes a document to a file."""

from __future__ import annotations

from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from reports.models import DocumentKind
from tests.builders import make_council
from tests.reports.pdf_reading import TaggedPdf
from tests.reports.reviews import promise, scored_review

pytestmark = pytest.mark.django_db


def run(kind, council, output, **options):
    out = StringIO()
    call_command("render_document", kind, council=council, output=output, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_page_on_its_own_needs_no_server(tmp_path, kind):
    cycle = scored_review()

    said = run(kind, cycle.council.slug, tmp_path / "out.html", year="2024/25")

    page = (tmp_path / "out.html").read_text()
    assert "2024/25 written to" in said
    assert '<link rel="stylesheet"' not in page
    assert "url(../" not in page
    assert "font/woff2;base64," in page
    assert ("8.99" in page) == (kind in {"assurance-review", "local-code", "ags"})


def test_a_pdf_is_tagged_and_says_how_many_pages(tmp_path):
    cycle = scored_review()

    said = run("ags", cycle.council.slug, tmp_path / "out.pdf")

    assert "pages" in said
    pdf = TaggedPdf((tmp_path / "out.pdf").read_bytes())
    assert all("Sans" in name and "DejaVu" not in name for name in pdf.fonts)


def test_copies_are_asked_for_by_name_and_only_the_statement_has_one_without_cover(tmp_path):
    council = scored_review(make_council("known")).council.slug
    said = ("render_document", "--council", council, "--output", str(tmp_path / "out.html"))

    call_command(*said, "local-code", "--large-print", stdout=StringIO())
    assert 'class="large"' in (tmp_path / "out.html").read_text()
    call_command(*said, "ags", "--without-cover", stdout=StringIO())
    assert 'class="part"' in (tmp_path / "out.html").read_text()
    with pytest.raises(CommandError, match="can be had without its cover"):
        call_command(*said, "local-code", "--without-cover")


@pytest.mark.parametrize("kind", ["action-plan", "monitoring-report"])
def test_documents_about_actions_are_written_as_workbooks_too(tmp_path, kind):
    cycle = scored_review()
    promise(cycle, "A1.1", "Train depot staff")

    said = run(kind, cycle.council.slug, tmp_path / "out.xlsx", year="2024/25")

    assert "2024/25 written to" in said
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Actions"]["C2"].value == "Train depot staff"


@pytest.mark.parametrize(
    ("kind", "council", "name", "year", "message"),
    [
        ("minutes", "known", "out.pdf", None, "is not one of"),
        ("ags", "known", "out.odt", None, "must end in .html or .pdf or .docx"),
        ("ags", "known", "out.xlsx", None, "must end in .html or .pdf or .docx"),
        ("action-plan", "known", "out.odt", None, "must end in .html or .pdf or .docx or .xlsx"),
        ("ags", "unknown", "out.pdf", None, "There is no council"),
        ("ags", "known", "out.pdf", "2024", "is not a financial year"),
        ("ags", "known", "out.pdf", "2011/12", "has no review for 2011/12"),
        ("ags", "known", "nowhere/out.pdf", None, "there is no such folder"),
    ],
)
def test_a_bad_value_is_one_clear_line_and_writes_nothing(tmp_path, kind, council, name, year, message):
    scored_review(make_council("known"))

    with pytest.raises(CommandError, match=message):
        run(kind, council, tmp_path / name, year=year)

    assert list(tmp_path.iterdir()) == []
