"""Writes a checked framework file to the database.

Rows are upserted by reference; what vanished is retired, never deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from framework.models import ExampleEvidence, Framework, Principle, Requirement, SubPrinciple
from framework.reading import FrameworkSource, RequirementSource

Row = TypeVar("Row", bound=Model)


class RevisionInUse(Exception):
    """A review uses this revision, so its content stands; a correction is a new revision."""


@dataclass
class Changes:
    """How many rows a load wrote."""

    added: int = 0
    changed: int = 0
    retired: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired)


def loaded_revision(source: FrameworkSource) -> Framework | None:
    """The row that this file would update, if it was loaded before."""
    return Framework.objects.filter(slug=source.slug, revision=source.revision).first()


def is_in_use(framework: Framework) -> bool:
    """Whether a row of another app (a review) points to this revision; asked without knowing that app."""
    for relation in framework._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model._meta.app_label == framework._meta.app_label:
            continue
        if model._default_manager.filter(**{relation.field.name: framework}).exists():
            return True
    return False


@transaction.atomic
def load_framework(source: FrameworkSource, *, in_use: bool, at: datetime) -> Changes:
    """Bring the revision's rows in line with the file; nothing is kept when RevisionInUse is raised.

    `at` is the moment noted on requirements and examples that the file no longer has.
    """
    changes = Changes()
    framework = _upsert(
        Framework,
        {"slug": source.slug, "revision": source.revision},
        {"title": source.title, "publisher": source.publisher, "edition": source.edition},
        changes,
    )
    position = 0
    kept: set[int] = set()
    for principle_source in source.principles:
        principle = _upsert(
            Principle,
            {"framework": framework, "letter": principle_source.letter},
            {
                "title": principle_source.title,
                "short_title": principle_source.short_title,
                "rationale": principle_source.rationale,
            },
            changes,
        )
        for sub_source in principle_source.sub_principles:
            sub_principle = _upsert(
                SubPrinciple,
                {"principle": principle, "number": sub_source.number},
                {"title": sub_source.title},
                changes,
            )
            for requirement_source in sub_source.requirements:
                position += 1
                requirement = _load_requirement(sub_principle, requirement_source, position, changes)
                _load_examples(requirement, requirement_source, at, changes)
                kept.add(requirement.pk)
    changes.retired += (
        Requirement.objects.filter(sub_principle__principle__framework=framework, retired_at=None)
        .exclude(pk__in=kept)
        .update(retired_at=at)
    )
    if in_use and changes:
        raise RevisionInUse(
            f"{source.slug} revision {source.revision}: a review uses it and this file differs; "
            f"load the correction as revision {source.revision + 1}"
        )
    return changes


def _load_requirement(
    sub_principle: SubPrinciple, source: RequirementSource, position: int, changes: Changes
) -> Requirement:
    return _upsert(
        Requirement,
        {"sub_principle": sub_principle, "number": source.number},
        {
            "ref": source.ref,
            "position": position,
            "title": source.title,
            "statement": source.statement,
            "committee_statement": source.committee_statement,
            "retired_at": None,
        },
        changes,
    )


def _load_examples(
    requirement: Requirement, source: RequirementSource, at: datetime, changes: Changes
) -> None:
    for position, example in enumerate(source.examples, start=1):
        _upsert(
            ExampleEvidence,
            {"requirement": requirement, "text": example.text},
            {"position": position, "level": example.level, "own": example.own, "retired_at": None},
            changes,
        )
    changes.retired += (
        requirement.examples.filter(retired_at=None)
        .exclude(text__in=[example.text for example in source.examples])
        .update(retired_at=at)
    )


def _upsert(model: type[Row], key: dict[str, Any], values: dict[str, Any], changes: Changes) -> Row:
    """The row with this key, made or changed (named columns only) to hold these values, and counted."""
    row, created = model._default_manager.get_or_create(**key, defaults=values)
    if created:
        changes.added += 1
        return row
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if different:
        for name in different:
            setattr(row, name, values[name])
        row.save(update_fields=different)
        changes.changed += 1
    return row
