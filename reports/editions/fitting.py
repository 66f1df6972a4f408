"""Whether a text that comes from a file fits into the rows of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from reports.editions.texts import CodeText
from reports.models import CodeGroup, CodeItem, CodePrinciple, CodeRole, CodeSection, LocalCodeEdition

LONGEST_TEXT = 20_000
# Texts whose names in an edition are not those of its columns, and lists of further parts.
NOT_COLUMNS = {"sections", "principles", "roles", "groups", "items", "letter", "ref", "parts", "evidence"}


def faults_of(text: CodeText) -> list[str]:
    """What does not fit, each in a clause that names the place: too long, no text, or not an address."""
    return [*_faults(text)]


def _faults(text: CodeText) -> Iterator[str]:
    yield from _of(text, LocalCodeEdition, "the head")
    if isinstance(text.contact_email, str) and text.contact_email:
        try:
            validate_email(text.contact_email)
        except ValidationError:
            yield "the contact is not an e-mail address"
    for number, section in enumerate(text.sections, 1):
        yield from _of(section, CodeSection, f"section {number}")
    for principle in text.principles:
        where = f"principle {principle.letter}"
        yield from _of(principle, CodePrinciple, where)
        for group in principle.groups:
            yield from _of(group, CodeGroup, f"a heading of {where}")
        for item in principle.all_items:
            yield from _of(item, CodeItem, f"an item of {where}")
    for number, role in enumerate(text.roles, 1):
        yield from _of(role, CodeRole, f"role {number}")


def _of(part: Any, model: type[Model], where: str) -> Iterator[str]:
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in NOT_COLUMNS or field.name == "next_review_on":
            continue
        name = field.name.replace("_", " ")
        if not isinstance(value, str):
            yield f"{where} has something else than text where its {name} should be"
            continue
        longest = getattr(model._meta.get_field(field.name), "max_length", None) or LONGEST_TEXT
        if len(value) > longest:
            yield f"{where} has a {name} of {len(value):,} characters, more than {longest:,}"
        if "\x00" in value:
            yield f"{where} has a character that no text has"
