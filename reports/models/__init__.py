"""Rows of the documents. Direction: statements <- publications <- renderings."""

from reports.models.publications import DocumentKind, Publication, Rendering
from reports.models.statements import GovernanceStatement, StatementSection

__all__ = ["DocumentKind", "GovernanceStatement", "Publication", "Rendering", "StatementSection"]
