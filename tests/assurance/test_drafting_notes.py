"""Notes to oneself in a narrative: what is found, what is not, and moving them to the private note."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.drafting_notes import append_note, find_notes, take_out

BLABY = Path(__file__).resolve().parents[3] / "shared" / "data" / "blaby-2025.json"


def words(text: str) -> list[str]:
    return [note.words for note in find_notes(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Speak to Group Leaders", "Speak to Group Leaders"),
        ("speak to HR about the figures", "speak to HR about the figures"),
        ("Speak to Group Leaders – flexible constitution.", "Speak to Group Leaders"),
        ("Speak to people services about March.", "Speak to people services about March."),
        ("We train all members. Speak to finance. Training is in May.", "Speak to finance."),
        ("- Talk to Sam about this\nWe train all members.", "Talk to Sam about this"),
        ("The panel met twice.\nCheck with internal audit", "Check with internal audit"),
        ("The panel met twice (check with Sam).", "(check with Sam)"),
        ("Ask Sam for the date.", "Ask Sam for the date."),
        ("The panel met twice [ask the clerk] in May.", "[ask the clerk]"),
        ("Need to check the figures", "Need to check the figures"),
        ("Note to self: find last year's plan", "Note to self: find last year's plan"),
        ("The policy was read in May. Date of the next reading TBC.", "Date of the next reading TBC."),
        ("Approved on TBD by Cabinet", "Approved on TBD by Cabinet"),
        ("The date is to be confirmed.", "The date is to be confirmed."),
        ("Reviewed on xx/xx/2025.", "Reviewed on xx/xx/2025."),
        ("XXX staff were trained. All signed.", "XXX staff were trained."),
        ("Savings of £xx were made.", "Savings of £xx were made."),
        ("Was this in March??", "Was this in March??"),
        ("The panel [...] met.", "The panel [...] met."),
        ("The panel […] met.", "The panel […] met."),
        ("Chaired by [insert post].", "Chaired by [insert post]."),
        ("Lorem ipsum dolor", "Lorem ipsum dolor"),
    ],
)
def test_a_note_is_found(text, found):
    assert words(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Portfolio holders mention it when they speak to a report.",
        "Officers speak to Group Leaders each month.",
        "Speak to residents at events, listen and report back.",
        "Talk to businesses early, and to the public before a decision.",
        "We check with internal audit before each change.",
        "Members ask Cabinet questions at each meeting.",
        "Asking the public first is our rule.",
        "The new director was confirmed by Council in May.",
        "Exxon, the Maxxi and the foxxes are words. So is taxx.",
        "Part XX of the constitution and Schedule XXX say so.",
        "See https://merrowdale.example/xx/TBC?a=??&b=[...] for it.",
        "Was it tested? Yes, in May.",
        "The plan [2025] and the minutes [1] agree.",
        "Write to xx@merrowdale.example for a copy.",
        "Checks with banks are made daily.",
        "Todos os munícipes are welcome.",
        "Residents find out more on our website.",
    ],
)
def test_ordinary_prose_is_left_alone(text):
    assert words(text) == []


def test_several_notes_come_in_their_order():
    text = "Speak to Sam. We train members. Reviewed in xx.\nCheck with HR"
    assert words(text) == ["Speak to Sam.", "Reviewed in xx.", "Check with HR"]


@pytest.mark.parametrize(
    ("text", "note", "left"),
    [
        ("Speak to Group Leaders", "Speak to Group Leaders", ""),
        (
            "Speak to Group Leaders – flexible constitution.",
            "Speak to Group Leaders",
            "flexible constitution.",
        ),
        ("We train. Speak to Sam. All signed.", "Speak to Sam.", "We train. All signed."),
        ("We train.\nSpeak to Sam\nAll signed.", "Speak to Sam", "We train.\nAll signed."),
        ("We train.\n\n- Speak to Sam", "Speak to Sam", "We train."),
        ("It met twice (check with Sam).", "(check with Sam)", "It met twice."),
        ("It met [ask the clerk] in May.", "[ask the clerk]", "It met in May."),
        ("Speak to Sam\nAll signed.", "Speak to Sam", "All signed."),
    ],
)
def test_taking_a_note_out_leaves_the_other_words_as_they_were(text, note, left):
    assert take_out(text, note) == left


def test_nothing_but_a_note_is_ever_taken_out():
    assert take_out("We train all members.", "We train all members.") is None
    assert take_out("Speak to Sam.", "Speak to Ann.") is None


def test_it_stands_last_in_the_private_note():
    assert append_note("", "Speak to Sam") == "Speak to Sam"
    assert append_note("For Helen.\n", "Speak to Sam") == "For Helen.\nSpeak to Sam"


@given(st.lists(st.sampled_from([*"Aaz.?!()[]-–; \nxX", "TBC", "Speak to ", "??", "Ask Sam "]), max_size=40))
def test_no_text_breaks_it_and_no_word_is_lost(parts):
    text = "".join(parts)
    for note in find_notes(text):
        assert text[note.start : note.end] == note.words
    for note in find_notes(text)[:1]:
        left = take_out(text, note.words)
        assert left is not None
        kept = sorted(character for character in left + note.words if character.isalnum())
        assert kept == sorted(character for character in text if character.isalnum())


def test_a_note_after_mere_dots_is_found():
    assert words("... Ask Sam about it.") == ["Ask Sam about it."]


@pytest.mark.parametrize("text", ["." * 20_000, "Speak to Sam" + " " * 19_000 + "a", "[" + " " * 19_000])
def test_a_long_run_of_one_character_is_read_once(text):
    """Tried from each of its characters, it would take the page half a minute."""
    assert len(find_notes(f"a {text}a")) < 2


@pytest.mark.skipif(not BLABY.is_file(), reason="the real review is not at hand")
def test_the_one_note_of_a_real_review_is_found_and_nothing_else():
    review = json.loads(BLABY.read_text(encoding="utf-8"))
    texts = {
        requirement["ref"]: requirement["evidence_narrative"] or ""
        for principle in review["principles"]
        for part in principle["sub_principles"]
        for requirement in part["requirements"]
    }
    assert {ref: words(text) for ref, text in texts.items() if words(text)} == {
        "D2.4": ["Speak to Group Leaders"]
    }
