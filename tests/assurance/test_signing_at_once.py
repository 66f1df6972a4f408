"""Several people finishing, confirming, reopening and agreeing in the same instant: each signature once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from assurance.models import Assessment, ReviewCycle, SignedContent, SignOff
from assurance.seal import seal_of, standing_content
from assurance.workflow.evidence import change_evidence
from assurance.workflow.issues import raise_issue
from assurance.workflow.reviewing import agree, reopen_row
from assurance.workflow.signing import declaration_for, finish_review, reopen_review
from governance.roles import Role
from tests.assurance.signed_reviews import LATER, make_chamber
from tests.builders import make_member, row
from tests.threads import at_once, refused

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]

Stage = ReviewCycle.Stage


@pytest.fixture
def chamber():
    return make_chamber()


def finish(chamber, by):
    return finish_review(cycle=chamber.cycle, by=by, declaration=declaration_for(chamber.cycle), at=LATER)


def signatures(chamber):
    return SignOff.objects.filter(signed_content__cycle=chamber.cycle)


def test_four_finish_at_once_and_one_signs(chamber):
    others = [make_member(chamber.council, Role.DEPUTY_MONITORING_OFFICER) for _ in range(3)]
    results = at_once(*(partial(finish, chamber, by) for by in [chamber.monitoring_officer, *others]))
    assert len(refused(results)) == 3
    assert signatures(chamber).count() == 1
    assert SignedContent.objects.filter(cycle=chamber.cycle).count() == 1
    assert chamber.again().is_being_signed


def test_both_other_offices_confirm_at_once_and_the_review_is_finished(chamber):
    chamber.finish()
    again = make_member(chamber.council, Role.SECTION_151)
    people = [chamber.finance, chamber.chief, chamber.finance, again]
    results = at_once(*(partial(chamber.confirm, by) for by in people))
    assert len(refused(results)) == 2
    assert sorted(signatures(chamber).values_list("office", flat=True)) == [
        "head_of_paid_service",
        "monitoring_officer",
        "section_151",
    ]
    assert chamber.again().stage == Stage.SIGNED_OFF


def test_confirming_while_it_is_reopened(chamber):
    chamber.finish()
    chamber.confirm(chamber.finance)
    reopening = partial(
        reopen_review, cycle=chamber.cycle, reason="Late.", by=chamber.monitoring_officer, at=LATER
    )
    results = at_once(partial(chamber.confirm, chamber.chief), reopening)
    assert len(refused(results)) <= 1
    cycle = chamber.again()
    assert (cycle.stage, cycle.locked_at) == (Stage.IN_REVIEW, None)
    assert not signatures(chamber).standing().exists()


def test_finishing_while_a_row_is_reopened_or_agreed(chamber):
    """Whoever comes first: what is signed is what stands, or nothing is signed."""
    one = row(chamber.cycle, "A1.1")
    reviewer = make_member(chamber.council, Role.REVIEWER)
    two = Assessment.objects.filter(cycle=chamber.cycle, requirement__ref="A1.2")
    two.update(status="submitted", agreed_by=None, agreed_score=None)
    other = row(chamber.cycle, "A1.2")
    results = at_once(
        partial(finish, chamber, chamber.monitoring_officer),
        partial(reopen_row, row=one, reason="Late.", by=chamber.monitoring_officer, at=LATER),
        partial(agree, row=other, score=None, reason="", by=reviewer, at=LATER, version=other.version),
    )
    refused(results)
    holds(chamber)


def test_finishing_while_an_issue_is_raised_and_evidence_is_renamed(chamber):
    item = chamber.council.evidence.create(title="Code of conduct")
    row(chamber.cycle, "A1.1").evidence_uses.create(council=chamber.council, evidence=item)
    results = at_once(
        partial(finish, chamber, chamber.monitoring_officer),
        partial(
            change_evidence,
            item=item,
            values={"title": "Code of conduct 2026"},
            seen=item.history.latest().pk,
            by=chamber.officer,
            at=LATER,
        ),
        partial(raise_issue, cycle=chamber.cycle, title="Late", by=chamber.monitoring_officer, at=LATER),
    )
    refused(results)
    holds(chamber)


def holds(chamber):
    """A signed review is whole and every row in it agreed; one that is not signed is open to work."""
    cycle = chamber.again()
    content = standing_content(cycle)
    assert (content is None) == cycle.is_being_scored
    if content is not None:
        assert seal_of(content, cycle).wrong == []
        assert not Assessment.objects.filter(cycle=cycle).exclude(status="agreed").exists()
