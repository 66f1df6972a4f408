"""What stood there and what stands there now, word by word: exact, and never slow."""

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from assurance.differences import (
    ADDED,
    REMOVED,
    SAME,
    Difference,
    Segment,
    is_worded_from,
    own_words,
    segments,
)

WORDS = st.sampled_from(["the", "code", "code.", "of", "conduct", "was", "read", "tested", "2024", "é"])
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t"])
PROSE = st.lists(st.tuples(SPACES, WORDS), max_size=40).map(
    lambda parts: "".join(space + word for space, word in parts)
)
LONG = 20_000


def joined(found: list[Segment], *kinds: str) -> str:
    return "".join(segment.text for segment in found if segment.kind in kinds)


@given(st.one_of(PROSE, st.text()), st.one_of(PROSE, st.text()))
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    found = segments(before, after)
    assert joined(found, SAME, ADDED) == after
    assert joined(found, SAME, REMOVED) == before
    assert all(segment.text for segment in found)
    assert all(one.kind != next_one.kind for one, next_one in zip(found, found[1:], strict=False))


@given(st.one_of(PROSE, st.text()))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {segment.kind for segment in segments(text, text)} <= {SAME}


def test_only_the_words_that_changed_are_marked() -> None:
    found = segments("The code was read in May 2024.", "The code was tested in May 2025. Nobody broke it.")
    assert found == [
        Segment(SAME, "The code was"),
        Segment(REMOVED, " read"),
        Segment(ADDED, " tested"),
        Segment(SAME, " in May"),
        Segment(REMOVED, " 2024."),
        Segment(ADDED, " 2025. Nobody broke it."),
    ]


def test_a_new_paragraph_leaves_the_words_around_it_alone() -> None:
    found = segments("Read it. Tested it.", "Read it.\n\nTested it.")
    assert joined([one for one in found if not one.is_blank], ADDED, REMOVED) == ""


def test_long_texts_that_share_nothing_in_order_are_compared_by_paragraphs_or_as_wholes() -> None:
    shuffled = ("a b " * LONG)[:LONG], ("b a a b " * LONG)[1:LONG]
    assert [one.kind for one in segments(*shuffled)] == [REMOVED, ADDED]
    paragraph = "c d " * 2_000
    found = segments(f"Kept.\n{shuffled[0]}\n{paragraph}", f"Kept.\n{shuffled[1]}\n{paragraph}")
    assert found[0] == Segment(SAME, "Kept.\n")
    assert joined(found, SAME, ADDED).endswith(paragraph)


def test_a_long_text_with_one_changed_word_is_compared_by_words() -> None:
    words = [f"word{number % 700}" for number in range(LONG // 8)]
    before = " ".join(words)
    words[1_200] = "changed"
    found = segments(before, " ".join(words))
    assert [one.text.strip() for one in found if one.kind != SAME] == ["word500", "changed"]


def test_an_edited_text_is_told_from_another_one() -> None:
    last = "The code was read by all staff in May and tested by audit."
    assert is_worded_from(last, "The code was read by most staff in May and tested by audit in June.")
    assert not is_worded_from(last, "Councillors renewed their promise, and one complaint was not upheld.")
    assert not is_worded_from(last, last)
    assert not is_worded_from(last, " ")
    assert not is_worded_from("", last)


def test_marks_are_said_and_not_only_shown() -> None:
    html = render_to_string(
        "components/word_differences.html", {"segments": Difference("Text", "one two", "one <b>").segments}
    )
    assert '<del><span class="govuk-visually-hidden">removed: </span> two</del>' in html
    assert '<ins><span class="govuk-visually-hidden">added: </span> &lt;b&gt;</ins>' in html


@given(PROSE, PROSE, PROSE)
def test_a_text_told_from_another_is_shown_whole(common: str, text: str, other: str) -> None:
    found = own_words(common, text, other)
    assert joined(found, SAME, ADDED) == text
    assert {segment.kind for segment in found} <= {SAME, ADDED}


def test_each_of_two_texts_has_its_own_words_marked() -> None:
    common, mine, theirs = "Read in May.", "Read in May and June.", "Tested in May."
    assert joined(own_words(common, mine, theirs), ADDED).split() == ["May", "and", "June."]
    assert joined(own_words(common, theirs, mine), ADDED).split() == ["Tested"]
    assert joined(own_words("", "Read in June.", "Read in May."), ADDED).split() == ["June."]
