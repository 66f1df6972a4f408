"""What the Council is responsible for, how it is governed, and how its governance was reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import AssuranceSource
from governance.models import Council
from reports.content.control import long_date
from reports.content.sentences import joined
from reports.drafting.material import CodeApproval, Material
from reports.drafting.wording import paragraphs, plain

DECIDES = {
    Council.GovernanceModel.EXECUTIVE: "A leader or mayor and a cabinet take most decisions; scrutiny "
    "committees question and advise them.",
    Council.GovernanceModel.COMMITTEE: "Committees of councillors take most decisions, each for its own "
    "services.",
}


@dataclass(frozen=True)
class ResponsibilityFacts:
    code: CodeApproval | None


def responsibility_facts(material: Material) -> ResponsibilityFacts:
    return ResponsibilityFacts(material.code)


def write_responsibility(facts: ResponsibilityFacts) -> str:
    code = facts.code
    if code is None:
        return "[Add when the Local Code was approved, and by which body.]"
    minute = f" (minute {plain(code.minute)})" if code.minute else ""
    return (
        "How each principle is met is set out in our Local Code. It was approved on "
        f"{long_date(code.on)} by {plain(code.body)}{minute}."
    )


@dataclass(frozen=True)
class FrameworkFacts:
    """`companies` are the companies and partnerships among the sources of assurance."""

    governance_model: str
    companies: tuple[str, ...]


def framework_facts(material: Material) -> FrameworkFacts:
    kind = AssuranceSource.Kind.COMPANY
    named = dict.fromkeys(line.provider for line in material.sources if line.key == kind)
    return FrameworkFacts(material.cycle.governance_model, tuple(named))


def write_framework(facts: FrameworkFacts) -> str:
    named = joined([plain(name) for name in facts.companies]) if facts.companies else ""
    decides = DECIDES[Council.GovernanceModel(facts.governance_model)]
    return paragraphs(
        f"Full Council sets the budget and the main plans. {decides}",
        f"Companies and partnerships whose governance was looked at this year: {named}."
        if named
        else "[Add the companies and partnerships that matter, or that there are none.]",
        "[Add what changed in how the Council is governed this year, or that nothing did.]",
    )


@dataclass(frozen=True)
class ReviewFacts:
    """Agreed requirements by the furthest that their evidence was checked."""

    lead_post: str
    agreed: int
    independent: int
    another_team: int


def review_facts(material: Material) -> ReviewFacts:
    furthest = [material.checks[row.ref][0].by for row in material.agreed_rows if row.ref in material.checks]
    return ReviewFacts(
        lead_post=material.lead_post,
        agreed=len(material.agreed_rows),
        independent=furthest.count("someone independent"),
        another_team=furthest.count("another council team"),
    )


def write_review(facts: ReviewFacts) -> str:
    return paragraphs(
        f"The {plain(facts.lead_post)} led the review. Each service described what it does and showed "
        "its evidence.",
        _checked(facts),
        "[Add how scores were tested, for example by internal audit or by a group of officers.]",
    )


def _checked(facts: ReviewFacts) -> str:
    if not facts.agreed:
        return ""
    parts = [
        f"{count} by {who}"
        for count, who in (
            (facts.independent, "someone independent"),
            (facts.another_team, "another council team"),
        )
        if count
    ]
    if not parts:
        return "[Add who outside the services checked evidence: nothing is recorded.]"
    return (
        f"Evidence was checked from outside the service for {facts.independent + facts.another_team} of the "
        f"{facts.agreed} requirements agreed: {joined(parts)}."
    )
