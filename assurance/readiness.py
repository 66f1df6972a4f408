"""What is left to do before each step of a review: every rule asked, its findings with the reasons given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Gate, Rule, registered_checks
from assurance.models import AcceptedWarning, Milestone, ReviewCycle

FIRST_SHOWN = 3
# The step of the review that each gate stands before.
STEPS = {
    Gate.REVIEW: Milestone.Kind.AGREEING,
    Gate.DRAFT: Milestone.Kind.DRAFT,
    Gate.APPROVAL: Milestone.Kind.APPROVAL,
    Gate.FINAL: Milestone.Kind.PUBLICATION,
}


@dataclass(frozen=True)
class Group:
    """A rule with what it found. `open`: without a reason that stands; `accepted`: the others' reasons."""

    rule: Rule
    findings: list[Finding]
    open: list[Finding]
    accepted: list[AcceptedWarning]

    @property
    def is_open(self) -> bool:
        return bool(self.open)

    @property
    def first(self) -> list[Finding]:
        return self.findings[:FIRST_SHOWN]

    @property
    def rest(self) -> list[Finding]:
        return self.findings[FIRST_SHOWN:]

    @property
    def reasons(self) -> list[AcceptedWarning]:
        """One of each reason given: a reason for several findings was given once."""
        return list({(each.reason, each.by_id, each.at): each for each in self.accepted}.values())

    @property
    def may_have_reason(self) -> bool:
        """Something here can be passed or accepted."""
        return self.is_open and (self.rule.can_be_passed or not self.rule.must)

    def stops(self, gate: Gate) -> bool:
        return self.rule.must and self.is_open and gate in self.rule.gates


@dataclass(frozen=True)
class GateLine:
    """One step: its date, what must be put right before it and what is worth a look."""

    gate: Gate
    due_on: date | None
    must: list[Group]
    look: list[Group]
    accepted: int
    is_done: bool

    @property
    def must_count(self) -> int:
        return sum(len(group.open) for group in self.must)

    @property
    def look_count(self) -> int:
        return sum(len(group.open) for group in self.look)


def every_rule(rule: Rule) -> bool:
    return True


@dataclass
class Readiness:
    """Every rule asked about a review, on a day. `gate` asks only the rules before one step, `asks` some.

    For a reader who may not see officers' scores, what tells of them is left out and counted (`kept_back`).
    """

    cycle: ReviewCycle
    at: date
    gate: Gate | None = None
    tells_officers_scores: bool = True
    asks: Callable[[Rule], bool] = every_rule

    @cached_property
    def review(self) -> CheckedReview:
        return CheckedReview(self.cycle, self.at)

    @property
    def gates(self) -> list[Gate]:
        """Steps still to come: a finished review is not asked about again, a closed one about nothing."""
        if self.cycle.is_past_record or self.cycle.stage == ReviewCycle.Stage.CLOSED:
            return []
        return [gate for gate in Gate if not (gate == Gate.REVIEW and self.cycle.is_locked)]

    @cached_property
    def _found(self) -> list[tuple[Rule, list[Finding]]]:
        """Each rule that is asked, with all that it finds."""
        asked = {self.gate} & set(self.gates) if self.gate else set(self.gates)
        rules = [pair for pair in registered_checks() if pair[0].gates & asked and self.asks(pair[0])]
        return [(rule, list(look(self.review))) for rule, look in rules]

    @cached_property
    def groups(self) -> list[Group]:
        """The rules that found something, in order."""
        reasons = {each.digest: each for each in self._reasons()} if self._found else {}
        groups = []
        for rule, every in self._found:
            findings = [one for one in every if self.tells_officers_scores or not one.is_officers]
            given = [(finding, reasons.get(finding.digest(rule))) for finding in findings]
            if findings:
                groups.append(
                    Group(
                        rule=rule,
                        findings=findings,
                        open=[finding for finding, reason in given if reason is None],
                        accepted=[reason for _, reason in given if reason is not None],
                    )
                )
        return groups

    @property
    def kept_back(self) -> int:
        """How many findings the reader does not see, since they tell of officers' scores."""
        if self.tells_officers_scores:
            return 0
        return sum(one.is_officers for _, findings in self._found for one in findings)

    def _reasons(self) -> list[AcceptedWarning]:
        standing = AcceptedWarning.objects.filter(cycle=self.cycle).standing()
        return list(standing.select_related("by__user"))

    def group(self, key: str) -> Group | None:
        return next((group for group in self.groups if group.rule.key == key), None)

    @property
    def must(self) -> list[Group]:
        return [group for group in self.groups if group.rule.must]

    @property
    def look(self) -> list[Group]:
        return [group for group in self.groups if not group.rule.must]

    @property
    def stopping(self) -> list[Group]:
        """What must still be put right, and was not passed."""
        return [group for group in self.must if group.is_open]

    @property
    def lines(self) -> list[GateLine]:
        return [self._line(gate) for gate in Gate]

    def _line(self, gate: Gate) -> GateLine:
        groups = [group for group in self.groups if gate in group.rule.gates]
        return GateLine(
            gate=gate,
            due_on=self.review.dates.get(STEPS[gate]),
            must=[group for group in groups if group.rule.must and group.is_open],
            look=[group for group in groups if not group.rule.must and group.is_open],
            accepted=sum(len(group.accepted) for group in groups),
            is_done=gate not in self.gates,
        )
