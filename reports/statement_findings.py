"""What is left to do before the statement is published, by the part of it that each finding concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from assurance.checks import Finding, Fix, Gate, Rule
from assurance.models import ReviewCycle
from assurance.readiness import Group, Readiness
from governance.permissions import Permission
from reports.checks.reading import OPINION_PART
from reports.checks.statement import CHANGED_SINCE

FIRST_SHOWN = 3
# The steps that a statement goes through; what comes before is on the pages of the rows.
GATES = frozenset({Gate.DRAFT, Gate.APPROVAL, Gate.FINAL})
# Where the rules that read the review belong in the statement, by their number in DOMAIN.md §8.
PARTS = {3: "plan", 6: "promises", 8: "issues", 9: "review"}
# Told at the text with buttons of its own.
TOLD_BESIDE = {CHANGED_SINCE.key}


def concerns_statement(rule: Rule) -> bool:
    return bool(rule.gates & GATES) and rule.key not in TOLD_BESIDE


@dataclass(frozen=True)
class ShownRule:
    """What a rule found in one part of the statement: the first few, and how many more.

    With each finding the link to where it is mended; none where that is the statement's own page.
    """

    rule: Rule
    findings: list[tuple[Finding, Fix | None]]
    more: int

    @property
    def count(self) -> int:
        return len(self.findings) + self.more


@dataclass
class StatementFindings:
    """The findings for a reader with these rights; `keys` are those of the texts that are printed."""

    cycle: ReviewCycle
    today: date
    rights: frozenset[Permission]
    keys: frozenset[str]

    def at(self, key: str) -> list[ShownRule]:
        """What was found in a text."""
        return self._by_part.get(key, [])

    @property
    def opinion(self) -> list[ShownRule]:
        return self.at(OPINION_PART)

    @property
    def elsewhere(self) -> list[ShownRule]:
        """What concerns the statement, and none of its texts."""
        return self.at("")

    @cached_property
    def _by_part(self) -> dict[str, list[ShownRule]]:
        if Permission.SEE_LEFT not in self.rights:
            return {}
        tells = Permission.VIEW_ALL_SCORES in self.rights
        found: dict[str, list[ShownRule]] = {}
        readiness = Readiness(self.cycle, self.today, tells_officers_scores=tells, asks=concerns_statement)
        for group in readiness.groups:
            for part, findings in self._parts_of(group).items():
                found.setdefault(part, []).append(self._shown(group.rule, findings))
        return found

    def _parts_of(self, group: Group) -> dict[str, list[Finding]]:
        """The open findings of a rule by the part that they name, or that the rule belongs to."""
        parts: dict[str, list[Finding]] = {}
        for finding in group.open:
            part = finding.part or PARTS.get(group.rule.number, "")
            is_here = part == OPINION_PART or part in self.keys
            parts.setdefault(part if is_here else "", []).append(finding)
        return parts

    def _shown(self, rule: Rule, findings: list[Finding]) -> ShownRule:
        shown = [(finding, self._link(finding)) for finding in findings[:FIRST_SHOWN]]
        return ShownRule(rule, shown, len(findings) - len(shown))

    def _link(self, finding: Finding) -> Fix | None:
        here = reverse("reports:statement", args=[self.cycle.council.slug, self.cycle.year])
        link = finding.link_for(self.rights)
        return None if link.url.partition("#")[0] == here else link
