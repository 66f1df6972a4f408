"""The columns of the assurance review: the council's own heads, none that is empty in its whole table."""

from __future__ import annotations

import json
import re
from itertools import chain, combinations
from pathlib import Path

import pytest
from django.conf import settings

from assurance.models import Assessment
from framework.models import ExampleEvidence
from governance.models import CouncilSetting
from reports.copies.making import copy_of
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, Rendering
from reports.templatetags.documents import widths
from reports.word.files import word_file
from tests.builders import TODAY
from tests.reports.reviews import scored_review
from tests.reports.word_reading import PrintedPage, opened, rows, squeezed

pytestmark = pytest.mark.django_db
USUAL = ["Ref", "What is required", "Examples of evidence", "Score", "Progress in the year and plans"]


@pytest.fixture
def cycle():
    return scored_review()


def page_of(cycle):
    return draft_page(freeze(DocumentKind.ASSURANCE_REVIEW, cycle, on=TODAY), cycle)


def heads(html, table=1):
    """The heads of a table; the first holds the control block."""
    return PrintedPage(html).rows()[table][0]


def test_without_a_choice_they_are_the_usual_ones(cycle):
    assert heads(page_of(cycle)) == [squeezed(head) for head in USUAL]


def test_a_council_words_them_as_it_does_in_its_own_form(cycle):
    for key, value in (("required", "Requirement <1>"), ("score", "Score 1–10"), ("progress", "Progress")):
        CouncilSetting.objects.create(council=cycle.council, key=f"column_{key}", value=value)

    html = page_of(cycle)

    assert heads(html) == ["Ref", "Requirement<1>", "Examplesofevidence", "Score1–10", "Progress"]
    assert '<p class="lead-in">Progress</p>' in copy_of(html, Rendering.Variant.LARGE_PRINT)


def test_a_column_that_is_empty_in_a_whole_table_is_left_out_of_it(cycle):
    ExampleEvidence.objects.filter(requirement__ref__startswith="A1.").delete()
    in_a2 = Assessment.objects.filter(cycle=cycle, requirement__ref__startswith="A2.")
    in_a2.update(own_score=None, narrative="", status="not_started")
    Assessment.objects.filter(cycle=cycle, requirement__ref="A3.1").update(narrative="")

    html = page_of(cycle)

    shown = [squeezed(head) for head in USUAL]
    assert heads(html) == [one for one in shown if one != "Examplesofevidence"]
    assert heads(html, 2) == shown[:3]
    assert heads(html, 3) == shown
    assert "Examples of evidence" in html
    assert rows(opened(word_file(html))) == PrintedPage(html).rows()


def test_a_table_of_fewer_columns_fills_the_page(cycle):
    style = (Path(settings.BASE_DIR) / "static/css/document.css").read_text()
    frozen = json.loads(freeze(DocumentKind.ASSURANCE_REVIEW, cycle, on=TODAY).content)
    columns = frozen["principles"][0]["parts"][0]["tables"][0]["columns"]

    for left in chain.from_iterable(combinations(columns[2:], count) for count in range(4)):
        shares = widths([*columns[:2], *left])
        assert sum(shares) == 100
        assert all(re.search(rf"\.w{share} ", style) for share in shares)
