"""Which actions promise more of the same."""

import pytest

from assurance.action_words import finish_hint, never_ends


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Continue to train members", "Continue"),
        ("continue", "continue"),
        ("CONTINUING the peer reviews", "CONTINUING"),
        ("Build on the success of the forum", "Build on"),
        ("Build  on\nwhat works", "Build on"),
        ("Building-on last year", "Building-on"),
        ("Keep the register up to date", "Keep"),
        ("Maintain the standard", "Maintain"),
        ("Maintaining, and widening, the offer", "Maintaining"),
        ("• Continue with the plan", "Continue"),
        ("“Continue” the plan", "Continue"),
        ("Action – Continue the plan", "Continue"),
        ("To continue the plan", "continue"),
        ("We will keep members informed", "keep"),
        ("  \n Keep going", "Keep"),
    ],
)
def test_more_of_the_same_is_found_whatever_its_case_and_what_stands_before(text, word):
    assert never_ends(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Train members",
        "Continuous improvement plan: write it",
        "Continuity plan: test it",
        "Keeper of the seal: appoint one",
        "Maintenance plan: adopt it",
        "Build one register",
        "Build a register and continue it",
        "Decide whether to continue",
        "Actions to keep: list them",
    ],
)
def test_other_words_are_left_alone(text):
    assert never_ends(text) == ""


def test_the_hint_says_what_to_write():
    assert "It begins “Continue”" in finish_hint("Continue")
