"""Bringing in a Local Code: two forms of real files whole, small ones of our own for what may be wrong."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from framework.models import Framework
from reports.editions.files import CodeFileError, read_code
from reports.editions.reading import text_of
from reports.models import LocalCodeEdition
from tests.builders import make_council

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LEICESTERSHIRE, KENT = DATA / "leicestershire-2022.json", DATA / "kent-section-26.json"
pytestmark = pytest.mark.django_db


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.is_file(), reason=f"{path.name} is not here")


def principle(letter: str, **parts) -> dict[str, object]:
    return {"letter": letter, "title": f"Principle {letter}", "rationale": f"Why {letter}.", **parts}


def table_code(**changes) -> dict[str, object]:
    """A code in table style of our own; each principle has one heading with one commitment."""
    subs = [{"title": "Openness", "commitments": [{"text": "We publish decisions.", "sub_bullets": []}]}]
    return {
        "document_title": "Our Code",
        "metadata": {"lead_officer": "Director of Law", "created": "April 2025"},
        "introduction": {
            "heading": "1. Introduction",
            "paragraphs": [{"number": "1.1", "text": "We govern well.", "bullets": []}],
        },
        "principles": [principle(letter, sub_principles=subs) for letter in "ABCDEFG"],
        "key_roles": [{"role": "Full Council", "description": "Decides."}],
    } | changes


@pytest.fixture
def write(tmp_path):
    def written(content: object, name: str = "code.json") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return written


@needs(LEICESTERSHIRE)
def test_a_code_in_table_style_comes_whole():
    source = json.loads(LEICESTERSHIRE.read_text())

    text = read_code(LEICESTERSHIRE, Framework.objects.newest()).text

    assert (text.style, text.count("commitment"), len(text.roles)) == ("table", 149, 10)
    assert text.lead_officer == source["metadata"]["lead_officer"]
    assert text.review_arrangements == source["metadata"]["review_arrangements"]
    for one, told in zip(text.principles, source["principles"], strict=True):
        assert [group.heading for group in one.groups] == [sub["title"] for sub in told["sub_principles"]]
        said = [entry for sub in told["sub_principles"] for entry in sub["commitments"]]
        for item, entry in zip(one.all_items, said, strict=True):
            assert entry["text"].strip() in item.text
            assert all(nested in item.text for nested in entry["sub_bullets"])
    bold = [item.text for one in text.principles for item in one.all_items if item.text.startswith("**")]
    assert len(bold) == 5
    paragraphs = [each["text"] for key in ("introduction", "approach") for each in source[key]["paragraphs"]]
    written = " ".join(section.text for section in text.sections)
    assert all(words in written for words in paragraphs)


@needs(LEICESTERSHIRE)
def test_merged_headings_stand_for_two_parts_and_are_reported():
    brought = read_code(LEICESTERSHIRE, Framework.objects.newest())

    merged = [group.parts for one in brought.text.principles for group in one.groups if len(group.parts) > 1]

    assert merged == [("D1", "D2"), ("G1", "G2")]
    assert sum("together" in remark for remark in brought.remarks) == 2


@needs(KENT)
def test_a_section_of_a_constitution_comes_whole():
    source = json.loads(KENT.read_text())

    brought = read_code(KENT, Framework.objects.newest())

    text = brought.text
    assert (text.style, text.numbering_prefix) == ("constitution", "26")
    assert (text.count("requirement"), text.count("in_place")) == (91, 107)
    refs = [item.ref for one in text.principles for item in one.all_items if item.kind == "requirement"]
    assert refs[0] == "A1.1"
    assert len(set(refs)) == 91
    for one, told in zip(text.principles, source["principles"], strict=True):
        assert [item.text for item in one.items] == [entry["title"] for entry in told["in_place"]]
        assert one.rationale == (told["rationale"] or "")
    in_f = Counter(item.text for item in text.principles[5].items)
    assert in_f["Governance and Audit Committee"] == 2
    assert any("Governance and Audit Committee" in remark for remark in brought.remarks)
    [two_parts] = [one.groups[0].parts for one in text.principles if one.letter == "C"]
    assert two_parts == ("C1", "C2")


@needs(KENT)
def test_its_own_paragraphs_are_pointed_to_by_key():
    text = read_code(KENT, Framework.objects.newest()).text

    written = {section.key: section.text for section in text.sections}

    assert "[26.10](#principle-A) to [26.16](#principle-G)" in written["p8"]


def test_what_is_written_reads_back_the_same(write):
    council = make_council()
    path = write(table_code())

    call_command("import_local_code", path, council=council.slug, stdout=StringIO())

    edition = LocalCodeEdition.objects.get(council=council)
    assert text_of(edition) == read_code(path, Framework.objects.newest()).text
    assert (edition.number, edition.state) == (1, "drafting")


def test_a_second_one_waits_until_the_first_is_done(write):
    council = make_council()
    path = write(table_code())
    call_command("import_local_code", path, council=council.slug, stdout=StringIO())

    with pytest.raises(CommandError, match="Version 1 is being written"):
        call_command("import_local_code", path, council=council.slug, stdout=StringIO())

    assert LocalCodeEdition.objects.filter(council=council).count() == 1


def test_a_dry_run_writes_nothing(write):
    council, out = make_council(), StringIO()

    call_command("import_local_code", write(table_code()), council=council.slug, dry_run=True, stdout=out)

    assert "7 commitments" in out.getvalue()
    assert not LocalCodeEdition.objects.exists()


def test_an_unknown_council_is_one_clear_line(write):
    with pytest.raises(CommandError, match="There is no council “nowhere”"):
        call_command("import_local_code", write(table_code()), council="nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1, 2]", "holds no Local Code"),
        ({"principles": {}}, "holds no Local Code"),
        ({"principles": ["A"]}, "lacks a part"),
        (table_code(principles=[principle("A", sub_principles=[])]), "A to G, each once and in order"),
        (table_code(introduction={"heading": "1", "paragraphs": [{}]}), "lacks a part"),
    ],
    ids=["half", "deep", "list", "mapping", "words", "one principle", "empty paragraph"],
)
def test_a_file_that_is_no_code_is_refused_in_one_line(write, content, said):
    with pytest.raises(CodeFileError, match=said) as refused:
        read_code(write(content), Framework.objects.newest())

    assert "\n" not in str(refused.value)


def test_headings_that_stand_for_nothing_and_parts_without_one_are_reported(write):
    brought = read_code(write(table_code()), Framework.objects.newest())

    assert brought.text.principles[1].groups[0].parts == ("B1",)
    assert "“Openness” stands for no part of principle A." in brought.remarks
    assert any(remark.startswith("No heading stands for A1, A2, A3, B2") for remark in brought.remarks)
