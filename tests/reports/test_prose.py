"""People's own words in documents: kept, set out, and never able to do harm."""

from __future__ import annotations

import pytest

from assurance.models import Assessment
from reports.documents import draft_page, freeze
from reports.layouts import prose_keys
from reports.markdown import to_html
from reports.models import DocumentKind, GovernanceStatement
from tests.builders import TODAY
from tests.reports.reviews import promise, scored_review

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> ![p](https://e.test/p.png)"


def test_headings_become_one_level_below_the_section():
    assert to_html("# One\n\n##### Five") == "<h3>One</h3>\n<h3>Five</h3>\n"


def test_paragraphs_of_a_section_are_numbered_and_those_in_lists_are_not():
    html = to_html("First.\n\n- point\n\nSecond.", section=4, first=3)

    assert '<p class="para"><span class="n">4.3</span>First.</p>' in html
    assert '<span class="n">4.4</span>Second.' in html
    assert html.count('class="n"') == 2


def test_links_keep_only_safe_addresses():
    html = to_html("[a](https://e.test) [b](javascript:x) [c](mailto:a@e.test) [d](data:text/html,x)")

    assert '<a href="https://e.test">a</a>' in html
    assert "javascript:" not in html.replace("[b](javascript:x)", "")
    assert 'href="data:' not in html


@pytest.mark.parametrize("text", [HOSTILE, '"><svg onload=alert(1)>', "<style>*{display:none}</style>"])
def test_markup_typed_into_prose_is_shown_as_typed(text):
    html = to_html(text)

    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert "<style" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("kind", DocumentKind)
def test_hostile_text_in_rows_actions_and_sections_is_harmless(kind):
    cycle = scored_review()
    cycle.council.name = "Town & <b>Country</b> Council"
    cycle.council.save()
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.1").update(narrative=HOSTILE)
    promise(cycle, "A1.1", HOSTILE, expected_outcome=HOSTILE)
    statement = GovernanceStatement.objects.create(
        council=cycle.council, cycle=cycle, opinion_sentence=HOSTILE, opinion="limited"
    )
    for key in prose_keys():
        statement.sections.create(council=cycle.council, key=key, text=HOSTILE)

    page = draft_page(freeze(kind, cycle, on=TODAY), cycle)

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<b>Country" not in page


@pytest.mark.django_db
def test_an_unwritten_section_says_so_in_a_draft_and_prose_stands_in_its_section():
    cycle = scored_review()
    statement = GovernanceStatement.objects.create(council=cycle.council, cycle=cycle)
    statement.sections.create(council=cycle.council, key="issues", text="There are none, because we looked.")

    page = draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)

    issues = page[page.index('id="s9"') : page.index('id="s10"')]
    disclosures = page[page.index('id="s7"') : page.index('id="s8"')]
    assert "There are none, because we looked." in issues
    assert "Not yet written." not in issues
    assert "Not yet written." in disclosures
