"""The Local Code as a document: drawn from an edition, numbered, and silent about internal items."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from assurance.models import Evidence, EvidenceUse
from framework.models import Framework
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.content import local_code
from reports.documents import draft_page, freeze
from reports.editions.files import read_code
from reports.editions.reading import text_of
from reports.editions.starting import first_text
from reports.editions.texts import ItemText, SectionText
from reports.models import DocumentKind, LocalCodeEdition
from reports.paper import for_paper
from reports.pdf import engine
from reports.workflow.editions import bring_in_edition, start_edition
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member, row
from tests.reports.pdf_reading import TaggedPdf

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_cycle(make_council())


@pytest.fixture
def coordinator(cycle):
    return make_member(cycle.council, Role.COORDINATOR)


def public_item(cycle, ref: str, title: str, **fields) -> Evidence:
    item = Evidence.objects.create(council=cycle.council, title=title, is_public=True, **fields)
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, ref), evidence=item)
    return item


def written(cycle, coordinator, **changes) -> LocalCodeEdition:
    """An edition of the first text with changes."""
    return bring_in_edition(
        council=cycle.council,
        framework=cycle.framework,
        text=replace(first_text(cycle, "table"), **changes),
        file="code.json",
        by=coordinator,
        at=NOW,
    )


def html_of(cycle) -> str:
    return draft_page(freeze(DocumentKind.LOCAL_CODE, cycle, on=TODAY), cycle)


def test_the_first_version_holds_what_the_page_showed_before(cycle, coordinator):
    public_item(cycle, "A1.1", "Code of conduct", link="https://council.example/code")
    before = local_code.build(cycle, on=TODAY)

    start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)

    after = local_code.build(cycle, on=TODAY)
    assert after.principles == before.principles
    assert after.sections == before.sections
    assert after.roles == before.roles


def test_only_one_version_is_written_at_a_time(cycle, coordinator):
    start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)

    with pytest.raises(WorkflowError, match="Version 1 is being written"):
        start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)


def test_the_next_version_keeps_the_text_and_takes_in_this_years_public_evidence(cycle, coordinator):
    first = start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)
    LocalCodeEdition.objects.filter(pk=first.pk).update(state="released")
    first.principles.filter(principle__letter="A").update(rationale="In our own words.")
    public_item(cycle, "A1.1", "Speaking up policy")
    Evidence.objects.create(council=cycle.council, title="Not used on any row", is_public=True)

    second = start_edition(cycle=cycle, style="constitution", by=coordinator, at=NOW)

    text = text_of(second)
    assert (second.number, second.style, second.based_on) == (2, "table", first)
    assert text.principles[0].rationale == "In our own words."
    assert [item.text for item in text.principles[0].groups[0].items if item.kind == "in_place"] == [
        "Speaking up policy"
    ]


def test_evidence_named_already_does_not_come_twice(cycle, coordinator):
    public_item(cycle, "A1.1", "Code of conduct")
    first = start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)
    LocalCodeEdition.objects.filter(pk=first.pk).update(state="released")

    second = start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)

    assert text_of(second).principles == text_of(first).principles


def test_an_item_that_became_internal_keeps_its_words_and_loses_its_link(cycle, coordinator):
    item = public_item(cycle, "A1.1", "Code of conduct", link="https://council.example/secret-path")
    start_edition(cycle=cycle, style="table", by=coordinator, at=NOW)
    assert "https://council.example/secret-path" in html_of(cycle)

    Evidence.objects.filter(pk=item.pk).update(is_public=False)

    assert "Code of conduct" in html_of(cycle)
    assert "secret-path" not in html_of(cycle)


def test_entries_have_no_one_or_several_links_and_bold_with_nested_bullets(cycle, coordinator):
    entries = (
        ItemText("in_place", "[One](https://a.example/1) and [two](https://a.example/2), every quarter"),
        ItemText("commitment", "**We train members**\n\n- in May\n- in June"),
    )
    text = first_text(cycle, "table")
    first = replace(
        text.principles[0],
        items=entries[:1],
        groups=(replace(text.principles[0].groups[0], items=entries[1:]),),
    )
    written(cycle, coordinator, principles=(first, *text.principles[1:]))

    html = html_of(cycle)

    assert '<a href="https://a.example/1">One</a> and <a href="https://a.example/2">two</a>' in html
    assert "<strong>We train members</strong>" in html
    assert "<li>in May</li>" in html


def test_numbers_of_a_constitution_follow_its_paragraphs(cycle, coordinator):
    sections = (
        SectionText("one", "text", text="First.\n\n- a bullet\n\nSecond."),
        SectionText("two", "text", text="See [9.9](#principle-B) and [9.9](#one)."),
        SectionText("principles", "principles"),
        SectionText("last", "text", text="The end."),
    )
    written(cycle, coordinator, style="constitution", numbering_prefix="7", sections=sections)

    built = local_code.build(cycle, on=TODAY)
    html = html_of(cycle)

    assert [one.number for one in built.principles] == [f"7.{n}" for n in range(4, 11)]
    assert '<a href="#principle-B">7.5</a> and <a href="#one">7.1</a>' in html
    assert '<span class="n">7.11</span>The end.' in html
    assert '<h2 class="clause" id="principle-A">' in html  # right below the title: no level is skipped
    assert built.figures is None


def test_markup_in_a_text_is_shown_not_run(cycle, coordinator):
    text = first_text(cycle, "table")
    hostile = "<script>alert(1)</script> ![x](file:///etc/passwd) [y](javascript:alert(1))"
    written(cycle, coordinator, sections=(SectionText("one", "text", "Heading", hostile), *text.sections[1:]))

    html = html_of(cycle)

    assert "<script>alert" not in html
    assert "file:///" not in html.replace("file:///etc/passwd)", "")
    assert 'href="javascript' not in html


@pytest.mark.parametrize("name", ["leicestershire-2022.json", "kent-section-26.json"])
def test_a_brought_in_code_makes_a_clean_tagged_pdf(cycle, coordinator, name):
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    brought = read_code(path, Framework.objects.newest())
    bring_in_edition(
        council=cycle.council,
        framework=cycle.framework,
        text=brought.text,
        file=name,
        by=coordinator,
        at=NOW,
    )

    pdf = TaggedPdf(engine.render(for_paper(html_of(cycle))).content)

    assert pdf.faults() == []
    assert all(after <= before + 1 for (before, _), (after, _) in pairwise(pdf.headings()))
    if brought.text.style == LocalCodeEdition.Style.TABLE:  # a row longer than a page repeats its name
        heading = brought.text.principles[0].groups[0].heading
        assert any(
            ("Pagination/Header", f"{heading} (continued)") in pdf.artifacts(n)
            for n in range(len(pdf.pdf.pages))
        )
    said = " ".join("".join(tag.text for tag in pdf.tags).split())
    for one in brought.text.principles:
        assert all(" ".join(group.heading.split())[:30] in said for group in one.groups)
