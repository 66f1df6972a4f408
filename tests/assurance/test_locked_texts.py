"""A row leaves somebody's hands while they type: their text comes back, and nothing is written."""

from __future__ import annotations

from copy import deepcopy
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from assurance.models import ImprovementAction, ReviewCycle
from assurance.workflow.actions import add_action
from governance.models import Membership
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

pytestmark = pytest.mark.django_db
TYPED = {
    "A1.1-version": "1",
    "A1.1-score": "9",
    "A1.1-narrative": "Members sign the code",
    "A1.1-private_note": "Between us",
    "A1.1-evidence-title": "Code of conduct",
    "A1.1-action-new-text": "Train members",
    "A1.2-version": "1",
    "A1.2-narrative": "Another row",
}
TEXTS = ("Members sign the code", "Between us", "Code of conduct", "Train members")
PAGES = {
    "assurance:my-rows": [],
    "assurance:principle": ["A"],
    "assurance:requirements": [],
    "assurance:assessment": ["A1.1"],
}


@pytest.fixture(scope="module")
def made(rows_of_the_module: None) -> Membership:
    officer = make_member(make_council("merrow"), Role.SERVICE_OFFICER)
    give_rows(make_cycle(officer.council), officer, "A1.1", "A1.2")
    return officer


@pytest.fixture
def officer(made: Membership) -> Membership:
    return deepcopy(made)


@pytest.fixture
def cycle(officer: Membership) -> ReviewCycle:
    return ReviewCycle.objects.get(council=officer.council)


@pytest.fixture(params=PAGES, ids=[name.split(":")[1] for name in PAGES])
def page(request: pytest.FixtureRequest) -> str:
    return reverse(request.param, args=["merrow", 2024, *PAGES[request.param]])


def give_to_a_colleague(cycle: ReviewCycle, officer: Membership) -> None:
    colleague = make_member(officer.council, Role.SERVICE_OFFICER)
    give_rows(cycle, colleague, "A1.1")


def submit_it(cycle: ReviewCycle, officer: Membership) -> None:
    fill(row(cycle, "A1.1"), by=officer, status="submitted")


def finish_the_review(cycle: ReviewCycle, officer: Membership) -> None:
    fill(row(cycle, "A1.1"), by=officer, status="agreed")
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (give_to_a_colleague, "A1.1 is no longer yours and was not changed"),
        (submit_it, "A1.1 is submitted and was not changed"),
        (finish_the_review, "A1.1 belongs to a review that is finished and was not changed"),
    ],
)
def test_the_row_left_while_typing(client, officer, cycle, page, happens, why):
    client.force_login(officer.user)
    happens(cycle, officer)
    before = row(cycle, "A1.1").narrative

    answer = client.post(page, TYPED)

    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert why in shown
    assert [text for text in TEXTS if text not in shown] == []
    assert row(cycle, "A1.1").narrative == before
    assert not ImprovementAction.objects.exists()


def test_a_row_that_left_untouched_is_no_problem(client, officer, cycle):
    client.force_login(officer.user)
    give_to_a_colleague(cycle, officer)
    data = {name: value for name, value in TYPED.items() if name in {"A1.1-version", "A1.2-version"}}

    answer = client.post(reverse("assurance:my-rows", args=["merrow", 2024]), data | {"A1.2-score": "8"})

    assert answer.status_code == 302
    assert row(cycle, "A1.2").own_score == 8


def test_a_script_leaves_what_was_typed_on_the_page(client, officer, cycle):
    client.force_login(officer.user)
    submit_it(cycle, officer)

    answer = client.post(
        reverse("assurance:assessment", args=["merrow", 2024, "A1.1"]),
        TYPED,
        headers={"accept": "application/json"},
    ).json()

    assert (answer["saved"], answer["html"]) == (False, "")
    assert answer["errors"][0][0].startswith("A1.1 is submitted and was not changed")


def test_text_kept_over_an_ended_session_comes_back_though_the_row_left(client, officer, cycle, page):
    client.force_login(officer.user)
    client.get(page)
    client.cookies.pop("sessionid")
    client.post(page, TYPED)
    submit_it(cycle, officer)
    client.force_login(officer.user)

    shown = unescape(client.get(page).text)

    assert [text for text in TEXTS if text not in shown] == []


def end_role(officer: Membership) -> None:
    officer.grants.update(revoked_at=NOW)


def end_membership(officer: Membership) -> None:
    Membership.objects.filter(pk=officer.pk).update(ended_at=NOW)


@pytest.mark.parametrize(("happens", "status"), [(end_role, 403), (end_membership, 404)])
def test_the_right_ended_while_typing(client: Client, officer, page, happens, status):
    client.force_login(officer.user)
    happens(officer)

    answer = client.post(page, TYPED)

    assert answer.status_code == status
    assert [text for text in TEXTS if text not in unescape(answer.text)] == []


def test_an_action_added_by_a_colleague_meanwhile_is_left_alone(client, officer, cycle, page):
    client.force_login(officer.user)
    action = add_action(row=row(cycle, "A1.1"), text="Their promise", by=officer, at=NOW)

    answer = client.post(page, {name: value for name, value in TYPED.items() if name.startswith("A1.1")})

    assert answer.status_code == 302
    action.refresh_from_db()
    assert action.text == "Their promise"
    assert row(cycle, "A1.1").narrative == "Members sign the code"


def test_a_change_to_an_action_that_a_colleague_closed_meanwhile_comes_back(officer, cycle, page):
    action = add_action(row=row(cycle, "A1.1"), text="Train members", by=officer, at=NOW)
    action.links.update(ended_at=NOW)
    client = Client()
    client.force_login(officer.user)

    typed = {f"A1.1-action-{action.pk}-text": "Train members every May", "A1.1-narrative": "Kept"}
    response = client.post(page, {"A1.1-version": "1", **typed})

    assert response.status_code == 422
    assert "Train members every May" in unescape(response.content.decode())
    assert "a colleague joined or closed it" in response.content.decode()
    assert row(cycle, "A1.1").narrative == "Kept"
    assert ImprovementAction.objects.get().text == "Train members"
