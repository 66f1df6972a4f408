"""A council's front page, and a review at a glance."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assurance.models import ActionLink, Evidence, ImprovementAction
from assurance.workflow.cycles import record_past_year
from governance.roles import Role
from tests.builders import (
    NOW,
    contribute,
    fill,
    give_rows,
    make_council,
    make_cycle,
    make_member,
    make_post,
    row,
)

LONG_AGO = date(2024, 5, 31)


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    make_cycle(council, year=2023)
    return make_cycle(council)


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


@pytest.fixture
def coordinator(council, client):
    return signed_in(client, council, Role.COORDINATOR)


def signed_in(client, council, *roles):
    member = make_member(council, *roles)
    client.force_login(member.user)
    return member


def front(council):
    return reverse("assurance:dashboard", args=[council.slug])


def overview(cycle, query=""):
    return reverse("assurance:cycle", args=[cycle.council.slug, cycle.year]) + query


def text_of(response):
    return " ".join(response.content.decode().split())


def agreed(assessment, *, by, score):
    fill(assessment, by=by, score=score, status="agreed")
    assessment.agreed_score = score
    assessment.save()
    return assessment


def promise(assessment, text, **fields):
    action = ImprovementAction.objects.create(council=assessment.council, text=text, **fields)
    ActionLink.objects.create(council=assessment.council, action=action, assessment=assessment)
    return action


def test_the_front_page_lists_reviews_newest_first_with_their_progress(client, cycle, officer, coordinator):
    agreed(row(cycle, "A1.1"), by=officer, score=9)
    fill(row(cycle, "A1.2"), by=officer, status="submitted")
    response = client.get(front(cycle.council))
    assert [str(each) for each, _ in response.context["reviews"]] == ["2024/25 review", "2023/24 review"]
    page = text_of(response)
    assert "1 of 91" in page
    assert "2 of 91" in page
    assert "Start the 2025/26 review" in page
    assert f'href="{overview(cycle)}"' in page


def test_only_the_coordinator_is_offered_to_start_a_review(client, db):
    council = make_council()
    signed_in(client, council, Role.SERVICE_OFFICER)
    page = text_of(client.get(front(council)))
    assert "Start the" not in page
    assert "There is no review yet. Your governance coordinator starts it." in page


def test_records_of_past_years_stand_apart(client, db):
    council = make_council()
    coordinator = signed_in(client, council, Role.COORDINATOR)
    record_past_year(
        council=council,
        year=2023,
        body="Audit Committee",
        approved_on=date(2024, 9, 24),
        minute="AC12",
        by=coordinator,
        at=NOW,
    )
    response = client.get(front(council))
    assert response.context["reviews"] == []
    page = text_of(response)
    assert "Audit Committee, 24 September 2024" in page
    assert reverse("assurance:import-choose", args=[council.slug]) in page


def test_those_who_read_no_reviews_go_to_their_own_first_page(client, council):
    signed_in(client, council, Role.COMMITTEE_MEMBER)
    assert client.get(front(council)).url == reverse("reports:documents", args=[council.slug])
    signed_in(client, council, Role.ADMINISTRATOR)
    assert client.get(front(council)).url == reverse("governance:people", args=[council.slug])


def test_whose_role_is_limited_to_some_years_sees_only_their_reviews(client, cycle):
    auditor = make_member(cycle.council, Role.EXTERNAL_AUDITOR)
    grant = auditor.grants.get()
    grant.before_finished = True
    grant.save()
    grant.years.create(council=cycle.council, year=2023)
    client.force_login(auditor.user)
    response = client.get(front(cycle.council))
    assert [str(each) for each, _ in response.context["reviews"]] == ["2023/24 review"]
    assert "2024/25" not in text_of(response)

    grant.years.update(year=2021)
    page = text_of(client.get(front(cycle.council)))
    assert "No review is open to you now." in page
    assert "There is no review yet" not in page


def test_the_title_of_the_overview_is_the_answer(client, cycle, officer, coordinator):
    agreed(row(cycle, "A1.1"), by=officer, score=9)
    cycle.milestones.update(due_on=LONG_AGO)
    page = text_of(client.get(overview(cycle)))
    assert ">1 of 91 rows is agreed; 90 are overdue</h1>" in page
    cycle.milestones.update(due_on=timezone.localdate() + timedelta(days=4))
    page = text_of(client.get(overview(cycle)))
    assert ">1 of 91 rows is agreed; 4 days to the scoring date</h1>" in page
    assert "4 days left" in page


def test_each_row_is_a_cell_named_in_full(client, cycle, officer, coordinator):
    agreed(row(cycle, "A1.1"), by=officer, score=9)
    fill(row(cycle, "A1.2"), by=officer, score=6, status="submitted")
    page = text_of(client.get(overview(cycle)))
    title = row(cycle, "A1.1").requirement
    assert f'aria-label="{title}: 9 Strong, agreed"' in page
    assert f'aria-label="{row(cycle, "A1.2").requirement}: 6 Partial, submitted"' in page
    assert page.count('class="ga-cell ') == 91
    assert page.count("ga-cell--agreed") == 1
    assert reverse("assurance:assessment", args=[cycle.council.slug, cycle.year, "A1.1"]) in page
    assert "Read the map as a table" in page


def test_who_may_not_see_officers_scores_sees_agreed_ones_only(client, cycle, officer):
    agreed(row(cycle, "A1.1"), by=officer, score=8)
    fill(row(cycle, "A1.2"), by=officer, score=3, status="submitted")
    signed_in(client, cycle.council, Role.SECTION_151)
    response = client.get(overview(cycle))
    assert response.context["overview"].figures.scores == [8]
    page = text_of(response)
    assert f"{row(cycle, 'A1.2').requirement}: Not agreed yet, submitted" in page
    assert "3 Weak" not in page
    client.force_login(make_member(cycle.council, Role.HEAD_OF_INTERNAL_AUDIT).user)
    assert sorted(client.get(overview(cycle)).context["overview"].figures.scores) == [3, 8]


def test_officers_see_their_own_scores_at_once(client, cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer, score=7)
    other = make_member(cycle.council, Role.SERVICE_OFFICER)
    fill(row(cycle, "A1.2"), by=other, score=4)
    client.force_login(officer.user)
    assert client.get(overview(cycle)).context["overview"].figures.scores == [7]


def test_last_years_scores_that_were_never_agreed_stay_with_those_who_may_see_them(client, cycle, officer):
    this_year = agreed(row(cycle, "A1.1"), by=officer, score=9)
    assert this_year.previous is not None
    fill(this_year.previous, by=officer, score=4, status="submitted")
    signed_in(client, cycle.council, Role.SECTION_151)
    assert client.get(overview(cycle)).context["overview"].all_moved == []
    signed_in(client, cycle.council, Role.MONITORING_OFFICER)
    [moved] = client.get(overview(cycle)).context["overview"].all_moved
    assert (moved.last, moved.now) == (4, 9)


def test_rows_that_moved_and_the_lowest_ones_stand_with_their_actions(client, cycle, officer, coordinator):
    for ref, last, now in [("A1.1", 9, 6), ("B1.1", 8, 9), ("C1.1", 6, 6), ("D1.1", 8, 8)]:
        assessment = row(cycle, ref)
        assert assessment.previous is not None
        agreed(assessment.previous, by=officer, score=last)
        fill(assessment, by=officer, score=now)
    promise(row(cycle, "A1.1"), "Train the new managers", due_on=date(2025, 9, 30))
    response = client.get(overview(cycle))
    found = response.context["overview"]
    assert [(each.row.ref, each.points) for each in found.movers] == [("A1.1", -3), ("B1.1", 1)]
    assert [(low.row.ref, low.needs_action) for low in found.lowest] == [
        ("A1.1", False),
        ("C1.1", True),
        ("D1.1", False),
    ]
    page = text_of(response)
    assert "down 3" in page
    assert "Train the new managers, due 30 September 2025" in page
    assert "None yet, needs one" in page


def test_the_spread_shows_counts_and_no_mean(client, cycle, officer, coordinator):
    for ref, score in [("A1.1", 9), ("A1.2", 9), ("B1.1", 6)]:
        fill(row(cycle, ref), by=officer, score=score)
    response = client.get(overview(cycle))
    page = text_of(response)
    assert 'aria-label="All 91 rows: 2 at 9; 1 at 6; 88 without a score"' in page
    assert "mean" not in page.lower()
    assert "average" not in page.lower()


@pytest.mark.parametrize(
    ("show", "refs"),
    [
        ("in-progress", ["A1.1"]),
        ("submitted", ["A1.2"]),
        ("sent-back", ["A1.3"]),
        ("agreed", ["A1.4"]),
        ("low", ["A1.1"]),
        ("moved", ["A1.4"]),
        ("moved-a-lot", ["A1.4"]),
        ("done", ["A1.2", "A1.4"]),
    ],
)
def test_each_count_leads_to_its_rows(client, cycle, officer, coordinator, show, refs):
    fill(row(cycle, "A1.1"), by=officer, score=6)
    fill(row(cycle, "A1.2"), by=officer, status="submitted")
    fill(row(cycle, "A1.3"), by=officer, status="sent_back")
    last = row(cycle, "A1.4").previous
    assert last is not None
    agreed(last, by=officer, score=7)
    agreed(row(cycle, "A1.4"), by=officer, score=9)
    response = client.get(overview(cycle, f"?show={show}"))
    assert [cell.row.ref for cell in response.context["table"].cells] == refs
    assert '<details class="govuk-details" id="rows" open>' in text_of(response)


def test_overdue_rows_name_their_lead(client, cycle, officer, coordinator):
    give_rows(cycle, officer, "A1.1")
    cycle.milestones.update(due_on=LONG_AGO)
    page = text_of(client.get(overview(cycle, "?show=overdue")))
    assert "91 rows are overdue: see who has them" in page
    assert '<td data-label="Lead"> Priya Anand </td>' in page
    assert '<td data-label="Lead"> No lead </td>' in page


@pytest.mark.parametrize("query", ["?show=", "?show=%00", "?show=nonsense", "?show=a&show=b", "?%FF=%FE"])
def test_malformed_parameters_show_all_rows(client, cycle, coordinator, query):
    response = client.get(overview(cycle, query))
    assert response.status_code == 200
    assert len(response.context["table"].cells) == 91


def test_overdue_actions_and_evidence_out_of_date_are_counted(client, cycle, coordinator):
    post = make_post(cycle.council, "Head of people services")
    promise(row(cycle, "E1.4"), "Adopt the workforce plan", due_on=LONG_AGO, owner_post=post)
    promise(row(cycle, "E1.4"), "Done long ago", due_on=LONG_AGO, status="complete")
    Evidence.objects.create(council=cycle.council, title="Old policy", next_review=LONG_AGO)
    response = client.get(overview(cycle))
    page = text_of(response)
    assert "<b>1</b>action overdue" in page
    assert "<b>1</b>item of evidence out of date" in page
    assert "Adopt the workforce plan" in page
    assert "Head of people services" in page
    assert "Done long ago" not in page


def test_a_record_of_a_past_year_is_read_only_with_where_it_was_signed_off(client, db):
    council = make_council()
    coordinator = signed_in(client, council, Role.COORDINATOR)
    past = record_past_year(
        council=council,
        year=2023,
        body="Audit Committee",
        approved_on=date(2024, 9, 24),
        minute="AC12",
        by=coordinator,
        at=NOW,
    )
    page = text_of(client.get(overview(past)))
    for words in ("2023/24 was signed off elsewhere", "Audit Committee", "24 September 2024", "AC12"):
        assert words in page
    assert reverse("assurance:cycle-set-up", args=[council.slug, 2023]) not in page
    assert "Milestones" not in page
    assert "Progress by principle" not in page


def test_a_review_of_another_council_is_not_found(client, cycle):
    other = make_council()
    signed_in(client, other, Role.COORDINATOR)
    assert client.get(overview(cycle)).status_code == 404
    assert client.get(reverse("assurance:cycle", args=[other.slug, 2024])).status_code == 404


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_query_counts_do_not_grow_with_councils_years_and_people(client, cycle, officer, coordinator):
    give_rows(cycle, officer, "A2.1")
    promise(row(cycle, "A2.1"), "Late already", due_on=LONG_AGO)
    small = {address: queries(client, address) for address in (front(cycle.council), overview(cycle))}
    for year in range(2014, 2023):
        make_cycle(cycle.council, year=year)
    make_cycle(make_council(), year=2024)
    crowd = [make_member(cycle.council, Role.SERVICE_OFFICER) for _ in range(7)]
    for number, (member, letter) in enumerate(zip(crowd, "ABCDEFG", strict=True)):
        make_post(cycle.council, holder=member, directorate=f"Directorate {number}")
        give_rows(cycle, member, f"{letter}1.1")
        contribute(cycle, officer, f"{letter}1.1")
        fill(row(cycle, f"{letter}1.1"), by=member, score=4)
        promise(row(cycle, f"{letter}1.1"), f"Action {number}", due_on=LONG_AGO)
    assert {address: queries(client, address) for address in small} == small
    assert small[front(cycle.council)] <= 9
    assert small[overview(cycle)] <= 15
