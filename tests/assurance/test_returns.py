"""Directors' assurance returns: who is asked, who answers, and that nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assurance.director_returns import (
    sent_before,
)
from assurance.models import DirectorReturn
from assurance.return_asking import leads_services, posts_to_ask
from assurance.return_policies import can_answer, can_read
from assurance.workflow.returns import (
    Given,
    ask_for_returns,
    mark_of,
    open_again,
    save_answers,
    send_return,
    withdraw,
)
from governance.models import AuditEntry, CouncilSetting, Membership, Post
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.return_desk import EXCEPT, NO, POINTS, YES, Returns
from tests.builders import NOW, make_cycle, make_member, make_post


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


@pytest.mark.parametrize("title", ["Director of place", "Chief Officer", "Head of HR", "Executive Director"])
def test_titles_that_lead_services(title: str) -> None:
    assert leads_services(Post(title=title))
