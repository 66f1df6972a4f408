"""Loading the framework: complete, repeatable, nothing deleted, nothing written from a bad file."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from model_bakery import baker

from framework.loading import RevisionInUse, is_in_use, load_framework, loaded_revision
from framework.models import ExampleEvidence, Framework, Principle, Requirement, SubPrinciple
from framework.reading import FrameworkFileError, parse_framework
from tests.builders import remove_framework

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "framework-2016.json"
NOW = datetime(2025, 5, 19, 9, tzinfo=UTC)
LATER = datetime(2025, 6, 19, 9, tzinfo=UTC)


def small_framework() -> dict[str, Any]:
    """A made-up framework of one principle and two requirements."""

    def requirement(number: int) -> dict[str, Any]:
        return {
            "number": number,
            "title": f"Short title {number}",
            "statement": f"The council does thing {number}.",
            "committee_statement": "",
            "examples": [
                {"text": "A policy:", "level": 1, "own": False},
                {"text": "Its review", "level": 2, "own": False},
            ],
        }

    sub_principle = {"number": 1, "title": "Sub-principle", "requirements": [requirement(1), requirement(2)]}
    principle = {
        "letter": "A",
        "title": "Principle",
        "short_title": "Short",
        "rationale": "Because.",
        "sub_principles": [sub_principle],
    }
    return {
        "slug": "small",
        "title": "Small",
        "publisher": "Nobody",
        "edition": "2001",
        "revision": 1,
        "principles": [principle],
    }


def first_requirement(raw: dict[str, Any]) -> dict[str, Any]:
    requirement: dict[str, Any] = raw["principles"][0]["sub_principles"][0]["requirements"][0]
    return requirement


class LoadTests(TestCase):
    def setUp(self) -> None:
        remove_framework()
        self.raw = small_framework()
        load_framework(parse_framework(self.raw), in_use=False, at=NOW)

    def test_it_numbers_the_requirements(self) -> None:
        rows = Requirement.objects.values_list("ref", "position", "title")
        self.assertEqual(list(rows), [("A1.1", 1, "Short title 1"), ("A1.2", 2, "Short title 2")])

    def test_loading_again_changes_nothing(self) -> None:
        changes = load_framework(parse_framework(self.raw), in_use=False, at=LATER)
        self.assertFalse(changes)
        self.assertEqual(Requirement.objects.count(), 2)

    def test_a_changed_text_keeps_its_row(self) -> None:
        key = Requirement.objects.get(ref="A1.1").pk
        first_requirement(self.raw)["statement"] = "The council does something else."
        changes = load_framework(parse_framework(self.raw), in_use=False, at=LATER)
        self.assertEqual((changes.added, changes.changed, changes.retired), (0, 1, 0))
        self.assertEqual(Requirement.objects.get(pk=key).statement, "The council does something else.")

    def test_what_vanished_is_kept_and_marked_and_can_come_back(self) -> None:
        full = copy.deepcopy(self.raw)
        self.raw["principles"][0]["sub_principles"][0]["requirements"].pop()
        first_requirement(self.raw)["examples"].pop()
        changes = load_framework(parse_framework(self.raw), in_use=False, at=LATER)
        self.assertEqual(changes.retired, 2)
        self.assertEqual(Requirement.objects.get(ref="A1.2").retired_at, LATER)
        self.assertEqual(ExampleEvidence.objects.get(requirement__ref="A1.1", level=2).retired_at, LATER)
        load_framework(parse_framework(full), in_use=False, at=LATER)
        self.assertFalse(Requirement.objects.exclude(retired_at=None).exists())
        self.assertFalse(ExampleEvidence.objects.exclude(retired_at=None).exists())

    def test_a_revision_in_use_loads_again_unchanged(self) -> None:
        self.assertFalse(load_framework(parse_framework(self.raw), in_use=True, at=LATER))

    def test_a_revision_in_use_is_never_changed(self) -> None:
        first_requirement(self.raw)["title"] = "Another title"
        with pytest.raises(RevisionInUse, match="small revision 1: .* as revision 2"):
            load_framework(parse_framework(self.raw), in_use=True, at=LATER)
        self.assertEqual(Requirement.objects.get(ref="A1.1").title, "Short title 1")

    def test_a_new_revision_stands_beside_the_old_one(self) -> None:
        self.raw["revision"] = 2
        load_framework(parse_framework(self.raw), in_use=False, at=LATER)
        self.assertEqual(Requirement.objects.filter(ref="A1.1").count(), 2)
        self.assertEqual(Framework.objects.newest().revision, 2)

    def test_a_revision_that_no_review_points_to_is_not_in_use(self) -> None:
        framework = loaded_revision(parse_framework(self.raw))
        assert framework is not None
        self.assertFalse(is_in_use(framework))

    def test_the_command_leaves_a_revision_that_a_review_uses_alone(self) -> None:
        framework = loaded_revision(parse_framework(self.raw))
        assert framework is not None
        baker.make("assurance.ReviewCycle", framework=framework, starts_on=date(2024, 4, 1))
        assert is_in_use(framework)
        first_requirement(self.raw)["title"] = "Another title"
        with TemporaryDirectory() as folder:
            path = Path(folder) / "small.json"
            path.write_text(json.dumps(self.raw))
            with pytest.raises(CommandError, match="a review uses it"):
                call_command("load_framework", str(path))
        assert Requirement.objects.get(ref="A1.1").title == "Short title 1"


class CommandTests(TestCase):
    def setUp(self) -> None:
        remove_framework()

    def run_command(self, *arguments: str) -> str:
        output = StringIO()
        call_command("load_framework", *arguments, stdout=output)
        return output.getvalue()

    def test_it_loads_the_2016_framework_by_default_and_says_so(self) -> None:
        output = self.run_command()
        self.assertIn("7 principles, 91 requirements", output)
        self.assertEqual((Principle.objects.count(), SubPrinciple.objects.count()), (7, 21))
        requirements = Requirement.objects.all()
        self.assertEqual(list(requirements.values_list("position", flat=True)), list(range(1, 92)))
        self.assertEqual((requirements[0].ref, requirements[90].ref), ("A1.1", "G3.5"))
        self.assertFalse(requirements.filter(examples=None).exists())

    def test_it_says_that_nothing_changed_the_second_time(self) -> None:
        self.run_command(str(FIXTURE))
        self.assertIn("nothing changed", self.run_command(str(FIXTURE)))

    def test_a_missing_file_is_one_clear_line(self) -> None:
        with pytest.raises(
            CommandError, match=r"^nowhere\.json: cannot be read \(No such file or directory\)$"
        ):
            self.run_command("nowhere.json")


def set_in_requirement(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda raw: first_requirement(raw).update({key: value})


def set_in_example(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda raw: first_requirement(raw)["examples"][0].update({key: value})


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda raw: raw.pop("revision"), "framework: revision missing"),
        (lambda raw: raw.update(colour="blue"), "framework: colour not known"),
        (
            lambda raw: raw.update(principles=[]),
            "framework: principles is not a list with at least one entry",
        ),
        (lambda raw: raw.update(revision=0), "framework: the revision 0 is not a whole number from 1"),
        (
            lambda raw: raw["principles"].append(raw["principles"][0]),
            "framework: the principle 'A' stands more than once",
        ),
        (
            lambda raw: raw["principles"][0].update(letter="a"),
            "principles: the letter 'a' is not one of A to Z",
        ),
        (set_in_requirement("statement", ""), "A1.1: the statement is empty"),
        (set_in_requirement("statement", " Padded."), "A1.1: the statement begins or ends with a space"),
        (set_in_requirement("title", 7), "A1.1: the title is not text"),
        (set_in_requirement("title", "x" * 81), "A1.1: the title is longer than 80 characters"),
        (
            set_in_requirement("title", "Short title 2"),
            "framework: the requirement title 'Short title 2' stands more than once",
        ),
        (set_in_requirement("number", 2), "A1: the requirement numbers [2, 2] are not in ascending order"),
        (set_in_requirement("number", True), "A1: the number True is not a whole number from 1"),
        (set_in_requirement("examples", []), "A1.1: examples is not a list with at least one entry"),
        (set_in_example("text", "Its review"), "A1.1: the example 'Its review' stands more than once"),
        (set_in_example("level", 3), "A1.1 example: the level 3 is not 1 or 2"),
        (
            set_in_example("level", 2),
            "A1.1: the first example is nested but nothing stands above it",
        ),
        (set_in_example("own", "no"), "A1.1 example: 'own' is not true or false"),
    ],
)
def test_a_bad_file_is_refused_with_one_line_that_names_the_place(
    spoil: Callable[[dict[str, Any]], None], line: str
) -> None:
    raw = small_framework()
    spoil(raw)
    with pytest.raises(FrameworkFileError) as caught:
        parse_framework(raw)
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"{", "is not JSON (line 1:"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[]", "framework: expected an object with"),
        (json.dumps(small_framework() | {"title": ""}).encode(), "framework: the title is empty"),
    ],
)
@pytest.mark.django_db
def test_a_bad_file_writes_nothing(tmp_path: Path, content: bytes, line: str) -> None:
    remove_framework()
    path = tmp_path / "framework.json"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        call_command("load_framework", str(path))
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Framework.objects.exists()
