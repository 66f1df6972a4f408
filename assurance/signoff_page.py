"""The page "Finish the review": what is left, the chain of offices, and whether what was signed stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_datetime

from assurance import progress
from assurance.checks import Gate
from assurance.difference_words import together
from assurance.finishing import MONITORING_OFFICER as MO
from assurance.finishing import Link, holders_of, links_of, office_waiting_for, title_held
from assurance.models import ReviewCycle, SignedContent, SignOff
from assurance.policies import Rights
from assurance.readiness import Group, Readiness
from assurance.seal import Seal, seal_of
from assurance.signed_content import check_code
from governance.models import Membership
from governance.permissions import Permission

SEES_DIFFERENCES = frozenset({Permission.VIEW_ALL_SCORES, Permission.CONFIRM})


@dataclass(frozen=True)
class Signed:
    """One content with its signatures, void or standing."""

    content: SignedContent
    code: str
    signatures: list[SignOff]


@dataclass(frozen=True)
class GivenReason:
    """A reason with which findings were passed or accepted, as it was signed."""

    name: str
    must: bool
    count: int
    refs: list[str]
    reason: str
    by: str
    at: datetime | None


@dataclass
class SignOffPage:
    """`rights` are the reader's for the year of the review."""

    cycle: ReviewCycle
    reader: Membership
    rights: Rights
    today: date

    @cached_property
    def readiness(self) -> Readiness:
        return Readiness(self.cycle, self.today, Gate.REVIEW, tells_officers_scores=self.sees_scores)

    @property
    def sees_scores(self) -> bool:
        """Officers' scores, and what was said of them."""
        return Permission.VIEW_ALL_SCORES in self.rights

    @cached_property
    def left(self) -> list[Group]:
        """What must be put right first; nothing once the review is signed."""
        return self.readiness.stopping if self.cycle.is_being_scored else []

    @property
    def look_count(self) -> int:
        return sum(len(group.open) for group in self.readiness.look)

    @cached_property
    def figures(self) -> progress.Figures:
        return progress.figures(self.readiness.review.rows)

    @cached_property
    def signed(self) -> list[Signed]:
        """Newest first."""
        contents = SignedContent.objects.filter(cycle=self.cycle).select_related("void__by__user")
        return [
            Signed(content, check_code(content.digest), sorted(content.sign_offs.all(), key=lambda x: x.pk))
            for content in contents.prefetch_related("sign_offs").order_by("-pk")
        ]

    @cached_property
    def standing(self) -> SignedContent | None:
        return next((each.content for each in self.signed if not hasattr(each.content, "void")), None)

    @cached_property
    def links(self) -> list[Link]:
        return links_of(self.cycle, self.standing)

    @property
    def is_chain(self) -> bool:
        return len(self.links) > 1

    @property
    def may_finish(self) -> bool:
        return Permission.FINISH in self.rights

    @property
    def finishes_now(self) -> bool:
        return self.may_finish and self.cycle.is_being_scored and not self.left and self.figures.total > 0

    @property
    def reopens_now(self) -> bool:
        stage = ReviewCycle.Stage.SIGNED_OFF
        return self.may_finish and (self.cycle.is_being_signed or self.cycle.stage == stage)

    @cached_property
    def office(self) -> str:
        """The office for which the reader may declare or confirm now, or nothing."""
        if self.cycle.is_being_signed:
            return office_waiting_for(self.reader, self.links)
        return MO if self.finishes_now else ""

    @property
    def office_title(self) -> str:
        return title_held(self.reader, self.office, self.cycle) if self.office else ""

    @property
    def finishers(self) -> list[Membership]:
        return [] if self.may_finish else holders_of(MO, self.cycle)

    @cached_property
    def seal(self) -> Seal | None:
        return seal_of(self.standing, self.cycle) if self.standing and self.cycle.is_locked else None

    @property
    def sees_differences(self) -> bool:
        """What the officers had scored and said is named without its words to who may not read it."""
        return bool(self.rights & SEES_DIFFERENCES)

    @property
    def wrong(self) -> list[str]:
        return together(self.seal.wrong, tells_officers=self.sees_scores) if self.seal else []

    @property
    def moved_on(self) -> list[str]:
        return together(self.seal.moved_on, tells_officers=self.sees_scores) if self.seal else []

    @cached_property
    def reasons(self) -> list[GivenReason]:
        """Reasons that are part of what was signed."""
        if self.standing is None or self.seal is None or self.seal.altered:
            return []
        return [_given(each) for each in json.loads(self.standing.content).get("reasons", [])]


def _given(reason: dict[str, Any]) -> GivenReason:
    return GivenReason(
        name=reason["name"],
        must=reason["must"],
        count=len(reason["findings"]),
        refs=reason["refs"],
        reason=reason["reason"],
        by=reason["by"]["name"] if reason["by"] else "",
        at=parse_datetime(reason["at"]),
    )
