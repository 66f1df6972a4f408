"""What is read of directors' returns: figures, the matrix, last year's answers, and whom they wait for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assurance.director_returns import (
    figures_of,
    in_words,
    last_years_answers,
    matrix,
    returns_of,
)
from assurance.models import DirectorReturn, ReviewCycle
from assurance.my_work import my_work
from assurance.return_policies import can_answer
from assurance.waiting import header_counts
from assurance.workflow.exceptions import note_exception
from assurance.workflow.return_reminders import remind_of_returns
from assurance.workflow.returns import (
    ask_for_returns,
    withdraw,
)
from governance.models import AuditEntry, CouncilSetting, Post
from governance.roles import Role
from tests.assurance.return_desk import EXCEPT, NO, NOT_MINE, POINTS, YES, Returns
from tests.builders import NOW, make_cycle, make_member, make_post


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
