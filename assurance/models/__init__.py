"""Rows of the yearly work: cycles <- assessments <- evidence, actions, comments, wording <- sources <- issues
<- returns <- sign-off."""

from assurance.models.actions import ActionInCycle, ActionLink, ActionUpdate, ImprovementAction
from assurance.models.assessments import Assessment, Assignment, OfficerReply, SentBack
from assurance.models.comments import Comment, CommentMention
from assurance.models.cycles import Milestone, ReviewCycle
from assurance.models.evidence import Evidence, EvidenceUse
from assurance.models.files import EvidenceFile, FileVersion
from assurance.models.imports import ImportRun
from assurance.models.issues import (
    GovernanceIssue,
    IssueAction,
    IssueAssessment,
    IssueCriterion,
    IssueInCycle,
    IssuePrinciple,
    IssueSource,
    IssueUpdate,
    NoIssuesStatement,
)
from assurance.models.returns import DirectorReturn, ReturnAnswer
from assurance.models.signoff import SignedContent, SignOff, SignOffVoid
from assurance.models.sources import AssuranceSource, SourceEvidence, SourcePrinciple
from assurance.models.warnings import AcceptedWarning
from assurance.models.wording import CouncilExample, CouncilWording

__all__ = [
    "AcceptedWarning",
    "ActionInCycle",
    "ActionLink",
    "ActionUpdate",
    "Assessment",
    "Assignment",
    "AssuranceSource",
    "Comment",
    "CommentMention",
    "CouncilExample",
    "CouncilWording",
    "DirectorReturn",
    "Evidence",
    "EvidenceFile",
    "EvidenceUse",
    "FileVersion",
    "GovernanceIssue",
    "ImportRun",
    "ImprovementAction",
    "IssueAction",
    "IssueAssessment",
    "IssueCriterion",
    "IssueInCycle",
    "IssuePrinciple",
    "IssueSource",
    "IssueUpdate",
    "Milestone",
    "NoIssuesStatement",
    "OfficerReply",
    "ReturnAnswer",
    "ReviewCycle",
    "SentBack",
    "SignOff",
    "SignOffVoid",
    "SignedContent",
    "SourceEvidence",
    "SourcePrinciple",
]
