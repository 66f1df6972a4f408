"""Rows of the documents. Direction: statements, editions <- publications <- renderings."""

from reports.models.editions import (
    CodeGroup,
    CodeGroupPart,
    CodeItem,
    CodePrinciple,
    CodeRole,
    CodeSection,
    LocalCodeEdition,
)
from reports.models.publications import DocumentKind, Publication, Rendering
from reports.models.statements import GovernanceStatement, StatementSection

__all__ = [
    "CodeGroup",
    "CodeGroupPart",
    "CodeItem",
    "CodePrinciple",
    "CodeRole",
    "CodeSection",
    "DocumentKind",
    "GovernanceStatement",
    "LocalCodeEdition",
    "Publication",
    "Rendering",
    "StatementSection",
]
