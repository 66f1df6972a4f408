"""Rows of the documents. Direction: statements, editions <- publications <- renderings, approvals."""

from reports.models.approvals import (
    Amendment,
    AmendmentConfirmation,
    Approval,
    ApprovalDelegate,
    Signature,
)
from reports.models.editions import (
    CodeGroup,
    CodeGroupPart,
    CodeItem,
    CodePrinciple,
    CodeRole,
    CodeSection,
    LocalCodeEdition,
)
from reports.models.publications import DocumentKind, Publication, PublicationReading, Rendering
from reports.models.statements import GovernanceStatement, StatementSection

__all__ = [
    "Amendment",
    "AmendmentConfirmation",
    "Approval",
    "ApprovalDelegate",
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
    "PublicationReading",
    "Rendering",
    "Signature",
    "StatementSection",
]
