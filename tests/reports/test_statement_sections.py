"""The sections of a statement: layout, order, headings, what is printed, and what follows from it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.checked_review import CheckedReview
from governance.models import AuditEntry, Council, CouncilSetting
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.arrangement import arrangement_of
from reports.checks.statement import hidden_sections, statement_notes, up_to_date
from reports.content import ags
from reports.documents import draft_page, freeze
from reports.layouts import Line, default_layout
from reports.models import DocumentKind, GovernanceStatement
from reports.workflow.statement_opening import lock_statement
from reports.workflow.statement_sections import arrange_sections, use_layout
from reports.workflow.statements import OpinionEdit, SectionEdit, save_statement
from tests.builders import TODAY, make_council, make_cycle, make_member
from tests.reports.reviews import released

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_cycle(make_council())


@pytest.fixture
def url(cycle):
    return reverse("reports:statement-sections", args=[cycle.council.slug, cycle.year])


def standing(cycle):
    """The arrangement as a fresh reader finds it."""
    cycle.council = Council.objects.get(pk=cycle.council_id)
    return arrangement_of(cycle, GovernanceStatement.objects.filter(cycle=cycle).first())


def keys(cycle):
    return [each.key for each in standing(cycle).shown]


def posted(page, **changes):
    """The form as a browser sends it back: ticked boxes only; a change to None leaves a box out."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= changes
    return {name: value for name, value in data.items() if value not in (None, False)}


def write(cycle, by, **texts):
    save_statement(
        cycle=cycle,
        opinion=OpinionEdit("", "", None, 1),
        sections={key: SectionEdit(text, 0) for key, text in texts.items()},
        by=by,
        at=timezone.now(),
    )


def test_a_new_statement_takes_the_layout_of_its_year_or_that_of_the_council(cycle, writer):
    newer = make_cycle(cycle.council, 2025)
    assert keys(cycle) == [line.key for line in default_layout(cycle.starts_on).lines]
    assert keys(newer)[:5] == ["control", "summary", "issues", "plan", "promises"]
    assert sorted(keys(newer)) == sorted(keys(cycle))

    write(cycle, writer, issues="None.")
    CouncilSetting.objects.create(
        council=cycle.council,
        key="statement_layout",
        value=[
            {"key": "control", "heading": "In short", "shown": True},
            {"key": "own-1", "heading": "Climate", "shown": True},
            {"key": "disclosures", "heading": "Disclosures", "shown": False},
            {"key": "certification", "heading": "Signed", "shown": True},
        ],
    )
    before = standing(newer)
    assert [line.heading for line in before.lines][:3] == ["In short", "Climate", "Disclosures"]
    assert len(before.lines) == 13
    newer.council = Council.objects.get(pk=cycle.council_id)
    lock_statement(newer, by=writer)
    CouncilSetting.objects.all().delete()
    assert standing(newer).lines == before.lines
    assert keys(cycle)[1] == "summary"


def test_order_headings_and_hiding_are_saved_at_once_and_the_document_follows(client, cycle, writer, url):
    write(cycle, writer, disclosures="We TBC it.", events="None.", plan="Watched.")
    with_page = client.get(url)

    answer = client.post(
        url,
        posted(
            with_page,
            place_plan="3",
            heading_issues="What  worries us",
            shown_disclosures=None,
            do="save",
        ),
    )

    assert answer.status_code == 302
    assert keys(cycle)[:4] == ["control", "summary", "plan", "responsibility"]
    assert "disclosures" not in keys(cycle)
    built = ags.build(cycle, on=TODAY)
    assert [part.number for part in built.parts] == list(range(1, 12))
    frozen = freeze(DocumentKind.AGS, cycle, on=TODAY)
    page = draft_page(frozen, cycle)
    assert '<section id="s3">' in page
    assert "<h2>3 Action plan for next year</h2>" in page
    assert re.search(r'<span class="n">3\.\d+</span>Watched\.', page)
    assert '<a href="#s9">9 What worries us</a>' in page
    assert "We TBC it" not in frozen.content
    entry = AuditEntry.objects.get(action="reports.statement.arranged")
    assert entry.data["sections"][2] == "Action plan for next year"

    review = CheckedReview(cycle, TODAY)
    assert list(statement_notes(review)) == []
    [finding] = hidden_sections(review)
    assert finding.what == "“What we have to disclose” is hidden, and it holds a text"
    assert finding.fix.url == url

    shown_again = client.post(url, posted(client.get(url), shown_disclosures="on", do="save"))
    assert shown_again.status_code == 302
    assert keys(cycle)[6:8] == ["principles", "disclosures"]
    assert [f.subject for f in statement_notes(CheckedReview(cycle, TODAY))] == ["disclosures"]


def test_a_hidden_section_is_not_demanded_and_its_figures_are_not_published(cycle, writer):
    hidden = {"events", "plan", "principles"}
    lines = [Line(each.key, each.heading, each.key not in hidden) for each in standing(cycle).lines]

    arrange_sections(cycle=cycle, lines=lines, mark=standing(cycle).mark, by=writer, at=timezone.now())

    review = CheckedReview(cycle, TODAY)
    assert "events" not in {finding.subject for finding in up_to_date(review)}
    assert {finding.subject for finding in hidden_sections(review)} == hidden
    built = ags.build(cycle, on=TODAY)
    assert built.principles == ()
    assert "Principle A" not in draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)


def test_buttons_move_a_section_and_save_what_was_typed_beside(client, cycle, writer, url):
    client.post(url, posted(client.get(url), heading_events="What comes", do="up:issues"))
    assert keys(cycle)[7:9] == ["issues", "promises"]
    assert standing(cycle).heading_of("events") == "What comes"

    client.post(url, posted(client.get(url), do="down:issues"))
    assert keys(cycle)[7:9] == ["promises", "issues"]

    client.post(url, posted(client.get(url), do="up:summary"))
    assert keys(cycle)[:2] == ["control", "summary"]


def test_a_section_of_their_own_is_added_written_kept_as_layout_and_taken_up_again(
    client, cycle, writer, url
):
    client.post(url, posted(client.get(url), add="Climate and nature", do="add"))
    assert keys(cycle)[-2:] == ["own-1", "certification"]
    write(cycle, writer, **{"own-1": "We halved it."})
    assert "We halved it." in draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)

    answer = client.post(url, posted(client.get(url), **{"place_own-1": "2"}, do="keep"), follow=True)
    assert "Kept as your own layout" in answer.content.decode()
    newer = make_cycle(cycle.council, 2025)
    assert keys(newer)[:2] == ["control", "own-1"]

    client.post(url, {"mark": standing(cycle).mark, "do": "layout:2025"})
    assert keys(cycle)[:4] == ["control", "summary", "issues", "plan"]
    assert keys(cycle)[-2:] == ["own-1", "certification"]
    assert GovernanceStatement.objects.get(cycle=cycle).sections.get(key="own-1").text == "We halved it."

    client.post(url, posted(client.get(url), **{"heading_own-1": "Partners"}, do="save"))
    use_layout(cycle=cycle, layout="own", mark=standing(cycle).mark, by=writer, at=timezone.now())
    placed = {each.heading: each.key for each in standing(cycle).sections}
    assert (placed["Climate and nature"], placed["Partners"]) == ("own-2", "own-1")


def test_wrong_places_and_missing_headings_are_answered_at_their_fields(client, cycle, writer, url):
    answer = client.post(
        url,
        posted(
            client.get(url), place_plan="ninth", heading_issues=" ", heading_events="Still here", do="save"
        ),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_place_plan"' in page
    assert 'href="#id_heading_issues"' in page
    assert "Still here" in page
    assert "ninth" in page
    twice = client.post(
        url, posted(client.get(url), heading_plan="Significant  governance issues", add="Climate", do="add")
    )
    assert twice.status_code == 422
    assert "Another section is called" in twice.content.decode()
    nameless = client.post(url, posted(client.get(url), do="add"))
    assert nameless.status_code == 422
    assert "Give the new section a heading" in nameless.content.decode()
    assert not GovernanceStatement.objects.exists()


def test_two_people_at_once_lose_nothing(client, cycle, writer, url):
    mine, theirs = client.get(url), client.get(url)
    client.post(url, posted(theirs, shown_disclosures=None, do="save"))

    answer = client.post(url, posted(mine, heading_issues="My heading", place_plan="2", do="save"))

    assert answer.status_code == 409
    assert "My heading" in answer.content.decode()
    assert "disclosures" not in keys(cycle)
    assert keys(cycle).index("plan") == 8
    assert client.post(url, {"mark": "old", "do": "layout:2025"}).status_code == 409


def test_what_every_statement_has_cannot_be_hidden_and_the_cover_stays_first(cycle, writer):
    asked = {"cycle": cycle, "mark": standing(cycle).mark, "by": writer, "at": timezone.now()}
    lines = standing(cycle).lines
    for wrong in (
        [Line(line.key, line.heading, line.key != "certification") for line in lines],
        lines[1:] + lines[:1],
        lines[:-1],
        [Line(line.key, "") for line in lines],
        [Line(line.key, "Same") for line in lines],
    ):
        with pytest.raises(WorkflowError):
            arrange_sections(lines=wrong, **asked)
    with pytest.raises(WorkflowError):
        use_layout(layout="own", **asked)
    stranger = make_member(cycle.council, Role.SERVICE_OFFICER)
    with pytest.raises(WorkflowError):
        use_layout(layout="2025", **asked | {"by": stranger})


def test_the_editor_lists_sections_in_order_and_hidden_ones_below_still_to_be_written(
    client, cycle, writer, url
):
    client.post(url, posted(client.get(url), shown_review=None, place_plan="2", do="save"))
    editor = reverse("reports:statement", args=[cycle.council.slug, cycle.year])

    page = client.get(editor)

    text = page.content.decode()
    assert text.index('name="text_plan"') < text.index('name="text_summary"')
    assert text.index('name="text_certification"') < text.index("<details", text.index('name="text_plan"'))
    assert text.index("Not printed: 1 text") < text.index('name="text_review"')
    client.post(editor, {"opinion_version": "1", "text_review": "Kept too", "version_review": "0"})
    assert GovernanceStatement.objects.get().sections.get(key="review").text == "Kept too"


def test_a_released_statement_keeps_its_sections(client, cycle, writer, url):
    data = posted(client.get(url), shown_review=None, do="save")
    released(cycle, by=writer)

    assert client.post(url, data).status_code == 422
    assert "Amend it" in client.get(url).content.decode()
    assert "review" in keys(cycle)


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client, cycle, writer, url, django_assert_num_queries
):
    client.post(url, posted(client.get(url), add="Climate", do="add"))

    with django_assert_num_queries(9):
        client.get(url)
