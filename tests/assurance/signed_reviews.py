"""A council whose review three offices finish, for tests of the chain, of what is signed and of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assurance.models import ReviewCycle, SignOff
from assurance.workflow.signing import confirm_review, declaration_for, finish_review
from governance.models import Council, CouncilSetting, Membership
from governance.roles import Role
from tests.builders import NOW, agree_all, make_council, make_cycle, make_member

LATER = NOW + timedelta(hours=1)
CHAIN = ["monitoring_officer", "section_151", "head_of_paid_service"]


@dataclass(frozen=True)
class Chamber:
    """The council, its review that could be finished now, and who finishes it."""

    council: Council
    cycle: ReviewCycle
    officer: Membership
    monitoring_officer: Membership
    finance: Membership
    chief: Membership

    def finish(self) -> SignOff:
        cycle = self.cycle
        declaration = declaration_for(cycle)
        return finish_review(cycle=cycle, by=self.monitoring_officer, declaration=declaration, at=LATER)

    def confirm(self, by: Membership) -> SignOff:
        return confirm_review(cycle=self.cycle, by=by, declaration="I confirm it.", at=LATER)

    def again(self) -> ReviewCycle:
        self.cycle.refresh_from_db()
        return self.cycle


def make_chamber(slug: str = "", chain: list[str] = CHAIN) -> Chamber:
    council = make_council(slug)
    CouncilSetting.objects.create(council=council, key="finishing_offices", value=chain)
    cycle = make_cycle(council)
    officer = make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")
    monitoring_officer = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    agree_all(cycle, scored_by=officer, agreed_by=monitoring_officer)
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.IN_REVIEW)
    return Chamber(
        council=council,
        cycle=ReviewCycle.objects.select_related("council", "framework").get(pk=cycle.pk),
        officer=officer,
        monitoring_officer=monitoring_officer,
        finance=make_member(council, Role.SECTION_151, name="Alan Reyes"),
        chief=make_member(council, Role.HEAD_OF_PAID_SERVICE, name="Dana Holt"),
    )
