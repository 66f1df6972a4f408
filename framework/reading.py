"""The framework file: JSON read and checked in full before a row is written.

Every problem is one line that names the place ("A1.1: the statement is empty").
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Model

from framework.models import ExampleEvidence, Framework, Principle, Requirement, SubPrinciple

NESTED = 2


class FrameworkFileError(Exception):
    """The file cannot be loaded; the message is one line for the person who runs the command."""


@dataclass(frozen=True)
class ExampleSource:
    text: str
    level: int
    own: bool


@dataclass(frozen=True)
class RequirementSource:
    number: int
    ref: str
    title: str
    statement: str
    committee_statement: str
    examples: tuple[ExampleSource, ...]


@dataclass(frozen=True)
class SubPrincipleSource:
    number: int
    title: str
    requirements: tuple[RequirementSource, ...]


@dataclass(frozen=True)
class PrincipleSource:
    letter: str
    title: str
    short_title: str
    rationale: str
    sub_principles: tuple[SubPrincipleSource, ...]


@dataclass(frozen=True)
class FrameworkSource:
    slug: str
    title: str
    publisher: str
    edition: str
    revision: int
    principles: tuple[PrincipleSource, ...]


def read_framework(path: Path) -> FrameworkSource:
    """The checked content of a framework file; raises FrameworkFileError at the first problem."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FrameworkFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise FrameworkFileError(f"{path}: is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise FrameworkFileError(f"{path}: is not JSON (line {error.lineno}: {error.msg})") from error
    return parse_framework(raw)


def parse_framework(raw: object) -> FrameworkSource:
    """Check decoded JSON and give it its shape; raises FrameworkFileError at the first problem."""
    place = "framework"
    item = _keys(raw, {"slug", "title", "publisher", "edition", "revision", "principles"}, place)
    principles = tuple(_principle(entry) for entry in _list(item, "principles", place))
    _once([principle.letter for principle in principles], "principle", place)
    requirements = [
        requirement
        for principle in principles
        for sub_principle in principle.sub_principles
        for requirement in sub_principle.requirements
    ]
    _once([requirement.title for requirement in requirements], "requirement title", place)
    return FrameworkSource(
        slug=_text(item, "slug", place, Framework),
        title=_text(item, "title", place, Framework),
        publisher=_text(item, "publisher", place, Framework),
        edition=_text(item, "edition", place, Framework),
        revision=_number(item, "revision", place),
        principles=principles,
    )


def _principle(raw: object) -> PrincipleSource:
    item = _keys(raw, {"letter", "title", "short_title", "rationale", "sub_principles"}, "principles")
    letter = _text(item, "letter", "principles", Principle)
    if not (letter.isascii() and letter.isupper()):
        raise FrameworkFileError(f"principles: the letter {letter!r} is not one of A to Z")
    sub_principles = tuple(_sub_principle(letter, entry) for entry in _list(item, "sub_principles", letter))
    _in_sequence([sub_principle.number for sub_principle in sub_principles], "sub-principle", letter)
    return PrincipleSource(
        letter=letter,
        title=_text(item, "title", letter, Principle),
        short_title=_text(item, "short_title", letter, Principle),
        rationale=_text(item, "rationale", letter, Principle),
        sub_principles=sub_principles,
    )


def _sub_principle(letter: str, raw: object) -> SubPrincipleSource:
    item = _keys(raw, {"number", "title", "requirements"}, letter)
    number = _number(item, "number", letter)
    place = f"{letter}{number}"
    requirements = tuple(_requirement(place, entry) for entry in _list(item, "requirements", place))
    _in_sequence([requirement.number for requirement in requirements], "requirement", place)
    return SubPrincipleSource(
        number=number, title=_text(item, "title", place, SubPrinciple), requirements=requirements
    )


def _requirement(sub_principle: str, raw: object) -> RequirementSource:
    keys = {"number", "title", "statement", "committee_statement", "examples"}
    item = _keys(raw, keys, sub_principle)
    number = _number(item, "number", sub_principle)
    ref = f"{sub_principle}.{number}"
    examples = tuple(_example(ref, entry) for entry in _list(item, "examples", ref))
    _once([example.text for example in examples], "example", ref)
    if examples[0].level == NESTED:
        raise FrameworkFileError(f"{ref}: the first example is nested but nothing stands above it")
    return RequirementSource(
        number=number,
        ref=ref,
        title=_text(item, "title", ref, Requirement),
        statement=_text(item, "statement", ref, Requirement),
        committee_statement=_text(item, "committee_statement", ref, Requirement),
        examples=examples,
    )


def _example(ref: str, raw: object) -> ExampleSource:
    item = _keys(raw, {"text", "level", "own"}, f"{ref} example")
    level = _number(item, "level", f"{ref} example")
    if level > NESTED:
        raise FrameworkFileError(f"{ref} example: the level {level} is not 1 or {NESTED}")
    own = item["own"]
    if not isinstance(own, bool):
        raise FrameworkFileError(f"{ref} example: 'own' is not true or false")
    return ExampleSource(text=_text(item, "text", f"{ref} example", ExampleEvidence), level=level, own=own)


def _keys(raw: object, expected: Collection[str], place: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FrameworkFileError(f"{place}: expected an object with {', '.join(sorted(expected))}")
    if missing := sorted(set(expected) - raw.keys()):
        raise FrameworkFileError(f"{place}: {', '.join(missing)} missing")
    if unknown := sorted(raw.keys() - set(expected)):
        raise FrameworkFileError(f"{place}: {', '.join(unknown)} not known")
    return raw


def _list(item: dict[str, Any], key: str, place: str) -> list[Any]:
    value = item[key]
    if not isinstance(value, list) or not value:
        raise FrameworkFileError(f"{place}: {key} is not a list with at least one entry")
    return value


def _number(item: dict[str, Any], key: str, place: str) -> int:
    value = item[key]
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise FrameworkFileError(f"{place}: the {key} {value!r} is not a whole number from 1")
    return value


def _text(item: dict[str, Any], key: str, place: str, model: type[Model]) -> str:
    """The text at the key, held to what its column allows."""
    value = item[key]
    field = model._meta.get_field(key)
    if not isinstance(value, str):
        raise FrameworkFileError(f"{place}: the {key} is not text")
    if value != value.strip():
        raise FrameworkFileError(f"{place}: the {key} begins or ends with a space")
    if not value and not getattr(field, "blank", False):
        raise FrameworkFileError(f"{place}: the {key} is empty")
    limit: int | None = getattr(field, "max_length", None)
    if limit is not None and len(value) > limit:
        raise FrameworkFileError(f"{place}: the {key} is longer than {limit} characters")
    return value


def _once(values: list[str], what: str, place: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise FrameworkFileError(f"{place}: the {what} {value!r} stands more than once")


def _in_sequence(numbers: list[int], what: str, place: str) -> None:
    if numbers != sorted(set(numbers)):
        raise FrameworkFileError(f"{place}: the {what} numbers {numbers} are not in ascending order")
