"""Check 12: notes to oneself, the same words twice."""

from tests.assurance.checks.clean_review import change, found
from tests.assurance.checks.test_scores import promise

LONG = " It is read by all who need it, and internal audit tested it without a finding."


def test_a_note_to_oneself_is_named(cycle):
    change(cycle, "D2.4", narrative="Speak to Group Leaders – flexible constitution." + LONG)
    assert found(cycle) == {"drafting-notes": [("D2.4", "“Speak to Group Leaders”")]}


def test_the_same_paragraph_in_two_rows_is_named_once(cycle):
    change(cycle, "B3.1", narrative="We consult on major changes, for example the budget." + LONG)
    change(
        cycle, "B3.3", narrative="Another line.\nWe consult on major changes: for example the budget!" + LONG
    )
    [(ref, said)] = found(cycle)["same-words"]
    assert ref == "B3.1"
    assert said.startswith("Same paragraph as B3.3 ")


def test_a_few_words_may_be_the_same(cycle):
    change(cycle, "B3.1", narrative="As in A1.1.\nWe consult." + LONG.replace("all", "each"))
    change(cycle, "B3.3", narrative="As in A1.1.\nWe publish what we decide." + LONG)
    assert "same-words" not in found(cycle)


def test_the_same_action_twice_is_named_once(cycle):
    promise(cycle, "A1.1", text="Train all members")
    promise(cycle, "A1.2", text="Train  all Members")
    promise(cycle, "A1.3", text="Train all staff")
    assert found(cycle) == {"same-actions": [("A1.1", "“Train all members” on A1.1, A1.2")]}
