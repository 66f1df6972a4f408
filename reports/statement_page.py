"""The page on which the statement is written: a box for each text that people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms.boundfield import BoundField

from reports.forms import StatementForm
from reports.models import StatementSection


@dataclass(frozen=True)
class SectionBox:
    """A text as the page shows it: what stands in the form, and what somebody else saved meanwhile."""

    key: str
    text: BoundField
    version: BoundField
    theirs: StatementSection | None = None


def boxes(form: StatementForm, theirs: Mapping[str, StatementSection] | None = None) -> list[SectionBox]:
    """A box for each text of the form, in the order of the document."""
    return [
        SectionBox(key, form[f"text_{key}"], form[f"version_{key}"], (theirs or {}).get(key))
        for key in form.keys
    ]
