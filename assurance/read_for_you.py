"""A review read as a councillor would: its figures, and what each rule makes a reader ask.

The rules are those of what is left to do; here they are asked of any review, also of one that was signed off
elsewhere, and nothing has to be put right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Rule, registered_checks
from assurance.models import Assessment, ReviewCycle
from assurance.progress import Figures, ScoreOf, counted_score, figures, lowest, settled_score
from assurance.rows import words_of
from assurance.rules import HIGH
from assurance.scores import Band, BandWords

LOWEST_SHOWN = 5


@dataclass(frozen=True)
class Asked:
    """What one rule makes a councillor ask, finding by finding."""

    rule: Rule
    findings: list[Finding]


@dataclass(frozen=True)
class BandCount:
    """How many rows score in a band."""

    words: BandWords
    rows: int


@dataclass(frozen=True)
class Promised:
    """Open actions, and how many of them lack what makes a promise."""

    actions: int
    without_owner: int
    without_date: int
    without_outcome: int


@dataclass
class ReadForYou:
    """A review as it stands on a day.

    A reader who may not see officers' scores is told of agreed rows only; `kept_back` counts the rest.
    """

    cycle: ReviewCycle
    at: date
    tells_officers_scores: bool = True

    @cached_property
    def review(self) -> CheckedReview:
        return CheckedReview(self.cycle, self.at)

    @property
    def _score_of(self) -> ScoreOf:
        return counted_score if self.tells_officers_scores else settled_score

    @cached_property
    def figures(self) -> Figures:
        return figures(self.review.rows, self._score_of)

    @property
    def bands(self) -> list[BandCount]:
        """From the highest, each band with the council's word for it."""
        words = words_of(self.cycle.council)
        counted = self.figures.bands
        return [BandCount(words[band.value], counted[band]) for band in Band]

    @property
    def lowest(self) -> list[Assessment]:
        """The lowest rows under the highest band."""
        return lowest(self.review.rows, below=HIGH, score_of=self._score_of)[:LOWEST_SHOWN]

    @property
    def promised(self) -> Promised:
        actions = [promise.action for promise in self.review.promises]
        return Promised(
            actions=len(actions),
            without_owner=sum(action.owner_post_id is None for action in actions),
            without_date=sum(action.due_on is None for action in actions),
            without_outcome=sum(not action.expected_outcome.strip() for action in actions),
        )

    @cached_property
    def _found(self) -> list[Asked]:
        return [Asked(rule, list(look(self.review))) for rule, look in registered_checks() if rule.asks]

    @cached_property
    def asked(self) -> list[Asked]:
        """The rules that ask something, in their order, with what they found."""
        if self.tells_officers_scores:
            return [each for each in self._found if each.findings]
        told = [
            Asked(each.rule, [one for one in each.findings if not one.is_officers]) for each in self._found
        ]
        return [each for each in told if each.findings]

    @property
    def kept_back(self) -> int:
        """How many questions tell of officers' scores, and are not shown to this reader."""
        return sum(len(each.findings) for each in self._found) - self.count

    @property
    def count(self) -> int:
        return sum(len(each.findings) for each in self.asked)
