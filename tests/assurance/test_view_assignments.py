"""Giving out rows: one, a sub-principle or a principle at a time; and handing them over."""

from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.models import Assignment, ReviewCycle
from governance.roles import Role
from tests.builders import contribute, fill, give_rows, make_council, make_cycle, make_member


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council(), opened=False)


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


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


def hand_over_address(cycle, giver=None):
    page = reverse("assurance:hand-over", args=[cycle.council.slug, cycle.year])
    return f"{page}?from={giver.pk}" if giver else page


def press(client, cycle, do, person, *ticked):
    return client.post(address(cycle), {"ticked": ticked, "person": person.pk, "do": do}, follow=True)


def leave(member):
    member.ended_at = timezone.now()
    member.save()


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
    assert "Make lead" in page
    assert "Add as contributor" in page
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
    response = press(client, cycle, "lead", officer, *ticked)
    assert len(rows_of(officer)) == count
    said = "leads 1 more row." if count == 1 else f"leads {count} more rows."
    assert f"Priya Anand {said}" in text_of(response)


def test_a_person_contributes_to_ticked_rows_beside_their_leads(client, cycle, coordinator, officer):
    tom = make_member(cycle.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    give_rows(cycle, officer, "A1.1")
    give_rows(cycle, tom, "A1.2")
    page = text_of(press(client, cycle, "contribute", tom, "A1.1", "A1.2"))
    assert "Tom Weatherall contributes to 1 more row. 1 row stayed as it was." in page
    assert '<span class="ga-quiet ga-given__with">with Tom Weatherall</span>' in page
    assert rows_of(tom) == ["A1.1", "A1.2"]
    assert rows_of(officer) == ["A1.1"]


def test_a_person_is_taken_off_ticked_rows(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1", "A1.2")
    contribute(cycle, officer, "A1.3")
    page = text_of(press(client, cycle, "remove", officer, "A1"))
    assert rows_of(officer) == []
    assert "3 rows are no longer Priya Anand&#x27;s. 1 row stayed as it was." in page
    page = text_of(press(client, cycle, "remove", officer, "A1"))
    assert "None of the ticked rows was Priya Anand&#x27;s." in page


def test_somebody_who_left_can_still_be_taken_off_rows_but_not_given_any(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    leave(officer)
    assert press(client, cycle, "lead", officer, "A1.2").status_code == 422
    page = text_of(client.get(address(cycle)))
    assert "Priya Anand can answer no more, and has 1 row." in page
    assert hand_over_address(cycle, officer) in page
    press(client, cycle, "remove", officer, "A1.1")
    assert rows_of(officer) == []


def test_giving_rows_to_their_lead_says_so(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    page = text_of(press(client, cycle, "lead", officer, "A1.1"))
    assert "Priya Anand led the ticked rows already." in page


def test_how_many_rows_each_person_has_and_only_theirs(client, cycle, coordinator, officer):
    led = give_rows(cycle, officer, "A1.1", "A1.2", "B1.1")
    contribute(cycle, officer, "C1.1")
    fill(led[0], by=officer, status="submitted")
    response = client.get(address(cycle, f"?person={officer.pk}"))
    found = response.context["person"]
    assert (len(found.led), found.figures.done, len(found.contributed)) == (3, 1, 1)
    assert text_of(response).count('name="ticked"') == 4
    kept = client.post(
        address(cycle, f"?person={officer.pk}"), {"ticked": ["A1.1"], "person": officer.pk, "do": "remove"}
    )
    assert kept.url == address(cycle, f"?person={officer.pk}#rows")


@pytest.mark.parametrize("query", ["?person=", "?person=x", "?person=999999999999999999999", "?person=%00"])
def test_a_person_that_is_not_there_shows_all_rows(client, cycle, coordinator, query):
    assert text_of(client.get(address(cycle, query))).count('name="ticked"') == 7 + 21 + 91


def test_rows_without_a_lead_can_be_listed_alone(client, cycle, coordinator, officer):
    press(client, cycle, "lead", officer, *"ABCDEF")
    page = text_of(client.get(address(cycle, "?show=without-lead")))
    assert page.count('name="ticked"') == 12
    assert "Priya Anand" in page


@pytest.mark.parametrize(
    ("ticked", "lead", "message"),
    [
        ([], "officer", "Tick at least one row, a whole sub-principle or a whole principle"),
        (["A1"], "", "Choose a person"),
        (["A1"], "member", "Choose a person from the list"),
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
    response = client.post(address(cycle), {"ticked": ticked, "person": chosen, "do": "lead"})
    assert response.status_code == 422
    page = text_of(response)
    assert message in dict(response.context["page_errors"])
    assert f'<span class="govuk-visually-hidden">Error:</span> {message}' in page
    assert "<title>Error: " in page
    assert ('value="A1" checked' in page) == (ticked == ["A1"])
    assert not Assignment.objects.filter(assessment__cycle=cycle).exists()


def test_a_person_whose_role_covers_other_years_cannot_have_rows(client, cycle, coordinator):
    limited = make_member(cycle.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    grant = limited.grants.get()
    grant.years.create(council=cycle.council, year=2019)
    response = press(client, cycle, "lead", limited, "A1")
    assert response.status_code == 422
    assert limited not in response.context["members"]


def test_a_finished_review_shows_its_overview_instead(client, cycle, coordinator, officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    response = client.post(address(cycle), {"ticked": ["A1"], "person": officer.pk, "do": "lead"})
    assert response.url == cycle.get_absolute_url()
    assert rows_of(officer) == []


def test_only_the_coordinator_gives_out_rows(client, cycle, officer):
    client.force_login(officer.user)
    assert client.get(address(cycle)).status_code == 403
    assert (
        client.post(address(cycle), {"ticked": ["A1"], "person": officer.pk, "do": "lead"}).status_code == 403
    )


def test_the_pages_ask_no_query_for_each_row_or_person(
    client, cycle, coordinator, officer, django_assert_num_queries
):
    for year in range(2014, 2023):
        make_cycle(cycle.council, year=year)
    crowd = [make_member(cycle.council, Role.SERVICE_OFFICER) for _ in range(7)]
    for member, letter in zip(crowd, "ABCDEFG", strict=True):
        press(client, cycle, "lead", member, letter)
        press(client, cycle, "contribute", officer, letter)
    for page in (address(cycle), hand_over_address(cycle), hand_over_address(cycle, officer)):
        client.get(page)
        with django_assert_num_queries(10):
            assert client.get(page).status_code == 200


def asked(taker, **fields):
    return {"taker": taker.pk, "which": "all", "reason": "New post from 1 June"} | fields


@pytest.fixture
def tom(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Tom Weatherall")


def test_rows_of_people_who_left_stand_on_top(client, cycle, coordinator, officer, tom):
    give_rows(cycle, officer, "A1.1")
    give_rows(cycle, tom, "A1.2")
    leave(officer)
    response = client.get(hand_over_address(cycle))
    assert [each.member for each in response.context["left"]] == [officer]
    assert [each.member for each in response.context["staying"]] == [tom]
    page = text_of(response)
    assert page.index("Priya Anand") < page.index("Everybody else with rows") < page.index("Tom Weatherall")


def test_a_role_that_no_longer_scores_leaves_rows_behind(client, cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    officer.grants.update(revoked_at=timezone.now())
    response = client.get(hand_over_address(cycle))
    assert [each.member for each in response.context["left"]] == [officer]
    assert "has no role that scores in 2024/25" in text_of(response)


def test_all_rows_of_a_person_are_handed_over_at_once(client, cycle, coordinator, officer, tom):
    give_rows(cycle, officer, "A1.1", "A1.2")
    contribute(cycle, officer, "B1.1")
    leave(officer)
    page = hand_over_address(cycle, officer)
    assert "leads 2 rows and contributes to 1." in text_of(client.get(page))
    response = client.post(page, asked(tom), follow=True)
    assert rows_of(tom) == ["A1.1", "A1.2", "B1.1"]
    assert rows_of(officer) == []
    said = "Tom Weatherall now leads 2 rows and contributes to 1 row of Priya Anand&#x27;s."
    assert said in text_of(response)


def test_ticked_rows_alone_are_handed_over(client, cycle, coordinator, officer, tom):
    give_rows(cycle, officer, "A1.1", "A1.2")
    client.post(hand_over_address(cycle, officer), asked(tom, which="ticked", ticked=["A1.2"]))
    assert rows_of(officer) == ["A1.1"]
    assert rows_of(tom) == ["A1.2"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"taker": ""}, "Choose who is to have the rows"),
        ({"taker": "giver"}, "Choose a person from the list"),
        ({"taker": "stranger"}, "Choose a person from the list"),
        ({"which": ""}, "Choose whether all rows change hands or only some"),
        ({"which": "ticked"}, "Tick at least one row"),
        ({"ticked": ["A1.1"]}, "You ticked some rows: choose “Only the ticked rows”, or take the ticks away"),
        ({"which": "ticked", "ticked": ["B1.1"]}, "These rows have changed hands: choose again"),
        ({"reason": " "}, "Say why the rows change hands"),
    ],
)
def test_what_a_hand_over_lacks_is_said(client, cycle, coordinator, officer, tom, fields, message):
    give_rows(cycle, officer, "A1.1", "A1.2")
    people = {"giver": officer, "stranger": make_member(make_council(), Role.SERVICE_OFFICER)}
    posted = asked(tom) | fields
    posted["taker"] = people[posted["taker"]].pk if posted["taker"] in people else posted["taker"]
    response = client.post(hand_over_address(cycle, officer), posted)
    assert response.status_code == 422
    assert message in dict(response.context["page_errors"])
    assert f'<span class="govuk-visually-hidden">Error:</span> {message}' in text_of(response)
    assert rows_of(officer) == ["A1.1", "A1.2"]


def test_a_person_without_rows_leads_back_to_the_list(client, cycle, coordinator, officer, tom):
    stranger = make_member(make_council(), Role.SERVICE_OFFICER)
    for person in (officer, stranger):
        response = client.post(hand_over_address(cycle, person), asked(tom))
        assert response.status_code == 200
        assert response.context["left"] == []


def test_only_the_coordinator_hands_rows_over_while_the_review_runs(client, cycle, coordinator, officer, tom):
    give_rows(cycle, officer, "A1.1")
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    response = client.post(hand_over_address(cycle, officer), asked(tom))
    assert response.url == cycle.get_absolute_url()
    client.force_login(officer.user)
    assert client.get(hand_over_address(cycle)).status_code == 403
    assert client.post(hand_over_address(cycle, officer), asked(tom)).status_code == 403
    assert rows_of(officer) == ["A1.1"]


def test_my_rows_say_who_leads_the_rows_that_i_contribute_to(client, council, officer, tom):
    running = make_cycle(council, year=2025)
    give_rows(running, officer, "A1.1")
    give_rows(running, tom, "A1.2")
    contribute(running, tom, "A1.1", "B1.1")
    client.force_login(tom.user)
    page = text_of(client.get(reverse("assurance:my-rows", args=[council.slug, 2025])))
    assert page.count("You contribute;") == 2
    assert "You contribute; Priya Anand leads" in page
    assert "You contribute; nobody leads" in page
    one = reverse("assurance:assessment", args=[council.slug, 2025, "A1.1"])
    assert "You contribute; Priya Anand leads" in text_of(client.get(one))
    client.force_login(officer.user)
    assert "You contribute" not in text_of(client.get(one))


def test_what_a_contributor_wrote_waits_for_the_lead_to_submit(client, council, officer, tom):
    running = make_cycle(council, year=2025)
    give_rows(running, officer, "A1.1")
    [helped] = contribute(running, tom, "A1.1")
    fill(helped, by=tom)
    check = reverse("assurance:check-answers", args=[council.slug, 2025])
    client.force_login(tom.user)
    response = client.get(check)
    assert [row.ref for row in response.context["for_leads"]] == ["A1.1"]
    page = text_of(response)
    assert "Nothing is yours to submit now" in page
    assert "You contribute; Priya Anand leads" in page
    refused = client.post(reverse("assurance:submit", args=[council.slug, 2025]))
    assert refused.status_code == 422
    client.force_login(officer.user)
    assert [row.ref for row in client.get(check).context["complete"]] == ["A1.1"]
