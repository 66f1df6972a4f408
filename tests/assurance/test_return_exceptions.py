"""What directors except: what becomes of it, and which step is open in which state of the review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from assurance.director_returns import (
    figures_of,
)
from assurance.models import GovernanceIssue
from assurance.workflow.exceptions import note_exception, promise_from_exception, raise_from_exception
from assurance.workflow.return_reminders import remind_of_returns
from assurance.workflow.returns import (
    open_again,
    send_return,
    withdraw,
)
from governance.models import AuditEntry
from governance.record_words import describe
from governance.workflow.errors import WorkflowError
from tests.assurance.return_desk import DUE, EXCEPT, NO, YES, Returns
from tests.builders import NOW, make_post, row


class StateTests(Returns):
    """Every verb in every state of the review."""

    OPEN = ("setup", "open")
    VERBS: dict[str, tuple[str, ...]] = {
        "ask": OPEN,
        "answer": OPEN,
        "send": OPEN,
        "open again": OPEN,
        "withdraw": OPEN,
        "remind": OPEN,
        "action": OPEN,
        "issue": (*OPEN, "being signed", "finished"),
        "note": (*OPEN, "being signed", "finished"),
    }

    def test_verbs_by_state(self) -> None:
        waiting, sent = self.ask(), self.ask(make_post(self.council, "Head of IT", holder=self.callum))
        self.answer(sent, (YES, ""), (EXCEPT, "Late."), (NO, "Lost."), by=self.callum)
        sent = send_return(director_return=sent, version=self.fresh(sent).version, by=self.callum, at=NOW)
        self.answer(waiting, (YES, ""), (YES, ""), (YES, ""))
        spare = make_post(self.council, "Head of parks", holder=self.callum)
        exception = sent.answers.get(number=2)
        doer: dict[str, Any] = {"by": self.coordinator, "at": NOW}
        verbs: dict[str, Callable[[], object]] = {
            "ask": lambda: self.ask(spare),
            "answer": lambda: self.answer(waiting, (NO, "No.")),
            "send": lambda: send_return(
                director_return=waiting, version=self.fresh(waiting).version, by=self.ruth, at=NOW
            ),
            "open again": lambda: open_again(director_return=sent, reason="Why.", **doer),
            "withdraw": lambda: withdraw(director_return=waiting, reason="Why.", **doer),
            "remind": lambda: remind_of_returns(cycle=self.cycle, returns=[waiting], **doer),
            "action": lambda: promise_from_exception(
                answer=exception,
                row=row(self.cycle, "F1.1"),
                text="Do it.",
                expected_outcome="",
                owner_post=None,
                due_on=None,
                **doer,
            ),
            "issue": lambda: raise_from_exception(answer=exception, title="Late", description="", **doer),
            "note": lambda: note_exception(answer=exception, reason="Small.", **doer),
        }
        wrong = []
        for state in ("setup", "open", "being signed", "finished", "closed", "past record"):
            self.set_stage(state)
            for name, verb in verbs.items():
                happened = self.happens(verb)
                if happened != (state in self.VERBS[name]):
                    wrong.append((state, name, happened))
        self.assertEqual(wrong, [])

    def happens(self, verb: Callable[[], object]) -> bool:
        """Whether the verb is done; it is undone again. A refusal is a sentence."""
        with transaction.atomic():
            try:
                verb()
            except WorkflowError as error:
                self.assertTrue(all(message.endswith(".") for message in error.messages), error.messages)
                return False
            finally:
                transaction.set_rollback(True)
        return True


class ExceptionTests(Returns):
    def setUp(self) -> None:
        self.sent = self.send(self.ask())
        self.exception = self.sent.answers.get(number=2)
        self.doer: dict[str, Any] = {"by": self.coordinator, "at": NOW}

    def test_it_becomes_a_possible_significant_issue(self) -> None:
        issue = raise_from_exception(
            answer=self.exception, title="Overspending", description="On taxis", **self.doer
        )
        self.assertEqual(issue.raised_from, GovernanceIssue.RaisedFrom.DIRECTOR_RETURN)
        self.exception.refresh_from_db()
        self.assertEqual((self.exception.issue, self.exception.dealt_with_by), (issue, self.coordinator))
        self.assertIn("possible significant issue “Overspending”", self.told(self.ruth)[-1])

    def test_it_becomes_an_action_on_a_requirement_whatever_its_state(self) -> None:
        one = row(self.cycle, "F1.1")
        one.status = "agreed"
        one.save()
        action = promise_from_exception(
            answer=self.exception,
            row=one,
            text="Book shared cars.",
            expected_outcome="Within budget.",
            owner_post=self.finance,
            due_on=DUE,
            **self.doer,
        )
        self.assertEqual([link.assessment_id for link in action.links.all()], [one.pk])
        self.assertEqual(action.in_cycles.get().promised_for, DUE)
        self.assertEqual(action.history.count(), 1)

    def test_it_is_noted_and_dealt_with_once(self) -> None:
        note_exception(answer=self.exception, reason="Put right in May.", **self.doer)
        with self.assertRaisesMessage(WorkflowError, "Owen Castell dealt with this"):
            raise_from_exception(answer=self.exception, title="Taxis", description="", **self.doer)
        self.assertFalse(GovernanceIssue.objects.exists())
        entry = AuditEntry.objects.get(action="assurance.return.exception_dealt_with")
        self.assertEqual(
            describe(entry, rights=frozenset()),
            "Dealt with the exception to point 2 of the return of the Director of finance: 2024/25.",
        )

    def test_what_is_no_exception_or_not_sent_is_not_dealt_with(self) -> None:
        for number in (1, 3):
            with self.assertRaisesMessage(WorkflowError, "there is nothing to deal with"):
                note_exception(answer=self.sent.answers.get(number=number), reason="Why.", **self.doer)
        open_again(director_return=self.sent, reason="Say more.", **self.doer)
        with self.assertRaisesMessage(WorkflowError, "with its director again"):
            note_exception(answer=self.exception, reason="Why.", **self.doer)

    def test_a_changed_exception_is_dealt_with_anew_and_keeps_what_it_became(self) -> None:
        issue = raise_from_exception(answer=self.exception, title="Taxis", description="", **self.doer)
        open_again(director_return=self.sent, reason="Say more.", **self.doer)
        self.send(self.sent, (YES, ""), (EXCEPT, "Taxis and trains."), (YES, ""))
        self.exception.refresh_from_db()
        self.assertEqual((self.exception.dealt_with_at, self.exception.issue), (None, issue))
        self.assertEqual(figures_of(self.cycle).open_exceptions, 1)
