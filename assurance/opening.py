"""What the coordinator should know before a review is opened: who answers each row, and who can agree it."""

from __future__ import annotations

from collections.abc import Iterable
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
        return nobody_may_agree(self.rows, self.reviewers)


def nobody_may_agree(rows: Iterable[Assessment], reviewers: Iterable[Membership]) -> list[Assessment]:
    """Rows not agreed yet that no reviewer may agree; reads the people of the rows as fetched.

    Whoever leads a row will score it, so that someone else must agree it; once it is sent, what counts is who
    scored, confirmed or sent it.
    """
    listed = list(reviewers)
    waiting = [row for row in rows if row.status != Assessment.Status.AGREED]
    return [row for row in waiting if not any(_could_agree(member, row) for member in listed)]


def _could_agree(member: Membership, row: Assessment) -> bool:
    return may_agree(member, row) and (row.is_done or member != lead_of(row))


def before_opening(cycle: ReviewCycle) -> BeforeOpening:
    return BeforeOpening(rows=list(rows_with_people(cycle)), reviewers=reviewers_of(cycle))
