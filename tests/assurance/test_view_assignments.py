"""Giving out rows: one, a sub-principle or a principle at a time."""

import pytest
from django.urls import reverse

from assurance.models import Assignment, ReviewCycle
from governance.roles import Role
from tests.builders import give_rows, make_council, make_cycle, make_member


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def cycle(council):
    return make_cycle(council, opened=False)


@pytest.fixture
def coordinator(council, client):
    member = make_member(council, Role.COORDINATOR, name="Owen Castell")
    client.force_login(member.user)
    return member


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


def address(cycle, query=""):
    return reverse("assurance:assign", args=[cycle.council.slug, cycle.year]) + query


def text_of(response):
    return " ".join(response.content.decode().split())


def rows_of(member):
    current = Assignment.objects.filter(member=member, ended_at=None)
    return list(
        current.order_by("assessment__requirement__position").values_list(
            "assessment__requirement__ref", flat=True
        )
    )


def test_every_row_stands_with_its_lead(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    page = text_of(client.get(address(cycle)))
    assert page.count('name="ticked"') == 7 + 21 + 91
    assert "1 of 91</b> rows have a lead" in page
    assert page.count(">No lead<") == 90
    assert f'<option value="{officer.pk}">Priya Anand</option>' in page


def test_only_those_who_may_score_are_offered(client, cycle, coordinator, officer):
    make_member(cycle.council, Role.COMMITTEE_MEMBER, name="Joan Pethick")
    make_member(make_council(), Role.SERVICE_OFFICER, name="Somebody Else")
    names = [member.name for member in client.get(address(cycle)).context["members"]]
    assert "Priya Anand" in names
    assert "Owen Castell" in names
    assert not {"Joan Pethick", "Somebody Else"} & set(names)


@pytest.mark.parametrize(
    ("ticked", "count"),
    [(["A1.1"], 1), (["A1"], 4), (["C"], 9), (["A1.1", "A1", "B2.3"], 5), (["D", "E"], 26)],
)
def test_rows_a_sub_principle_or_a_principle_are_given_at_a_time(
    client, cycle, coordinator, officer, ticked, count
):
    response = client.post(address(cycle), {"ticked": ticked, "lead": officer.pk}, follow=True)
    assert len(rows_of(officer)) == count
    said = "1 row now is Priya Anand&#x27;s." if count == 1 else f"{count} rows now are Priya Anand&#x27;s."
    assert said in text_of(response)


def test_ticked_rows_can_be_given_to_nobody(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1", "A1.2")
    response = client.post(address(cycle), {"ticked": ["A1"], "lead": "nobody"}, follow=True)
    assert rows_of(officer) == []
    assert "2 rows are now without a lead. 2 were so already." in text_of(response)


def test_giving_rows_to_their_lead_says_so(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    response = client.post(address(cycle), {"ticked": ["A1.1"], "lead": officer.pk}, follow=True)
    assert "The ticked rows were Priya Anand&#x27;s already." in text_of(response)


def test_rows_without_a_lead_can_be_listed_alone(client, cycle, coordinator, officer):
    client.post(address(cycle), {"ticked": list("ABCDEF"), "lead": officer.pk})
    page = text_of(client.get(address(cycle, "?show=without-lead")))
    assert page.count('name="ticked"') == 12
    assert "Priya Anand" in page


@pytest.mark.parametrize(
    ("ticked", "lead", "message"),
    [
        ([], "officer", "Tick at least one row, a whole sub-principle or a whole principle"),
        (["A1"], "", "Choose who is to have the ticked rows"),
        (["A1"], "member", "Joan Pethick is not a service officer, so cannot be given rows."),
        (["A1"], "stranger", "Choose a person from the list"),
        (["A1"], "nonsense", "Choose a person from the list"),
        (["A1"], "9" * 20, "Choose a person from the list"),
        (["Z9.9"], "officer", "Tick rows of this review"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_ticks_stay(
    client, cycle, coordinator, officer, ticked, lead, message
):
    people = {
        "officer": officer,
        "member": make_member(cycle.council, Role.COMMITTEE_MEMBER, name="Joan Pethick"),
        "stranger": make_member(make_council(), Role.SERVICE_OFFICER),
    }
    chosen = str(people[lead].pk) if lead in people else lead
    response = client.post(address(cycle), {"ticked": ticked, "lead": chosen})
    assert response.status_code == 422
    page = text_of(response)
    assert page.count(message) == 2
    assert "<title>Error: " in page
    assert ('value="A1" checked' in page) == (ticked == ["A1"])
    assert not Assignment.objects.filter(assessment__cycle=cycle).exists()


def test_a_person_whose_role_covers_other_years_cannot_have_rows(client, cycle, coordinator):
    limited = make_member(cycle.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    grant = limited.grants.get()
    grant.years.create(council=cycle.council, year=2019)
    response = client.post(address(cycle), {"ticked": ["A1"], "lead": limited.pk})
    assert response.status_code == 422
    assert limited not in response.context["members"]


def test_a_finished_review_shows_its_overview_instead(client, cycle, coordinator, officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    response = client.post(address(cycle), {"ticked": ["A1"], "lead": officer.pk})
    assert response.url == cycle.get_absolute_url()
    assert rows_of(officer) == []


def test_only_the_coordinator_gives_out_rows(client, cycle, officer):
    client.force_login(officer.user)
    assert client.get(address(cycle)).status_code == 403
    assert client.post(address(cycle), {"ticked": ["A1"], "lead": officer.pk}).status_code == 403


def test_the_page_asks_no_query_for_each_row(
    client, cycle, coordinator, officer, django_assert_max_num_queries
):
    client.post(address(cycle), {"ticked": list("ABCDEFG"), "lead": officer.pk})
    client.get(address(cycle))
    with django_assert_max_num_queries(14):
        client.get(address(cycle))
