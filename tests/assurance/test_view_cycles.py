"""The pages that start a review, date it and open it."""

from datetime import date

import pytest
from django.urls import reverse

from assurance.forms.cycles import usual_year, years_without_review
from assurance.models import Milestone, ReviewCycle
from governance.roles import Role
from tests.builders import give_rows, make_council, make_cycle, make_member


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def coordinator(council, client):
    member = make_member(council, Role.COORDINATOR, name="Owen Castell")
    client.force_login(member.user)
    return member


def start(council):
    return reverse("assurance:cycle-start", args=[council.slug])


def set_up(cycle):
    return reverse("assurance:cycle-set-up", args=[cycle.council.slug, cycle.year])


def opening(cycle):
    return reverse("assurance:cycle-open", args=[cycle.council.slug, cycle.year])


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(**dates):
    """The boxes of the dates page, as posted; each date is three texts."""
    data: dict[str, str] = {}
    for kind in Milestone.Kind:
        day, month, year = dates.get(kind.value, ("", "", ""))
        data |= {f"{kind}_day": day, f"{kind}_month": month, f"{kind}_year": year}
    return data


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (date(2025, 2, 3), 2024),
        (date(2025, 5, 19), 2024),
        (date(2025, 9, 30), 2024),
        (date(2025, 10, 1), 2025),
    ],
)
def test_the_usual_year_is_the_running_one_from_october(at, year):
    assert usual_year(at) == year


def test_the_year_after_the_newest_review_is_offered_first():
    cycles = [ReviewCycle(starts_on=date(year, 4, 1)) for year in (2024, 2022)]
    assert years_without_review(cycles, at=date(2026, 1, 1)) == [2025, 2026, 2023]
    assert years_without_review([], at=date(2025, 5, 19))[0] == 2024


def test_the_start_page_says_what_will_happen(client, council, coordinator):
    make_cycle(council, year=2023)
    response = client.get(start(council))
    page = text_of(response)
    assert "91 rows come into being" in page
    assert "The rows of 2023/24 stand beside" in page
    chosen = [choice.choice_label for choice, _ in response.context["choices"] if choice.data["selected"]]
    assert chosen == ["2024/25"]


def test_starting_leads_to_setting_up(client, council, coordinator):
    response = client.post(start(council), {"year": "2024"}, follow=True)
    cycle = ReviewCycle.objects.for_council(council).get()
    assert response.redirect_chain == [(set_up(cycle), 302)]
    assert "The 2024/25 review is started." in text_of(response)
    assert (cycle.stage, cycle.started_by) == ("setup", coordinator)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose the year to review"),
        ({"year": "2024"}, "Choose a year from the list"),
        ({"year": "nonsense"}, "Choose a year from the list"),
        ({"year": "\x00"}, "Choose a year from the list"),
    ],
)
def test_a_year_that_cannot_be_started_is_answered_at_the_field(client, council, coordinator, data, message):
    make_cycle(council, year=2024)
    response = client.post(start(council), data)
    assert response.status_code == 422
    page = text_of(response)
    assert "There is a problem" in page
    assert page.count(message) == 2
    assert ReviewCycle.objects.for_council(council).count() == 1


def test_the_dates_stand_in_the_form_and_can_be_changed(client, council, coordinator):
    cycle = make_cycle(council, opened=False)
    assert 'name="scoring_day" type="text" inputmode="numeric" value="23"' in text_of(
        client.get(set_up(cycle))
    )
    data = typed(scoring=("30", "5", "2025"), agreeing=("20", "June", "2025"))
    response = client.post(set_up(cycle), data, follow=True)
    assert "The dates are saved." in text_of(response)
    dates = dict(cycle.milestones.values_list("kind", "due_on"))
    assert (dates["scoring"], dates["agreeing"], dates["approval"]) == (
        date(2025, 5, 30),
        date(2025, 6, 20),
        None,
    )


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (
            {"scoring": ("31", "2", "2025")},
            "31 February 2025 is not a real date. February 2025 has 28 days",
        ),
        ({"scoring": ("23", "", "2025")}, "The date must include a month"),
        (
            {"scoring": ("23", "5", "2052")},
            "Evidence and scores in: the 2024/25 review starts on 1 April 2024. Check the year",
        ),
        (
            {"scoring": ("23", "5", "2025"), "agreeing": ("22", "5", "2025")},
            "Scores agreed cannot be before “Evidence and scores in”, 23 May 2025",
        ),
    ],
)
def test_a_wrong_date_is_answered_at_its_field_and_nothing_is_lost(
    client, council, coordinator, dates, message
):
    cycle = make_cycle(council, opened=False)
    response = client.post(set_up(cycle), typed(draft=("7", "7", "2025"), **dates))
    assert response.status_code == 422
    page = text_of(response)
    assert page.count(message) == 2
    assert "<title>Error: Set up" in page
    assert 'name="draft_day" type="text" inputmode="numeric" value="7"' in page
    assert cycle.milestones.get(kind="scoring").due_on == date(2025, 5, 23)


def test_the_page_counts_rows_with_a_lead_and_names_those_without(client, council, coordinator):
    cycle = make_cycle(council, opened=False)
    officer = make_member(council, Role.SERVICE_OFFICER)
    give_rows(cycle, officer, "A1.1", "A1.2")
    page = text_of(client.get(set_up(cycle)))
    assert "2 of 91</b> rows have a lead" in page
    assert "89 rows have no lead." in page
    assert "and 81 more" in page


def test_rows_that_nobody_may_agree_are_named_before_opening(client, council, coordinator):
    cycle = make_cycle(council, opened=False)
    assert "Nobody may agree scores." in text_of(client.get(set_up(cycle)))
    both = make_member(council, Role.SERVICE_OFFICER, Role.MONITORING_OFFICER)
    give_rows(cycle, both, "A1.1")
    response = client.get(set_up(cycle))
    assert [row.ref for row in response.context["before"].nobody_may_agree] == ["A1.1"]
    assert "1 row can be agreed by nobody but its own lead." in text_of(response)
    make_member(council, Role.REVIEWER)
    assert client.get(set_up(cycle)).context["before"].nobody_may_agree == []


def test_opening_goes_to_the_overview(client, council, coordinator):
    cycle = make_cycle(council, opened=False)
    response = client.post(opening(cycle), follow=True)
    assert response.redirect_chain == [(cycle.get_absolute_url(), 302)]
    assert "The 2024/25 review is open." in text_of(response)
    cycle.refresh_from_db()
    assert cycle.stage == "open"


def test_opening_again_says_that_it_is_open(client, council, coordinator):
    cycle = make_cycle(council)
    page = text_of(client.post(opening(cycle), follow=True))
    assert "The 2024/25 review is open already." in page
    assert client.get(opening(cycle)).status_code == 405


def test_a_finished_review_has_nothing_to_set_up(client, council, coordinator):
    cycle = make_cycle(council)
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    for response in (client.get(set_up(cycle)), client.post(set_up(cycle), typed())):
        assert (response.status_code, response.url) == (302, cycle.get_absolute_url())


def test_only_the_coordinator_sets_up(client, council):
    cycle = make_cycle(council, opened=False)
    client.force_login(make_member(council, Role.MONITORING_OFFICER).user)
    assert client.get(start(council)).status_code == 403
    assert client.get(set_up(cycle)).status_code == 403
    assert client.post(opening(cycle)).status_code == 403


def test_setting_up_asks_the_same_queries_for_one_row_and_for_all(
    client, council, coordinator, django_assert_max_num_queries
):
    cycle = make_cycle(council, opened=False)
    give_rows(cycle, make_member(council, Role.SERVICE_OFFICER), "A1.1", "A1.2", "B1.1")
    client.get(set_up(cycle))
    with django_assert_max_num_queries(16):
        client.get(set_up(cycle))
