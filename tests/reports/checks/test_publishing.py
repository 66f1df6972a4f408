"""Check 11 before the final version: the Local Code, the committee's approval, the signatures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assurance.checks import Gate
from assurance.readiness import Readiness
from reports.models import Approval, DocumentKind, LocalCodeEdition, Publication, Signature
from tests.assurance.checks.clean_review import clean_review, found
from tests.builders import NOW, TODAY

A_DAY = timedelta(days=1)
RULES = {"local-code-approved", "committee-approval", "signatures"}


@pytest.fixture
def review(db):
    """A review in which nothing is found, its officer and its monitoring officer."""
    return clean_review()


def found_now(cycle) -> dict[str, list[str]]:
    return {rule: [said for _, said in each] for rule, each in found(cycle).items() if rule in RULES}


def give_out(cycle, by) -> Publication:
    return Publication.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        number=1,
        content="{}",
        digest="0" * 64,
        html="",
        visible_from=TODAY,
        released_by=by,
        released_at=NOW,
    )


def approve(cycle, by, on: date) -> Approval:
    return Approval.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        version=1,
        text_digest="0" * 64,
        body="Audit Committee",
        approved_on=on,
        minute="31",
        recorded_by=by,
        recorded_at=NOW,
    )


def sign(cycle, by, office: str, on: date) -> Signature:
    return Signature.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        version=1,
        text_digest="0" * 64,
        office=office,
        name="Ann Reed",
        post_title="Leader",
        signed_on=on,
        recorded_by=by,
        recorded_at=NOW,
    )


def adopt_code(cycle, on: date) -> LocalCodeEdition:
    return LocalCodeEdition.objects.create(
        council=cycle.council,
        cycle=cycle,
        framework=cycle.framework,
        number=1,
        state="adopted",
        title="Local Code",
        adopted_body="Full Council",
        adopted_on=on,
        started_at=NOW,
    )


def test_nothing_is_asked_before_the_statement_is_released(review):
    assert found_now(review[0]) == {}


def test_the_local_code_was_approved_within_twelve_months(review):
    cycle, _, monitor = review
    give_out(cycle, monitor)
    assert found_now(cycle)["local-code-approved"] == ["No approval of the Local Code is on record"]
    edition = adopt_code(cycle, TODAY - 367 * A_DAY)
    said = "It was last approved on 17 May 2024, more than a year ago"
    assert found_now(cycle)["local-code-approved"] == [said]
    LocalCodeEdition.objects.filter(pk=edition.pk).update(adopted_on=TODAY - 366 * A_DAY)
    assert "local-code-approved" not in found_now(cycle)


def test_the_approval_is_on_record_and_not_to_come(review):
    cycle, _, monitor = review
    give_out(cycle, monitor)
    assert found_now(cycle)["committee-approval"] == ["Version 1 is not approved"]
    approval = approve(cycle, monitor, TODAY + A_DAY)
    assert found_now(cycle)["committee-approval"] == ["The approval is dated 20 May 2025, which is to come"]
    Approval.objects.filter(pk=approval.pk).update(approved_on=TODAY)
    assert "committee-approval" not in found_now(cycle)
    Approval.objects.filter(pk=approval.pk).update(void_by=monitor, void_at=NOW, void_reason="Wrong minute")
    assert found_now(cycle)["committee-approval"] == ["Version 1 is not approved"]


def test_both_offices_signed_after_the_approval_and_not_in_the_future(review):
    cycle, _, monitor = review
    give_out(cycle, monitor)
    approve(cycle, monitor, TODAY - A_DAY)
    missing = ["Leading member: not signed yet", "Chief executive: not signed yet"]
    assert found_now(cycle)["signatures"] == missing
    sign(cycle, monitor, "leading_member", TODAY - 2 * A_DAY)
    sign(cycle, monitor, "chief_executive", TODAY + A_DAY)
    assert found_now(cycle)["signatures"] == [
        "Leading member: signed on 17 May 2025, before the approval",
        "Chief executive: the signature is dated 20 May 2025, which is to come",
    ]
    Signature.objects.update(signed_on=TODAY)
    assert "signatures" not in found_now(cycle)


def test_every_gate_is_asked_and_shown(client, review):
    """The final version stands in the table of steps like every other."""
    cycle, _, monitor = review
    give_out(cycle, monitor)
    lines = {line.gate: line for line in Readiness(cycle, TODAY).lines}
    assert list(lines) == list(Gate)
    assert [group.rule.key for group in lines[Gate.FINAL].must] == ["committee-approval"]
    assert [group.rule.key for group in lines[Gate.FINAL].look] == ["local-code-approved"]
    assert not lines[Gate.APPROVAL].must

    client.force_login(monitor.user)
    page = client.get(reverse("assurance:readiness", args=[cycle.council.slug, cycle.year])).content.decode()
    assert 'href="#committee-approval"' in page
    assert "Version 1 is not approved" in page
