"""Text from a word processor: its marks become our formatting, and no word is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.markdown import to_html
from reports.pasted_text import cleaned


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        ("One\r\nTwo\rThree\u2028Four\x0bFive", "One\nTwo\nThree\nFour\nFive"),
        ("One\u2029Two", "One\n\nTwo"),
        (
            "Section\xa0114, sec\xadtion\u200b 5\ufeff, non\x1ebreaking",
            "Section 114, section 5, non-breaking",
        ),
        ("We did:\r\n•\tone\r\n•\ttwo\r\nAnd so on", "We did:\n\n- one\n- two\n\nAnd so on"),
        ("·\tone\no\tdeeper\n\uf0a7\tdeepest\n·\ttwo", "- one\n  - deeper\n    - deepest\n- two"),
        ("–\tone\n–\ttwo", "- one\n- two"),
        ("1.\tone\n•\tdeeper\n2.\ttwo\nAfter", "1. one\n   - deeper\n2. two\n\nAfter"),
        ("(a)\tone\n(b)\ttwo", "- (a) one\n- (b) two"),
        ("•\tone\x0bstill one\n•\ttwo", "- one still one\n- two"),
        ("\tIndented\tin Word", "Indented in Word"),
        ("- mine\n- own\n\n1. first", "- mine\n- own\n\n1. first"),
        ("– a thought, o no bullet, ü too", "– a thought, o no bullet, ü too"),
        ("👩\u200d💻 at work", "👩\u200d💻 at work"),
    ],
)
def test_what_word_leaves_becomes_simple_formatting(pasted, clean):
    assert cleaned(pasted) == clean


def test_nested_lists_are_nested_in_the_document():
    html = to_html(cleaned("1.\tone\n•\tdeeper\no\tdeepest\n10.\tten\n•\tunder ten"))

    assert html.count("<ol>") == 1
    assert re.search(r"<li>one\s*<ul>\s*<li>deeper\s*<ul>\s*<li>deepest", html)
    assert re.search(r"<li>ten\s*<ul>\s*<li>under ten", html)


MARKS = ["•\t", "· ", "o\t", "–\t", "1.\t", "12)\t", "(b)\t", "iv.\t", "\uf0b7\t", "- ", "\t", "    ", ""]
WORDS = [
    "governance",
    "o",
    "1.",
    "a)",
    "co\xadunter",
    "£3\xa0million",
    "•",
    "–",
    "*bold*",
    "é\u200d́",
    "\u200b",
]
ENDS = ["\n", "\r\n", "\r", "\v", "\u2028", "\u2029", "\f", "\n\n"]
LINES = st.tuples(st.sampled_from(MARKS), st.lists(st.sampled_from(WORDS)), st.sampled_from(ENDS))
TEXTS = st.lists(LINES).map(lambda lines: "".join(mark + " ".join(words) + end for mark, words, end in lines))


def words(text):
    """Letters and figures in their order, but for those letters that stand for a mark before a tab."""
    seen = re.sub("[\x01-\x06\x08\x0e-\x1b\x1f\x7f\xad\u200b\u2060\ufeff]", "", text)
    return [word for word in re.findall(r"\w+", seen) if word not in {"o", "ü", "Ø"}]


@settings(max_examples=300, deadline=None)
@given(TEXTS | st.text())
def test_no_word_is_lost_and_cleaning_again_changes_nothing(text):
    once = cleaned(text)

    assert cleaned(once) == once
    assert words(once) == words(text)
