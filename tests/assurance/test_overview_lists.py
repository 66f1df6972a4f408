"""Each figure of the overview leads to a list of exactly as many rows."""

import html
import re
from copy import deepcopy
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from assurance.models import ActionLink, Assessment, Evidence, ImprovementAction
from governance.roles import Role
from tests.builders import contribute, fill, give_rows, make_council, make_cycle, make_member, make_post, row

LONG_AGO = date(2024, 5, 31)


@pytest.fixture
def coordinator(busy, client):
    member = make_member(busy.council, Role.COORDINATOR)
    client.force_login(member.user)
    return member


def overview(cycle, query=""):
    return reverse("assurance:cycle", args=[cycle.council.slug, cycle.year]) + query


def text_of(response):
    return " ".join(response.content.decode().split())


def promise(assessment, text):
    action = ImprovementAction.objects.create(council=assessment.council, text=text, due_on=LONG_AGO)
    ActionLink.objects.create(council=assessment.council, action=action, assessment=assessment)


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    """A review with something behind each figure: scores, moves, people, contributors, actions, evidence."""
    council = make_council()
    make_cycle(council, year=2023)
    cycle = make_cycle(council)
    officer = make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")
    tom = make_member(cycle.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    make_post(cycle.council, "Standards officer", holder=officer, directorate="Legal & democratic")
    statuses = ["in_progress", "submitted", "sent_back", "agreed"]
    refs = Assessment.objects.filter(cycle=cycle).in_order().values_list("requirement__ref", flat=True)
    for number, ref in enumerate(refs):
        if number % 3 == 0:
            last = row(cycle, ref).previous
            assert last is not None
            last.agreed_score = 9
            fill(last, by=officer, status="agreed")
        if number % 2 == 0:
            fill(row(cycle, ref), by=officer, score=5 + number % 6, status=statuses[number // 2 % 4])
    give_rows(cycle, officer, *refs[:40])
    give_rows(cycle, tom, *refs[40:80])
    contribute(cycle, tom, *refs[:2])
    for number in range(3):
        promise(row(cycle, "A1.1"), f"Late {number}")
        Evidence.objects.create(council=cycle.council, title=f"Old policy {number}", next_review=LONG_AGO)
    Evidence.objects.create(council=cycle.council, title="New policy", next_review=date(2099, 1, 1))
    cycle.milestones.update(due_on=LONG_AGO)
    return cycle


@pytest.fixture
def busy(made, db):
    return deepcopy(made)


LINK = re.compile(r'<a class="govuk-link[^"]*" href="(\?[^"]*#rows)">(.*?)</a>', re.S)


def number_in(text):
    found = re.search(r"\d+", re.sub(r"<[^>]*>", " ", text).split("leads")[-1])
    assert found is not None, text
    return int(found.group())


def test_every_figure_leads_to_a_list_of_exactly_that_many_rows(client, busy, coordinator):
    page = client.get(overview(busy))
    links = LINK.findall(page.content.decode())
    assert len(links) > 80
    wrong = []
    for query, text in dict.fromkeys(links):
        number = number_in(text)
        table = page.context["lists"].narrowed(QueryDict(html.unescape(query)[1 : -len("#rows")]))
        if len(table.cells) != number or not table.is_open or table.words == "":
            wrong.append((query, number, len(table.cells)))
    assert wrong == []
    for kept in ("show=not-confirmed", "show=moved-a-lot", "show=low", "directorate=Legal", "person=nobody"):
        assert any(kept in query for query, _ in links), kept


def test_overdue_actions_and_old_evidence_lead_to_lists_of_as_many(client, busy, coordinator):
    page = client.get(overview(busy))
    assert len(page.context["late_actions"]) == page.context["old_evidence"] == 3
    actions = client.get(reverse("assurance:actions", args=[busy.council.slug]) + "?show=overdue")
    evidence = client.get(reverse("assurance:evidence", args=[busy.council.slug]) + "?show=out-of-date")
    assert len(actions.context["actions"]) == 3
    assert len(evidence.context["items"]) == 3


def test_figures_of_the_front_page_lead_to_their_rows(client, busy, coordinator):
    [(_, counts)] = [
        each
        for each in client.get(reverse("assurance:dashboard", args=[busy.council.slug])).context["reviews"]
        if each[0] == busy
    ]
    for show, number in (("agreed", counts.agreed), ("done", counts.done)):
        assert len(client.get(overview(busy, f"?show={show}")).context["table"].cells) == number > 0


def test_who_is_behind_stands_by_directorate_for_those_who_chase(client, busy, coordinator):
    [no_lead] = [each for each in client.get(overview(busy)).context["lists"].behind if each.name is None]
    behind = client.get(overview(busy)).context["lists"].behind
    assert [each.title for each in behind if each.name] == ["Legal & democratic"]
    assert no_lead.people == []
    page = text_of(client.get(overview(busy)))
    assert "Who is behind" in page
    assert "Tom Weatherall" in page
    client.force_login(make_member(busy.council, Role.SECTION_151).user)
    assert "Who is behind" not in text_of(client.get(overview(busy)))


def test_contributors_stand_beside_the_lead_in_the_table(client, busy, coordinator):
    page = text_of(client.get(overview(busy, "?show=all")))
    assert page.count('<span class="ga-quiet">with Tom Weatherall</span>') == 2


@pytest.mark.parametrize(
    "query",
    [
        "?principle=Z",
        "?person=0",
        "?person=99999999999999999999",
        "?directorate=None",
        "?score=11",
        "?score=x",
    ],
)
def test_what_is_not_there_narrows_nothing(client, busy, coordinator, query):
    assert len(client.get(overview(busy, query)).context["table"].cells) == 91


def test_a_list_without_rows_says_so(client, busy, coordinator):
    Assessment.objects.filter(cycle=busy, status="sent_back").update(status="in_progress")
    page = text_of(client.get(overview(busy, "?show=sent-back")))
    assert "No row is sent back." in page
