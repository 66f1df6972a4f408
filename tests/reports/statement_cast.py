"""A council that takes its statement from release to publication, with the people who do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from assurance.models import ReviewCycle
from governance.models import Membership, Post
from governance.roles import Role
from reports.models import GovernanceStatement, Publication, Signature, StatementSection
from reports.workflow.approvals import Decision, approve
from reports.workflow.publishing import publish_final, publish_unaudited
from reports.workflow.signatures import PaperSignature, record_signature, sign
from tests.builders import make_council, make_member
from tests.reports.reviews import released, scored_review

YESTERDAY = timedelta(days=1)
Office = Signature.Office


class Ready:
    """What is left to do, where nothing is."""

    stopping = ()

    def __init__(self, *args: Any) -> None:
        self.asked = args


def day_parts(name: str, day: date) -> dict[str, int]:
    """A date as the three boxes of a form send it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@dataclass
class Cast:
    """A review with a begun statement; `today` is the day of the steps."""

    cycle: ReviewCycle
    officer: Membership
    leader: Membership
    chief: Membership

    @property
    def today(self):
        return timezone.localdate()

    @property
    def now(self) -> datetime:
        return timezone.now()

    def finish(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="signed_off", locked_at=timezone.now())
        self.cycle.refresh_from_db()

    def write(self, text: str) -> None:
        """As if the editor had saved it: the section on the framework."""
        statement = GovernanceStatement.objects.get(cycle=self.cycle)
        StatementSection.objects.update_or_create(
            council=self.cycle.council, statement=statement, key="framework", defaults={"text": text}
        )

    def release(self) -> Publication:
        return released(self.cycle, by=self.officer)

    def publish_draft(self, **fields: Any) -> Publication:
        values: dict[str, Any] = {
            "cycle": self.cycle,
            "public_from": self.today,
            "by": self.officer,
            "at": timezone.now(),
        }
        return publish_unaudited(**values | fields)

    def approve(self, *delegates: Post, **fields: Any) -> Publication:
        decision = Decision("Audit Committee", self.today - YESTERDAY, "31", list(delegates))
        values: dict[str, Any] = {
            "cycle": self.cycle,
            "decision": decision,
            "by": self.officer,
            "at": timezone.now(),
        }
        return approve(**values | fields)

    def sign(self, by: Membership, version: int = 1) -> Signature:
        return sign(cycle=self.cycle, version=version, by=by, at=timezone.now())

    def sign_on_paper(self, office: str = Office.LEADING_MEMBER, **fields: Any) -> Signature:
        paper: dict[str, Any] = {
            "office": office,
            "name": "Ann Reed",
            "post_title": "Leader of the Council",
            "signed_on": self.today,
        }
        return record_signature(
            cycle=self.cycle, paper=PaperSignature(**paper | fields), by=self.officer, at=timezone.now()
        )

    def publish(self, **fields: Any) -> Publication:
        values: dict[str, Any] = {
            "cycle": self.cycle,
            "public_from": self.today,
            "by": self.officer,
            "at": timezone.now(),
        }
        return publish_final(**values | fields)

    def take_to(self, state: str) -> None:
        """released, unaudited, approved, signed or final."""
        self.finish()
        self.release()
        if state in {"unaudited", "final"}:
            self.publish_draft()
        if state in {"approved", "signed", "final"}:
            self.approve()
        if state in {"signed", "final"}:
            self.sign(self.leader)
            self.sign(self.chief)
        if state == "final":
            self.publish()


def make_cast() -> Cast:
    cycle = scored_review(make_council())
    GovernanceStatement.objects.create(
        council=cycle.council,
        cycle=cycle,
        opinion="reasonable",
        opinion_sentence="Well run.",
        as_at=timezone.localdate(),
    )
    return Cast(
        cycle,
        make_member(cycle.council, Role.MONITORING_OFFICER),
        make_member(cycle.council, Role.LEADER),
        make_member(cycle.council, Role.HEAD_OF_PAID_SERVICE),
    )
