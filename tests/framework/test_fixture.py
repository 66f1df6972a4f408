"""The framework file that comes with the product: complete, unique, and in our own words."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
SHAPE = {
    "A": [4, 4, 5],
    "B": [4, 3, 6],
    "C": [5, 4],
    "D": [2, 8, 4],
    "E": [4, 8],
    "F": [3, 5, 5, 3, 2],
    "G": [2, 5, 5],
}
OVERLAP = 8
LONGEST_EXAMPLE = 120

FRAMEWORK: dict[str, Any] = json.loads((REPOSITORY / "fixtures" / "framework-2016.json").read_text("utf-8"))
PRINCIPLES: list[dict[str, Any]] = FRAMEWORK["principles"]
REQUIREMENTS: dict[str, dict[str, Any]] = {
    f"{principle['letter']}{sub_principle['number']}.{requirement['number']}": requirement
    for principle in PRINCIPLES
    for sub_principle in principle["sub_principles"]
    for requirement in sub_principle["requirements"]
}


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(value.casefold() for value in values).items() if count > 1]


def strings(value: object) -> Iterator[str]:
    """Every text inside decoded JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def runs(text: str) -> set[tuple[str, ...]]:
    """Each run of eight words, without case and punctuation."""
    words = re.findall(r"[a-z0-9]+", re.sub("['’]", "", text.lower()))
    return {tuple(words[start : start + OVERLAP]) for start in range(len(words) - OVERLAP + 1)}


def own_texts() -> dict[str, str]:
    texts = {f"rationale {principle['letter']}": principle["rationale"] for principle in PRINCIPLES}
    for ref, requirement in REQUIREMENTS.items():
        texts[ref] = requirement["statement"]
        texts[f"{ref} committee"] = requirement["committee_statement"]
    return texts


def test_it_says_what_it_is():
    assert {key: value for key, value in FRAMEWORK.items() if key != "principles"} == {
        "slug": "cipfa-solace-2016",
        "title": "Delivering Good Governance in Local Government: Framework",
        "publisher": "CIPFA and Solace",
        "edition": "2016",
        "revision": 1,
    }


def test_it_has_7_principles_21_sub_principles_and_91_requirements():
    assert {
        principle["letter"]: [len(sub["requirements"]) for sub in principle["sub_principles"]]
        for principle in PRINCIPLES
    } == SHAPE
    assert sum(len(counts) for counts in SHAPE.values()) == 21
    assert len(REQUIREMENTS) == 91


def test_references_run_from_a1_1_to_g3_5_without_a_gap():
    assert list(REQUIREMENTS) == [
        f"{letter}{sub}.{number}"
        for letter, counts in SHAPE.items()
        for sub, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]


def test_nothing_is_empty():
    for principle in PRINCIPLES:
        assert all(principle[key] for key in ("title", "short_title", "rationale")), principle["letter"]
        assert all(sub_principle["title"] for sub_principle in principle["sub_principles"])
    for ref, requirement in REQUIREMENTS.items():
        assert all(requirement[key] for key in ("title", "statement", "examples")), ref
        assert all(example["text"] for example in requirement["examples"]), ref


def test_no_text_begins_or_ends_with_a_space_or_holds_a_double_one():
    assert [text for text in strings(FRAMEWORK) if text != " ".join(text.split())] == []


def test_nothing_stands_twice():
    requirements = list(REQUIREMENTS.values())
    sub_principles = [sub for principle in PRINCIPLES for sub in principle["sub_principles"]]
    for rows, key in [
        (PRINCIPLES, "title"),
        (PRINCIPLES, "short_title"),
        (PRINCIPLES, "rationale"),
        (sub_principles, "title"),
        (requirements, "title"),
        (requirements, "statement"),
    ]:
        assert repeated([row[key] for row in rows]) == [], key
    for ref, requirement in REQUIREMENTS.items():
        assert repeated([example["text"] for example in requirement["examples"]]) == [], ref


def test_short_titles_are_short():
    assert [ref for ref, requirement in REQUIREMENTS.items() if len(requirement["title"].split()) > 6] == []
    assert all(2 <= len(principle["short_title"].split()) <= 4 for principle in PRINCIPLES)


def test_what_is_required_is_one_to_three_whole_sentences():
    for ref, requirement in REQUIREMENTS.items():
        statement = requirement["statement"]
        assert statement.endswith("."), ref
        assert 1 <= len(re.findall(r"\.(?:\s|$)", statement)) <= 3, ref


def test_examples_are_short_phrases_with_a_level():
    for ref, requirement in REQUIREMENTS.items():
        for example in requirement["examples"]:
            assert len(example["text"]) <= LONGEST_EXAMPLE, ref
            assert not example["text"].endswith("."), ref
            assert example["level"] in {1, 2}, ref
        assert requirement["examples"][0]["level"] == 1, ref


def test_only_the_rows_whose_examples_were_lost_have_our_own():
    own = {ref: {example["own"] for example in row["examples"]} for ref, row in REQUIREMENTS.items()}
    assert {ref for ref, marks in own.items() if marks == {True}} == {"F5.1", "F5.2", "G1.1"}
    assert {ref for ref, marks in own.items() if True in marks} == {"F5.1", "F5.2", "G1.1"}


def test_council_examples_are_left_out():
    texts = " ".join(text.lower() for text in strings(FRAMEWORK))
    assert "debate not hate" not in texts
    assert "district plan" not in texts


def test_only_f2_3_differs_under_a_committee_system():
    assert [ref for ref, row in REQUIREMENTS.items() if row["committee_statement"]] == ["F2.3"]
    assert REQUIREMENTS["F2.3"]["committee_statement"] != REQUIREMENTS["F2.3"]["statement"]


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the real documents are not beside this clone")
def test_no_eight_words_in_a_row_are_those_of_the_real_documents():
    published: set[tuple[str, ...]] = set()
    for path in (SHARED / "seeds").glob("*.txt"):
        published |= runs(path.read_text("utf-8"))
    for path in (SHARED / "data").glob("*.json"):
        for text in strings(json.loads(path.read_text("utf-8"))):
            published |= runs(text)
    assert published
    shared = {place: sorted(runs(text) & published) for place, text in own_texts().items()}
    assert {place: found for place, found in shared.items() if found} == {}
