"""Rows of the yearly work: cycles <- assessments <- evidence, actions, wording <- sign-off, imports."""

from assurance.models.actions import ActionInCycle, ActionLink, ActionUpdate, ImprovementAction
from assurance.models.assessments import Assessment, Assignment, SentBack
from assurance.models.cycles import Milestone, ReviewCycle
from assurance.models.evidence import Evidence, EvidenceUse
from assurance.models.imports import ImportRun
from assurance.models.signoff import SignedContent, SignOff, SignOffVoid
from assurance.models.wording import CouncilExample, CouncilWording

__all__ = [
    "ActionInCycle",
    "ActionLink",
    "ActionUpdate",
    "Assessment",
    "Assignment",
    "CouncilExample",
    "CouncilWording",
    "Evidence",
    "EvidenceUse",
    "ImportRun",
    "ImprovementAction",
    "Milestone",
    "ReviewCycle",
    "SentBack",
    "SignOff",
    "SignOffVoid",
    "SignedContent",
]
