"""What an edit changed, in words that the record of changes can keep."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from governance.templatetags.ga import govdate

Changes = dict[str, list[str]]


def shown(row: models.Model, field: str) -> str:
    """A field's value as people read it: the label of a choice, the name of a linked row, yes or no."""
    value = getattr(row, field)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(row._meta.get_field(field), models.DateField):
        return govdate(value)
    label = getattr(row, f"get_{field}_display", None)
    if label is not None:
        return str(label() or "")
    return str(getattr(value, "name", value) if value is not None else "")


def name_of(row: models.Model | type[models.Model], field: str) -> str:
    """The field's name in words."""
    return str(getattr(row._meta.get_field(field), "verbose_name", field))


def changes_between(before: models.Model, after: models.Model, fields: Iterable[str]) -> Changes:
    """The fields whose values differ, by the field's name in words, with both values."""
    return {
        name_of(after, field): [shown(before, field), shown(after, field)]
        for field in fields
        if getattr(before, field) != getattr(after, field)
    }
