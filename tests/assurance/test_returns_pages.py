"""The pages of directors' returns: what is typed is kept, who sees what, and how many queries they take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assurance.models import DirectorReturn, GovernanceIssue, ImprovementAction, ReturnAnswer, ReviewCycle
from assurance.workflow.returns import Given, ask_for_returns, mark_of, save_answers, send_return, withdraw
from governance.models import Council, CouncilSetting, Membership, Notice, Post
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post

POINTS = ["My services have clear aims", "Budgets were kept to"]
YES, EXCEPT, NO = "yes", "with_exceptions", "no"


class ReturnPages(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    ruth: Membership
    callum: Membership
    finance: Post
    one: DirectorReturn

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        CouncilSetting.objects.create(council=cls.council, key="return_statements", value=POINTS)
        cls.cycle = make_cycle(cls.council)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.ruth = make_member(cls.council, name="Ruth Adeyemi")
        cls.callum = make_member(cls.council, name="Callum Frayne")
        cls.finance = make_post(cls.council, "Director of finance", holder=cls.ruth, deputy=cls.callum)
        cls.one = cls.asked(cls.finance)

    @classmethod
    def asked(cls, post: Post) -> DirectorReturn:
        ask_for_returns(cycle=cls.cycle, posts=[post], due_on=None, by=cls.coordinator, at=NOW)
        return DirectorReturn.objects.get(post=post)

    def at(self, name: str, *args: object) -> str:
        return reverse(f"assurance:{name}", args=["merrow", 2024, *args])

    def sign_in(self, member: Membership) -> None:
        self.client.force_login(member.user)

    def typed(self, *said: tuple[str, str], **extra: str) -> dict[str, str]:
        """The posted page, begun from what stands now."""
        fields = dict(extra)
        for answer, (choice, text) in zip(self.one.answers.all(), said, strict=False):
            prefix = f"s{answer.number}"
            fields |= {
                f"{prefix}-begun_from": mark_of(answer),
                f"{prefix}-answer": choice,
                f"{prefix}-text": text,
            }
        return fields

    def answers(self) -> list[tuple[str, str]]:
        return list(self.one.answers.values_list("answer", "text"))

    def send(self, *said: tuple[str, str]) -> None:
        given = [
            Given(answer.number, choice, text, mark_of(answer))
            for answer, (choice, text) in zip(self.one.answers.all(), said, strict=True)
        ]
        save_answers(director_return=self.one, given=given, by=self.ruth, at=NOW)
        self.one.refresh_from_db()
        self.one = send_return(director_return=self.one, version=self.one.version, by=self.ruth, at=NOW)

    def body(self, response: Any) -> str:
        return " ".join(response.content.decode().split())


class AnswerPageTests(ReturnPages):
    def test_a_director_without_a_role_lands_on_it_and_again_after_sending(self) -> None:
        self.sign_in(self.ruth)
        response = self.client.get("/", follow=True)
        self.assertEqual(response.redirect_chain[-1][0], self.at("return-answer", self.one.pk))
        self.send((YES, ""), (YES, ""))
        response = self.client.get("/", follow=True)
        self.assertEqual(response.redirect_chain[-1][0], self.at("return", self.one.pk))
        self.assertContains(response, "Sent by Ruth Adeyemi, Director of finance")

    def test_half_a_return_is_saved_and_shown_again(self) -> None:
        self.sign_in(self.callum)
        address = self.at("return-answer", self.one.pk)
        response = self.client.post(address, self.typed((EXCEPT, ""), save="1"), follow=True)
        self.assertContains(response, "1 answer was saved at")
        self.assertContains(response, "1 of 2 answered")
        self.assertEqual(self.answers(), [(EXCEPT, ""), ("", "")])

    def test_a_text_that_is_too_long_is_named_and_everything_else_saved(self) -> None:
        self.sign_in(self.ruth)
        posted = self.typed((EXCEPT, "x" * 2001), (YES, ""), save="1")
        response = self.client.post(self.at("return-answer", self.one.pk), posted)
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "Point 1: shorten the text by 1 character", status_code=422)
        self.assertContains(response, 'href="#s1-text"', status_code=422)
        self.assertContains(response, "x" * 2001, status_code=422)
        self.assertContains(response, "1 answer was saved at", status_code=422)
        self.assertEqual(self.answers(), [("", ""), (YES, "")])

    def test_an_invented_answer_is_refused(self) -> None:
        self.sign_in(self.ruth)
        response = self.client.post(
            self.at("return-answer", self.one.pk), self.typed(("perhaps", ""), save="1")
        )
        self.assertContains(response, "Point 1: choose one of the four answers", status_code=422)

    def test_two_people_at_one_answer_both_are_shown_and_one_is_chosen(self) -> None:
        posted = self.typed((NO, "Callum’s words"), (YES, ""), save="1")
        first = self.one.answers.get(number=1)
        save_answers(
            director_return=self.one,
            given=[Given(1, EXCEPT, "Ruth’s words", mark_of(first))],
            by=self.ruth,
            at=NOW,
        )
        self.sign_in(self.callum)
        address = self.at("return-answer", self.one.pk)
        response = self.client.post(address, posted)
        for words in ("Callum’s words", "Ruth’s words", "Point 1: choose which to keep"):
            self.assertContains(response, words, status_code=422)
        self.assertEqual(self.answers(), [(EXCEPT, "Ruth’s words"), (YES, "")])

        unchosen = self.typed((NO, "Callum’s words"), **{"s1-clashes": "on", "save": "1"})
        again = self.client.post(address, unchosen)
        self.assertContains(again, "Ruth’s words", status_code=422)
        theirs = self.client.post(address, unchosen | {"s1-keep": "theirs"})
        self.assertEqual((theirs.status_code, self.answers()[0]), (302, (EXCEPT, "Ruth’s words")))
        mine = self.client.post(address, unchosen | {"s1-keep": "mine"})
        self.assertEqual((mine.status_code, self.answers()[0]), (302, (NO, "Callum’s words")))

    def test_what_is_typed_into_a_return_sent_meanwhile_comes_back(self) -> None:
        posted = self.typed((NO, "Words worth keeping"), save="1")
        self.send((YES, ""), (YES, ""))
        self.sign_in(self.callum)
        response = self.client.post(self.at("return-answer", self.one.pk), posted)
        self.assertContains(response, "Words worth keeping", status_code=409)
        self.assertEqual(self.answers(), [(YES, ""), (YES, "")])

    def test_check_declare_send(self) -> None:
        self.sign_in(self.ruth)
        address = self.at("return-answer", self.one.pk)
        response = self.client.post(address, self.typed((NO, ""), check="1"), follow=True)
        self.assertContains(response, "Point 1: say why not, and what is being done")
        self.assertContains(response, "Point 2: choose an answer")
        self.assertNotContains(response, "Send my return")
        response = self.client.post(address, self.typed((NO, "Not yet."), (YES, ""), check="1"), follow=True)
        self.assertContains(response, "I, Ruth Adeyemi, Director of finance, have looked at")
        version = str(response.context["return"].version)
        send = self.at("return-send", self.one.pk)
        response = self.client.post(send, {"version": version})
        self.assertContains(response, "Tick the box to declare that this is right", status_code=422)
        response = self.client.post(send, {"version": str(int(version) - 1), "declared": "1"})
        self.assertContains(response, "An answer was changed after you opened this page", status_code=422)
        response = self.client.post(send, {"version": version, "declared": "1"}, follow=True)
        self.assertContains(response, "Your return is sent. Thank you, Ruth.")
        again = self.client.post(send, {"version": version, "declared": "1"}, follow=True)
        self.assertContains(again, "This return is sent.")

    def test_whoever_does_not_answer_is_refused_or_told(self) -> None:
        self.sign_in(make_member(self.council, Role.SERVICE_OFFICER))
        for name in ("return", "return-answer", "return-check"):
            self.assertEqual(self.client.get(self.at(name, self.one.pk)).status_code, 403)
        self.sign_in(self.coordinator)
        response = self.client.get(self.at("return-answer", self.one.pk), follow=True)
        self.assertContains(response, "Whoever holds the post of Director of finance answers it.")

    def test_a_draft_is_read_by_nobody_else(self) -> None:
        given = [Given(1, NO, "Only a thought", mark_of(self.one.answers.get(number=1)))]
        save_answers(director_return=self.one, given=given, by=self.ruth, at=NOW)
        self.sign_in(self.coordinator)
        for address in (self.at("returns"), self.at("return", self.one.pk)):
            self.assertNotContains(self.client.get(address), "Only a thought")


class StepPageTests(ReturnPages):
    def test_asking_needs_a_post_and_a_date_to_come(self) -> None:
        post = make_post(self.council, "Head of IT", holder=self.callum)
        self.sign_in(self.coordinator)
        address = self.at("returns-ask")
        page = self.client.get(address)
        self.assertContains(page, f'value="{post.pk}" checked')
        self.assertContains(page, "Asked already")
        past = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2020"}
        response = self.client.post(address, past | {"post": str(post.pk)})
        self.assertContains(response, "The date has passed", status_code=422)
        self.assertContains(response, f'value="{post.pk}" checked', status_code=422)
        day = timezone.localdate() + timedelta(days=9)
        due = {"due_on_day": str(day.day), "due_on_month": str(day.month), "due_on_year": str(day.year)}
        self.assertContains(self.client.post(address, due), "Tick at least one post", status_code=422)
        response = self.client.post(address, due | {"post": [str(post.pk), "x"]}, follow=True)
        self.assertContains(response, "You asked for the return of Head of IT.")
        self.assertEqual(DirectorReturn.objects.get(post=post).due_on, day)

    def test_posts_of_another_council_are_not_asked(self) -> None:
        elsewhere = make_council()
        post = make_post(elsewhere, holder=make_member(elsewhere))
        self.sign_in(self.coordinator)
        day = timezone.localdate() + timedelta(days=9)
        due = {"due_on_day": str(day.day), "due_on_month": str(day.month), "due_on_year": str(day.year)}
        response = self.client.post(self.at("returns-ask"), due | {"post": str(post.pk)})
        self.assertEqual(response.status_code, 422)
        self.assertFalse(DirectorReturn.objects.filter(post=post).exists())

    def test_reminding(self) -> None:
        self.sign_in(self.coordinator)
        address = self.at("returns-remind")
        self.assertContains(self.client.post(address, {}), "Tick at least one return", status_code=422)
        response = self.client.post(address, {"return": str(self.one.pk)}, follow=True)
        self.assertContains(response, "You reminded Director of finance.")
        self.assertContains(response, "Reminded today at")
        self.client.post(address, {"return": str(self.one.pk)})
        told = Notice.objects.filter(recipient=self.ruth, action="assurance.returns.reminded")
        self.assertEqual(told.count(), 1)

    def test_opening_again_and_withdrawing_ask_for_a_reason(self) -> None:
        self.sign_in(self.coordinator)
        for name, changed in (("return-withdraw", "withdrawn_at"), ("return-open-again", "sent_at")):
            if changed == "sent_at":
                DirectorReturn.objects.update(withdrawn_at=None)
                self.one.refresh_from_db()
                self.send((YES, ""), (YES, ""))
            before = getattr(DirectorReturn.objects.get(), changed)
            response = self.client.post(self.at(name, self.one.pk), {"reason": " "})
            self.assertContains(response, "Say why: one sentence is enough", status_code=422)
            self.assertEqual(getattr(DirectorReturn.objects.get(), changed), before)
            self.client.post(self.at(name, self.one.pk), {"reason": "Because."})
            self.assertNotEqual(getattr(DirectorReturn.objects.get(), changed), before)

    def test_an_exception_becomes_an_issue_an_action_or_is_noted(self) -> None:
        self.send((NO, "We lost two contracts. More follows."), (EXCEPT, "Overspent."))
        self.sign_in(self.coordinator)
        first, second = (self.at("return-exception", self.one.pk, number) for number in (1, 2))
        page = self.client.get(first)
        self.assertContains(page, 'value="We lost two contracts"')
        nothing = self.client.post(first, {"what": "issue", "issue-title": " "})
        self.assertContains(nothing, "Give the issue a short title", status_code=422)
        self.assertContains(self.client.post(first, {}), "Choose what becomes of it", status_code=422)
        self.client.post(
            first, {"what": "issue", "issue-title": "Lost contracts", "issue-description": "Two"}
        )
        self.assertEqual(GovernanceIssue.objects.get().title, "Lost contracts")
        no_row = self.client.post(second, {"what": "action", "action-text": "Save money."})
        self.assertContains(no_row, "Choose the requirement that it belongs to", status_code=422)
        self.assertContains(no_row, "Save money.", status_code=422)
        self.client.post(second, {"what": "action", "action-text": "Save money.", "action-row": "F1.1"})
        action = ImprovementAction.objects.get()
        self.assertEqual(action.links.get().assessment.ref, "F1.1")
        page = self.client.get(self.at("returns"))
        self.assertContains(page, "The return is in; every exception is dealt with")
        again = self.client.post(first, {"what": "note", "note-reason": "Small."}, follow=True)
        self.assertContains(again, "This exception is dealt with.")
        self.assertEqual(ReturnAnswer.objects.filter(noted_reason="Small.").count(), 0)

    def test_the_director_sees_what_became_of_it(self) -> None:
        self.send((NO, "We lost two contracts."), (YES, ""))
        self.sign_in(self.coordinator)
        address = self.at("return-exception", self.one.pk, 1)
        self.client.post(address, {"what": "note", "note-reason": "Won back in May."})
        self.sign_in(self.ruth)
        page = self.body(self.client.get(self.at("return", self.one.pk)))
        self.assertIn("Won back in May.", page)
        self.assertNotIn("Open this return again", page)

    def test_once_the_review_is_signed_the_pages_say_so(self) -> None:
        self.send((NO, "We lost two contracts."), (YES, ""))
        ReviewCycle.objects.update(stage="signed_off", locked_at=NOW)
        self.sign_in(self.coordinator)
        page = self.body(self.client.get(self.at("returns")))
        self.assertIn("its returns are part of what was signed", page)
        self.assertNotIn("Ask another director", page)
        page = self.body(self.client.get(self.at("return-exception", self.one.pk, 1)))
        self.assertIn("The review is finished, so no action can be added", page)
        ReviewCycle.objects.update(stage="closed")
        response = self.client.get(self.at("return-exception", self.one.pk, 1), follow=True)
        self.assertContains(response, "what is still open belongs to a later review")


class QueryTests(ReturnPages):
    # Session, member, the review, returns with answers and people's roles, reminders, figures, the header.
    QUERIES = 11

    def test_the_list_takes_as_many_queries_for_many_returns(self) -> None:
        self.send((NO, "We lost two contracts."), (YES, ""))
        self.sign_in(self.coordinator)
        with self.assertNumQueries(self.QUERIES):
            self.client.get(self.at("returns"))
        for number in range(8):
            holder = make_member(self.council, Role.SERVICE_OFFICER)
            deputy = make_member(self.council, Role.SERVICE_OFFICER)
            self.asked(make_post(self.council, f"Head of {number}", holder=holder, deputy=deputy))
        with self.assertNumQueries(self.QUERIES):
            self.assertContains(self.client.get(self.at("returns")), "1 of 9 returns is in")

    def test_a_withdrawn_return_is_on_no_list(self) -> None:
        withdraw(director_return=self.one, reason="Asked by mistake.", by=self.coordinator, at=NOW)
        self.sign_in(self.coordinator)
        self.assertContains(self.client.get(self.at("returns")), "No director has been asked yet")
        self.assertContains(self.client.get(self.at("return", self.one.pk)), "Asked by mistake.")
