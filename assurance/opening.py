"""What the coordinator should know before a review is opened: who answers each row, and who can agree it."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.assignees import lead_of, rows_with_people
from assurance.models import Assessment, ReviewCycle
from assurance.policies import may_agree
from assurance.reviewers import reviewers_of
from governance.models import Membership


@dataclass(frozen=True)
class BeforeOpening:
    """The state of a review's assignment. Rows are in order."""

    rows: list[Assessment]
    reviewers: list[Membership]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def assigned(self) -> int:
        return self.total - len(self.without_lead)

    @property
    def without_lead(self) -> list[Assessment]:
        return [row for row in self.rows if lead_of(row) is None]

    @property
    def nobody_may_agree(self) -> list[Assessment]:
        """Rows that no reviewer may agree: whoever leads a row scores it, so someone else must agree it."""
        return [row for row in self.rows if not self._could_agree(row)]

    def _could_agree(self, row: Assessment) -> bool:
        lead = lead_of(row)
        return any(may_agree(member, row) for member in self.reviewers if member != lead)


def before_opening(cycle: ReviewCycle) -> BeforeOpening:
    return BeforeOpening(rows=list(rows_with_people(cycle)), reviewers=reviewers_of(cycle))
