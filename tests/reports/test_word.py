"""Documents as Word files, read back: the same headings, tables, links and words as the page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from docx.oxml.ns import qn

from assurance.models import Assessment
from assurance.signed_content import check_code
from reports.copies.making import copy_of
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, GovernanceStatement, Rendering, StatementSection
from reports.word.files import word_file, word_tag
from tests.builders import TODAY, row
from tests.reports.reviews import owned_promise, promise, released, says, scored_review
from tests.reports.word_reading import PrintedPage, head_rows, headings, opened, parts, rows

pytestmark = pytest.mark.django_db

HOSTILE = (
    "Bell \x07 and \x00 nothing, \ufffe, 😀, Llŷn a’r ŵyl, \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c, "
    "<script>alert(1)</script> & ]]> " + "x" * 10_000
)


@pytest.fixture
def cycle():
    return scored_review()


def page_of(cycle, kind):
    return draft_page(freeze(kind, cycle, on=TODAY), cycle)


def statement(cycle, key, text):
    found = GovernanceStatement.objects.create(council=cycle.council, cycle=cycle)
    return StatementSection.objects.create(
        council=cycle.council, statement=found, key=key, text=text, position=1
    )


@pytest.mark.parametrize("kind", DocumentKind)
def test_headings_tables_and_links_are_those_of_the_page(cycle, kind):
    says(owned_promise(cycle, "A1.1", "Train staff", date(2025, 1, 1)), "late")
    promise(cycle, "B2.3", "Publish the register", status="complete", completed_on=TODAY)
    html = page_of(cycle, kind)

    content = word_file(html)

    document, page = opened(content), PrintedPage(html)
    assert headings(document) == page.headings()
    assert rows(document) == page.rows()
    assert [head_rows(table) for table in document.tables] == page.with_head()
    outward = {one.target_ref for one in document.part.rels.values() if one.is_external}
    assert outward == set(page.links())


def test_the_language_the_properties_and_the_page_are_set(cycle):
    frozen = freeze(DocumentKind.AGS, cycle, on=TODAY)

    content = word_file(draft_page(frozen, cycle))

    document, found = opened(content), parts(content)
    properties = document.core_properties
    assert properties.title.startswith("Annual Governance Statement 2024/25")
    assert properties.author == cycle.council.name
    assert properties.created.date() == TODAY
    assert properties.subject
    assert 'w:lang w:val="en-GB"' in found["word/styles.xml"]
    assert "US" not in re.findall(r'w:lang w:val="(?:..)-(..)"', found["word/styles.xml"])
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.styles["Normal"].font.size.pt == 12


def test_head_and_foot_say_what_it_is_that_it_is_a_draft_and_the_page(cycle):
    html = page_of(cycle, DocumentKind.AGS)
    code = check_code(re.findall(r'document-check-code" content="(\w+)"', html)[0])

    document = opened(word_file(html))

    head, foot = document.sections[0].header._element, document.sections[0].footer._element
    assert "Annual Governance Statement 2024/25" in "".join(head.itertext())
    assert "Draft" in "".join(head.itertext())
    assert code in "".join(foot.itertext())
    fields = [one.get(qn("w:instr")).strip() for one in foot.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_rows_stay_whole_save_long_ones_and_the_matrix_lies_across(cycle):
    row_text = "A long account of the year. " * 200
    Assessment.objects.filter(pk=row(cycle, "A1.1").pk).update(narrative=row_text)

    document = opened(word_file(page_of(cycle, DocumentKind.ASSURANCE_REVIEW)))

    assert [one.orientation for one in document.sections] == [0, 1]
    whole = {
        one.tc_lst[0].xpath("string()"): one.find(f".//{qn('w:cantSplit')}") is not None
        for table in document.tables
        for one in table._tbl.tr_lst
    }
    assert (whole["A1.1"], whole["A1.2"]) == (False, True)


def test_numbers_and_emphasis_and_lists_are_kept(cycle):
    statement(
        cycle,
        "summary",
        "**Strong** words.\n\n- one\n  - two\n\n3. third\n4. fourth\n\n[Site](https://x.org/)",
    )

    document = opened(word_file(page_of(cycle, DocumentKind.AGS)))

    found = {one.text: one for one in document.paragraphs}
    numbered = next(one for text, one in found.items() if text.endswith("Strong words."))
    assert re.fullmatch(r"2\.\d+\tStrong words\.", numbered.text)
    assert [run.text for run in numbered.runs if run.bold] == ["Strong"]
    assert [found[text].style.name for text in ("one", "two", "third")] == [
        "List Bullet",
        "List Bullet 2",
        "List Number",
    ]
    start = found["third"]._p.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element.num_having_numId(start)
    assert numbering.xpath("string(w:lvlOverride/w:startOverride/@w:val)") == "3"


@pytest.mark.parametrize("kind", [DocumentKind.AGS, DocumentKind.ASSURANCE_REVIEW])
def test_hostile_words_do_no_harm(cycle, kind):
    cycle.council.name = "Llŷn & <b>Ŵ</b>"
    cycle.council.save()
    Assessment.objects.filter(cycle=cycle).update(narrative=HOSTILE.replace("\x00", ""))
    statement(
        cycle, "summary", HOSTILE.replace("\x00", "") + "\n\n[x](javascript:alert(1)) [y](file:///etc/passwd)"
    )

    content = word_file(page_of(cycle, kind))

    document = opened(content)
    assert "x" * 10_000 in "".join(document.element.body.itertext())
    assert "\x07" not in "".join(document.element.body.itertext())
    outward = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert all(one.startswith(("http://", "https://", "mailto:")) for one in outward)
    for name, xml in parts(content).items():
        if name.endswith(".rels") and name != "word/_rels/document.xml.rels":
            assert "External" not in xml


def test_the_same_page_gives_the_same_bytes(cycle, monkeypatch):
    html = page_of(cycle, DocumentKind.ASSURANCE_REVIEW)
    first = word_file(html)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))

    assert word_file(html) == first
    assert word_tag(html) == word_tag(html)
    assert word_tag(html) != word_tag(html.replace("Draft", "Final"))


def test_a_copy_for_another_document_begins_with_the_title(cycle):
    html = page_of(cycle, DocumentKind.AGS)

    bare_page = copy_of(html, Rendering.Variant.WITHOUT_COVER)
    whole, bare = opened(word_file(html)), opened(word_file(bare_page))

    assert headings(bare)[:2] == [(1, "AnnualGovernanceStatement"), (2, "2Summaryandopinion")]
    assert len(bare.tables) == len(whole.tables) - 1
    assert not any("check code:" in one.text for one in bare.paragraphs)


def test_the_label_in_the_agenda_stands_first(cycle):
    document = opened(word_file(released(cycle, agenda_label="Appendix A").html))

    assert (document.paragraphs[0].text, document.paragraphs[0].style.name) == ("Appendix A", "Agenda Label")


def test_links_within_lead_to_a_place(cycle):
    document = opened(word_file(page_of(cycle, DocumentKind.ASSURANCE_REVIEW)))

    places = {one.get(qn("w:name")) for one in document.element.iter(qn("w:bookmarkStart"))}
    anchors = {one.get(qn("w:anchor")) for one in document.element.iter(qn("w:hyperlink"))} - {None}
    assert anchors
    assert anchors <= places


def test_a_chart_is_its_words(cycle):
    html = page_of(cycle, DocumentKind.AGS)
    title = " ".join(PrintedPage(html).tree.xpath("string(//svg/title)").split())

    document = opened(word_file(html))

    assert title in [one.text for one in document.paragraphs if one.style.name == "Figure Text"]


def test_a_tile_is_one_sentence(cycle):
    document = opened(word_file(page_of(cycle, DocumentKind.COMMITTEE_SUMMARY)))

    tiles = [one.text for one in document.paragraphs if one.text.startswith("A Integrity")]

    assert tiles == ["A Integrity and the law: Strong. No earlier year to compare"]
