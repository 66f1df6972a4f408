"""Two people at one step of a document in the same instant: one is done, the other is refused in words."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from reports.models import Approval, DocumentKind, Publication, Signature
from reports.standing import standing_of
from reports.workflow import guards
from reports.workflow.amending import amend
from reports.workflow.approvals import void_approval
from tests.reports.statement_cast import Ready, make_cast
from tests.threads import at_once, refused

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]

ROUNDS = 3


@pytest.fixture
def cast(committed, monkeypatch, settings, tmp_path):
    """A released statement of a finished review; the gates are tested by themselves."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(guards, "Readiness", Ready)
    made = make_cast()
    made.finish()
    made.release()
    return made


def void(cast):
    return void_approval(cycle=cast.cycle, reason="Wrong minute", by=cast.officer, at=timezone.now())


def given(cast, state: str) -> int:
    return Publication.objects.filter(cycle=cast.cycle, state=state, withdrawn_at=None).count()


def test_two_record_the_approval_and_it_is_recorded_once(cast):
    for _ in range(ROUNDS):
        results = at_once(cast.approve, cast.approve)
        assert len(refused(results)) == 1
        assert Approval.objects.filter(cycle=cast.cycle).standing().count() == 1
        assert given(cast, "approved") == 1
        void(cast)
    numbers = Publication.objects.filter(cycle=cast.cycle).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, ROUNDS + 2))


def test_an_office_signs_once_in_the_app_or_on_paper(cast):
    for _ in range(ROUNDS):
        cast.approve()
        results = at_once(
            partial(cast.sign, cast.leader), partial(cast.sign, cast.leader), cast.sign_on_paper
        )
        assert len(refused(results)) == 2
        assert Signature.objects.filter(cycle=cast.cycle).standing().count() == 1
        void(cast)


def test_amending_beside_an_approval_never_leaves_an_approved_text_being_written(cast):
    for _ in range(ROUNDS):
        kind = DocumentKind.AGS
        results = at_once(
            cast.approve,
            partial(amend, kind=kind, cycle=cast.cycle, reason="A date", by=cast.officer, at=timezone.now()),
        )
        standing = standing_of(cast.cycle, kind)
        assert len(refused(results)) <= 1  # amended after the approval, which is void then, or before it
        assert standing is not None
        assert standing.is_amended
        assert standing.approval is None
        assert given(cast, "approved") == 0
        cast.release()


def test_publishing_beside_another_and_beside_making_void_is_all_or_nothing(cast):
    cast.approve()
    cast.sign(cast.leader)
    cast.sign(cast.chief)
    results = at_once(cast.publish, cast.publish, partial(void, cast))
    approved = Approval.objects.filter(cycle=cast.cycle).standing().count()
    assert given(cast, "final") == approved
    assert Signature.objects.filter(cycle=cast.cycle).standing().count() == 2 * approved
    assert len(refused(results)) == 2
