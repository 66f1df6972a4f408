"""A review that was signed with something of every kind in it, to be edited behind the app or in it."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.core.management import CommandError, call_command
from django.test import TestCase

from assurance.checks import Gate
from assurance.models import (
    ActionLink,
    Assessment,
    AssuranceSource,
    DirectorReturn,
    Evidence,
    EvidenceFile,
    EvidenceUse,
    FileVersion,
    GovernanceIssue,
    ImprovementAction,
    IssueCriterion,
    IssueInCycle,
    NoIssuesStatement,
    OfficerReply,
    ReturnAnswer,
    ReviewCycle,
)
from assurance.readiness import Readiness
from assurance.seal import seal_of, standing_content
from assurance.workflow.warnings import accept_findings
from tests.assurance.signed_reviews import LATER, make_chamber
from tests.builders import NOW, make_cycle, make_post, row

AFTER = LATER + timedelta(days=3)
MONTH = date(2025, 6, 30)


def change(model, **fields):
    """A direct edit of every row of the model: none goes through the app."""

    def edit(test):
        model.objects.update(**fields)

    return edit


def change_row(**fields):
    def edit(test):
        Assessment.objects.filter(pk=test.row.pk).update(**fields)

    return edit


def newer_file(test):
    FileVersion.objects.create(
        council=test.council,
        file=test.file,
        number=2,
        name="Code 2026.pdf",
        size=1,
        sha256="c" * 64,
        added_by=test.chamber.officer,
        added_at=AFTER,
    )


class Sealed(TestCase):
    @classmethod
    def setUpTestData(cls):
        chamber = cls.chamber = make_chamber("merrowdale", ["monitoring_officer"])
        council = cls.council = chamber.council
        cycle, mo, officer = chamber.cycle, chamber.monitoring_officer, chamber.officer
        cls.other = make_cycle(council, 2030)
        Assessment.objects.filter(cycle=cls.other, requirement__ref="G3.5").delete()
        cls.row = row(cycle, "A1.1")
        cls.item = Evidence.objects.create(council=council, title="Code of conduct")
        EvidenceUse.objects.create(council=council, assessment=cls.row, evidence=cls.item, note="Page 4")
        cls.file = EvidenceFile.objects.create(
            council=council, evidence=cls.item, added_by=officer, added_at=NOW
        )
        FileVersion.objects.create(
            council=council,
            file=cls.file,
            number=1,
            name="Code.pdf",
            size=1,
            sha256="a" * 64,
            added_by=officer,
            added_at=NOW,
        )
        post = make_post(council, "Head of Homes")
        cls.action = ImprovementAction.objects.create(
            council=council,
            text="Test the plan.",
            expected_outcome="It works",
            owner_post=post,
            due_on=date(2025, 5, 31),
        )
        ActionLink.objects.create(council=council, action=cls.action, assessment=cls.row)
        OfficerReply.objects.create(
            council=council, assessment=cls.row, agreed_at=NOW, text="It was tested.", by=officer, at=NOW
        )
        NoIssuesStatement.objects.all().delete()
        cls.issue = GovernanceIssue.objects.create(
            council=council,
            title="Data we cannot trust",
            description="Two systems disagree.",
            raised_at=NOW,
            status="confirmed",
            decision_reason="It was reported before.",
            decided_by=mo,
            decided_at=NOW,
            owner_post=post,
            due_on=date(2025, 12, 1),
            committee="Audit Committee",
        )
        IssueInCycle.objects.create(council=council, issue=cls.issue, cycle=cycle)
        IssueCriterion.objects.create(council=council, issue=cls.issue, text="It was reported before")
        cls.source = AssuranceSource.objects.create(
            council=council,
            cycle=cycle,
            kind="ombudsman",
            provider="The Ombudsman",
            opinion="Two complaints upheld",
            recorded_by=mo,
            recorded_at=NOW,
        )
        sent = DirectorReturn.objects.create(
            council=council,
            cycle=cycle,
            post=post,
            asked_by=mo,
            asked_at=NOW,
            sent_by=officer,
            sent_at=NOW,
            sent_as="Head of Homes",
        )
        ReturnAnswer.objects.create(
            council=council, director_return=sent, number=1, statement="Aims are clear", answer="yes"
        )
        cls.missing = DirectorReturn.objects.create(
            council=council,
            cycle=cycle,
            post=make_post(council, "Director of Roads"),
            asked_by=mo,
            asked_at=NOW,
        )
        cls.pass_all(cycle, mo)
        cls.content = chamber.finish().signed_content

    @classmethod
    def pass_all(cls, cycle, by):
        for group in Readiness(cycle, NOW.date(), Gate.REVIEW).groups:
            accept_findings(cycle=cycle, rule=group.rule.key, reason="We know.", by=by, at=NOW)

    def setUp(self):
        self.cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.chamber.cycle.pk)

    def seal(self):
        cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.cycle.pk)
        content = standing_content(cycle)
        assert content is not None
        return seal_of(content, cycle)

    def verify(self, **options):
        out = io.StringIO()
        failed = ""
        try:
            call_command("verify_signoff", stdout=out, **options)
        except CommandError as error:
            failed = str(error)
        return out.getvalue(), failed
