"""Narrative cells are split into narrative and actions, and joined so that they split the same again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.exchange.parts import has_doubtful_label, join, split, split_actions
from assurance.exchange.texts import action_key, plain, same_text
from governance.formula_guard import guard, unguard


@pytest.mark.parametrize(
    ("cell", "narrative", "actions"),
    [
        ("Evidence – We do it.", "We do it.", []),
        ("Evidence - We do it.\nAction – Do more.", "We do it.", ["Do more."]),
        ("Evidence – We do it.\nAction -. Do more.", "We do it.", ["Do more."]),
        ("Evidence: We do it.\nAction: Do more.", "We do it.", ["Do more."]),
        ("evidence – we do it.\nACTIONS – do more.", "we do it.", ["do more."]),
        ("Evidence – We report. Action – Embed it.", "We report.", ["Embed it."]),
        ("Evidence – One.\nTwo.\nEvidence – Three.", "One.\nTwo.\nThree.", []),
        ("No label at all", "No label at all", []),
        ("Action – Only this", "", ["Only this"]),
        ("Action – One\nAction – Two\nAction – one", "", ["One", "Two"]),
        ("Action – First line\nsecond line", "", ["First line\nsecond line"]),
        ("Evidence –\n• One\n• Two\nAction –", "• One\n• Two", []),
        ("Evidence – Good.\nAction – None.", "Good.", []),
        ("", "", []),
    ],
)
def test_labels_in_all_their_variants(cell, narrative, actions):
    parts = split(cell)
    assert (parts.narrative, parts.actions) == (narrative, actions)


@pytest.mark.parametrize(
    "text",
    [
        "Evidence-based decisions are the rule.",
        "Action-oriented leadership. Evidence-led too.",
        "The Climate Action – our plan – is new.",
        "Actions are tracked.",
        "Evidence of this is kept.",
    ],
)
def test_words_that_are_no_labels(text):
    assert split(text).narrative == text
    assert split(text).actions == []


def test_an_action_within_a_sentence_is_said():
    assert has_doubtful_label("Evidence – regular reporting Action – Embed it")
    assert not has_doubtful_label("Evidence – regular reporting.\nAction – Embed it")


def test_a_column_of_actions_needs_no_label():
    assert split_actions("Print it") == ["Print it"]
    assert split_actions("Action – Print it\nAction – Ask") == ["Print it", "Ask"]


fragments = st.sampled_from(
    [
        "Evidence – ",
        "Action – ",
        "\nAction: x",
        "\nEvidence -. ",
        ". Action – ",
        "'Action – ",
        "\n''Evidence: ",
        "• Action – ",
        "=1+1",
        "'=2",
        "-x",
        "+x",
        "@x",
        '"',
        "'",
        ",",
        ";",
        "\n",
        "\r\n",
        "\t",
        "é – “ž” 漢 🙂",
        "plain words",
    ]
)
hostile = st.lists(st.one_of(fragments, st.text(max_size=8)), max_size=8).map("".join)


@given(narrative=hostile, actions=st.lists(hostile, max_size=3))
def test_what_is_joined_splits_the_same_again(narrative, actions):
    parts = split(join(narrative, actions))
    assert same_text(parts.narrative, narrative)
    known = {action_key(plain(action)) for action in actions}
    assert {action_key(action) for action in parts.actions} <= known


@given(hostile)
def test_exactly_the_guard_is_taken_away(text):
    assert unguard(guard(text)) == text


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=10))
def test_no_guarded_cell_starts_a_formula(first, rest):
    assert guard(first + rest).startswith("'")
    assert not guard("plain" + rest).startswith("'")
