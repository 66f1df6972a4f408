"""Copies of a document: large print, the statement without its cover. The same words, the same check code."""

from __future__ import annotations

import re
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.urls import reverse
from pdfua import validate

from governance.roles import Role
from reports.copies.making import copy_of
from reports.copies.tree import TOOLBAR, classes, read, words
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, GovernanceStatement, Publication, Rendering, StatementSection
from reports.tasks import render_pdf
from tests.builders import TODAY, make_member
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.public_documents import made_public, path_of, stores_pdf
from tests.reports.reviews import monitoring_officer, owned_promise, promise, released, says, scored_review
from tests.reports.word_reading import PrintedPage

pytestmark = pytest.mark.django_db
Variant = Rendering.Variant


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    found = scored_review()
    says(owned_promise(found, "A1.1", "Train depot staff", expected_outcome="Nobody is hurt"), "late")
    promise(found, "B2.3", "Publish the register", status="complete", completed_on=TODAY)
    return found


def page_of(cycle, kind):
    return draft_page(freeze(kind, cycle, on=TODAY), cycle)


def printed_words(html):
    """Every word that is printed, but for those in pictures and the names of columns."""
    tree = PrintedPage(html).tree.body
    for one in tree.xpath("//svg|//thead"):
        one.drop_tree()
    return set(re.findall(r"\w+", " ".join(tree.itertext())))


def text_of_sections(html):
    [sections] = read(html).iter("main")
    return words(sections)


@pytest.mark.parametrize("kind", DocumentKind)
def test_large_print_says_the_same_in_blocks(cycle, kind):
    html = page_of(cycle, kind)

    large = copy_of(html, Variant.LARGE_PRINT)

    page = read(large)
    assert page.get("class") == "large"
    assert page.find(".//table") is None
    assert page.find(".//figure") is None
    assert printed_words(html) - printed_words(large) == set()
    assert re.findall("check-code.*", large)[0] == re.findall("check-code.*", html)[0]
    levels = [level for level, _ in PrintedPage(large).headings()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert large.count(TOOLBAR) == 1


def test_each_requirement_is_a_block_that_begins_with_its_name_and_score(cycle):
    page = read(copy_of(page_of(cycle, DocumentKind.ASSURANCE_REVIEW), Variant.LARGE_PRINT))

    blocks = [one for one in page.iter("div") if "block" in classes(one)]
    assert len(blocks) == 91
    heading, statement, score, *rest = blocks[0]
    assert (statement.get("data-name"), rest[-1].get("class")) == (words(heading), "ends")
    assert (heading.tag, words(heading)) == ("h4", "A1.1 Integrity led from the top")
    assert words(statement)
    assert words(score) == "10 of 10, Strong"
    assert "Examples of evidence" in [words(one) for one in rest]
    assert "Train depot staff" in words(blocks[0])


def test_the_file_in_large_print_is_tagged_like_its_page_and_nothing_in_it_is_small(cycle, tmp_path):
    output = tmp_path / "plan.pdf"
    call_command(
        "render_document", "action-plan", council=cycle.council.slug, output=output,
        variant=Variant.LARGE_PRINT, stdout=StringIO(),
    )  # fmt: skip

    document = TaggedPdf(output.read_bytes())
    expected = counts_in_html(copy_of(page_of(cycle, DocumentKind.ACTION_PLAN), Variant.LARGE_PRINT))
    assert {kind: document.counts[kind] for kind in expected} == dict(expected)
    assert document.faults() == []
    assert [finding.message for finding in validate(str(output)).findings] == []
    assert min(document.sizes) >= 14


def test_what_is_given_out_is_made_in_large_print_too_and_anything_else_when_asked(client, cycle):
    plan = released(cycle, DocumentKind.ACTION_PLAN)
    statement = released(cycle)
    client.force_login(make_member(cycle.council, Role.COMMITTEE_MEMBER).user)

    def variants(publication):
        return sorted(publication.renderings.values_list("variant", flat=True))

    assert variants(statement) == ["large-print", "standard"]
    assert variants(plan) == ["standard"]
    address = reverse("reports:publication-pdf", args=[cycle.council.slug, plan.pk]) + "?large-print"
    assert "Nobody has asked for it yet" in client.get(address).content.decode()
    asked = reverse("reports:publication-make-pdf", args=[cycle.council.slug, plan.pk]) + "?large-print"
    assert client.post(asked)["Location"] == address
    assert client.post(asked)["Location"] == address
    row = plan.renderings.get(variant=Variant.LARGE_PRINT)
    assert row.file_name.endswith("-large-print.pdf")
    assert client.get(address).status_code == 202

    render_pdf.call(rendering_id=row.pk)

    assert client.get(address)["Content-Type"] == "application/pdf"
    row.refresh_from_db()
    shelf = client.get(reverse("reports:documents", args=[cycle.council.slug])).content.decode()
    assert f"{address}" in shelf
    assert f"</a>, {row.pages} pages" in shelf


def test_the_public_finds_large_print_beside_the_pdf_and_never_in_its_place(client, cycle):
    publication = made_public(cycle)
    stores_pdf(publication, b"%PDF-1.7 large", Variant.LARGE_PRINT)
    name = "annual-governance-statement/2024-25"
    assert client.get(path_of(cycle, f"{name}.pdf")).status_code == 404

    stores_pdf(publication, b"%PDF-1.7 as usual", Variant.STANDARD)

    assert b"".join(client.get(path_of(cycle, f"{name}.pdf"))) == b"%PDF-1.7 as usual"
    for tail, cache in ((f"{name}-large-print.pdf", "no-cache"), (f"{name}/v1-large-print.pdf", "immutable")):
        response = client.get(path_of(cycle, tail))
        assert b"".join(response) == b"%PDF-1.7 large"
        assert cache in response["Cache-Control"]
        again = client.get(path_of(cycle, tail), headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
    assert (
        f'href="{path_of(cycle, f"{name}-large-print.pdf")}"' in client.get(path_of(cycle)).content.decode()
    )
    code = made_public(cycle, DocumentKind.LOCAL_CODE)
    stores_pdf(code, b"%PDF-1.7 the Code", Variant.LARGE_PRINT)
    for tail in ("local-code-large-print.pdf", "local-code/v1-large-print.pdf"):
        assert client.get(path_of(cycle, tail)).status_code == 200


def test_without_its_cover_the_statement_keeps_title_and_status(client, cycle):
    officer = monitoring_officer(cycle)
    publication = released(cycle, by=officer, agenda_label="Appendix A")
    client.force_login(officer.user)
    parts = [cycle.council.slug, publication.pk]
    address = reverse("reports:publication", args=parts)

    page = client.get(address, {"cover": "no"}).content.decode()

    head = page.split("<main")[0]
    assert "<h1>Annual Governance Statement</h1>" in head
    assert '<span class="status">Draft 1 for members – not approved</span>' in head
    assert 'class="facts"' not in head
    assert "Appendix A" not in head
    assert 'aria-label="This document"' in head
    assert text_of_sections(page) == text_of_sections(publication.html)
    asked = client.post(reverse("reports:publication-make-pdf", args=parts) + "?cover=no")
    assert asked["Location"].endswith(f"{publication.pk}.pdf?cover=no")
    made = publication.renderings.get(variant=Variant.WITHOUT_COVER)
    assert "Nobody has asked" not in client.get(asked["Location"]).content.decode()
    assert "<header" in made.html
    assert 'class="part"' in made.html


def test_only_the_statement_can_be_had_without_its_cover(client, cycle):
    client.force_login(monitoring_officer(cycle).user)
    address = reverse("reports:draft", args=[cycle.council.slug, 2024, "local-code"])

    assert 'class="cover"' in client.get(address, {"cover": "no"}).content.decode()


def test_the_label_of_the_agenda_is_printed_and_is_no_part_of_the_text(client, cycle):
    with_label = released(cycle, agenda_label="Appendix A & B")
    Publication.objects.filter(pk=with_label.pk).update(amend_reason="Another label.")
    without = released(cycle)

    assert '<p class="agenda-label">Appendix A &amp; B</p>' in with_label.html
    assert "agenda-label" not in without.html
    assert with_label.text_digest == without.text_digest
    for kind in (DocumentKind.LOCAL_CODE, DocumentKind.COMMITTEE_SUMMARY):
        assert '<p class="agenda-label">Item 7</p>' in released(cycle, kind, agenda_label="Item 7").html


def test_hostile_words_stay_words_in_a_copy(cycle):
    statement = GovernanceStatement.objects.create(council=cycle.council, cycle=cycle)
    StatementSection.objects.create(
        council=cycle.council, statement=statement, key="summary", position=1,
        text="<script>alert(1)</script> & &lt;b&gt; ]]> <img src=x onerror=alert(1)> " + "x" * 10_000,
    )  # fmt: skip
    html = page_of(cycle, DocumentKind.AGS)

    large = copy_of(html, Variant.LARGE_PRINT)

    assert "<script" not in large
    assert "<img" not in large
    assert printed_words(html) - printed_words(large) == set()
