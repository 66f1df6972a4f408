"""Every verb of a row against every state, every person and every stage of its review.

What is allowed stands in tables written here by hand from the roles and states of the domain (DOMAIN.md §5):
everything else is refused with a sentence, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.test import TestCase

from assurance import policies
from assurance.models import Assessment, OfficerReply, ReviewCycle, SentBack
from assurance.workflow.answering import confirm_last_year, save_answer
from assurance.workflow.replying import reply_to_agreement
from assurance.workflow.reviewing import agree, agree_many, mark_opened, reopen_row, send_back
from assurance.workflow.submitting import submit, take_back
from governance.models import AuditEntry, Council, Membership, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row

LATER = NOW + timedelta(hours=1)
S = Assessment.Status
Stage = ReviewCycle.Stage
Verb = Callable[[Assessment, Membership], Any]


def opened(each: Assessment, by: Membership) -> None:
    """A receipt: whoever may not leave one gets no sentence, as they only looked."""
    if not mark_opened(row=each, by=by, at=LATER):
        raise WorkflowError("Nothing to note.")


VERBS: dict[str, Verb] = {
    "save": lambda each, by: save_answer(
        row=each, version=each.version, values={"narrative": "Tested again."}, by=by, at=LATER
    ),
    "confirm": lambda each, by: confirm_last_year(row=each, version=each.version, by=by, at=LATER),
    "submit": lambda each, by: submit(rows=[each], by=by, at=LATER),
    "take back": lambda each, by: take_back(row=each, by=by, at=LATER),
    "open": opened,
    "agree": lambda each, by: agree(row=each, score=None, reason="", by=by, at=LATER, version=each.version),
    "agree another": lambda each, by: agree(
        row=each, score=4, reason="Not tested.", by=by, at=LATER, version=each.version
    ),
    "agree many": lambda each, by: agree_many(rows=[(each, each.version)], by=by, at=LATER),
    "send back": lambda each, by: send_back(
        row=each, reason="Which audit?", by=by, at=LATER, version=each.version
    ),
    "reopen": lambda each, by: reopen_row(row=each, reason="New report.", by=by, at=LATER),
    "reply": lambda each, by: reply_to_agreement(
        row=each, text="It was tested.", by=by, at=LATER, version=each.version
    ),
}

# A row for each situation: the five states, two of them in ways that matter to a verb.
REFS = {
    "not started": "A1.1",
    "in progress": "A1.2",
    "submitted": "A1.3",
    "opened": "A1.4",
    "sent back": "A2.1",
    "agreed": "A2.2",
    "agreed otherwise": "A2.3",
    "replied": "A2.4",
}
STATES = {
    "not started": S.NOT_STARTED,
    "in progress": S.IN_PROGRESS,
    "submitted": S.SUBMITTED,
    "opened": S.SUBMITTED,
    "sent back": S.SENT_BACK,
    "agreed": S.AGREED,
    "agreed otherwise": S.AGREED,
    "replied": S.AGREED,
}
# What a verb makes of a situation; where none stands, it is refused. A row that was sent back is changed
# before it is sent again, which confirming last year's answer does too.
LEADS_TO = {
    ("save", "not started"): S.IN_PROGRESS,
    ("save", "in progress"): S.IN_PROGRESS,
    ("save", "sent back"): S.IN_PROGRESS,
    ("confirm", "not started"): S.IN_PROGRESS,
    ("confirm", "in progress"): S.IN_PROGRESS,
    ("confirm", "sent back"): S.IN_PROGRESS,
    ("submit", "in progress"): S.SUBMITTED,
    ("take back", "submitted"): S.IN_PROGRESS,
    ("open", "submitted"): S.SUBMITTED,
    ("agree", "submitted"): S.AGREED,
    ("agree", "opened"): S.AGREED,
    ("agree another", "submitted"): S.AGREED,
    ("agree another", "opened"): S.AGREED,
    ("agree many", "submitted"): S.AGREED,
    ("agree many", "opened"): S.AGREED,
    ("send back", "submitted"): S.SENT_BACK,
    ("send back", "opened"): S.SENT_BACK,
    ("reopen", "agreed"): S.SENT_BACK,
    ("reopen", "agreed otherwise"): S.SENT_BACK,
    ("reopen", "replied"): S.SENT_BACK,
    ("reply", "agreed otherwise"): S.AGREED,
}
# "confirmer" reviews, and confirmed last year's answer: their own score is for others to agree.
ROLES = {
    "lead": Role.SERVICE_OFFICER,
    "contributor": Role.SERVICE_OFFICER,
    "colleague": Role.SERVICE_OFFICER,
    "coordinator": Role.COORDINATOR,
    "monitoring officer": Role.MONITORING_OFFICER,
    "deputy": Role.DEPUTY_MONITORING_OFFICER,
    "reviewer": Role.REVIEWER,
    "confirmer": Role.REVIEWER,
    "section 151": Role.SECTION_151,
    "head of paid service": Role.HEAD_OF_PAID_SERVICE,
    "head of internal audit": Role.HEAD_OF_INTERNAL_AUDIT,
    "committee member": Role.COMMITTEE_MEMBER,
    "leader": Role.LEADER,
    "auditor": Role.EXTERNAL_AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}
MONITORS = {"monitoring officer", "deputy"}
REVIEWS = MONITORS | {"reviewer"}
MAY = {
    "save": {"lead", "contributor"},
    "confirm": {"lead", "contributor"},
    "submit": {"lead"},
    "take back": {"lead"},
    "open": REVIEWS,
    "agree": REVIEWS,
    "agree another": REVIEWS,
    "agree many": REVIEWS,
    "send back": REVIEWS | {"confirmer"},
    "reopen": MONITORS,
    "reply": {"lead"},
}
# How a review stands, and whether its rows can be worked on then.
STAGES: dict[str, tuple[dict[str, Any], bool]] = {
    "being set up": ({"stage": Stage.SETUP}, False),
    "open": ({"stage": Stage.OPEN}, True),
    "in review": ({"stage": Stage.IN_REVIEW}, True),
    "being signed": ({"stage": Stage.IN_REVIEW, "locked_at": NOW}, False),
    "finished": ({"stage": Stage.SIGNED_OFF, "locked_at": NOW}, False),
    "closed": ({"stage": Stage.CLOSED, "locked_at": NOW}, False),
    "record of a past year": ({"stage": Stage.CLOSED, "is_past_record": True}, False),
}


class RowStates(TestCase):
    council: Council
    cycle: ReviewCycle
    people: dict[str, Membership]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.people = {name: make_member(cls.council, role) for name, role in ROLES.items()}
        lead = cls.people["lead"]
        last = make_cycle(cls.council, 2023)
        for ref in REFS.values():
            fill(row(last, ref), by=lead, status="agreed")
        cls.cycle = make_cycle(cls.council)
        ReviewCycle.objects.filter(pk=cls.cycle.pk).update(stage=Stage.IN_REVIEW)
        cls.cycle.refresh_from_db()
        give_rows(cls.cycle, lead, *REFS.values())
        contribute(cls.cycle, cls.people["contributor"], *REFS.values())
        for situation, ref in REFS.items():
            if situation != "not started":
                cls.put(row(cls.cycle, ref), situation)

    @classmethod
    def put(cls, each: Assessment, situation: str) -> None:
        """Into its situation, as the app would have left it; confirmed by somebody once, so not theirs."""
        fill(each, by=cls.people["lead"], status=STATES[situation])
        each.narrative, each.private_note = f"We do {each.ref} otherwise now.", "Since May."
        each.confirmed_by, each.confirmed_at = cls.people["confirmer"], NOW
        if situation == "opened":
            each.review_opened_at = NOW
        if situation in {"agreed", "agreed otherwise", "replied"}:
            each.agreed_by, each.agreed_at = cls.people["reviewer"], NOW
            each.agreed_score = 9 if situation == "agreed" else 7
        each.save()
        if situation == "replied":
            OfficerReply.objects.create(
                council=cls.council, assessment=each, agreed_at=NOW, text="No.", by=cls.people["lead"], at=NOW
            )

    def setUp(self) -> None:
        keys = {member.pk: name for name, member in self.people.items()}
        found = Membership.objects.filter(pk__in=keys).with_roles()
        self.people = {keys[member.pk]: member for member in found}
        self.rows = {situation: row(self.cycle, ref) for situation, ref in REFS.items()}

    def everything(self) -> list[Any]:
        """What a refused verb leaves as it was."""
        kept = (AuditEntry, Notice, SentBack, OfficerReply, Assessment.history.model)
        rows = Assessment.objects.filter(cycle=self.cycle, requirement__ref__in=REFS.values())
        return [*rows.order_by("pk").values(), *(model._default_manager.count() for model in kept)]

    def outcome(self, verb: str, situation: str, who: str) -> str:
        """The state that the verb leads to, undone again; empty when it is refused with a sentence."""
        each = self.rows[situation]
        try:
            with transaction.atomic():
                VERBS[verb](each, self.people[who])
                reached = Assessment.objects.values_list("status", flat=True).get(pk=each.pk)
                transaction.set_rollback(True)
        except WorkflowError as refused:
            self.assertTrue(all(len(message) > 10 for message in refused.messages), refused.messages)
            return ""
        self.rows[situation] = row(self.cycle, each.ref)
        return reached

    def test_every_verb_in_every_state_by_everybody(self) -> None:
        before = self.everything()
        wrong = []
        for verb in VERBS.keys() - {"save", "confirm"}:
            for situation in REFS:
                for who in self.people:
                    expected = LEADS_TO.get((verb, situation), "") if who in MAY[verb] else ""
                    if (found := self.outcome(verb, situation, who)) != expected:
                        wrong.append((verb, situation, who, found, expected))
        self.assertEqual(wrong, [])
        self.assertEqual(self.everything(), before)

    def test_who_may_write_a_row(self) -> None:
        """Pages ask before they save: the verb itself minds the state of the row."""
        wrong = []
        for situation, each in self.rows.items():
            for who, member in self.people.items():
                may = policies.can_edit(member, member.permissions(year=self.cycle.year), each)
                expected = who in MAY["save"] and ("save", situation) in LEADS_TO
                if may != expected:
                    wrong.append((situation, who, may))
        self.assertEqual(wrong, [])

    def test_every_verb_in_every_state_and_stage_by_whoever_may(self) -> None:
        wrong = []
        for stage, (fields, is_worked_on) in STAGES.items():
            ReviewCycle.objects.filter(pk=self.cycle.pk).update(**{"locked_at": None, **fields})
            self.rows = {situation: row(self.cycle, ref) for situation, ref in REFS.items()}
            before = self.everything()
            for verb in VERBS:
                who = min(MAY[verb] - {"contributor", "confirmer"})
                for situation in REFS:
                    expected = LEADS_TO.get((verb, situation), "") if is_worked_on else ""
                    if (found := self.outcome(verb, situation, who)) != expected:
                        wrong.append((stage, verb, situation, found, expected))
            self.assertEqual(self.everything(), before, stage)
        self.assertEqual(wrong, [])

    def test_the_database_lets_nobody_agree_what_they_typed_confirmed_or_submitted(self) -> None:
        """Also written past the verbs, in either order."""
        reviewer = self.people["monitoring officer"]
        others = {"scored_by": self.people["lead"], "submitted_by": self.people["lead"], "confirmed_by": None}
        for part in others:
            rows = Assessment.objects.filter(pk=row(self.cycle, REFS["submitted"]).pk)
            rows.update(agreed_by=None, **others)
            with self.subTest(part), self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(**{part: reviewer, "agreed_by": reviewer})
            rows.update(agreed_by=reviewer)
            with self.subTest(part, later=True), self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(**{part: reviewer})
            rows.update(agreed_by=None)
            rows.update(**{part: reviewer})
            with self.subTest(part, agreed=True), self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(agreed_by=reviewer)
