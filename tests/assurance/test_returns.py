"""Directors' assurance returns: who answers, what may be done when, and that nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from assurance.director_returns import (
    figures_of,
    in_words,
    last_years_answers,
    matrix,
    returns_of,
    sent_before,
)
from assurance.models import DirectorReturn, GovernanceIssue, ReturnAnswer, ReviewCycle
from assurance.my_work import my_work
from assurance.return_asking import leads_services, posts_to_ask
from assurance.return_policies import can_answer, can_read
from assurance.waiting import header_counts
from assurance.workflow.exceptions import note_exception, promise_from_exception, raise_from_exception
from assurance.workflow.return_reminders import remind_of_returns
from assurance.workflow.returns import (
    Given,
    Saved,
    ask_for_returns,
    mark_of,
    open_again,
    save_answers,
    send_return,
    withdraw,
)
from governance.models import AuditEntry, Council, CouncilSetting, Membership, Notice, Post
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row

DUE = NOW.date() + timedelta(days=14)
POINTS = ["My services have clear aims", "Budgets were kept to", "Personal data was kept safe"]
YES, EXCEPT = ReturnAnswer.Answer.YES, ReturnAnswer.Answer.WITH_EXCEPTIONS
NO, NOT_MINE = ReturnAnswer.Answer.NO, ReturnAnswer.Answer.NOT_APPLICABLE


class Returns(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    ruth: Membership
    callum: Membership
    finance: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        CouncilSetting.objects.create(council=cls.council, key="return_statements", value=POINTS)
        cls.cycle = make_cycle(cls.council)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.ruth = make_member(cls.council, name="Ruth Adeyemi")
        cls.callum = make_member(cls.council, name="Callum Frayne")
        cls.finance = make_post(
            cls.council,
            "Director of finance",
            directorate="Finance",
            holder=cls.ruth,
            deputy=cls.callum,
        )

    def ask(self, *posts: Post, due_on: date | None = DUE) -> DirectorReturn:
        chosen = posts or (self.finance,)
        ask_for_returns(cycle=self.cycle, posts=chosen, due_on=due_on, by=self.coordinator, at=NOW)
        return DirectorReturn.objects.get(cycle=self.cycle, post=chosen[0], withdrawn_at=None)

    def fresh(self, one: DirectorReturn) -> DirectorReturn:
        return DirectorReturn.objects.select_related("post__holder", "post__deputy").get(pk=one.pk)

    def answer(
        self, one: DirectorReturn, *said: tuple[str, str], by: Membership | None = None, **options: bool
    ) -> Saved:
        """The points from the first on, each begun from what stands."""
        given = [
            Given(answer.number, choice, text, mark_of(answer), **options)
            for answer, (choice, text) in zip(one.answers.all(), said, strict=False)
        ]
        return save_answers(director_return=one, given=given, by=by or self.ruth, at=NOW)

    def send(
        self, one: DirectorReturn, *said: tuple[str, str], by: Membership | None = None
    ) -> DirectorReturn:
        self.answer(one, *(said or ((YES, ""), (EXCEPT, "We overspent on taxis."), (NOT_MINE, "None held."))))
        version = self.fresh(one).version
        return send_return(director_return=one, version=version, by=by or self.ruth, at=NOW)

    def told(self, member: Membership) -> list[str]:
        return list(Notice.objects.filter(recipient=member).order_by("pk").values_list("text", flat=True))

    def set_stage(self, state: str) -> None:
        changes: dict[str, dict[str, object]] = {
            "setup": {"stage": "setup"},
            "open": {"stage": "open"},
            "being signed": {"stage": "in_review", "locked_at": NOW},
            "finished": {"stage": "signed_off", "locked_at": NOW},
            "closed": {"stage": "closed", "locked_at": NOW},
            "past record": {"is_past_record": True, "stage": "signed_off"},
        }
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(**changes[state])
        self.cycle.refresh_from_db()


class AskingTests(Returns):
    def test_the_councils_points_are_copied_and_the_holder_is_told(self) -> None:
        one = self.ask()
        self.assertEqual([answer.statement for answer in one.answers.all()], POINTS)
        self.assertEqual(
            self.told(self.ruth),
            ["Owen Castell asks for the return of the Director of finance by Monday 2 June"],
        )
        CouncilSetting.objects.update(value=["Something else"])
        self.assertEqual([answer.statement for answer in one.answers.all()], POINTS)

    def test_asking_twice_makes_none_twice(self) -> None:
        self.ask()
        other = make_post(self.council, "Director of place", holder=self.callum)
        asked = ask_for_returns(
            cycle=self.cycle, posts=[self.finance, other, other], due_on=None, by=self.coordinator, at=NOW
        )
        self.assertEqual([str(each.post) for each in asked.now], ["Director of place"])
        self.assertEqual(asked.already, [self.finance, other])
        self.assertEqual(DirectorReturn.objects.filter(cycle=self.cycle).count(), 2)

    def test_a_post_asked_again_after_withdrawing_answers_anew(self) -> None:
        first = self.ask()
        withdraw(director_return=first, reason="Wrong post.", by=self.coordinator, at=NOW)
        self.assertNotEqual(self.ask().pk, first.pk)

    def test_who_cannot_answer_is_not_asked(self) -> None:
        auditor = make_member(self.council, Role.HEAD_OF_INTERNAL_AUDIT)
        gone = make_member(self.council)
        Membership.objects.filter(pk=gone.pk).update(ended_at=NOW)
        gone.refresh_from_db()
        office = Post.StatutoryOffice.HEAD_OF_INTERNAL_AUDIT
        for post, why in [
            (make_post(self.council, "Nobody's"), "nobody who could answer"),
            (make_post(self.council, "Left", holder=gone), "nobody who could answer"),
            (make_post(self.council, "Head of risk", holder=auditor), "nobody who could answer"),
            (
                make_post(self.council, "Head of audit", holder=self.ruth, statutory_office=office),
                "independent",
            ),
        ]:
            with self.subTest(post=post), self.assertRaisesMessage(WorkflowError, why):
                self.ask(post)
        self.assertFalse(DirectorReturn.objects.exists())

    def test_directors_and_those_asked_last_year_are_proposed(self) -> None:
        posts = {
            title: make_post(self.council, title, holder=self.callum)
            for title in ("Chief Executive", "Head of legal", "Chief accountant", "Deputy director", "Clerk")
        }
        vacant = make_post(self.council, "Director of place")
        last = make_cycle(self.council, 2023)
        ask_for_returns(cycle=last, posts=[posts["Clerk"]], due_on=None, by=self.coordinator, at=NOW)
        proposed = {each.post.title for each in posts_to_ask(self.cycle) if each.is_proposed}
        self.assertEqual(proposed, {"Director of finance", "Chief Executive", "Head of legal", "Clerk"})
        [nobody] = [each for each in posts_to_ask(self.cycle) if each.post == vacant]
        self.assertEqual(nobody.why_not, "Nobody holds the post or deputises")


class AnsweringTests(Returns):
    def test_holder_and_deputy_answer_and_nobody_else(self) -> None:
        one = self.ask()
        stranger = make_member(self.council, *{Role.MONITORING_OFFICER, Role.COORDINATOR})
        self.assertEqual(
            [can_answer(who, one) for who in (self.ruth, self.callum, stranger, self.coordinator)],
            [True, True, False, False],
        )
        with self.assertRaisesMessage(WorkflowError, "You do not answer for the Director of finance"):
            self.answer(one, (YES, ""), by=stranger)

    def test_an_ended_post_answers_no_more(self) -> None:
        one = self.ask()
        one.post.ends_on = timezone.localdate() - timedelta(days=1)
        self.assertFalse(can_answer(self.ruth, one))

    def test_different_answers_of_two_people_are_both_kept(self) -> None:
        one = self.ask()
        first, second, _ = one.answers.all()
        began = [mark_of(first), mark_of(second)]
        save_answers(director_return=one, given=[Given(1, YES, "", began[0])], by=self.ruth, at=NOW)
        saved = save_answers(
            director_return=one, given=[Given(2, NO, "Not yet", began[1])], by=self.callum, at=NOW
        )
        self.assertEqual((saved.written, saved.clashes), ([2], {}))
        self.assertEqual([a.answer for a in one.answers.all()], [YES, NO, ""])

    def test_the_same_answer_of_two_people_is_shown_not_overwritten(self) -> None:
        one = self.ask()
        began = mark_of(one.answers.all()[0])
        save_answers(director_return=one, given=[Given(1, YES, "Ruth", began)], by=self.ruth, at=NOW)
        saved = save_answers(
            director_return=one, given=[Given(1, NO, "Callum", began)], by=self.callum, at=NOW
        )
        self.assertEqual(saved.written, [])
        self.assertEqual(saved.clashes[1].text, "Ruth")
        self.assertEqual(one.answers.all()[0].text, "Ruth")

    def test_the_answer_not_chosen_stays_on_record(self) -> None:
        one = self.ask()
        self.answer(one, (YES, "Ruth"))
        self.answer(one, (NO, "Callum"), by=self.callum, given_up=True)
        self.assertEqual(one.answers.all()[0].text, "Ruth")
        self.answer(one, (NO, "Callum"), by=self.callum, chosen=True)
        self.assertEqual(one.answers.all()[0].text, "Callum")
        entries = AuditEntry.objects.filter(action="assurance.return.answer_chosen").order_by("sequence")
        self.assertEqual([entry.data["not_kept"] for entry in entries], ["No. Callum", "Yes. Ruth"])

    def test_saving_the_same_again_changes_nothing(self) -> None:
        one = self.ask()
        self.answer(one, (YES, ""))
        version = self.fresh(one).version
        self.assertEqual(self.answer(one, (YES, "")).written, [])
        self.assertEqual(self.fresh(one).version, version)


class SendingTests(Returns):
    def test_it_is_sent_with_declaration_name_and_post(self) -> None:
        sent = self.send(self.ask(), by=self.callum)
        self.assertEqual(sent.sent_as, "Callum Frayne, deputy for the Director of finance")
        self.assertIn("I, Callum Frayne, deputy for the Director of finance, have", sent.declaration)
        self.assertEqual(
            self.told(self.coordinator),
            ["Callum Frayne sent the return of the Director of finance, with 1 exception"],
        )
        self.assertEqual(len(self.told(self.ruth)), 2)  # asked, and told that her deputy sent it

    def test_acting_is_said(self) -> None:
        Post.objects.filter(pk=self.finance.pk).update(is_acting=True)
        self.assertEqual(self.send(self.ask()).sent_as, "Ruth Adeyemi, acting Director of finance")

    def test_what_is_missing_is_named(self) -> None:
        one = self.ask()
        self.answer(one, (YES, ""), (EXCEPT, " "))
        with self.assertRaises(WorkflowError) as caught:
            send_return(director_return=one, version=self.fresh(one).version, by=self.ruth, at=NOW)
        self.assertEqual(
            caught.exception.messages,
            ["Point 2: say what the exceptions are.", "Point 3: choose an answer."],
        )

    def test_only_what_was_read_is_sent(self) -> None:
        one = self.ask()
        self.answer(one, (YES, ""), (YES, ""), (YES, ""))
        read = self.fresh(one).version
        self.answer(one, (NO, "Not all."), by=self.callum)
        with self.assertRaisesMessage(WorkflowError, "An answer was changed after you opened this page"):
            send_return(director_return=one, version=read, by=self.ruth, at=NOW)

    def test_sent_is_read_only_until_opened_again_and_what_was_sent_stays_on_record(self) -> None:
        one = self.send(self.ask())
        with self.assertRaisesMessage(WorkflowError, "Ruth Adeyemi, Director of finance sent this return"):
            self.answer(one, (NO, "Changed my mind."))
        open_again(director_return=one, reason="Point 2 says nothing.", by=self.coordinator, at=NOW)
        self.assertIn(
            "opened the return of the Director of finance again: Point 2 says", self.told(self.ruth)[-1]
        )
        one = self.fresh(one)
        self.assertFalse(one.is_sent)
        self.assertEqual(one.declaration, "")
        self.send(one, (YES, ""), (YES, ""), (YES, ""))
        sent = [entry.data["answers"][1][2:] for entry in sent_before(one)]
        self.assertEqual(sent, [["Yes", ""], ["Yes, with exceptions", "We overspent on taxis."]])

    def test_who_sent_it_still_reads_it_after_leaving_the_post(self) -> None:
        one = self.send(self.ask())
        Post.objects.filter(pk=self.finance.pk).update(holder=None, deputy=None)
        one = self.fresh(one)
        self.assertTrue(can_read(self.ruth, frozenset(), one))
        self.assertFalse(can_read(self.callum, frozenset(), one))


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


class ReadingTests(Returns):
    def test_figures_and_their_words(self) -> None:
        self.assertEqual(in_words(figures_of(self.cycle)), "No director has been asked yet")
        sent = self.send(self.ask())
        self.assertEqual(in_words(figures_of(self.cycle)), "The return is in; 1 exception is not dealt with")
        draft = self.ask(make_post(self.council, "Head of IT", holder=self.callum))
        self.answer(draft, (NO, "Still writing."), by=self.callum)
        dropped = self.ask(make_post(self.council, "Head of parks", holder=self.callum))
        withdraw(director_return=dropped, reason="No such services.", by=self.coordinator, at=NOW)
        with self.assertNumQueries(1):
            figures = figures_of(self.cycle)
        self.assertEqual((figures.asked, figures.sent, figures.exceptions, figures.dealt_with), (2, 1, 1, 0))
        note_exception(answer=sent.answers.get(number=2), reason="Small.", by=self.coordinator, at=NOW)
        self.assertEqual(
            in_words(figures_of(self.cycle)), "1 of 2 returns is in; every exception is dealt with"
        )

    def test_the_matrix_shows_what_is_sent_and_never_a_draft(self) -> None:
        self.send(self.ask())
        draft = self.ask(make_post(self.council, "Head of IT", directorate="Finance", holder=self.callum))
        self.answer(draft, (NO, "Still writing."), by=self.callum)
        headings, lines = matrix(returns_of(self.cycle, at=NOW.date()))
        self.assertEqual(headings, ["Director of finance", "Head of IT"])  # two posts of one directorate
        said = [[answer.answer if answer else None for _, answer in line.cells] for line in lines]
        self.assertEqual(said, [[YES, None], [EXCEPT, None], [NOT_MINE, None]])

    def test_last_years_answers_are_found_by_their_words_else_by_number(self) -> None:
        last = make_cycle(self.council, 2023)
        CouncilSetting.objects.update(value=["Personal data was kept safe", "We kept to budgets"])
        ask_for_returns(cycle=last, posts=[self.finance], due_on=None, by=self.coordinator, at=NOW)
        before = DirectorReturn.objects.get(cycle=last)
        self.send(before, (NO, "Two letters."), (YES, ""))
        CouncilSetting.objects.update(value=POINTS)
        one = self.ask()
        found = last_years_answers(one, list(one.answers.all()))
        self.assertEqual(
            {number: answer.statement for number, answer in found.items()},
            {2: "We kept to budgets", 3: "Personal data was kept safe"},
        )

    def test_missing_returns_are_reminded_of_once_a_day(self) -> None:
        one = self.ask(due_on=NOW.date())
        late = NOW + timedelta(days=3)
        doer: dict[str, Any] = {"by": self.coordinator, "cycle": self.cycle, "returns": [one]}
        self.assertEqual(remind_of_returns(at=late, **doer).told, ["Director of finance"])
        self.assertIn("It was due Monday 19 May: 3 days late.", self.told(self.ruth)[-1])
        self.assertEqual(
            remind_of_returns(at=late + timedelta(hours=1), **doer).already, ["Director of finance"]
        )
        self.assertEqual(remind_of_returns(at=late + timedelta(days=1), **doer).told, ["Director of finance"])
        self.send(one)
        self.assertEqual(
            remind_of_returns(at=late + timedelta(days=2), **doer).not_missing, ["Director of finance"]
        )
        self.assertEqual(AuditEntry.objects.filter(action="assurance.returns.reminded").count(), 2)

    def test_it_waits_for_whoever_may_answer_and_the_header_counts_it(self) -> None:
        one = self.ask(due_on=timezone.localdate() - timedelta(days=2))
        today = timezone.localdate()
        for who, expected in ((self.ruth, 1), (self.callum, 1), (self.coordinator, 0)):
            [part] = my_work(who.user, at=today)
            self.assertEqual([each.pk for each, _ in part.returns], [one.pk] * expected)
            self.assertEqual(header_counts(who.user, at=today).open_things, part.open_things)
        self.set_stage("being signed")
        self.assertEqual(header_counts(self.ruth.user, at=today).open_things, 0)
        self.set_stage("open")
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(locked_at=None)
        self.send(one)
        self.assertEqual(header_counts(self.ruth.user, at=today).open_things, 0)

    def test_it_does_not_wait_for_those_who_audit(self) -> None:
        one = self.ask()
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR)
        Post.objects.filter(pk=self.finance.pk).update(holder=auditor, deputy=None)
        self.assertFalse(can_answer(auditor, self.fresh(one)))
        [part] = my_work(auditor.user, at=timezone.localdate())
        self.assertEqual(part.returns, [])


@pytest.mark.parametrize("title", ["Director of place", "Chief Officer", "Head of HR", "Executive Director"])
def test_titles_that_lead_services(title: str) -> None:
    assert leads_services(Post(title=title))
