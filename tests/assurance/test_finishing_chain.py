"""The chain of offices: who signs when, what each verb asks for, who is told, what waits for whom."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.test import TestCase

from assurance.finishing import chain_of, links_of
from assurance.models import Assessment, ReviewCycle, SignedContent, SignOff
from assurance.my_work import my_work
from assurance.seal import standing_content
from assurance.waiting import header_counts, reviews_to_confirm
from assurance.workflow.reviewing import reopen_row
from assurance.workflow.signing import (
    declaration_for,
    finish_review,
    reopen_review,
    send_to_monitoring_officer,
)
from governance.models import AuditEntry, CouncilSetting, Notice, Post
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.signed_reviews import CHAIN, LATER, make_chamber
from tests.builders import make_council, make_member, make_post, row

TODAY = date(2025, 6, 1)
Stage = ReviewCycle.Stage


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class OfThree(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chamber = make_chamber("merrowdale")

    def setUp(self):
        chamber = self.chamber
        self.cycle, self.council = chamber.cycle, chamber.council
        self.mo, self.finance, self.chief = chamber.monitoring_officer, chamber.finance, chamber.chief

    def refused(self, words, verb, *args, **kwargs):
        with self.assertRaisesRegex(WorkflowError, words):
            verb(*args, **kwargs)

    def send_back(self, by, reason="The reserves are wrong in C1.1."):
        send_to_monitoring_officer(cycle=self.cycle, reason=reason, by=by, at=LATER)

    def reopen(self, by=None, reason="A report came late."):
        return reopen_review(cycle=self.cycle, reason=reason, by=by or self.mo, at=LATER)


class TestTheChain(OfThree):
    def test_the_first_signature_locks_the_rows_and_the_last_finishes_the_review(self):
        first = self.chamber.finish()
        cycle = self.chamber.again()
        assert (cycle.stage, cycle.is_locked, cycle.is_finished) == (Stage.IN_REVIEW, True, False)
        assert (cycle.is_being_signed, cycle.is_being_scored) == (True, False)
        self.refused("not open", reopen_row, row=row(cycle, "A1.1"), reason="x", by=self.mo, at=LATER)
        self.chamber.confirm(self.chief)  # in any order after the first
        assert self.chamber.again().is_being_signed
        last = self.chamber.confirm(self.finance)
        assert self.chamber.again().stage == Stage.SIGNED_OFF
        assert first.signed_content == last.signed_content == SignedContent.objects.get()
        assert [each.office for each in SignOff.objects.order_by("pk")] == [CHAIN[0], CHAIN[2], CHAIN[1]]
        codes = ["declared_complete", "confirmed", "finished"]
        written = AuditEntry.objects.filter(action__in=[f"assurance.cycle.{code}" for code in codes])
        assert [each.action.rpartition(".")[2] for each in written.order_by("sequence")] == codes

    def test_the_monitoring_officer_signs_first(self):
        self.refused("has not declared", self.chamber.confirm, self.finance)

    def test_one_person_and_one_office_sign_once(self):
        self.chamber.finish()
        self.refused("declared complete already", self.chamber.finish)
        self.chamber.confirm(self.finance)
        self.refused("confirmed the 2024/25 review already", self.chamber.confirm, self.finance)
        other = make_member(self.council, Role.SECTION_151)
        self.refused("Alan Reyes has confirmed it", self.chamber.confirm, other)

    def test_whoever_signed_first_does_not_sign_for_another_office(self):
        """Helen Marsh holds both roles: the chief executive's office waits for somebody else."""
        self.mo.grants.create(
            council=self.council, role=Role.HEAD_OF_PAID_SERVICE, starts_on=date(2020, 1, 1)
        )
        both = type(self.mo).objects.get(pk=self.mo.pk)
        self.chamber.finish()
        self.refused("already", self.chamber.confirm, both)
        *_, chief = links_of(self.cycle, standing_content(self.cycle))
        assert [member.name for member in chief.waits_for] == ["Dana Holt"]

    def test_the_chain_of_the_first_signature_holds(self):
        self.chamber.finish()
        CouncilSetting.objects.filter(council=self.council).update(value=["monitoring_officer"])
        self.council.__dict__.pop("settings_map", None)
        self.chamber.confirm(self.finance)
        assert self.chamber.again().is_being_signed
        self.chamber.confirm(self.chief)
        assert self.chamber.again().is_finished

    def test_the_office_is_printed_as_it_is_held(self):
        for fields, title in (
            ({"holder": self.finance}, "Director of Finance, section 151 officer"),
            (
                {"holder": self.finance, "is_acting": True},
                "Acting Director of Finance, section 151 officer",
            ),
            ({"deputy": self.finance}, "Deputy section 151 officer"),
        ):
            with self.subTest(title), undone():
                office = Post.StatutoryOffice.SECTION_151
                make_post(self.council, "Director of Finance", statutory_office=office, **fields)
                self.chamber.finish()
                assert self.chamber.confirm(self.finance).office_title == title
        self.chamber.finish()
        assert self.chamber.confirm(self.finance).office_title == "Section 151 officer"

    def test_a_review_that_is_not_what_was_signed_is_not_confirmed(self):
        self.chamber.finish()
        Assessment.objects.filter(cycle=self.cycle, requirement__ref="C1.1").update(agreed_score=3)
        self.refused("C1.1 agreed score", self.chamber.confirm, self.finance)
        assert SignOff.objects.count() == 1

    def test_reopening_voids_every_signature_and_frees_the_rows(self):
        for signers in ([], [self.finance], [self.finance, self.chief]):
            with self.subTest(len(signers)), undone():
                self.chamber.finish()
                for signer in signers:
                    self.chamber.confirm(signer)
                self.reopen()
                cycle = self.chamber.again()
                assert (cycle.stage, cycle.locked_at, cycle.is_being_scored) == (Stage.IN_REVIEW, None, True)
                assert not SignOff.objects.standing().exists()
                told = Notice.objects.filter(recipient=self.finance, action="assurance.cycle.reopened")
                assert told.count() == 1
                self.chamber.finish()
                self.chamber.confirm(self.finance)
                self.chamber.confirm(self.chief)
                assert self.chamber.again().is_finished

    def test_the_council_chooses_the_chain(self):
        for chosen, chain in (
            (["monitoring_officer"], ["monitoring_officer"]),
            (["section_151"], ["monitoring_officer", "section_151"]),
            (["head_of_paid_service", "monitoring_officer"], ["monitoring_officer", "head_of_paid_service"]),
            (["leader", "section_151", "section_151"], ["monitoring_officer", "section_151"]),
        ):
            council = make_council()
            CouncilSetting.objects.create(council=council, key="finishing_offices", value=chosen)
            assert chain_of(council) == chain


class TestWhoIsTold(OfThree):
    def test_it_is_the_turn_of_the_others(self):
        assert self.waits_for(self.finance) == (0, [])
        self.chamber.finish()
        for member in (self.finance, self.chief):
            notice = Notice.objects.get(recipient=member)
            assert "It waits for you to confirm it" in notice.text
            assert notice.url.endswith("/sign-off/")
            assert self.waits_for(member) == (1, [self.cycle])
        assert self.waits_for(self.mo) == (0, [])
        self.chamber.confirm(self.finance)
        assert self.waits_for(self.finance) == (0, [])
        assert self.waits_for(self.chief) == (1, [self.cycle])
        told = Notice.objects.get(recipient=self.mo, action="assurance.cycle.confirmed")
        assert "Still to confirm it: Head of paid service" in told.text
        self.reopen()
        assert self.waits_for(self.chief) == (0, [])

    def waits_for(self, member):
        user = member.user
        counted = header_counts(user, at=TODAY).open_things
        parts = my_work(user, at=TODAY)
        assert counted == sum(part.open_things for part in parts)
        assert list(reviews_to_confirm(user, at=TODAY)) == [c for part in parts for c in part.to_confirm]
        return counted, [cycle for part in parts for cycle in part.to_confirm]

    def test_a_grant_for_other_years_waits_for_nothing(self):
        limited = make_member(self.council, Role.SECTION_151)
        limited.grants.get().years.create(council=self.council, year=2030)
        self.chamber.finish()
        assert self.waits_for(limited) == (0, [])

    def test_an_office_that_does_not_confirm_says_why(self):
        self.chamber.finish()
        self.refused("Say why", self.send_back, self.finance, " ")
        self.send_back(self.finance)
        told = Notice.objects.get(recipient=self.mo, action="assurance.cycle.not_confirmed")
        assert "Alan Reyes, Section 151 officer, does not confirm" in told.text
        link = links_of(self.cycle, standing_content(self.cycle))[1]
        assert link.refusal is not None
        assert (link.refusal.name, link.refusal.reason) == ("Alan Reyes", "The reserves are wrong in C1.1.")
        self.chamber.confirm(self.finance)  # may be persuaded
        assert links_of(self.cycle, standing_content(self.cycle))[1].refusal is None

    def test_what_was_said_of_a_void_content_is_not_said_of_the_next(self):
        self.chamber.finish()
        self.send_back(self.finance)
        self.reopen()
        self.chamber.finish()
        assert links_of(self.cycle, standing_content(self.cycle))[1].refusal is None


# By hand: what each verb says to each role at each stage; the others are refused with "Only".
TABLE = {
    # verb: {stage: (who may, the refusal of those who hold the right but come at the wrong time)}
    "finish": {
        "setup": (None, "not open yet"),
        "open": ({"mo", "deputy"}, ""),
        "in review": ({"mo", "deputy"}, ""),
        "being signed": (None, "declared complete already"),
        "finished": (None, "finished already"),
        "closed": (None, "finished already"),
        "past record": (None, "finished already"),
    },
    "confirm": {
        "setup": (None, "has not declared"),
        "open": (None, "has not declared"),
        "in review": (None, "has not declared"),
        "being signed": ({"finance", "chief"}, ""),
        "finished": (None, "finished already"),
        "closed": (None, "finished already"),
        "past record": (None, "finished already"),
    },
    "send back": {
        "setup": (None, "has not declared"),
        "open": (None, "has not declared"),
        "in review": (None, "has not declared"),
        "being signed": ({"finance", "chief"}, ""),
        "finished": (None, "finished already"),
        "closed": (None, "finished already"),
        "past record": (None, "finished already"),
    },
    "reopen": {
        "setup": (None, "nothing to reopen"),
        "open": (None, "nothing to reopen"),
        "in review": (None, "nothing to reopen"),
        "being signed": ({"mo", "deputy"}, ""),
        "finished": ({"mo", "deputy"}, ""),
        "closed": (None, "nothing to reopen"),
        "past record": (None, "nothing to reopen"),
    },
}
HOLDERS = {"finish": {"mo", "deputy"}, "reopen": {"mo", "deputy"}}
OFFICES = {"finance", "chief"}


class TestEveryVerbAtEveryStageByEveryRole(OfThree):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        chamber = cls.chamber
        cls.people = {
            "mo": chamber.monitoring_officer,
            "deputy": make_member(chamber.council, Role.DEPUTY_MONITORING_OFFICER),
            "finance": chamber.finance,
            "chief": chamber.chief,
            **{
                role.value: make_member(chamber.council, role)
                for role in set(Role)
                - {
                    Role.MONITORING_OFFICER,
                    Role.DEPUTY_MONITORING_OFFICER,
                    Role.SECTION_151,
                    Role.HEAD_OF_PAID_SERVICE,
                }
            },
        }

    def at_stage(self, stage):
        found = ReviewCycle.objects.filter(pk=self.cycle.pk)
        if stage in {"being signed", "finished", "closed"}:
            self.chamber.finish()
        if stage in {"finished", "closed"}:
            self.chamber.confirm(self.finance)
            self.chamber.confirm(self.chief)
        if stage == "past record":
            found.update(is_past_record=True, stage=Stage.CLOSED)
        if stage in {"setup", "open", "closed"}:
            found.update(stage=stage)

    def act(self, verb, by):
        cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.cycle.pk)
        words = declaration_for(cycle)
        if verb == "finish":
            finish_review(cycle=cycle, by=by, declaration=words, at=LATER)
        elif verb == "confirm":
            self.chamber.confirm(by)
        elif verb == "send back":
            self.send_back(by)
        else:
            self.reopen(by)

    def test_the_table(self):
        stages = list(TABLE["finish"])
        for stage in stages:
            with undone():
                self.at_stage(stage)
                for verb, lines in TABLE.items():
                    may, words = lines[stage]
                    for key, person in self.people.items():
                        with self.subTest(f"{verb} · {stage} · {key}"), undone():
                            self.outcome(verb, person, key, may or set(), words)

    def outcome(self, verb, person, key, may, words):
        holders = HOLDERS.get(verb, OFFICES)
        if key in may:
            self.act(verb, person)
        elif key in holders:
            self.refused(words, self.act, verb, person)
        else:
            self.refused("Only", self.act, verb, person)
