"""Checks 3 and 6: whole promises, and what became of last year's."""

import pytest

from assurance.models import ActionInCycle, ActionLink, ActionUpdate, ImprovementAction
from tests.assurance.checks.clean_review import found
from tests.builders import TODAY, make_cycle, make_post, row


def promise(cycle, ref="A1.1", **values) -> ImprovementAction:
    whole = {"owner_post": make_post(cycle.council), "due_on": TODAY, "expected_outcome": "All are trained."}
    action = ImprovementAction.objects.create(council=cycle.council, text="Train everybody", **whole | values)
    ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, ref))
    return action


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ""),
        ({"owner_post": None}, "no owner post"),
        ({"due_on": None}, "no due date"),
        ({"expected_outcome": " "}, "no expected outcome"),
        ({"due_on": None, "expected_outcome": ""}, "no due date, no expected outcome"),
        ({"due_on": None, "status": "complete"}, ""),
    ],
)
def test_an_open_action_has_owner_date_and_outcome(cycle, values, said):
    promise(cycle, **values)
    expected = {"actions-complete": [("A1.1", f"“Train everybody”: {said}")]} if said else {}
    assert found(cycle) == expected


@pytest.fixture
def last_year(cycle):
    return make_cycle(cycle.council, 2023)


def part(action, cycle, **values) -> None:
    ActionInCycle.objects.create(council=cycle.council, action=action, cycle=cycle, **values)


def test_a_promise_of_last_year_has_an_outcome(cycle, last_year):
    promise(last_year)
    [(ref, what)] = found(cycle)["followed-up"]
    assert (ref, what) == ("A1.1", "“Train everybody”: neither done, nor taken on, nor dropped with a reason")


@pytest.mark.parametrize("status", ["complete", "verified", "superseded"])
def test_done_or_replaced_is_an_outcome(cycle, last_year, status):
    promise(last_year, status=status)
    assert found(cycle) == {}


def test_a_promise_that_goes_on_says_how_it_goes(cycle, last_year):
    action = promise(last_year)
    part(action, cycle, origin="carried")
    assert found(cycle)["followed-up"] == [("A1.1", "“Train everybody”: nobody said how it goes")]
    ActionUpdate.objects.create(council=cycle.council, action=action, said_on=TODAY, progress="on_track")
    assert found(cycle) == {}


def test_a_promise_left_behind_has_its_reason(cycle, last_year):
    action = promise(last_year)
    part(action, last_year, outcome="The service ended.")
    ActionUpdate.objects.create(council=cycle.council, action=action, said_on=TODAY, progress="late")
    assert found(cycle) == {}


def test_a_promise_carried_twice_is_worth_a_look(cycle, last_year):
    action = promise(last_year)
    ActionUpdate.objects.create(council=cycle.council, action=action, said_on=TODAY, progress="late")
    part(action, last_year, origin="carried")
    part(action, cycle, origin="carried")
    assert found(cycle) == {"promised-again": [("A1.1", "“Train everybody”: carried twice")]}
