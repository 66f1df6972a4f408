"""Checks 2 and 4: low scores without action, high ones with little behind them, moves, one band."""

import pytest

from assurance.models import (
    ActionLink,
    Assessment,
    Evidence,
    EvidenceUse,
    ImprovementAction,
)
from governance.models import CouncilSetting
from tests.assurance.checks.clean_review import change, found
from tests.builders import TODAY, make_cycle, make_post, row


def promise(cycle, ref, **values) -> ImprovementAction:
    whole = {
        "owner_post": make_post(cycle.council),
        "due_on": TODAY,
        "expected_outcome": "All are trained.",
        "text": f"Train everybody for {ref}",
    }
    action = ImprovementAction.objects.create(council=cycle.council, **whole | values)
    ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, ref))
    return action


@pytest.mark.parametrize("status", ["proposed", "agreed", "in_progress"])
def test_an_open_action_answers_a_low_score(cycle, status):
    change(cycle, "A1.1", agreed_score=7)
    assert found(cycle) == {"low-score": [("A1.1", "7, no open action")]}
    promise(cycle, "A1.1", status=status)
    assert found(cycle) == {}


@pytest.mark.parametrize("status", ["complete", "verified", "superseded"])
def test_a_finished_action_does_not(cycle, status):
    change(cycle, "A1.1", agreed_score=7)
    promise(cycle, "A1.1", status=status)
    assert "low-score" in found(cycle)


def test_the_council_draws_the_line_of_a_low_score(cycle):
    change(cycle, "A1.1", agreed_score=7)
    CouncilSetting.objects.create(council=cycle.council, key="low_score_threshold", value=6)
    assert found(cycle) == {}


@pytest.mark.parametrize(("length", "is_found"), [(59, True), (60, False)])
def test_a_high_score_needs_sixty_characters(cycle, length, is_found):
    change(cycle, "A1.1", agreed_score=9, narrative="y" * length)
    assert ("high-score" in found(cycle)) is is_found


def test_the_label_before_the_text_is_not_counted(cycle):
    change(cycle, "A1.1", agreed_score=9, narrative="Evidence – " + "y" * 59)
    assert found(cycle) == {"high-score": [("A1.1", "9, a narrative of 59 characters")]}


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        ("", "9, its one item was not checked outside the service"),
        ("service", "9, its one item was not checked outside the service"),
        ("another_team", ""),
        ("independent", ""),
    ],
)
def test_a_high_score_on_items_needs_one_checked_outside_the_service(cycle, checked, said):
    change(cycle, "A1.1", agreed_score=9)
    item = Evidence.objects.create(council=cycle.council, title="Code of conduct", checked_by=checked)
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, "A1.1"), evidence=item)
    assert found(cycle) == ({"high-score": [("A1.1", said)]} if said else {})


def test_nothing_is_left_to_improve_at_ten(cycle):
    change(cycle, "A1.1", agreed_score=10)
    assert found(cycle) == {}
    promise(cycle, "A1.1")
    assert found(cycle) == {"high-score": [("A1.1", "10, with an action still open")]}


@pytest.mark.parametrize(("last", "said"), [(8, ""), (9, ""), (10, "8, down from 10, no reason given")])
def test_a_move_of_two_points_needs_a_reason(cycle, last, said):
    before = make_cycle(cycle.council, 2023)
    old = row(before, "A1.1")
    Assessment.objects.filter(pk=old.pk).update(agreed_score=last, status="agreed")
    change(cycle, "A1.1", previous=old, agreed_score=8)
    assert found(cycle) == ({"moved": [("A1.1", said)]} if said else {})
    change(cycle, "A1.1", change_reason="The panel was dissolved.")
    assert found(cycle) == {}


def test_nearly_all_in_one_band_is_worth_a_look(cycle):
    Assessment.objects.filter(cycle=cycle).update(agreed_score=9)
    [(ref, what)] = found(cycle)["one-band"]
    assert (ref, what) == ("", "91 of 91 rows score 9 or 10, 100 in a hundred")
    CouncilSetting.objects.create(council=cycle.council, key="one_band_percent", value=100)
    assert found(cycle) == {}
