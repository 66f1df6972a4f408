"""Rows of the yearly work: cycles <- assessments <- evidence, actions, comments, wording <- sign-off."""

from assurance.models.actions import ActionInCycle, ActionLink, ActionUpdate, ImprovementAction
from assurance.models.assessments import Assessment, Assignment, SentBack
from assurance.models.comments import Comment, CommentMention
from assurance.models.cycles import Milestone, ReviewCycle
from assurance.models.evidence import Evidence, EvidenceUse
from assurance.models.files import EvidenceFile, FileVersion
from assurance.models.imports import ImportRun
from assurance.models.signoff import SignedContent, SignOff, SignOffVoid
from assurance.models.warnings import AcceptedWarning
from assurance.models.wording import CouncilExample, CouncilWording

__all__ = [
    "AcceptedWarning",
    "ActionInCycle",
    "ActionLink",
    "ActionUpdate",
    "Assessment",
    "Assignment",
    "Comment",
    "CommentMention",
    "CouncilExample",
    "CouncilWording",
    "Evidence",
    "EvidenceFile",
    "EvidenceUse",
    "FileVersion",
    "ImportRun",
    "ImprovementAction",
    "Milestone",
    "ReviewCycle",
    "SentBack",
    "SignOff",
    "SignOffVoid",
    "SignedContent",
]
